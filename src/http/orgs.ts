/** The caller's orgs. Another org answers like one that does not exist: the guard lets only members through. */
import { Elysia } from 'elysia'
import { z } from 'zod'
import { networkOf } from '../auth/network.ts'
import { roleIn } from '../auth/roles.ts'
import type { Principal } from '../auth/principal.ts'
import { slugsFor } from '../auth/slugs.ts'
import type { OrgId } from '../engine/types.ts'
import type { Caller } from '../commands/command.ts'
import { createOrg, editOrg } from '../commands/manage-orgs.ts'
import { cachedOrg } from '../queries/cached-org.ts'
import type { Window, Windowed } from '../queries/tournament-list.ts'
import { listedOrg, newOrg, org, orgEdit, orgPage, orgParams } from './account-shapes.ts'
import { fingerprint } from './canonical.ts'
import { core } from './core.ts'
import type { HttpDeps } from './deps.ts'
import { answerList, listParameters, type List } from './lists.ts'
import { parseIdempotencyKey } from './preconditions.ts'
import { requestId } from './request-id.ts'
import * as shape from './shapes.ts'
import { answerWrite, unchangedFor } from './write.ts'

const tags = ['Orgs']
// Ids of orgs made under an idempotency key are drawn from it: the repeat finds the answer under the same org.
const keyedIds = 'b7f0d9c2-6a3c-4a53-9a0e-5d5d2f3a7c11'

/** Routes under `/api/orgs`. */
export function orgRoutes(deps: HttpDeps) {
  const { respond, commands, queries } = deps
  return new Elysia({ name: 'orgs', normalize: false })
    .use(core(deps))
    .get(
      '/api/orgs',
      ({ request, query, principal }) => {
        const { userId, orgs } = principal
        const filters = { userId }
        const scope = { org: '_', route: '/api/orgs', filters, sort: ['slug'], visibility: 'staff' } as const
        const rows = orgs
          .map(({ orgId: id, slug, name, role }) => ({ row: { id, slug, name, role }, keys: [slug] }))
          .toSorted((a, b) => (a.row.slug < b.row.slug ? -1 : 1))
        const read: List['read'] = async (window) => windowOf(rows, window)
        return answerList(deps, request, query, { scope, row: listedOrg, read })
      },
      {
        account: 'orgs.list',
        query: z.strictObject(listParameters),
        response: shape.answers(orgPage),
        detail: { tags, summary: 'Orgs of the caller' },
      },
    )
    .post(
      '/api/orgs',
      async ({ request, body, principal }) => {
        const slugs = body.slug === undefined ? slugsFor(body.name) : [body.slug]
        const founder = { ...founderOf(request, principal, body), address: networkOf(deps.addressOf(request)) }
        const answer = await createOrg(commands, founder, { name: body.name, slugs })
        return answerWrite(deps, request, answer)
      },
      {
        account: 'orgs.create',
        body: newOrg,
        response: shape.created(org),
        detail: { tags, summary: 'Makes an org that the caller owns' },
      },
    )
    .get(
      '/api/orgs/:id',
      async ({ request, caller, principal }) => {
        const { id, slug, name, createdAt, updatedAt } = await cachedOrg(queries, caller.orgId)
        return respond.json(request, { id, slug, name, role: roleIn(principal, id), createdAt, updatedAt })
      },
      {
        operation: 'orgs.read',
        params: orgParams,
        response: shape.answers(org),
        detail: { tags, summary: 'One org of the caller' },
      },
    )
    .patch(
      '/api/orgs/:id',
      async ({ request, body, caller }) =>
        answerWrite(deps, request, await editOrg(commands, caller, body, unchangedFor(deps, request))),
      {
        operation: 'orgs.manage',
        params: orgParams,
        body: orgEdit,
        response: shape.answers(org),
        detail: { tags, summary: 'Renames an org or changes its slug' },
      },
    )
}

/** A window of rows that are all at hand, in the order of their one key. */
function windowOf<Row extends object>(rows: Windowed<Row>['rows'], window: Window): Windowed<Row> {
  const total = rows.length
  if ('offset' in window) {
    const shown = rows.slice(window.offset, window.offset + window.size)
    return { rows: shown, hasMore: window.offset + window.size < total, total }
  }
  const { position, size } = window
  const last = position?.values[0] ?? ''
  const beyond = rows.filter(({ keys: [key] }) => {
    return position?.isBackward ? (key ?? '') < last : position === null || (key ?? '') > last
  })
  const shown = position?.isBackward ? beyond.slice(-size) : beyond.slice(0, size)
  return { rows: shown, hasMore: beyond.length > size, total }
}

/** No org is there yet to write for, so the caller of the write is put together here, for the org to come. */
function founderOf(request: Request, { userId }: Principal, body: unknown): Caller {
  const route = '/api/orgs'
  const key = parseIdempotencyKey(request.headers.get('idempotency-key'))
  return {
    orgId: (key === null ? Bun.randomUUIDv7() : Bun.randomUUIDv5(`${userId}\n${key}`, keyedIds)) as OrgId,
    userId,
    principal: `user:${userId}`,
    requestId: requestId(request),
    ifMatch: null,
    idempotency: key === null ? null : { key, method: 'POST', route, bodySha256: fingerprint(route, body) },
  }
}
