/**
 * Every route names its operation through one of three macros, and gets what that operation needs:
 * `anyone` nothing (no credentials are read), `account` the principal, `operation` the principal and a `Caller` of
 * one org.
 * Invariant: nothing of a request is judged before its caller is.
 * Contexts are taken apart in the signature, because Elysia fills only what it sees named there.
 */
import { orgOf } from '../auth/auth.ts'
import { allowanceOf } from '../auth/rate-limit.ts'
import { networkOf } from '../auth/network.ts'
import { isAtLeast, authorize, operations, unauthenticated, type Operation } from '../auth/roles.ts'
import type { Principal } from '../auth/principal.ts'
import type { Caller } from '../commands/command.ts'
import type { OrgId } from '../engine/types.ts'
import { limits } from '../config.ts'
import { AppError } from '../errors.ts'
import { fingerprint } from './canonical.ts'
import { credentialOf } from './credentials.ts'
import type { HttpDeps } from './deps.ts'
import { parseIdempotencyKey, parseIfMatch } from './preconditions.ts'
import { noteRate, noteTiming, requestId } from './request-id.ts'

/** A body that could not be read. It travels as a value, so that the guard can ask who is calling first. */
export class RefusedBody {
  readonly error: AppError
  constructor(error: AppError) {
    this.error = error
  }
}

/** The members of Elysia's context that a guard reads, and the query, whose values it puts right. */
interface Input {
  readonly request: Request
  readonly query: Record<string, unknown>
  readonly body: unknown
}
interface GuardInput extends Input {
  readonly params: unknown
  readonly route: string
}

/** What a route with `operation` finds in its context. A type, because Elysia asks for an index signature. */
export type OrgContext = {
  readonly principal: Principal
  readonly caller: Caller
}

/** What a route with `visit` finds in its context. */
export type VisitContext = {
  readonly visit: OrgContext | Promise<OrgContext>
}

/** Whose token or key a request bears: at once if that is remembered. Throws, or rejects with, `unauthenticated`. */
function principalOf({ auth }: HttpDeps, request: Request): Principal | Promise<Principal> {
  const token = credentialOf(request)
  if (token === null) throw unauthenticated()
  return auth.peekPrincipal(token) ?? auth.principalOf(token).then(required)
}

function required(principal: Principal | null): Principal {
  if (principal === null) throw unauthenticated()
  return principal
}

/** Takes one unit of the caller's limit; the answer tells what is left. Throws, or rejects with, `rate_limited`. */
function charge({ auth }: HttpDeps, request: Request, principal: Principal): void | Promise<void> {
  const taken = auth.limiter.require(...allowanceOf(principal))
  if (taken instanceof Promise) return taken.then((rate) => noteRate(request, rate))
  noteRate(request, taken)
}

/** Lets a request pass that is for one org, or throws why not. A promise only where somebody must be asked. */
function enter(
  deps: HttpDeps,
  operation: Operation,
  input: GuardInput,
  hasQuery: () => boolean,
): OrgContext | Promise<OrgContext> {
  const began = performance.now()
  const found = principalOf(deps, input.request)
  const admit = (principal: Principal): OrgContext => {
    const orgId = orgFor(principal, input)
    authorize(principal, orgId, operation)
    if (maySeeTimes(principal, orgId)) noteTiming(input.request, performance.now() - began)
    checkInput(input, hasQuery())
    return { principal, caller: callerOf(deps, principal, orgId, input, began + limits.requestMs) }
  }
  const pay = (principal: Principal) => {
    const paid = charge(deps, input.request, principal)
    return paid instanceof Promise ? paid.then(() => admit(principal)) : admit(principal)
  }
  return found instanceof Promise ? found.then(pay) : pay(found)
}

/** The org a request is for: named by the path under `/api/orgs`, else chosen by `X-Org` among the caller's own. */
function orgFor(principal: Principal, { request, params, route }: GuardInput): OrgId {
  if (route.startsWith('/api/orgs/:id')) return (params as { id: OrgId }).id
  return orgOf(principal, request.headers.get('x-org')).orgId
}

function callerOf(deps: HttpDeps, principal: Principal, orgId: OrgId, input: GuardInput, until: number): Caller {
  const { request, body, route } = input
  const { headers, method } = request
  const { userId: id, key: grant } = principal
  const [userId, kind] = grant === undefined ? [id, 'user'] : [null, 'key']
  const read = { orgId, userId, principal: `${kind}:${id}`, requestId: '', ifMatch: null, idempotency: null }
  // A read has no preconditions, and nothing is written down under its id.
  if (method === 'GET' || method === 'HEAD') return read
  const address = networkOf(deps.addressOf(request))
  const who = { ...read, until, requestId: requestId(request), address, asked: `${method} ${route}` }
  const key = parseIdempotencyKey(headers.get('idempotency-key'))
  const ifMatch = parseIfMatch(headers.get('if-match'))
  if (key === null) return { ...who, ifMatch, idempotency: null }
  const bodySha256 = fingerprint(new URL(request.url).pathname, body)
  return { ...who, ifMatch, idempotency: { key, method, route, bodySha256 } }
}

/** Refuses what no schema sees: a parameter given twice, any parameter at all where none is known, a bad body. */
function checkInput({ request, query, body }: Input, hasQuery: boolean): void {
  const start = request.url.indexOf('?')
  if (start !== -1) readParameters(request.url.slice(start + 1), hasQuery, query)
  if (body instanceof RefusedBody) throw body.error
}

/** Elysia makes arrays of values with a comma, and JSON of values in brackets: here each is the text that was sent. */
function readParameters(search: string, hasQuery: boolean, query: Record<string, unknown>): void {
  const parameters = new URLSearchParams(search)
  if (!hasQuery && parameters.size > 0) throw new AppError('unknown_parameter', 'this route has no query parameters')
  for (const name of Object.keys(query)) delete query[name]
  for (const [name, value] of parameters) {
    if (Object.hasOwn(query, name)) throw new AppError('bad_request', 'a query parameter is given more than once')
    query[name] = value
  }
}

interface LocalHook {
  readonly query?: unknown
}

/** Elysia runs `transform` before validation and types only `resolve`; this is the one place where that is bridged. */
function beforeValidation<Context>(
  operation: Operation,
  guard: (input: GuardInput, hasQuery: () => boolean) => Context | Promise<Context>,
) {
  let hasQuery = false
  // Taken apart here so that Elysia sees the names.
  const transform = ({ request, params, query, body, route }: GuardInput) =>
    guard({ request, params, query, body, route }, () => hasQuery)
  const hook = {
    seed: { operation, random: Bun.randomUUIDv7() },
    introspect: (local: LocalHook) => void (hasQuery = local.query !== undefined),
    detail: { 'x-operation': operation },
    transform,
  }
  return hook as unknown as { resolve: (input: GuardInput) => Promise<Context> }
}

/** The three macros; `core.ts` installs them. */
export function guards(deps: HttpDeps) {
  return {
    anyone(operation: Operation) {
      requireRule(operation, operations[operation].minRole === 'public')
      let hasQuery = false
      // A block without `return`: Elysia would await an expression, and cached public reads are not to wait.
      const transform = ({ request, query, body }: GuardInput) => {
        checkInput({ request, query, body }, hasQuery)
      }
      const hook = {
        introspect: (local: LocalHook) => void (hasQuery = local.query !== undefined),
        detail: { 'x-operation': operation },
        transform,
      }
      return hook as unknown as { seed: unknown }
    },
    account(operation: Operation) {
      requireRule(operation, ['signed_in', 'platform_admin'].includes(operations[operation].minRole))
      return beforeValidation(operation, async (input, hasQuery) => {
        const principal = await principalOf(deps, input.request)
        await charge(deps, input.request, principal)
        authorize(principal, null, operation)
        checkInput(input, hasQuery())
        return { principal }
      })
    },
    operation(operation: Operation) {
      requireOrgRule(operation)
      return beforeValidation(operation, (input, hasQuery) => enter(deps, operation, input, hasQuery))
    },
    /** As `operation`, for handlers that answer from memory: with a caller who is remembered nobody waits. */
    visit(operation: Operation) {
      requireOrgRule(operation)
      // A block without a call behind `return`: Elysia would await it.
      const transform = ({ request, params, query, body, route }: GuardInput): VisitContext => {
        const visit = enter(deps, operation, { request, params, query, body, route }, () => false)
        return { visit }
      }
      const hook = { detail: { 'x-operation': operation }, transform }
      return hook as unknown as { resolve: (input: GuardInput) => VisitContext }
    },
  }
}

/** Times tell whether something is cached, so they are for those who run the place. */
function maySeeTimes(principal: Principal, orgId: OrgId): boolean {
  if (principal.isPlatformAdmin) return true
  return principal.orgs.some((membership) => membership.orgId === orgId && membership.role === 'owner')
}

function requireOrgRule(operation: Operation): void {
  requireRule(operation, !['public', 'signed_in', 'platform_admin'].includes(operations[operation].minRole))
}

function requireRule(operation: Operation, isRight: boolean): void {
  if (!isRight) throw new Error(`operation ${operation} is declared with the wrong guard, see http/guard.ts`)
}

/** True if the caller may do all that a role may, in the org of the request. */
export function hasRole(context: OrgContext, least: 'owner' | 'director' | 'scorekeeper' | 'viewer'): boolean {
  const role = context.principal.orgs.find((membership) => membership.orgId === context.caller.orgId)?.role
  return role !== undefined && isAtLeast(role, least)
}
