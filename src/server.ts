/** The server: every route, the rooms and the pages. Tests call `handle` and never listen. */
import type { AnyElysia } from 'elysia'
import { buildEpoch } from './build-epoch.ts'
import { limits, type Config } from './config.ts'
import type { Context } from './context.ts'
import { clientAddress } from './http/address.ts'
import { adminCacheRoutes } from './http/admin-cache.ts'
import { adminPerformanceRoutes } from './http/admin-performance.ts'
import { assemble, type Pages } from './http/assemble.ts'
import { apiKeyRoutes } from './http/api-keys.ts'
import { auditRoutes } from './http/audit-logs.ts'
import { authRoutes } from './http/auth.ts'
import { createCursors } from './http/cursors.ts'
import type { HealthCheck, HttpDeps } from './http/deps.ts'
import { batchRoutes } from './http/batch.ts'
import { docsRoutes } from './http/docs.ts'
import { handicapRoutes } from './http/handicap.ts'
import { healthRoutes } from './http/health.ts'
import { correctionRoutes } from './http/corrections.ts'
import { leaderboardRoutes } from './http/leaderboards.ts'
import { matchRoutes } from './http/matches.ts'
import { memberRoutes } from './http/members.ts'
import { metricsRoutes, type MetricsAccess } from './http/metrics.ts'
import { orgRoutes } from './http/orgs.ts'
import { notificationRoutes } from './http/notifications.ts'
import { paymentRoutes } from './http/payments.ts'
import { payoutRoutes } from './http/payouts.ts'
import { chipRoutes } from './http/chips.ts'
import { playerRoutes } from './http/players.ts'
import { problemRoutes } from './http/problems.ts'
import { publicRoutes } from './http/public.ts'
import { Responder } from './http/respond.ts'
import { queueRoutes } from './http/queue.ts'
import { resultRoutes } from './http/results.ts'
import { tableRoutes } from './http/tables.ts'
import { transferRoutes } from './http/transfer.ts'
import { tournamentRoutes } from './http/tournaments.ts'
import { venueRoutes } from './http/venues.ts'
import { viewRoutes } from './http/whole-views.ts'
import type { Hub } from './live/hub.ts'
import { liveRoutes, websocketOptions } from './live/socket.ts'
import { buildPages } from './web/pages.ts'

/** What another build has made is never confirmed by this one. */
const build = await buildEpoch()

export interface ServerOptions {
  readonly config: Pick<Config, 'allowedOrigins' | 'rateProfile' | 'trustedProxyHops'> & MetricsAccess
  readonly context: Pick<
    Context,
    | 'db'
    | 'monitor'
    | 'watch'
    | 'auth'
    | 'commands'
    | 'queries'
    | 'operations'
    | 'rooms'
    | 'secret'
    | 'nodes'
    | 'replicas'
  >
  readonly pages?: Pages
}

/** Bundles the pages. Begin early: it needs nothing else of the server. */
export function preparePages(): Promise<Pages> {
  return buildPages()
}

/** The server: every route of the API, the rooms and the pages. */
export function buildServer({ config, context, pages = {} }: ServerOptions): Server {
  const { db, monitor, watch, auth, commands, queries, operations, secret, nodes } = context
  const state = { isReady: true }
  const deps: HttpDeps = {
    respond: new Responder({ allowedOrigins: config.allowedOrigins, build }),
    monitor,
    watch,
    auth,
    commands,
    queries,
    operations,
    cursors: createCursors({ secret, now: () => Date.now() }),
    health: {
      checks: [{ name: 'database', run: () => db.health() }, ...redisChecks(nodes), ...replicaChecks(context.replicas)],
      isReady: () => state.isReady,
    },
    addressOf: (request) => clientAddress(request, app.server, config.trustedProxyHops),
    trustedProxyHops: config.trustedProxyHops,
  }
  const live = liveRoutes({
    ...context.rooms,
    allowedOrigins: config.allowedOrigins,
    addressOf: (request, server) => clientAddress(request, server, config.trustedProxyHops),
    socketsPerAddress: config.rateProfile === 'open' ? limits.socketsPerAddressOpen : limits.socketsPerAddress,
  })
  auth.watch((user) => live.hub.recheck(user))
  watch.watcher.connections = () => ({
    sockets: live.hub.stats().connections,
    requests: app.server?.pendingRequests ?? 0,
  })
  const docs = docsRoutes(deps, () => app.routes)
  const batches = batchRoutes(deps, (request) => app.handle(request))
  const root = { pages, websocket: websocketOptions }
  const app: AnyElysia = assemble(
    deps,
    [...routes(deps), metricsRoutes(deps, config), live.plugin, docs, batches],
    root,
  )
  return new Server(app, live.hub, () => (state.isReady = false))
}

// Two parts, because each can fail alone: keys are this node's speed, messages its ear for the others.
function redisChecks(nodes: Context['nodes']): HealthCheck[] {
  if (!nodes) return []
  const { port, bus } = nodes
  const require = async (isGood: boolean, what: string) => {
    if (!isGood) throw new Error(what)
  }
  return [
    { name: 'redis', isOptional: true, run: () => require(port.ready, 'Redis is cut off') },
    { name: 'bus', isOptional: true, run: () => require(bus.state.isHealthy, 'nodes do not hear each other') },
  ]
}

function replicaChecks(replicas: Context['replicas']): HealthCheck[] {
  if (replicas.length === 0) return []
  return [{ name: 'replicas', isOptional: true, run: () => Promise.all(replicas.map((one) => one.health())) }]
}

function routes(deps: HttpDeps): AnyElysia[] {
  return [
    healthRoutes(deps),
    problemRoutes(deps),
    authRoutes(deps),
    orgRoutes(deps),
    memberRoutes(deps),
    apiKeyRoutes(deps),
    auditRoutes(deps),
    resultRoutes(deps),
    venueRoutes(deps),
    publicRoutes(deps),
    handicapRoutes(deps),
    tournamentRoutes(deps),
    transferRoutes(deps),
    viewRoutes(deps),
    playerRoutes(deps),
    chipRoutes(deps),
    payoutRoutes(deps),
    paymentRoutes(deps),
    notificationRoutes(deps),
    leaderboardRoutes(deps),
    matchRoutes(deps),
    correctionRoutes(deps),
    tableRoutes(deps),
    queueRoutes(deps),
    adminCacheRoutes(deps),
    adminPerformanceRoutes(deps),
  ]
}

/** A server from assembled to stopped. */
export class Server {
  readonly app: AnyElysia
  readonly #hub: Hub
  readonly #refuseTraffic: () => void

  constructor(app: AnyElysia, hub: Hub, refuseTraffic: () => void) {
    this.app = app
    this.#hub = hub
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

  /**
   * Readiness falls, viewers move on in slices, requests in flight end; past `stopMs` it stops by force.
   * True if no work was cut. NOTE Bun's own stop waits for ever while a socket is open, so sockets go first.
   */
  async drain(drainMs: number, stopMs: number): Promise<boolean> {
    this.#refuseTraffic()
    const { server } = this.app
    if (!server) return true
    const { promise: tooLate, resolve } = Promise.withResolvers<'late'>()
    const timer = setTimeout(resolve, stopMs, 'late')
    const ended = this.#hub.drain(drainMs).then(() => server.stop(false))
    const outcome = await Promise.race([ended.then(() => 'ended' as const), tooLate])
    clearTimeout(timer)
    await this.close()
    return outcome === 'ended'
  }

  /** Stops at once; requests and sockets are cut, rooms end. */
  async close(): Promise<void> {
    await this.#hub[Symbol.asyncDispose]()
    await this.app.server?.stop(true)
  }
}
