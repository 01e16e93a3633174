/** Venues of the org: houses where its tournaments are played. */
import { Elysia } from 'elysia'
import { z } from 'zod'
import { orgTag } from '../cache/keys.ts'
import { addVenue, editVenue, removeVenue } from '../commands/manage-venues.ts'
import { cachedVenue, cachedVenues } from '../queries/cached-org.ts'
import { newVenue, venue, venueEdit, venuePage, venueParams } from './account-shapes.ts'
import { core } from './core.ts'
import type { HttpDeps } from './deps.ts'
import { answerList, listParameters } from './lists.ts'
import * as shape from './shapes.ts'
import { nothing } from './tournament-input.ts'
import { answerWrite, unchangedFor } from './write.ts'

const tags = ['Venues']
const manage = { operation: 'venues.manage', params: venueParams } as const

/** Routes under `/api/venues`. */
export function venueRoutes(deps: HttpDeps) {
  const { respond, commands, queries } = deps
  return new Elysia({ name: 'venues', normalize: false })
    .use(core(deps))
    .get(
      '/api/venues',
      async ({ request, query, caller }) => {
        const { orgId } = caller
        const scope = { org: orgId, route: '/api/venues', filters: {}, sort: ['name'], visibility: 'staff' } as const
        return answerList(deps, request, query, {
          scope,
          kept: orgTag(orgId, 'settings'),
          row: venue,
          read: (window, count) => cachedVenues(queries, orgId, { window, count }),
        })
      },
      {
        operation: 'venues.read',
        query: z.strictObject(listParameters),
        response: shape.answers(venuePage),
        detail: { tags, summary: 'Venues of the org' },
      },
    )
    .post(
      '/api/venues',
      async ({ request, body, caller }) => answerWrite(deps, request, await addVenue(commands, caller, body)),
      {
        operation: 'venues.manage',
        body: newVenue,
        response: shape.created(venue),
        detail: { tags, summary: 'Adds a venue' },
      },
    )
    .get(
      '/api/venues/:id',
      async ({ request, params: { id }, caller }) =>
        respond.json(request, await cachedVenue(queries, caller.orgId, id)),
      {
        operation: 'venues.read',
        params: venueParams,
        response: shape.answers(venue),
        detail: { tags, summary: 'One venue' },
      },
    )
    .patch(
      '/api/venues/:id',
      async ({ request, params: { id }, body, caller }) =>
        answerWrite(deps, request, await editVenue(commands, caller, id, body, unchangedFor(deps, request))),
      { ...manage, body: venueEdit, response: shape.answers(venue), detail: { tags, summary: 'Changes a venue' } },
    )
    .delete(
      '/api/venues/:id',
      async ({ request, params: { id }, caller }) =>
        answerWrite(deps, request, await removeVenue(commands, caller, id, unchangedFor(deps, request))),
      { ...manage, body: nothing, response: shape.noContent, detail: { tags, summary: 'Removes an unused venue' } },
    )
}
