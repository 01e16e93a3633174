/**
 * Puts a server together: problems and parsing first, then plugins, then pages.
 * Order matters: Elysia's global hooks reach only what is registered after them.
 * Invariant: a route that names no operation does not start.
 */
import { Elysia, type AnyElysia } from 'elysia'
import { limits } from '../config.ts'
import { AppError } from '../errors.ts'
import { traced } from '../monitor/trace.ts'
import { core } from './core.ts'
import type { HttpDeps } from './deps.ts'
import { MethodTable } from './methods.ts'
import { problemResponse } from './problem.ts'

const MiB = 1024 * 1024

/** A page or one of its files. Pages bypass every hook, so each brings its own headers. */
export type Page = Response | ((request: Request) => Response | Promise<Response>)
export type Pages = Readonly<Record<string, Page>>

/** What counts on the root instance only: pages, and the options of every socket. */
export interface Root {
  readonly pages?: Pages
  readonly websocket?: Readonly<Record<string, number | boolean>>
}

type Answer = (request: Request, server: unknown) => Response | Promise<Response>

/** Core, plugins and pages in the order that hooks need. */
export function assemble(deps: HttpDeps, plugins: readonly AnyElysia[], root: Root = {}): AnyElysia {
  const app: AnyElysia = new Elysia({
    name: 'railbird',
    normalize: false,
    // Our own limit answers 413 with a problem; this one only guards memory, and Bun answers it without a body.
    serve: { maxRequestBodySize: limits.importBytes + MiB, routes: root.pages ?? {} },
    websocket: root.websocket ?? {},
  })
  // Around everything: whatever is done for a request is then known to be for it.
  app.wrap((answer) => {
    // One cast: Elysia types neither what it hands over nor what it calls.
    const handle = answer as unknown as Answer
    return (request: Request, server: unknown) => traced(deps.monitor.requests.trace(request), handle, server)
  })
  const table = new MethodTable(app)
  app.onError({ as: 'global' }, ({ code, request }) => {
    if (code === 'NOT_FOUND') return nothingHere(deps, table, request)
  })
  app.use(core(deps))
  for (const plugin of plugins) app.use(plugin)
  requireOperations(app)
  readNoBodyOfReads(app)
  return app
}

function nothingHere(deps: HttpDeps, table: MethodTable, request: Request): Response | undefined {
  const methods = table.allowed(new URL(request.url).pathname)
  if (methods.length === 0) return undefined
  if (request.method === 'OPTIONS') return deps.respond.options(request, methods)
  const allow = methods.join(', ')
  const error = new AppError('method_not_allowed', `this address knows ${allow}`, { headers: { allow } })
  return problemResponse(deps.respond, request, error)
}

/**
 * A GET has no body, and a parser that waits for one would make a promise of every answer: a hit then costs more than
 * a tenth again. Elysia reads this list when it compiles a route, which is at the first request.
 */
function readNoBodyOfReads(app: AnyElysia): void {
  for (const { method, hooks } of app.routes) if (method === 'GET') hooks.parse = []
}

/** Rooms name their operation at each join; every other route names it where it is declared. */
function requireOperations(app: AnyElysia): void {
  const nameless = app.routes.filter(({ method, hooks }) => method !== 'WS' && !hooks.detail?.['x-operation'])
  if (nameless.length === 0) return
  const names = nameless.map(({ method, path }) => `${method} ${path}`).join(', ')
  throw new Error(`these routes name no operation and would be open to anyone: ${names}`)
}
