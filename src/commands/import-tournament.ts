/**
 * Imports a whole event: its log is told again under new ids, and only a log that holds is written, in one transaction.
 * The only exception to one event per transaction; nobody knows the tournament before COMMIT, so nobody can tell.
 * Order matters: the engine judges first, without a connection; then rows, log and snapshot; then the house hears.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import type { Event } from '../engine/messages.ts'
import { ops as changes } from '../engine/ops.ts'
import { MatchNames, type Names, pairedIds, renamed } from '../engine/transfer/rename.ts'
import { retold } from '../engine/transfer/retell.ts'
import type { PlayerId, State, TableId, TournamentId, UserId, VenueId } from '../engine/types.ts'
import { tournamentView } from '../engine/view.ts'
import { AppError } from '../errors.ts'
import type { Committed } from '../feed/feed.ts'
import type { Tx } from '../store/database.ts'
import { appendEvents, type WrittenEvent } from '../store/events.ts'
import { EventsDigest } from '../store/audit-chain.ts'
import { tournamentLink } from '../store/audit.ts'
import { findAnswer, keepAnswer } from '../store/idempotency.ts'
import { saveOps } from '../store/projections.ts'
import { residents } from '../store/residents.ts'
import { keepSnapshot } from '../store/snapshots.ts'
import {
  announce,
  asConflict,
  raiseFor,
  replay,
  scopeOf,
  settle,
  type Caller,
  type CommandAnswer,
  type CommandDeps,
  type Outcome,
} from './command.ts'
import { insertRow, readClock, requireVenue } from './create-tournament.ts'
import { type Contact, saveContacts } from './register-players.ts'
import { limits } from '../config.ts'

/** What an export holds: the log from its first event, and the contact data of players if it was asked for. */
export interface ImportedLog {
  readonly events: readonly Event[]
  readonly contacts: readonly Contact[]
}

type Created = Extract<Event, { type: 'tournament.created' }>

/** A log that holds, under its new ids and ready to be written. */
interface Judged {
  readonly stages: Created['data']['tournament']['stages']
  readonly written: readonly WrittenEvent[]
  readonly state: State
  /** The state at the last version that gets a snapshot. */
  readonly kept: State | null
  readonly last: Pick<Committed, 'type' | 'at' | 'ops'>
  readonly contacts: readonly Contact[]
  /** Of all its events, hex. */
  readonly digest: string
}

/** Turns of the event loop are given away this often, so that a long log does not hold up everybody else. */
const eventsPerTurn = 20
/** Events go to Postgres in batches of about this many characters. */
const batchChars = 1_000_000

/**
 * Answers 201 with the tournament and its address. Throws `import_refused` with the version and the reason where a
 * log does not follow from itself, and `player_busy` while one of its players sits at a table in another tournament.
 */
export async function importTournament(deps: CommandDeps, caller: Caller, log: ImportedLog): Promise<CommandAnswer> {
  const judged = await judge(deps, caller, log)
  const outcome = await deps.db
    .orgTransaction(caller.orgId, (tx) => write(deps, caller, judged, tx), limits.importMs)
    .catch((error: unknown) => {
      throw asConflict(error)
    })
  if (outcome.committed) announce(deps, outcome.committed)
  return settle(outcome)
}

function refused(version: number, event: Event | undefined, reason: string): AppError {
  const detail = `Version ${version} (${event?.type ?? 'missing'}) cannot be imported: ${reason}`
  const errors = [{ path: `events.${version - 1}`, code: 'import_refused', message: reason }]
  return new AppError('import_refused', detail, { errors })
}

async function judge(deps: CommandDeps, caller: Caller, { events, contacts }: ImportedLog): Promise<Judged> {
  const [created] = events
  if (created?.type !== 'tournament.created') throw refused(1, created, 'A log begins with tournament.created.')
  const { names, matches } = await namesFor(deps, caller, created, events)
  const snapshotAt = events.length - (events.length % limits.snapshotEvery)
  const written: WrittenEvent[] = []
  const digest = new EventsDigest()
  let [bytes, kept, state]: [number, State | null, State | null] = [0, null, null]
  let last: Judged['last'] = { type: created.type, at: created.at, ops: [] }
  for (const [index, event] of events.entries()) {
    const version = index + 1
    const told = renamed(event, names)
    const after = step(version, state, told)
    matches.learn(after)
    const ops = changes(state, after)
    const { type, actor, at } = told
    const row = { version, type, actor, at, data: JSON.stringify(told.data), ops: JSON.stringify(ops) }
    bytes += row.ops.length
    if (bytes > limits.importOpsBytes) throw refused(version, event, 'So large an event cannot be imported at once.')
    written.push(row)
    digest.add(told)
    if (version === snapshotAt) kept = after
    state = after
    last = { type, at, ops }
    if (version % eventsPerTurn === 0) await nextTurn()
  }
  if (state === null) throw refused(1, created, 'The log is empty.')
  const { stages } = created.data.tournament
  return { stages, written, state, kept, last, contacts: contactsUnder(names, state, contacts), digest: digest.hex() }
}

/** The next state, or the refusal in the words of the engine. */
function step(version: number, state: State | null, event: Event): State {
  if (event.type === 'tournament.deleted') throw refused(version, event, 'A deleted tournament stays deleted.')
  const next = retold(state, event)
  if (next.problem) throw refused(version, event, next.problem.detail)
  return next.state
}

function contactsUnder(names: Names, state: State, contacts: readonly Contact[]): Contact[] {
  return contacts.map(({ id, email, phone }, at) => {
    const player = names.player(id)
    if (state.playerIndex.has(player)) return { id: player, email, phone }
    const message = 'No event registers this player.'
    const errors = [{ path: `contacts.${at}.player`, code: 'unknown_player', message }]
    throw new AppError('invalid_body', 'The contacts name a player who is not in the log.', { errors })
  })
}

/** New ids for everything that gets one; accounts and venues of other orgs are left out. */
async function namesFor(deps: CommandDeps, caller: Caller, created: Created, events: readonly Event[]) {
  const players: PlayerId[] = []
  const tables: TableId[] = []
  const users = new Set<UserId>()
  const venues = new Set<VenueId>()
  const noteUser = (id: UserId | null | undefined) => id && users.add(id)
  const noteVenue = (id: VenueId | null | undefined) => id && venues.add(id)
  noteVenue(created.data.tournament.venueId)
  for (const event of events) {
    noteUser(event.actor)
    if (event.type === 'tournament.edited') noteVenue(event.data.edit.venueId)
    if (event.type === 'player.edited') noteUser(event.data.edit.userId)
    if (event.type === 'table.opened') tables.push(event.data.table)
    if (event.type !== 'player.registered') continue
    for (const { id, userId } of event.data.players) {
      players.push(id)
      noteUser(userId)
    }
  }
  const known = await residents(deps.db, caller.orgId, [...users], [...venues])
  const newPlayers = pairedIds(players, deps.newId)
  const newTables = pairedIds(tables, deps.newId)
  const matches = new MatchNames(created.data.tournament.id)
  const names: Names = {
    // The id is a UUID of ours; here it gets its brand.
    tournament: deps.newId() as TournamentId,
    player: (id) => newPlayers.get(id) ?? id,
    table: (id) => newTables.get(id) ?? id,
    match: matches.of,
    user: (id) => (known.users.has(id) ? id : null),
    venue: (id) => (known.venues.has(id) ? id : null),
  }
  return { names, matches }
}

async function write(deps: CommandDeps, caller: Caller, judged: Judged, tx: Tx): Promise<Outcome> {
  const scope = scopeOf(caller)
  const stored = scope && (await findAnswer(tx, scope))
  if (stored) return replay(stored)
  const { stages, written, state, kept, contacts } = judged
  const { orgId } = caller
  await requireVenue(tx, orgId, state.tournament.venueId)

  const { month, now } = await readClock(tx)
  const { id: tournamentId, name, type } = state.tournament
  const version = written.length
  // One act, one audit row: it stands at the last version and vouches for all of them.
  const trail = { action: 'tournament.imported', subject: `tournament:${tournamentId}`, after: { name, type, version } }
  const link = tournamentLink(caller, { tournamentId, version, auditHash: null, at: now }, trail, judged.digest)
  const place = { orgId, tournamentId, version, auditHash: link.hash }
  const row = { id: tournamentId, month, epoch: deps.newSeed().toString(36) }
  await insertRow(tx, orgId, row, state, stages)
  for (const { id, label } of state.tables)
    await tx.execute(sql`INSERT INTO tables (id, org_id, label) VALUES (${id}, ${orgId}, ${label})`)
  // Rows are stamped with the last version, whatever event touched them: nobody has read them at an earlier one.
  await saveOps(tx, place, changes(null, state), state)
  await tx.execute(link.insert)
  await saveContacts(tx, contacts)
  for (const batch of batches(written)) await appendEvents(tx, { orgId, tournamentId, month }, batch, caller.requestId)
  if (kept) await keepSnapshot(tx, { orgId, tournamentId, version: kept.version }, kept)

  const answer: CommandAnswer = {
    status: 201,
    body: tournamentView(state),
    version: place.version,
    replayed: false,
    location: `/api/tournaments/${tournamentId}`,
  }
  if (scope) await keepAnswer(tx, scope, answer)
  const event: Committed = { orgId, tournamentId, version, epoch: row.epoch, ...judged.last }
  // The org's lists have one tournament more, whatever its last event was.
  const made = { ...event, type: 'tournament.created' } as const
  return { answer, committed: { event, state, counters: await raiseFor(deps, caller, made, tx) } }
}

/** Events in order, about `batchChars` at a time. */
function* batches(written: readonly WrittenEvent[]): Generator<readonly WrittenEvent[]> {
  let [from, chars] = [0, 0]
  for (const [at, { data, ops }] of written.entries()) {
    chars += data.length + ops.length
    if (chars <= batchChars && at < written.length - 1) continue
    yield written.slice(from, at + 1)
    ;[from, chars] = [at + 1, 0]
  }
}
