/** Shapes of what is played: matches, the bracket, and the board of tables with its queue. */
import { z } from 'zod'
import { listOf } from './lists.ts'
import { pagination } from './offset-pages.ts'
import { partOf } from './part-pages.ts'
import { bracketName } from './round-robin-shapes.ts'
import { instant, matchState, side, status, tournamentType, uuid } from './row-shapes.ts'

export const version = z.int().min(1)
export const part = { tournamentId: uuid, version }
export const count = z.int().min(0)

export const person = z
  .strictObject({ id: uuid, name: z.string(), seed: z.int().nullable(), rating: z.int().nullable() })
  .meta({ id: 'Person' })
const source = z.strictObject({
  kind: z.enum(['seed', 'winner', 'loser', 'bye', 'queue', 'reseed']),
  match: uuid.optional(),
  seed: z.int().optional(),
  label: z.string(),
})
const slot = z.strictObject({
  player: person.nullable(),
  source,
  score: count,
  outcome: z.enum(['win', 'loss', 'draw']).nullable(),
})
const target = z.strictObject({ match: uuid, slot: side }).nullable()
const pair = <Item extends z.ZodType>(item: Item) => z.array(item).length(2)
const racks = pair(z.int().nullable())
const resultKind = z.enum(['played', 'walkover', 'retired', 'disqualified', 'double_forfeit', 'bye'])
const matchShape = {
  id: uuid,
  ref: z.string(),
  number: z.int(),
  bracket: bracketName,
  round: z.int(),
  position: z.int(),
  state: matchState,
  races: racks,
  cap: z.int().nullable(),
  start: pair(count).nullable(),
  slots: pair(slot),
  result: z.strictObject({ kind: resultKind, winner: side.nullable() }).nullable(),
  table: z.strictObject({ id: uuid, label: z.string() }).nullable(),
  hillHill: z.boolean(),
  readyAt: instant.nullable(),
  startedAt: instant.nullable(),
  completedAt: instant.nullable(),
  next: z.strictObject({ winner: target, loser: target }),
}
export const listedMatch = z.strictObject(matchShape).meta({ id: 'ListedMatch' })
export const match = z.strictObject({ ...matchShape, ...part }).meta({ id: 'Match' })

const round = z.strictObject({
  stage: z.int(),
  bracket: bracketName,
  round: z.int(),
  name: z.string(),
  matches: z.array(listedMatch),
})
export const bracket = z
  .strictObject({ ...part, type: tournamentType, status, rounds: z.array(round) })
  .meta({ id: 'Bracket' })

/** A list that belongs to one version of a tournament. */
export const partList = <Row extends z.ZodType>(row: Row) => z.strictObject({ ...part, data: z.array(row), pagination })
export const matches = partOf(part, listedMatch).meta({ id: 'MatchList' })

const label = { id: uuid, label: z.string() }
const boardMatch = z.strictObject({
  ...label,
  players: pair(person.nullable()),
  races: racks,
  scores: pair(count),
  startedAt: instant.nullable(),
  etaAt: instant.nullable(),
})
const boardRow = {
  table: z.strictObject({ ...label, stream: z.boolean() }),
  state: z.enum(['available', 'in_use', 'blocked']),
  match: boardMatch.nullable(),
  next: z.strictObject(label).nullable(),
  blockedReason: z.string().nullable(),
}
const queued = z.strictObject({
  match: z.strictObject(label),
  readyAt: instant.nullable(),
  waitingSince: instant.nullable(),
  priority: z.int(),
  etaP50: instant.nullable(),
  etaP90: instant.nullable(),
  blockedBy: z.enum(['rest', 'player_busy']).nullable(),
})
export const table = z.strictObject({ ...boardRow, version }).meta({ id: 'Table' })
const etaRow = z.strictObject({
  match: z.strictObject(label),
  state: matchState,
  table: z.strictObject(label).nullable(),
  startP50: instant.nullable(),
  startP90: instant.nullable(),
  endP50: instant.nullable(),
  endP90: instant.nullable(),
})
export const queue = partList(queued).meta({ id: 'Queue' })
export const eta = z
  .strictObject({ ...part, at: instant, minutesPerRack: z.number(), data: z.array(etaRow), pagination })
  .meta({ id: 'Eta' })
const occupied = z.strictObject({
  ...label,
  tournamentId: uuid,
  tournamentName: z.string(),
  players: pair(z.string().nullable()),
  scores: pair(count),
  startedAt: instant.nullable(),
})
export const available = z.strictObject({
  table: z.strictObject({ ...label, venueId: uuid.nullable() }),
  state: boardRow.state,
  match: occupied.nullable(),
  blockedReason: z.string().nullable(),
})
export const availability = listOf(available).meta({ id: 'Availability' })
export const tables = z
  .strictObject({ ...part, data: z.array(z.strictObject(boardRow)), queue: z.array(queued), pagination })
  .meta({ id: 'TableList' })
