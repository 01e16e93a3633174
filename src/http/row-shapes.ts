/** Shapes of the keyed rows of a snapshot (`engine/rows.ts`) and the words that they share with the other answers. */
import { z } from 'zod'
import { chipOptions } from './chip-shapes.ts'
import { knockoutOptions } from './knockout-shapes.ts'
import { openScoring, raceScoring } from './scoring-shapes.ts'
import { bracketName, roundRobinOptions, standingMembers } from './round-robin-shapes.ts'
import { visibilities } from './tournament-input.ts'

export const uuid = z.uuid()
export const instant = z.iso.datetime()
export const side = z.enum(['a', 'b'])

const stageTypes = [
  'single_elimination',
  'double_elimination',
  'round_robin',
  'swiss',
  'chip_lives',
  'chip_points',
] as const
export const stageType = z.enum(stageTypes)
export const tournamentType = z.enum([...stageTypes, 'multi_stage'])
export const status = z.enum(['draft', 'registration', 'check_in', 'active', 'paused', 'completed', 'cancelled'])
export const stageStatus = z.enum(['planned', 'drawn', 'active', 'completed', 'skipped'])
export const matchState = z.enum(['locked', 'ready', 'assigned', 'active', 'paused', 'completed', 'void'])
export const playerStatus = z.enum([
  'waitlisted',
  'registered',
  'checked_in',
  'active',
  'eliminated',
  'finished',
  'no_show',
  'withdrawn',
  'disqualified',
])
export const stageOptions = z.strictObject({
  scoring: z.union([raceScoring, openScoring]),
  seeding: z.enum(['manual', 'rating', 'random']),
  thirdPlace: z.boolean(),
  grandFinal: z.enum(['reset', 'single', 'extended', 'none']),
  ...knockoutOptions,
  ...roundRobinOptions,
  ...chipOptions,
})

const tournamentRow = z.strictObject({
  id: uuid,
  name: z.string(),
  description: z.string().optional(),
  type: tournamentType,
  gameType: z.string(),
  status,
  visibility: z.enum(visibilities),
  maxParticipants: z.int().optional(),
  venueId: uuid.optional(),
  startDate: instant.optional(),
  endDate: instant.optional(),
  startedAt: instant.optional(),
  completedAt: instant.optional(),
  checkIn: z.boolean(),
  minRest: z.int().optional(),
  matches: z.int(),
  done: z.int(),
})
const stageRow = z.strictObject({
  id: uuid,
  number: z.int(),
  type: stageType,
  name: z.string(),
  status: stageStatus,
  options: stageOptions,
  queue: z.array(uuid).optional(),
  reentered: z.array(uuid).optional(),
})
const matchRow = z.strictObject({
  id: uuid,
  ref: z.string(),
  number: z.int(),
  stage: z.int(),
  bracket: bracketName,
  round: z.int(),
  position: z.int(),
  state: matchState,
  playerA: uuid.optional(),
  playerB: uuid.optional(),
  labelA: z.string().optional(),
  labelB: z.string().optional(),
  raceA: z.int().optional(),
  raceB: z.int().optional(),
  cap: z.int().optional(),
  startA: z.int().optional(),
  startB: z.int().optional(),
  scoreA: z.int(),
  scoreB: z.int(),
  racks: z.string().optional(),
  winner: side.optional(),
  kind: z.enum(['played', 'walkover', 'retired', 'disqualified', 'double_forfeit', 'bye']).optional(),
  table: uuid.optional(),
  stream: z.boolean().optional(),
  calledAt: instant.optional(),
  readyAt: instant.optional(),
  startedAt: instant.optional(),
  completedAt: instant.optional(),
  winnerTo: z.string().optional(),
  loserTo: z.string().optional(),
})
const playerRow = z.strictObject({
  id: uuid,
  name: z.string(),
  userId: uuid.optional(),
  club: z.string().optional(),
  rating: z.int().optional(),
  skillLevel: z.string().optional(),
  seed: z.int().optional(),
  status: playerStatus,
  chips: z.int().optional(),
  place: z.int().optional(),
  conduct: z.int().optional(),
  registeredAt: instant,
  checkedInAt: instant.optional(),
})
const tableRow = z.strictObject({
  id: uuid,
  label: z.string(),
  stream: z.boolean(),
  status: z.enum(['available', 'blocked']),
  reason: z.string().optional(),
  blockAfter: z.boolean().optional(),
})
const standingRow = z.strictObject({
  rank: z.int(),
  tied: z.boolean(),
  player: uuid,
  place: z.int().optional(),
  platePlace: z.int().optional(),
  played: z.int(),
  won: z.int(),
  lost: z.int(),
  racksFor: z.int(),
  racksAgainst: z.int(),
  ...standingMembers,
  chips: z.int().optional(),
  startChips: z.int().optional(),
  streak: z.int().optional(),
})

const byId = <Row extends z.ZodType>(row: Row) => z.record(z.string(), row)

/** Rows of tournament, stages, matches, players, tables and standings, with the version they are true at. */
export const snapshot = z
  .strictObject({
    v: z.int(),
    t: tournamentRow,
    s: byId(stageRow),
    m: byId(matchRow),
    p: byId(playerRow),
    tb: byId(tableRow),
    st: byId(z.array(standingRow)),
  })
  .meta({ id: 'Snapshot' })
