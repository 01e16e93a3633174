/** The caller's orgs. Another org answers like one that does not exist: the guard lets only members through. */
import { Elysia } from 'elysia'
import { z } from 'zod'
import { roleIn } from '../auth/roles.ts'
import type { Principal } from '../auth/principal.ts'
import { slugsFor } from '../auth/slugs.ts'
import type { OrgId } from '../engine/types.ts'
import { AppError } from '../errors.ts'
import { addMember, insertOrg, lockOrg, type Org, readOrg, updateOrg } from '../store/orgs.ts'
import { newOrg, org, orgEdit, orgPage, orgParams } from './account-shapes.ts'
import { fingerprint } from './canonical.ts'
import { core } from './core.ts'
import type { HttpDeps } from './deps.ts'
import { pageOf, pageParameters, paginationOf } from './offset-pages.ts'
import { parseIdempotencyKey } from './preconditions.ts'
import { notFound } from './problem.ts'
import { requestId } from './request-id.ts'
import * as shape from './shapes.ts'
import { answerWrite, requireUnchanged } from './write.ts'

const tags = ['Orgs']
// Ids of orgs made under an idempotency key are drawn from it: the repeat finds the answer under the same org.
const keyedIds = 'b7f0d9c2-6a3c-4a53-9a0e-5d5d2f3a7c11'

/** Routes under `/api/orgs`. */
export function orgRoutes(deps: HttpDeps) {
  const { respond, auth, commands } = deps
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
        const response = await createOrg(deps, request, principal, body)
        auth.changed(principal.userId)
        return response
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
        const found = await readOrg(commands.db, caller.orgId)
        if (found === null) throw notFound()
        return respond.json(request, orgView(found, principal))
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
      async ({ request, body, caller, principal }) => {
        const response = await answerWrite(deps, request, caller, async (tx) => {
          const now = await lockOrg(tx, caller.orgId)
          if (now === null) throw notFound()
          requireUnchanged(deps, request, orgView(now, principal))
          const edited = await updateOrg(tx, caller.orgId, body)
          return { status: 200, body: edited && orgView(edited, principal) }
        })
        auth.changed(principal.userId)
        return response
      },
      {
        operation: 'orgs.manage',
        params: orgParams,
        body: orgEdit,
        response: shape.answers(org),
        detail: { tags, summary: 'Renames an org or changes its slug' },
      },
    )
}

function orgView(org: Org, principal: Principal) {
  const { id, slug, name, createdAt, updatedAt } = org
  return { id, slug, name, role: roleIn(principal, id) ?? 'owner', createdAt, updatedAt }
}

/** No org is there yet to write for, so the caller of the write is put together here, for the org to come. */
function createOrg(
  deps: HttpDeps,
  request: Request,
  principal: Principal,
  body: z.output<typeof newOrg>,
): Promise<Response> {
  const { userId } = principal
  const route = '/api/orgs'
  const key = parseIdempotencyKey(request.headers.get('idempotency-key'))
  const id = (key === null ? Bun.randomUUIDv7() : Bun.randomUUIDv5(`${userId}\n${key}`, keyedIds)) as OrgId
  const caller = {
    orgId: id,
    userId,
    principal: `user:${userId}`,
    requestId: requestId(request),
    ifMatch: null,
    idempotency: key === null ? null : { key, method: 'POST', route, bodySha256: fingerprint(route, body) },
  }
  return answerWrite(deps, request, caller, async (tx) => {
    const slugs = body.slug === undefined ? slugsFor(body.name) : [body.slug]
    const slug = await insertOrg(tx, { id, name: body.name, slugs })
    if (slug === null) throw new AppError('slug_taken', `another org has the slug ${slugs[0] ?? ''}; take another`)
    await addMember(tx, id, userId, 'owner')
    const made = await lockOrg(tx, id)
    if (made === null) throw new Error('an org that was just made is not there')
    return { status: 201, body: orgView(made, principal), location: `/api/orgs/${id}` }
  })
}
