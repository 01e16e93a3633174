/** Members of the org and their roles: an owner's business, but everybody may leave. */
import { Elysia } from 'elysia'
import { z } from 'zod'
import { authorize } from '../auth/roles.ts'
import { AppError } from '../errors.ts'
import { addMember, changeRole, listMembers, readMember, removeMember } from '../store/orgs.ts'
import { findAccount } from '../store/users.ts'
import { member, memberEdit, memberPage, memberParams, newMember } from './account-shapes.ts'
import { core } from './core.ts'
import type { HttpDeps } from './deps.ts'
import { pageOf, pageParameters, paginationOf } from './offset-pages.ts'
import { notFound } from './problem.ts'
import * as shape from './shapes.ts'
import { nothing } from './tournament-input.ts'
import { answerWrite, requireUnchanged } from './write.ts'

const tags = ['Members']

/** Routes under `/api/members`. */
export function memberRoutes(deps: HttpDeps) {
  const { respond, auth, commands } = deps
  return new Elysia({ name: 'members', normalize: false })
    .use(core(deps))
    .get(
      '/api/members',
      async ({ request, query, caller }) => {
        const page = pageOf(query)
        const { rows, total } = await listMembers(commands.db, caller.orgId, page)
        return respond.json(request, { data: rows, pagination: paginationOf(page, total) })
      },
      {
        operation: 'members.read',
        query: z.strictObject(pageParameters),
        response: shape.answers(memberPage),
        detail: { tags, summary: 'Members of the org' },
      },
    )
    .post(
      '/api/members',
      async ({ request, body, caller }) => {
        const account = await findAccount(commands.db, body.email)
        if (account === null) throw unknownAccount()
        const response = await answerWrite(deps, request, caller, async (tx) => {
          if (!(await addMember(tx, caller.orgId, account.id, body.role)))
            throw new AppError('duplicate_member', 'this account is a member already; change its role instead')
          const made = await readMember(tx, caller.orgId, account.id)
          return { status: 201, body: made, location: `/api/members/${account.id}` }
        })
        auth.changed(account.id)
        return response
      },
      {
        operation: 'members.manage',
        body: newMember,
        response: shape.created(member),
        detail: { tags, summary: 'Makes an account a member' },
      },
    )
    .patch(
      '/api/members/:userId',
      async ({ request, params: { userId }, body, caller }) => {
        const response = await answerWrite(deps, request, caller, async (tx) => {
          const now = await readMember(tx, caller.orgId, userId)
          if (now === null) throw notFound()
          requireUnchanged(deps, request, now)
          return { status: 200, body: await changeRole(tx, caller.orgId, userId, body.role) }
        })
        auth.changed(userId)
        return response
      },
      {
        operation: 'members.manage',
        params: memberParams,
        body: memberEdit,
        response: shape.answers(member),
        detail: { tags, summary: 'Gives a member another role' },
      },
    )
    .delete(
      '/api/members/:userId',
      async ({ request, params: { userId }, caller, principal }) => {
        if (userId !== principal.userId) authorize(principal, caller.orgId, 'members.manage')
        const response = await answerWrite(deps, request, caller, async (tx) => {
          if (!(await removeMember(tx, caller.orgId, userId))) throw notFound()
          return { status: 204, body: null }
        })
        auth.changed(userId)
        return response
      },
      {
        operation: 'members.leave',
        params: memberParams,
        body: nothing,
        response: shape.noContent,
        detail: { tags, summary: 'Removes a member, or leaves; the last owner stays' },
      },
    )
}

function unknownAccount(): AppError {
  const message = 'nobody has registered with this address; ask them to, then add them'
  return new AppError('invalid_body', message, { errors: [{ path: 'email', code: 'unknown_account', message }] })
}
