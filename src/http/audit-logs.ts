/**
 * The audit log of the org, for those who run it. Nothing in it is ever removed, so an exact total means reading all
 * of it: `count` is `planned` unless something else is asked for.
 */
import { Elysia } from 'elysia'
import { z } from 'zod'
import { auditList } from '../queries/audit-logs.ts'
import { core } from './core.ts'
import type { HttpDeps } from './deps.ts'
import { dateOrInstant, tournamentId, userId } from './fields.ts'
import { answerList, type List, listOf, listParameters } from './lists.ts'
import * as shape from './shapes.ts'

const route = '/api/audit-logs'
const columns = z.record(z.string(), z.unknown()).nullable()

const auditShape = {
  id: z.uuid(),
  timestamp: z.iso.datetime(),
  userId: z.uuid().nullable(),
  userName: z.string().nullable(),
  principal: z.string(),
  action: z.string(),
  subject: z.string(),
  tournamentId: z.uuid().nullable(),
  before: columns,
  after: columns,
  address: z.string().nullable(),
  requestId: z.string().nullable(),
  position: z.int(),
  hash: z.string(),
}
const auditRow = z.strictObject(auditShape).meta({
  id: 'AuditRow',
  description: 'One write: who, what, from where, and the columns that changed; names and contacts are keyed hashes.',
})
const auditPage = listOf(z.strictObject(auditShape)).meta({ id: 'AuditPage' })

const auditQuery = z.strictObject({
  ...listParameters,
  action: z.string().min(1).max(80).optional(),
  userId: userId.optional(),
  tournamentId: tournamentId.optional(),
  from: dateOrInstant.optional(),
  to: dateOrInstant.optional(),
})

/** The route `/api/audit-logs`. */
export function auditRoutes(deps: HttpDeps) {
  return new Elysia({ name: 'audit-logs', normalize: false }).use(core(deps)).get(
    route,
    async ({ request, query, caller: { orgId } }) => {
      const { action, userId, tournamentId, from, to } = query
      const filters = { action, userId, tournamentId, from, to }
      const scope = { org: orgId, route, filters, sort: ['-timestamp'], visibility: 'staff' } as const
      const read: List['read'] = (window, count) => auditList(deps.queries, orgId, filters, { window, count })
      const isWalk = query.cursor !== undefined || query.count !== undefined
      const asked = isWalk ? query : ({ ...query, count: 'planned' } as const)
      return answerList(deps, request, asked, { scope, row: auditRow, read })
    },
    {
      operation: 'audit.read',
      query: auditQuery,
      response: shape.answers(auditPage),
      detail: { tags: ['Audit log'], summary: 'Who did what in the org, newest first' },
    },
  )
}
