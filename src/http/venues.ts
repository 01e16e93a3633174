/** Venues of the org: houses where its tournaments are played. */
import { Elysia } from 'elysia'
import { z } from 'zod'
import type { VenueId } from '../engine/types.ts'
import { deleteVenue, insertVenue, listVenues, lockVenue, readVenue, updateVenue } from '../store/venues.ts'
import { newVenue, venue, venueEdit, venuePage, venueParams } from './account-shapes.ts'
import { core } from './core.ts'
import type { HttpDeps } from './deps.ts'
import { pageOf, pageParameters, paginationOf } from './offset-pages.ts'
import { notFound } from './problem.ts'
import * as shape from './shapes.ts'
import { nothing } from './tournament-input.ts'
import { answerWrite, requireUnchanged } from './write.ts'

const tags = ['Venues']
const manage = { operation: 'venues.manage', params: venueParams } as const

/** Routes under `/api/venues`. */
export function venueRoutes(deps: HttpDeps) {
  const { respond, commands } = deps
  return new Elysia({ name: 'venues', normalize: false })
    .use(core(deps))
    .get(
      '/api/venues',
      async ({ request, query, caller }) => {
        const page = pageOf(query)
        const { rows, total } = await listVenues(commands.db, caller.orgId, page)
        return respond.json(request, { data: rows, pagination: paginationOf(page, total) })
      },
      {
        operation: 'venues.read',
        query: z.strictObject(pageParameters),
        response: shape.answers(venuePage),
        detail: { tags, summary: 'Venues of the org' },
      },
    )
    .post(
      '/api/venues',
      ({ request, body, caller }) =>
        answerWrite(deps, request, caller, async (tx) => {
          const made = await insertVenue(tx, caller.orgId, commands.newId() as VenueId, body)
          return { status: 201, body: made, location: `/api/venues/${made.id}` }
        }),
      {
        operation: 'venues.manage',
        body: newVenue,
        response: shape.created(venue),
        detail: { tags, summary: 'Adds a venue' },
      },
    )
    .get(
      '/api/venues/:id',
      async ({ request, params: { id }, caller }) => {
        const found = await readVenue(commands.db, caller.orgId, id)
        if (found === null) throw notFound()
        return respond.json(request, found)
      },
      {
        operation: 'venues.read',
        params: venueParams,
        response: shape.answers(venue),
        detail: { tags, summary: 'One venue' },
      },
    )
    .patch(
      '/api/venues/:id',
      ({ request, params: { id }, body, caller }) =>
        answerWrite(deps, request, caller, async (tx) => {
          const now = await lockVenue(tx, caller.orgId, id)
          if (now === null) throw notFound()
          requireUnchanged(deps, request, now)
          return { status: 200, body: await updateVenue(tx, caller.orgId, id, body) }
        }),
      { ...manage, body: venueEdit, response: shape.answers(venue), detail: { tags, summary: 'Changes a venue' } },
    )
    .delete(
      '/api/venues/:id',
      ({ request, params: { id }, caller }) =>
        answerWrite(deps, request, caller, async (tx) => {
          const now = await lockVenue(tx, caller.orgId, id)
          if (now === null) throw notFound()
          requireUnchanged(deps, request, now)
          await deleteVenue(tx, caller.orgId, id)
          return { status: 204, body: null }
        }),
      { ...manage, body: nothing, response: shape.noContent, detail: { tags, summary: 'Removes an unused venue' } },
    )
}
