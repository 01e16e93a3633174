/**
 * Shapes of answers, for the OpenAPI document and for the tests that hold every answer against it.
 * Handlers return finished bytes, so nothing is validated on the way out; `conformance.pg.test.ts` does that.
 */
import { z } from 'zod'

/** 200 with `schema`. Errors are added to the document for every route. */
export const answers = <Schema extends z.ZodType>(schema: Schema) => ({ 200: schema })
export const created = <Schema extends z.ZodType>(schema: Schema) => ({ 201: schema })
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
export const health = { 200: z.looseObject({}).meta({ id: 'Health' }) }
export const liveness = { 200: z.looseObject({}).meta({ id: 'Liveness' }) }
