/** Results of the org: its latest finished matches, those of one person, and of two against each other. */
import { Elysia } from 'elysia'
import { z } from 'zod'
import { AppError } from '../errors.ts'
import { resultList } from '../queries/results.ts'
import { core } from './core.ts'
import type { HttpDeps } from './deps.ts'
import { userId } from './fields.ts'
import { answerList, type List, listOf, listParameters } from './lists.ts'
import * as shape from './shapes.ts'

const route = '/api/results'
const side = z.strictObject({ name: z.string().nullable(), userId: z.uuid().nullable(), score: z.int() })

const resultRow = z.strictObject({
  matchId: z.uuid(),
  ref: z.string(),
  tournamentId: z.uuid(),
  tournamentName: z.string(),
  players: z.tuple([side, side]),
  winner: z.enum(['a', 'b']).nullable(),
  kind: z.enum(['played', 'walkover', 'retired', 'disqualified', 'double_forfeit']),
  completedAt: z.iso.datetime(),
})
const resultPage = listOf(resultRow).meta({ id: 'ResultPage' })

const resultQuery = z.strictObject({ ...listParameters, userId: userId.optional(), opponentId: userId.optional() })

/** The route `/api/results`. An exact total means reading all results: `planned` unless something else is asked for. */
export function resultRoutes(deps: HttpDeps) {
  return new Elysia({ name: 'results', normalize: false }).use(core(deps)).get(
    route,
    async ({ request, query, caller: { orgId } }) => {
      const filters = { userId: query.userId, opponentId: query.opponentId }
      if (filters.opponentId !== undefined && filters.userId === undefined) {
        throw new AppError('bad_request', 'opponentId goes with userId: it is the other side of a match')
      }
      const scope = { org: orgId, route, filters, sort: ['-completedAt'], visibility: 'staff' } as const
      const read: List['read'] = (window, count) => resultList(deps.queries, orgId, filters, { window, count })
      const isWalk = query.cursor !== undefined || query.count !== undefined
      const asked = isWalk ? query : ({ ...query, count: 'planned' } as const)
      return answerList(deps, request, asked, { scope, row: resultRow, read })
    },
    {
      operation: 'tournaments.read',
      query: resultQuery,
      response: shape.answers(resultPage),
      detail: { tags: ['Matches'], summary: 'Finished matches of the org, of a person, or of two, the latest first' },
    },
  )
}
