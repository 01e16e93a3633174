/** Who plays next, where and when: the board of tables, the queue, expected times, and the hall of the whole org. */
import { Elysia } from 'elysia'
import { z } from 'zod'
import { assignNext } from '../commands/assign-next.ts'
import { readBoard, readEta, readPublicBoard, readQueue, tableAvailability } from '../queries/hall.ts'
import { requireAddress } from './anonymous.ts'
import { core } from './core.ts'
import type { HttpDeps } from './deps.ts'
import { defined, slug, tournamentId } from './fields.ts'
import { answerList, listParameters, type List } from './lists.ts'
import { cutPage } from './offset-pages.ts'
import { notFound } from './problem.ts'
import * as play from './play-shapes.ts'
import * as shape from './shapes.ts'
import { nextAssignment, partListQuery } from './tournament-input.ts'

const tags = ['Tables']
const hall = '/api/tables/availability'
const params = z.strictObject({ id: tournamentId })
const publicPlace = z.strictObject({ orgSlug: slug, id: tournamentId })

const reads = [
  ['/tables', readBoard, play.tables, 'Tables of a tournament with what is next on each, and the queue'],
  ['/queue', readQueue, play.queue, 'Matches that wait for a table, the next one first'],
  ['/eta', readEta, play.eta, 'When matches are expected to begin and to end'],
] as const

/** Routes of the hall. Reads are as of this moment: they are tagged by their content, not by a version. */
export function queueRoutes(deps: HttpDeps) {
  const { respond, commands, queries } = deps
  const app = new Elysia({ name: 'queue', normalize: false })
    .use(core(deps))
    .post(
      '/api/tournaments/:id/matches/assign-next',
      async ({ request, params: { id }, body, caller }) =>
        respond.command(request, await assignNext(commands, caller, id, defined(body))),
      {
        operation: 'tables.assign',
        params,
        body: nextAssignment,
        response: shape.answers(play.match),
        detail: { tags, summary: 'Sends the next match of the queue to a table, or to any free one' },
      },
    )
    .get(
      hall,
      async ({ request, query, caller }) => {
        const { orgId } = caller
        const scope = { org: orgId, route: hall, filters: {}, sort: ['label'], visibility: 'staff' } as const
        const read: List['read'] = (window, count) => tableAvailability(queries, orgId, window, count)
        return answerList(deps, request, query, { scope, row: play.available, read })
      },
      {
        operation: 'tables.read',
        query: z.strictObject(listParameters),
        response: shape.answers(play.availability),
        detail: { tags, summary: 'All tables of the org with what is on them' },
      },
    )
    .get(
      '/api/public/:orgSlug/tournaments/:id/tables',
      async ({ request, params, query }) => {
        await requireAddress(deps, request)
        const place = publicPlace.safeParse(params)
        if (!place.success) throw notFound()
        const { body } = await readPublicBoard(queries, place.data.orgSlug, place.data.id)
        return respond.json(request, cutPage(body, query), 'public')
      },
      {
        anyone: 'public.read',
        query: partListQuery,
        response: shape.answers(play.tables),
        detail: { tags: ['Public'], summary: 'Tables' },
      },
    )
  for (const [path, read, body, summary] of reads)
    app.get(
      `/api/tournaments/:id${path}`,
      async ({ request, params: { id }, query, caller }) => {
        const answer = await read(queries, caller.orgId, id)
        return respond.versioned(request, answer.version, cutPage(answer.body, query))
      },
      {
        operation: 'tables.read',
        params,
        query: partListQuery,
        response: shape.answers(body),
        detail: { tags, summary },
      },
    )
  return app
}
