/** Members of the org and their roles: an owner's business, but everybody may leave. */
import { Elysia } from 'elysia'
import { z } from 'zod'
import { orgTag } from '../cache/keys.ts'
import { authorize } from '../auth/roles.ts'
import { dropMember, enrolMember, setRole } from '../commands/manage-members.ts'
import { cachedMembers } from '../queries/cached-org.ts'
import { member, memberEdit, memberPage, memberParams, newMember } from './account-shapes.ts'
import { core } from './core.ts'
import type { HttpDeps } from './deps.ts'
import { answerList, listParameters } from './lists.ts'
import * as shape from './shapes.ts'
import { nothing } from './tournament-input.ts'
import { answerWrite, unchangedFor } from './write.ts'

const tags = ['Members']

/** Routes under `/api/members`. */
export function memberRoutes(deps: HttpDeps) {
  const { commands, queries } = deps
  return new Elysia({ name: 'members', normalize: false })
    .use(core(deps))
    .get(
      '/api/members',
      async ({ request, query, caller }) => {
        const { orgId } = caller
        const scope = { org: orgId, route: '/api/members', filters: {}, sort: ['name'], visibility: 'staff' } as const
        return answerList(deps, request, query, {
          scope,
          kept: orgTag(orgId, 'members'),
          row: member,
          read: (window, count) => cachedMembers(queries, orgId, { window, count }),
        })
      },
      {
        operation: 'members.read',
        query: z.strictObject(listParameters),
        response: shape.answers(memberPage),
        detail: { tags, summary: 'Members of the org' },
      },
    )
    .post(
      '/api/members',
      async ({ request, body, caller }) => {
        const answer = await enrolMember(commands, caller, body)
        return answerWrite(deps, request, answer)
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
        const answer = await setRole(commands, caller, userId, body.role, unchangedFor(deps, request))
        return answerWrite(deps, request, answer)
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
        return answerWrite(deps, request, await dropMember(commands, caller, userId))
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
