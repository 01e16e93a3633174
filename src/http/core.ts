/**
 * The plugin that every routes file uses: bounded body parsing, guards and problems.
 * It is named, so that Elysia installs it once however often it is used; it must come before the routes it serves.
 */
import { Elysia } from 'elysia'
import { limits } from '../config.ts'
import { AppError } from '../errors.ts'
import type { HttpDeps } from './deps.ts'
import { guards, RefusedBody } from './guard.ts'
import { ordinaryBody, readBody, type BodyBounds } from './json-input.ts'
import { plainValue } from './plain-values.ts'
import { problemResponse, toAppError } from './problem.ts'
import { requestId } from './request-id.ts'

const KiB = 1024

/** Routes that take more than the ordinary body. */
const bounds: Readonly<Record<string, BodyBounds>> = {
  '/api/tournaments/:id/players': {
    bytes: 512 * KiB,
    keys: 8 * limits.playersMax,
    items: limits.playersMax,
    csv: true,
  },
  '/api/tournaments/import': { bytes: limits.importBytes, keys: limits.importKeys, items: limits.importEvents },
}

/**
 * Core of one server. Each route on it declares `anyone`, `account` or `operation`; see guard.ts.
 * NOTE the transform is a block without `return`: Elysia would wait for an expression.
 */
export function core(deps: HttpDeps) {
  const guard = guards(deps)
  return new Elysia({ name: 'http' })
    .onTransform({ as: 'global' }, ({ request, route }) => {
      deps.monitor.requests.routed(request, route, requestId)
    })
    .onParse({ as: 'global' }, async ({ request, route }) => {
      try {
        return await readBody(request, bounds[route] ?? ordinaryBody)
      } catch (error) {
        if (error instanceof AppError) return new RefusedBody(error)
        throw error
      }
    })
    .onError({ as: 'global' }, ({ error, code, request }) =>
      problemResponse(deps.respond, request, toAppError(error, code, request)),
    )
    .mapResponse({ as: 'global' }, ({ request, route, responseValue, set }) => {
      const made = responseValue instanceof Response ? undefined : plainValue(deps.respond, request, responseValue, set)
      tell(deps, request, route, made ?? responseValue)
      return made
    })
    .macro('anyone', guard.anyone)
    .macro('account', guard.account)
    .macro('operation', guard.operation)
    .macro('visit', guard.visit)
}

/** An answer that comes late is told of when it has come: Elysia waits for none that a handler does not wait for. */
function tell(deps: HttpDeps, request: Request, route: string, answer: unknown): void {
  if (answer instanceof Response) return deps.monitor.requests.ended(request, answer.status, route)
  if (!(answer instanceof Promise)) return
  // One that fails is a problem by the time it gets here, or Elysia's to report.
  answer.then(
    (late) => tell(deps, request, route, late),
    () => undefined,
  )
}
