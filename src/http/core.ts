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

/** Core of one server. Each route on it declares `anyone`, `account` or `operation`; see guard.ts. */
export function core(deps: HttpDeps) {
  const guard = guards(deps)
  return new Elysia({ name: 'http' })
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
    .mapResponse({ as: 'global' }, ({ request, responseValue, set }) =>
      responseValue instanceof Response ? undefined : plainValue(deps.respond, request, responseValue, set),
    )
    .macro('anyone', guard.anyone)
    .macro('account', guard.account)
    .macro('operation', guard.operation)
}
