/** Tables of honour of an org over its completed events: as a whole, of one format, or of one venue. */
import { Elysia } from 'elysia'
import { z } from 'zod'
import { AppError } from '../errors.ts'
import { leaderboard } from '../queries/leaderboards.ts'
import { core } from './core.ts'
import type { HttpDeps } from './deps.ts'
import { venueId } from './fields.ts'
import { answerList, listOf, listParameters } from './lists.ts'
import { tournamentType } from './row-shapes.ts'
import * as shape from './shapes.ts'

const tags = ['Leaderboards']
const route = '/api/leaderboards'
const rank = z
  .strictObject({
    rank: z.int(),
    userId: z.uuid(),
    name: z.string(),
    played: z.int(),
    won: z.int(),
    racksFor: z.int(),
    racksAgainst: z.int(),
    titles: z.int(),
  })
  .meta({ id: 'LeaderboardRow' })
const query = z.strictObject({
  ...listParameters,
  format: tournamentType.optional(),
  venueId: venueId.optional(),
})

/** The route `/api/leaderboards`. */
export function leaderboardRoutes(deps: HttpDeps) {
  return new Elysia({ name: 'leaderboards', normalize: false }).use(core(deps)).get(
    route,
    async ({ request, query: asked, caller: { orgId } }) => {
      const of = scopeOf(asked)
      const scope = { org: orgId, route, filters: { ...of }, sort: ['rank'], visibility: 'staff' } as const
      const read: Parameters<typeof answerList>[3]['read'] = (window, count) =>
        leaderboard(deps.queries, orgId, of, { window, count })
      return answerList(deps, request, asked, { scope, row: rank, read })
    },
    {
      operation: 'players.read',
      query,
      response: shape.answers(listOf(rank)),
      detail: { tags, summary: 'People by matches won in completed events' },
    },
  )
}

function scopeOf({ format, venueId: venue }: z.output<typeof query>) {
  if (format !== undefined && venue !== undefined)
    throw new AppError('bad_request', 'there is a table for each format and one for each venue; send format or venueId')
  if (format !== undefined) return { scope: 'format', scopeId: format } as const
  return venue === undefined ? ({ scope: 'org', scopeId: '' } as const) : ({ scope: 'venue', scopeId: venue } as const)
}
