/**
 * How a node performs, for platform admins: one address, a type for each report. Reports about the database are those
 * of the last ten seconds, so that they cost it nothing however many look on.
 */
import { Elysia } from 'elysia'
import type { Performance } from '../monitor/performance.ts'
import { performance, performanceQuery } from './admin-performance-shapes.ts'
import { adminReads, adminTags, answerAdmin } from './admin.ts'
import { core } from './core.ts'
import type { HttpDeps } from './deps.ts'
import * as shape from './shapes.ts'

const reports = {
  health: (from: Performance) => from.health(),
  'slow-queries': (from: Performance) => from.slowQueries(),
  status: (from: Performance) => from.status(),
  cache: (from: Performance) => from.cache(),
  http: (from: Performance) => from.http(),
  live: (from: Performance) => from.live(),
}

/** `GET /api/admin/performance?type=...`. */
export function adminPerformanceRoutes(deps: HttpDeps) {
  return new Elysia({ name: 'admin-performance', normalize: false })
    .use(core(deps))
    .get(
      '/api/admin/performance',
      async ({ request, query }) => answerAdmin(deps, request, await reports[query.type](deps.watch.performance)),
      {
        ...adminReads,
        query: performanceQuery,
        response: shape.answers(performance),
        detail: { tags: adminTags, summary: 'Database, slow queries, status, cache, requests or figures of this node' },
      },
    )
}
