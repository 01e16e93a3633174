/**
 * Shapes of answers, for the OpenAPI document and for the tests that hold every answer against it.
 * Handlers return finished bytes, so nothing is validated on the way out; `conformance.pg.test.ts` does that.
 */
import { z } from 'zod'
import { errorCodes } from '../errors.ts'

/** 200 with `schema`. Errors are added to the document for every route. */
export const answers = <Schema extends z.ZodType>(schema: Schema) => ({ 200: schema })
export const created = <Schema extends z.ZodType>(schema: Schema) => ({ 201: schema })
/** 200 with a body that is no JSON. */
export const file = (contentType: string) => ({ 200: z.string().meta({ contentType }) })
export const noContent = { 204: z.null() }

export const tournament = z.looseObject({}).meta({ id: 'Tournament' })
export const bracket = z.looseObject({}).meta({ id: 'Bracket' })
export const snapshot = z.looseObject({}).meta({ id: 'Snapshot' })
export const standings = z.looseObject({}).meta({ id: 'Standings' })
export const players = z.looseObject({}).meta({ id: 'PlayerList' })
export const player = z.looseObject({}).meta({ id: 'Player' })
export const registeredPlayer = z.looseObject({}).meta({ id: 'RegisteredPlayer' })
export const registeredPlayers = z.looseObject({}).meta({ id: 'RegisteredPlayers' })
export const tables = z.looseObject({}).meta({ id: 'TableList' })
export const table = z.looseObject({}).meta({ id: 'Table' })
export const matches = z.looseObject({}).meta({ id: 'MatchList' })
export const match = z.looseObject({}).meta({ id: 'Match' })
export const events = z.looseObject({}).meta({ id: 'EventList' })
export const tournamentPage = z.looseObject({}).meta({ id: 'TournamentPage' })
export const cardPage = z.looseObject({}).meta({ id: 'CardPage' })
export const card = z.looseObject({}).meta({ id: 'Card' })
export const problemList = z.looseObject({}).meta({ id: 'ProblemList' })
export const problemEntry = z.looseObject({}).meta({ id: 'ProblemEntry' })
const healthState = z.enum(['healthy', 'unhealthy'])
const check = z.strictObject({ status: healthState, ms: z.int() })
const report = z.strictObject({ status: healthState, checks: z.record(z.string(), check) }).meta({ id: 'Health' })
const shortReport = z.strictObject({ status: healthState }).meta({ id: 'ShortHealth' })
export const health = { 200: report, 503: report }
export const liveness = { 200: shortReport, 503: shortReport }

export const document = z.looseObject({ openapi: z.string(), paths: z.looseObject({}) }).meta({ id: 'OpenapiDocument' })
export const problemSchema = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    instance: z.string(),
    code: z.enum(errorCodes),
    errors: z.array(z.strictObject({ path: z.string(), code: z.string(), message: z.string() })).optional(),
    currentVersion: z.number().int().optional(),
  })
  .meta({ id: 'Problem' })
