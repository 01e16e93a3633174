/**
 * Creates a tournament: the row at version 1 and its first event in one transaction.
 */
import { sql } from 'drizzle-orm'
import { apply } from '../engine/apply.ts'
import { decide } from '../engine/decide.ts'
import type { NewTournament } from '../engine/messages.ts'
import type { OrgId, StageOptions, State, TournamentId, TournamentType, VenueId, Visibility } from '../engine/types.ts'
import { tournamentView } from '../engine/view.ts'
import { AppError } from '../errors.ts'
import type { Tx } from '../store/database.ts'
import type { Locked } from '../store/tournaments.ts'
import { chipOptions, type ChipInput } from './chips.ts'
import { knockoutOptions, type KnockoutInput } from './knockout-options.ts'
import { scoringOf, type ScoringInput } from './scoring.ts'
import { roundRobinOptions, stageType, type RoundRobinInput } from './stage-plan.ts'
import { findAnswer, keepAnswer } from '../store/idempotency.ts'
import {
  announce,
  raiseFor,
  refuse,
  replay,
  scopeOf,
  settle,
  type Caller,
  type CommandAnswer,
  type CommandDeps,
  type Outcome,
  timeLeft,
} from './command.ts'
import { record } from './record.ts'

/** Options of play as a client sends them; what is absent takes its default. */
export interface StageOptionsInput extends KnockoutInput, RoundRobinInput, ChipInput {
  readonly scoring?: ScoringInput | undefined
  readonly seeding?: StageOptions['seeding'] | undefined
  readonly grandFinal?: StageOptions['grandFinal'] | undefined
  readonly checkIn?: boolean | undefined
  readonly minRest?: number | undefined
}

export interface CreateTournamentInput {
  readonly name: string
  readonly description?: string | null | undefined
  readonly type: TournamentType
  readonly gameType?: string | undefined
  readonly maxParticipants?: number | null | undefined
  readonly startDate?: string | null | undefined
  readonly endDate?: string | null | undefined
  readonly venueId?: string | null | undefined
  readonly raceTo?: number | undefined
  readonly visibility?: Visibility | undefined
  readonly options?: StageOptionsInput | undefined
  /** The plan of a `multi_stage` tournament; any other has one stage of its own type. */
  readonly stages?:
    | readonly {
        readonly type: TournamentType
        readonly name?: string | undefined
        readonly options?: StageOptionsInput | undefined
      }[]
    | undefined
}

/** Rules of play with their defaults: race to 5, seeded by rating, no third place, a true reset. */
export function stageOptions(input: StageOptionsInput | undefined, raceTo: number | undefined): StageOptions {
  return {
    scoring: scoringOf(input?.scoring, raceTo),
    seeding: input?.seeding ?? 'rating',
    grandFinal: input?.grandFinal ?? 'reset',
    ...knockoutOptions(input ?? {}),
    ...roundRobinOptions(input ?? {}),
    ...chipOptions(input ?? {}),
  }
}

/** Answers 201 with the tournament and its address. */
export async function createTournament(
  deps: CommandDeps,
  caller: Caller,
  input: CreateTournamentInput,
): Promise<CommandAnswer> {
  const tournament = newTournament(deps.newId(), input)
  const work = (tx: Tx) => insert(deps, caller, tournament, tx)
  const outcome = await deps.db.orgTransaction(caller.orgId, work, timeLeft(caller))
  if (outcome.committed) announce(deps, outcome.committed)
  return settle(outcome)
}

function stagesOf(input: CreateTournamentInput): NewTournament['stages'] {
  const { type, options, raceTo, stages } = input
  if (stages === undefined) {
    return type === 'multi_stage' ? [] : [{ type, name: 'Main', options: stageOptions(options, raceTo) }]
  }
  return stages.map((stage, at) => ({
    type: stageType(stage.type),
    name: stage.name ?? `Stage ${at + 1}`,
    options: stageOptions(stage.options, raceTo),
  }))
}

function newTournament(id: string, input: CreateTournamentInput): NewTournament {
  const { type } = input
  return {
    // The id and the venue's are UUIDs checked by the route; here they get their brand.
    id: id as TournamentId,
    venueId: (input.venueId ?? null) as VenueId | null,
    name: input.name,
    description: input.description ?? null,
    type,
    gameType: input.gameType ?? '9-ball',
    visibility: input.visibility ?? 'public',
    maxParticipants: input.maxParticipants ?? null,
    startDate: input.startDate ?? null,
    endDate: input.endDate ?? null,
    checkIn: input.options?.checkIn ?? false,
    minRest: input.options?.minRest ?? 0,
    stages: stagesOf(input),
  }
}

async function insert(deps: CommandDeps, caller: Caller, tournament: NewTournament, tx: Tx): Promise<Outcome> {
  const scope = scopeOf(caller)
  const stored = scope && (await findAnswer(tx, scope))
  if (stored) return replay(stored)
  await requireVenue(tx, caller.orgId, tournament.venueId)

  const clock = await readClock(tx)
  const context = { at: clock.now, actor: caller.userId, drawSeed: deps.newSeed() }
  const decision = decide(null, { type: 'tournament.create', tournament }, context)
  if (decision.problem) return refuse(tx, scope, decision.problem, 0)

  const after = apply(null, decision.event)
  const locked = {
    id: tournament.id,
    month: clock.month,
    epoch: deps.newSeed().toString(36),
    version: 0,
    auditHash: null,
  }
  await insertRow(tx, caller.orgId, locked, after, tournament.stages)
  const accepted = { event: decision.event, before: null, after }
  const event = await record(tx, { doer: caller, mask: deps.mask }, locked, accepted)
  const answer: CommandAnswer = {
    status: 201,
    body: tournamentView(after),
    version: event.version,
    replayed: false,
    location: `/api/tournaments/${tournament.id}`,
  }
  if (scope) await keepAnswer(tx, scope, answer)
  return { answer, committed: { event, state: after, counters: await raiseFor(deps, caller, event, tx) } }
}

/** The database's own time, and the month of it in which what is made now belongs. */
export async function readClock(tx: Tx): Promise<{ readonly now: string; readonly month: string }> {
  const [clock] = (await tx.execute(sql`
    SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS now,
           to_char(date_trunc('month', now() AT TIME ZONE 'UTC'), 'YYYY-MM-DD') AS month`)) as unknown as {
    now: string
    month: string
  }[]
  if (!clock) throw new Error('the database told no time')
  return clock
}

/** The row of a tournament at version 0, before its first projection fills in the rest. */
export async function insertRow(
  tx: Tx,
  orgId: OrgId,
  place: Pick<Locked, 'id' | 'month' | 'epoch'>,
  { tournament, rules }: State,
  stages: NewTournament['stages'],
): Promise<void> {
  const { name, type, gameType, visibility } = tournament
  await tx.execute(sql`
    INSERT INTO tournaments
      (id, org_id, name, type, game_type, status, visibility, options, rules, epoch, version, month)
    VALUES (${place.id}, ${orgId}, ${name}, ${type}, ${gameType}, 'draft', ${visibility},
            ${JSON.stringify(stages)}::text::jsonb, ${rules}, ${place.epoch}, 0, ${place.month}::date)`)
}

/** A venue of another org is as unknown as a random one; foreign keys do not see row-level security. */
export async function requireVenue(tx: Tx, orgId: OrgId, venueId: VenueId | null | undefined): Promise<void> {
  if (!venueId) return
  const rows = await tx.execute(sql`SELECT 1 FROM venues WHERE id = ${venueId} AND org_id = ${orgId}`)
  if (rows.length > 0) return
  const message = 'There is no such venue in your organisation.'
  throw new AppError('invalid_body', message, { errors: [{ path: 'venueId', code: 'unknown_venue', message }] })
}
