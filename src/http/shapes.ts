/**
 * Shapes of answers, for the OpenAPI document and for the tests that hold every answer against it.
 * Handlers return finished bytes, so nothing is validated on the way out. Matches, brackets
 * and tables are in play-shapes.ts, keyed rows in row-shapes.ts.
 */
import { z } from 'zod'
import { errorCodes } from '../errors.ts'
import { impact } from './correction-shapes.ts'
import { listOf } from './lists.ts'
import { partOf } from './part-pages.ts'
import { count, part, person, version } from './play-shapes.ts'
import {
  instant,
  playerStatus,
  stageOptions,
  stageStatus,
  stageType,
  status,
  tournamentType,
  uuid,
} from './row-shapes.ts'
import { visibilities } from './tournament-input.ts'

/** 200 with `schema`. Errors are added to the document for every route. */
export const answers = <Schema extends z.ZodType>(schema: Schema) => ({ 200: schema })
export const created = <Schema extends z.ZodType>(schema: Schema) => ({ 201: schema })
/** 200 with a body that is no JSON. */
export const file = (contentType: string) => ({ 200: z.string().meta({ contentType }) })
export const noContent = { 204: z.null() }

const stageHead = {
  id: uuid,
  number: z.int(),
  type: stageType,
  name: z.string(),
  status: stageStatus,
  options: stageOptions,
}
export const tournament = z
  .strictObject({
    id: uuid,
    version,
    name: z.string(),
    description: z.string().nullable(),
    type: tournamentType,
    gameType: z.string(),
    status,
    visibility: z.enum(visibilities),
    maxParticipants: z.int().nullable(),
    venueId: uuid.nullable(),
    startDate: instant.nullable(),
    endDate: instant.nullable(),
    startedAt: instant.nullable(),
    completedAt: instant.nullable(),
    checkIn: z.boolean(),
    minRest: count,
    players: count,
    matches: count,
    done: count,
    stages: z.array(z.strictObject(stageHead)),
  })
  .meta({ id: 'Tournament' })

const playerShape = {
  id: uuid,
  name: z.string(),
  userId: uuid.nullable(),
  club: z.string().nullable(),
  rating: z.int().nullable(),
  skillLevel: z.string().nullable(),
  seed: z.int().nullable(),
  status: playerStatus,
  chips: z.int().nullable(),
  place: z.int().nullable(),
  registeredAt: instant,
  checkedInAt: instant.nullable(),
}
const registered = { playerId: uuid, ...playerShape }
export const listedPlayer = z.strictObject(playerShape).meta({ id: 'ListedPlayer' })
export const players = partOf(part, listedPlayer).meta({ id: 'PlayerList' })
export const player = z.strictObject({ ...playerShape, version }).meta({ id: 'Player' })
export const registeredPlayer = z.strictObject({ ...registered, version }).meta({ id: 'RegisteredPlayer' })
export const registeredPlayers = z
  .strictObject({ version, data: z.array(z.strictObject(registered)) })
  .meta({ id: 'RegisteredPlayers' })

const standing = z.strictObject({
  rank: z.int(),
  tied: z.boolean(),
  player: person,
  state: playerStatus,
  played: count,
  won: count,
  drawn: count,
  lost: count,
  points: z.number().nullable(),
  racksFor: count,
  racksAgainst: count,
  rackDiff: z.int(),
  byes: count,
  tieBreaks: z.array(z.strictObject({ code: z.string(), value: z.number() })),
  decidedBy: z.string().nullable(),
  qualified: z.boolean().nullable(),
  platePlace: z.int().nullable(),
  group: z.string().nullable(),
})
const stageStandings = z.strictObject({
  stage: z.int(),
  type: stageType,
  name: z.string(),
  status: stageStatus,
  rows: z.array(standing),
})
const placing = z.strictObject({
  place: z.int(),
  tied: z.boolean(),
  player: person,
  reason: z.strictObject({ stage: z.int(), match: uuid.nullable() }),
  payoutCents: z.int().nullable(),
})
export const standings = z
  .strictObject({ ...part, stages: z.array(stageStandings), placing: z.array(placing) })
  .meta({ id: 'Standings' })

export const leader = z.strictObject({
  rank: z.int(),
  tied: z.boolean(),
  player: person,
  state: playerStatus,
  stage: z.int(),
  place: z.int().nullable(),
  played: count,
  won: count,
  drawn: count,
  lost: count,
  racksFor: count,
  racksAgainst: count,
  rackDiff: z.int(),
  chips: z.int().nullable(),
})
export const leaderboard = partOf(part, leader).meta({ id: 'Leaderboard' })

const event = z.strictObject({
  version,
  epoch: z.string(),
  type: z.string(),
  at: instant,
  actor: uuid.nullable().optional(),
  data: z.looseObject({}),
  ops: z.array(z.array(z.unknown())),
})
export const events = z
  .strictObject({ data: z.array(event), head: z.int(), hasNext: z.boolean() })
  .meta({ id: 'EventList' })

const progress = z.strictObject({ done: count, total: count })
const cardShape = {
  id: uuid,
  name: z.string(),
  type: tournamentType,
  status,
  startDate: instant.nullable(),
  progress,
}
export const listedCard = z.strictObject({
  ...cardShape,
  orgSlug: z.string(),
  tablesInPlay: count,
  leader: z.string().nullable(),
})
export const card = z.strictObject(listedCard.shape).meta({ id: 'Card' })
export const cardPage = listOf(listedCard).meta({ id: 'CardPage' })
export const listedTournament = z.strictObject({
  ...cardShape,
  version,
  gameType: z.string(),
  visibility: z.enum(visibilities),
  maxParticipants: z.int().nullable(),
  venueId: uuid.nullable(),
  endDate: instant.nullable(),
  createdAt: instant,
})
export const tournamentPage = listOf(listedTournament).meta({ id: 'TournamentPage' })

export const problemEntry = z
  .strictObject({ code: z.string(), type: z.string(), title: z.string(), status: z.int(), mayRepeat: z.boolean() })
  .meta({ id: 'ProblemEntry' })
export const problemList = z.strictObject({ data: z.array(problemEntry) }).meta({ id: 'ProblemList' })

const healthState = z.enum(['healthy', 'degraded', 'unhealthy'])
const check = z.strictObject({ status: healthState, ms: z.int() })
const report = z.strictObject({ status: healthState, checks: z.record(z.string(), check) }).meta({ id: 'Health' })
const shortReport = z.strictObject({ status: healthState }).meta({ id: 'ShortHealth' })
export const health = { 200: report, 503: report }
export const liveness = { 200: shortReport, 503: shortReport }

export const document = z.looseObject({ openapi: z.string(), paths: z.looseObject({}) }).meta({ id: 'OpenapiDocument' })
const fieldError = z.strictObject({ path: z.string(), code: z.string(), message: z.string() })
export const problemSchema = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string(),
    code: z.enum(errorCodes),
    errors: z.array(fieldError).optional(),
    currentVersion: z.int().optional(),
    impact: impact.optional(),
  })
  .meta({ id: 'Problem' })
