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
import { newOrg, org, orgEdit, orgPage, orgParams } from './account-shapes.ts'
import { fingerprint } from './canonical.ts'
import { core } from './core.ts'
import type { HttpDeps } from './deps.ts'
import { pageOf, pageParameters, paginationOf } from './offset-pages.ts'
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
        const page = pageOf(query)
        const from = (page.page - 1) * page.pageSize
        const data = principal.orgs
          .slice(from, from + page.pageSize)
          .map(({ orgId, slug, name, role }) => ({ id: orgId, slug, name, role }))
        return respond.json(request, { data, pagination: paginationOf(page, principal.orgs.length) })
      },
      {
        account: 'orgs.list',
        query: z.strictObject(pageParameters),
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
