/**
 * Keys of programs: an owner's business, and never a key's own. The answer that shows a key is stored nowhere, neither
 * by a cache nor for a repeated request.
 */
import { Elysia } from 'elysia'
import { z } from 'zod'
import { scopes } from '../auth/principal.ts'
import { endApiKey, issueApiKey } from '../commands/manage-api-keys.ts'
import { AppError } from '../errors.ts'
import { apiKeyList } from '../queries/api-keys.ts'
import { apiKey, apiKeyPage, apiKeyParams, issuedApiKey, newApiKey } from './api-key-shapes.ts'
import { core } from './core.ts'
import type { HttpDeps } from './deps.ts'
import { answerList, listParameters } from './lists.ts'
import * as shape from './shapes.ts'
import { nothing } from './tournament-input.ts'
import { answerWrite, unchangedFor } from './write.ts'

const tags = ['API keys']
const route = '/api/api-keys'
const operation = 'keys.manage' as const

/** Routes under `/api/api-keys`. */
export function apiKeyRoutes(deps: HttpDeps) {
  const { auth, commands, queries } = deps
  return new Elysia({ name: 'api-keys', normalize: false })
    .use(core(deps))
    .get(
      route,
      async ({ request, query, caller: { orgId } }) => {
        const scope = { org: orgId, route, filters: {}, sort: ['-createdAt'], visibility: 'staff' } as const
        const read = (...[window, count]: Parameters<Parameters<typeof answerList>[3]['read']>) =>
          apiKeyList(queries, orgId, { window, count })
        return answerList(deps, request, query, { scope, row: apiKey, read })
      },
      {
        operation,
        query: z.strictObject(listParameters),
        response: shape.answers(apiKeyPage),
        detail: { tags, summary: 'Keys of the org, newest first, revoked ones too' },
      },
    )
    .post(
      route,
      async ({ request, body, caller }) => {
        const { text, ...stored } = auth.mintApiKey()
        const given = scopes.filter((scope) => body.scopes.includes(scope))
        const input = { ...stored, name: body.name, scopes: given, tier: body.tier ?? 'free' } as const
        const answer = await issueApiKey(commands, caller, { ...input, expiresAt: future(body.expiresAt) })
        const shown = { ...(answer.body as object), key: answer.replayed ? null : text }
        return answerWrite(deps, request, { ...answer, body: shown })
      },
      {
        operation,
        body: newApiKey,
        response: shape.created(issuedApiKey),
        detail: { tags, summary: 'Makes a key for a program; it is shown this once' },
      },
    )
    .delete(
      '/api/api-keys/:id',
      async ({ request, params: { id }, caller }) =>
        answerWrite(deps, request, await endApiKey(commands, caller, id, unchangedFor(deps, request))),
      {
        operation,
        params: apiKeyParams,
        body: nothing,
        response: shape.noContent,
        detail: { tags, summary: 'Revokes a key at once and for good' },
      },
    )
}

/** The end of a key as it was asked for, or null. Throws `invalid_body` for one that is past. */
function future(expiresAt: string | null | undefined): string | null {
  if (expiresAt === undefined || expiresAt === null) return null
  if (Date.parse(expiresAt) > Date.now()) return expiresAt
  const message = 'the end of a key must lie in the future'
  throw new AppError('invalid_body', message, { errors: [{ path: 'expiresAt', code: 'past', message }] })
}
