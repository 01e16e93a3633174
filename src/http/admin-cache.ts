/**
 * The cache as those who run the platform see it, and two levers: end what is held on every node, and fill this one.
 * Ending is one number in the database for a whole scope, whatever it holds; nothing is searched for.
 */
import { Elysia } from 'elysia'
import type { z } from 'zod'
import { networkOf } from '../auth/network.ts'
import type { Scope } from '../cache/bulk.ts'
import { log } from '../log.ts'
import { orgDetail } from '../queries/org-reads.ts'
import { warmOrg } from '../queries/warming.ts'
import * as cache from './admin-cache-shapes.ts'
import { adminReads, adminTags, adminWrites, answerAdmin } from './admin.ts'
import { core } from './core.ts'
import type { HttpDeps } from './deps.ts'
import { notFound } from './problem.ts'
import { requestId } from './request-id.ts'
import * as shape from './shapes.ts'

const tags = adminTags
const listedDefault = 20

/** Routes under `/api/admin/cache`. */
export function adminCacheRoutes(deps: HttpDeps) {
  const { operations, queries } = deps
  const said = log('cache')
  const requireOrg = async (org: Parameters<typeof orgDetail>[1]) => {
    if ((await orgDetail(queries, org)) === null) throw notFound()
  }
  return new Elysia({ name: 'admin-cache', normalize: false })
    .use(core(deps))
    .get(
      '/api/admin/cache',
      async ({ request, query }) => answerAdmin(deps, request, await operations.report(query.limit ?? listedDefault)),
      {
        ...adminReads,
        query: cache.reportQuery,
        response: shape.answers(cache.report),
        detail: { tags, summary: 'Health, figures by org, hottest keys and events of the cache of this node' },
      },
    )
    .post(
      '/api/admin/cache/invalidate',
      async ({ request, body, principal }) => {
        if ('org' in body) await requireOrg(body.org)
        const by = { userId: principal.userId, requestId: requestId(request) }
        const raised = await operations.invalidate(scopeOf(body), {
          ...by,
          address: networkOf(deps.addressOf(request)),
        })
        said.info({ ...body, by: principal.userId }, 'entries were ended by hand')
        return answerAdmin(deps, request, { raised })
      },
      {
        ...adminWrites,
        body: cache.invalidation,
        response: shape.answers(cache.invalidated),
        detail: { tags, summary: 'Ends all entries of an org, a category, tournaments or users, on every node' },
      },
    )
    .post(
      '/api/admin/cache/warm',
      async ({ request, body: { org, tournaments } }) => {
        await requireOrg(org)
        return answerAdmin(deps, request, await warmOrg(queries, org, tournaments ?? null))
      },
      {
        ...adminWrites,
        body: cache.warming,
        response: shape.answers(cache.warmed),
        detail: {
          tags,
          summary: 'Loads the views of tournaments of an org into this node: of those named, or in play',
        },
      },
    )
}

function scopeOf(body: z.output<typeof cache.invalidation>): Scope {
  switch (body.scope) {
    case 'org':
      return { org: body.org }
    case 'category':
      return { org: body.org, category: body.category }
    case 'tournaments':
      return { org: body.org, tournaments: body.ids }
    case 'users':
      return { users: body.ids }
  }
}
