/**
 * What the routes under `/api/admin` share. Their guard is the macro `account` with an operation that the roles table
 * gives to platform admins alone: without a token 401, for any other account 403, whatever it owns.
 * They concern no org, so `X-Org` means nothing to them, and no cache keeps their answers.
 */
import type { HttpDeps } from './deps.ts'

export const adminTags = ['Platform']
/** Spread into a route that shows figures. */
export const adminReads = { account: 'operations.read' } as const
/** Spread into a route that does something. */
export const adminWrites = { account: 'operations.manage' } as const

/** 200 with figures of this moment, never stored. */
export function answerAdmin({ respond }: Pick<HttpDeps, 'respond'>, request: Request, body: object): Response {
  return respond.json(request, body, 'none')
}
