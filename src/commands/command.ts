/**
 * The one write path of a tournament: one command, one row lock, one version, one event row, one transaction.
 * Invariant: nothing is told to anybody before COMMIT.
 * After it the cache floor rises first, then the feed hears, then the answer leaves.
 * A file per command turns validated input into a call of `runCommand`; refusals leave as `AppError`.
 */
import { decide } from '../engine/decide.ts'
import { apply } from '../engine/apply.ts'
import type { Command, Event, EventType, Problem } from '../engine/messages.ts'
import type { MatchId, OrgId, PlayerId, State, UserId } from '../engine/types.ts'
import { AppError, statusOf } from '../errors.ts'
import type { Committed } from '../feed/feed.ts'
import type { Failpoint } from '../failpoints.ts'
import { constraintOf, type Database, type Tx } from '../store/database.ts'
import { findAnswer, keepAnswer, type IdempotencyScope } from '../store/idempotency.ts'
import { raiseCounters } from '../store/numbers.ts'
import type { Mask } from '../store/audit-chain.ts'
import type { States } from '../store/states.ts'
import { lockTournament, rowVersion, type Locked, type Target } from '../store/tournaments.ts'
import type { Personal } from './audit-trail.ts'
import { record } from './record.ts'
import type { Writes } from './raised.ts'

/** A parsed `If-Match`: the target must be unchanged since one of these versions; `any`: it must exist. */
export type IfMatch = { readonly any: true } | { readonly any: false; readonly versions: readonly number[] }

/** Who asks, for which org, and with which preconditions. `principal` scopes the idempotency key. */
export interface Caller {
  readonly orgId: OrgId
  readonly userId: UserId | null
  readonly principal: string
  readonly requestId: string
  /** Network of the client for the audit log, `192.0.2.0/24`; absent where nobody sent anything. */
  readonly address?: string
  /** Method and route: the name of the act in the audit log where its command gives none. */
  readonly asked?: string
  /** Moment of the monotonic clock by which the request must have its answer; looking the caller up counts, too. */
  readonly until?: number
  readonly ifMatch: IfMatch | null
  readonly idempotency: {
    readonly key: string
    readonly method: string
    readonly route: string
    readonly bodySha256: string
  } | null
}

/** What the route sends: `body` is null for 204. A replayed answer is the stored one. */
export interface CommandAnswer {
  readonly status: number
  readonly body: unknown
  readonly version: number
  readonly replayed: boolean
  readonly location?: string
}

export interface CommandDeps {
  readonly db: Database
  readonly states: States
  /** Called after COMMIT and before the answer: floor first, feed second; wired in `context.ts`. */
  readonly committed: (event: Committed, counters: Counters) => void
  /** Counters of the org that an event makes old, because lists show what it changes. */
  readonly countersOf: (type: EventType) => readonly string[]
  /** The same for what is written outside of tournaments. */
  readonly writes: Writes
  /** Hides personal data in the audit log. */
  readonly mask: Mask
  readonly newId: () => string
  /** Unsigned 32-bit, from the system generator. */
  readonly newSeed: () => number
  readonly failpoint: Failpoint
}

/** One command against an existing tournament. `answer` is pure and sees the event and the state after it. */
export interface Call {
  readonly target: Target
  readonly command: (state: State, locked: Locked) => Command
  readonly answer: (state: State, version: number, event: Event) => { status: number; body: unknown; location?: string }
  /** The row whose version `If-Match` speaks of; the tournament itself when absent. */
  readonly subject?:
    { readonly kind: 'match'; readonly id: MatchId } | { readonly kind: 'player'; readonly id: PlayerId }
  /** Reads that may refuse before the engine is asked. It writes nothing: a refusal of the engine may commit. */
  readonly check?: (tx: Tx, locked: Locked) => Promise<void>
  /** Rows that the projections will refer to, written once the engine has accepted. */
  readonly before?: (tx: Tx) => Promise<void>
  /** Rows that refer to the projections (contacts). */
  readonly after?: (tx: Tx) => Promise<void>
  /** What `after` writes of a person, for the audit log. */
  readonly personal?: Personal
}

/** Counters that were raised with a commit, by name, with their new numbers. */
export type Counters = ReadonlyMap<string, number>

/** What the house is told of a commit. */
export interface Told {
  readonly event: Committed
  readonly state: State
  readonly counters: Counters
}

/** What a transaction came to: an answer, and either what to announce or the engine's refusal. */
export interface Outcome {
  readonly answer: CommandAnswer
  readonly committed?: Told
  readonly problem?: Problem
}

/**
 * Runs one command. Throws `AppError` with the engine's code for a refusal, `not_found` for a tournament or match
 * of another org, `version_changed` when `If-Match` fails, `idempotency_key_reused` for the same key with another body.
 */
export async function runCommand(deps: CommandDeps, caller: Caller, call: Call): Promise<CommandAnswer> {
  const outcome = await deps.db
    .orgTransaction(caller.orgId, (tx) => attempt(deps, caller, call, tx), timeLeft(caller))
    .catch((error: unknown) => {
      throw asConflict(error)
    })
  if (outcome.committed) announce(deps, outcome.committed)
  return settle(outcome)
}

/** Milliseconds that are left of the request; undefined for what is no request. */
export function timeLeft({ until }: Caller): number | undefined {
  return until === undefined ? undefined : Math.max(1, until - performance.now())
}

/** The answer of an outcome; throws the engine's refusal, replayed or not. */
export function settle(outcome: Outcome): CommandAnswer {
  if (outcome.problem) throw refusal(outcome.problem, outcome.answer)
  return outcome.answer
}

/** Tells the house of a committed event, in the order that keeps reads fresh. */
export function announce(deps: CommandDeps, done: Told): void {
  deps.failpoint('after_commit')
  const { orgId, tournamentId, epoch } = done.event
  deps.states.keep(orgId, tournamentId, { state: done.state, epoch })
  deps.committed(done.event, done.counters)
}

async function attempt(deps: CommandDeps, caller: Caller, call: Call, tx: Tx): Promise<Outcome> {
  const locked = await lockTournament(tx, caller.orgId, call.target)
  if (!locked) throw new AppError('not_found', 'There is nothing here under this address.')
  const scope = scopeOf(caller)
  const stored = scope && (await findAnswer(tx, scope))
  if (stored) return replay(stored)
  await checkMatch(tx, caller, call, locked)
  await call.check?.(tx, locked)

  const before = await deps.states.underLock(tx, caller.orgId, locked)
  const command = call.command(before, locked)
  const decision = decide(before, command, { at: locked.now, actor: caller.userId, drawSeed: deps.newSeed() })
  if (decision.problem) return refuse(tx, scope, decision.problem, locked.version)

  const after = apply(before, decision.event)
  await call.before?.(tx)
  const { personal } = call
  const accepted = { event: decision.event, before, after, personal }
  const event = await record(tx, { doer: caller, mask: deps.mask }, locked, accepted)
  await call.after?.(tx)
  const answer: CommandAnswer = {
    ...call.answer(after, event.version, decision.event),
    version: event.version,
    replayed: false,
  }
  if (scope) await keepAnswer(tx, scope, answer)
  return { answer, committed: { event, state: after, counters: await raiseFor(deps, caller, event, tx) } }
}

/** Raises what lists hang on: the last statement of every transaction, so that a list holds no match up for long. */
export function raiseFor(
  { countersOf }: CommandDeps,
  { orgId }: Pick<Caller, 'orgId'>,
  event: Committed,
  tx: Tx,
): Promise<Counters> {
  return raiseCounters(tx, orgId, countersOf(event.type))
}

/** A 422 of the engine is an answer like any other and is stored; a 409 is tried anew on a repeat. */
export async function refuse(
  tx: Tx,
  scope: IdempotencyScope | null,
  problem: Problem,
  version: number,
): Promise<Outcome> {
  const answer: CommandAnswer = { status: statusOf(problem.code), body: problem, version, replayed: false }
  if (scope && answer.status === 422) await keepAnswer(tx, scope, answer)
  return { answer, problem }
}

/** A stored answer, given again. */
export function replay(stored: CommandAnswer): Outcome {
  const answer = { ...stored, replayed: true }
  // One cast: `refuse` stored the problem itself as the body of every answer from 400 up.
  return stored.status < 400 ? { answer } : { answer, problem: stored.body as Problem }
}

function refusal(problem: Problem, answer: CommandAnswer): AppError {
  return new AppError(problem.code, problem.detail, {
    currentVersion: answer.version,
    errors: problem.at ? [{ path: problem.at, code: problem.code, message: problem.detail }] : undefined,
    impact: problem.impact,
    headers: answer.replayed ? { 'idempotency-replayed': 'true' } : undefined,
  })
}

/** The key of an idempotent request, or null when the caller sent none. */
export function scopeOf(caller: Caller): IdempotencyScope | null {
  const { orgId, principal, idempotency } = caller
  return idempotency && { orgId, principal, ...idempotency }
}

async function checkMatch(tx: Tx, { orgId, ifMatch }: Caller, call: Call, locked: Locked): Promise<void> {
  if (!ifMatch || ifMatch.any) return
  const touched = call.subject ? await rowVersion(tx, orgId, call.subject) : locked.version
  const unchanged = ifMatch.versions.some((version) => version >= touched && version <= locked.version)
  if (unchanged) return
  throw new AppError('version_changed', `This changed at version ${touched}; read it again and repeat.`, {
    currentVersion: locked.version,
    headers: { etag: `"v${locked.version}"` },
  })
}

const conflicts = {
  idx_matches_table_assignment: ['table_busy', 'Another match of your organisation holds this table.'],
  busy_players_pkey: ['player_busy', 'One of the players is at a table in another tournament.'],
  idx_players_tournament_user: ['duplicate_player', 'This person is already registered.'],
  players_user_id_fkey: ['unknown_player', 'There is no such account; leave userId out for a guest.'],
} as const

/** True for a refusal of the database: another tournament of the org was quicker to take a table or a person. */
export function hasLostRace(error: unknown): boolean {
  const name = error instanceof AppError ? constraintOf(error.cause) : null
  return name === 'idx_matches_table_assignment' || name === 'busy_players_pkey'
}

/** Uniqueness that only the database can see (other tournaments of the org) is a conflict, not a fault. */
export function asConflict(error: unknown): unknown {
  const name = constraintOf(error)
  const known = name && name in conflicts ? conflicts[name as keyof typeof conflicts] : null
  return known ? new AppError(known[0], known[1], { cause: error }) : error
}
