/** The server: every route, the rooms and the pages, from assembled to stopped. Tests call `handle` and never listen. */
import type { AnyElysia } from 'elysia'
import type { Config } from './config.ts'
import type { Context } from './context.ts'
import { assemble, type Pages } from './http/assemble.ts'
import { authRoutes } from './http/auth.ts'
import type { HttpDeps } from './http/deps.ts'
import { docsRoutes } from './http/docs.ts'
import { healthRoutes } from './http/health.ts'
import { matchRoutes } from './http/matches.ts'
import { memberRoutes } from './http/members.ts'
import { orgRoutes } from './http/orgs.ts'
import { playerRoutes } from './http/players.ts'
import { problemRoutes } from './http/problems.ts'
import { publicRoutes } from './http/public.ts'
import { Responder } from './http/respond.ts'
import { tableRoutes } from './http/tables.ts'
import { tournamentRoutes } from './http/tournaments.ts'
import { venueRoutes } from './http/venues.ts'
import { viewRoutes } from './http/whole-views.ts'

export interface ServerOptions {
  readonly config: Pick<Config, 'allowedOrigins' | 'trustedProxyHops'>
  readonly context: Pick<Context, 'db' | 'auth' | 'commands' | 'queries'>
  readonly pages?: Pages
}

/** The server: every route of the API, the rooms and the pages. */
export function buildServer({ config, context, pages = {} }: ServerOptions): Server {
  const { db, auth, commands, queries } = context
  const state = { isReady: true }
  const deps: HttpDeps = {
    respond: new Responder({ allowedOrigins: config.allowedOrigins }),
    auth,
    commands,
    queries,
    health: { checks: [{ name: 'database', run: () => db.health() }], isReady: () => state.isReady },
    trustedProxyHops: config.trustedProxyHops,
  }
  const app: AnyElysia = assemble(deps, [...routes(deps), docsRoutes(deps, () => app.routes)], pages)
  return new Server(app, () => (state.isReady = false))
}

function routes(deps: HttpDeps): AnyElysia[] {
  return [
    healthRoutes(deps),
    problemRoutes(deps),
    authRoutes(deps),
    orgRoutes(deps),
    memberRoutes(deps),
    venueRoutes(deps),
    publicRoutes(deps),
    tournamentRoutes(deps),
    viewRoutes(deps),
    playerRoutes(deps),
    matchRoutes(deps),
    tableRoutes(deps),
  ]
}

/** A server from assembled to stopped. */
export class Server {
  readonly app: AnyElysia
  readonly #refuseTraffic: () => void

  constructor(app: AnyElysia, refuseTraffic: () => void) {
    this.app = app
    this.#refuseTraffic = refuseTraffic
  }

  /** Answers one request without a socket. */
  handle(request: Request): Promise<Response> {
    return this.app.handle(request)
  }

  /** Throws what Bun throws when the port is taken. `port` 0 takes any free one. */
  listen(options: { readonly hostname: string; readonly port: number; readonly reusePort: boolean }): void {
    this.app.listen(options)
  }

  /** Where it listens, without a slash at the end; empty before `listen`. */
  url(): string {
    return this.app.server?.url.origin ?? ''
  }

  /** Readiness falls, requests in flight end, then it stops by force. True if no work was cut. */
  async drain(drainMs: number, stopMs: number): Promise<boolean> {
    this.#refuseTraffic()
    const { server } = this.app
    if (!server) return true
    const { promise: tooLate, resolve } = Promise.withResolvers<'late'>()
    const timer = setTimeout(resolve, Math.max(drainMs, stopMs), 'late')
    const outcome = await Promise.race([server.stop(false).then(() => 'ended' as const), tooLate])
    clearTimeout(timer)
    if (outcome === 'late') await this.close()
    return outcome === 'ended'
  }

  /** Stops at once; requests and sockets are cut. */
  async close(): Promise<void> {
    await this.app.server?.stop(true)
  }
}
