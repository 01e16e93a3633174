/**
 * The composition root: the only file where database, states, cache, feed, auth and rooms meet.
 * Order matters on a commit: the local floor rises first, then the feed hears, then the answer leaves.
 * Disposal runs in the reverse order of construction.
 */
import { join } from 'node:path'
import { createAuth, type Auth } from './auth/auth.ts'
import { addressKey } from './auth/rate-limit.ts'
import { serverSecret } from './auth/secret.ts'
import { buildEpoch } from './build-epoch.ts'
import { countersRaisedBy } from './cache/events.ts'
import type { Operations } from './cache/operations.ts'
import { Preloads } from './cache/preloads.ts'
import type { CommandDeps } from './commands/command.ts'
import { limits, type Config, type Secret } from './config.ts'
import { openDatabases } from './context/databases.ts'
import { hear, openNewsroom } from './context/news.ts'
import { openOperations } from './context/operations.ts'
import { limitsOf, openCache, openNodeBus, openNodeFeed, pollHeads, redisPort } from './context/parts.ts'
import { openReports, openWatch } from './context/watching.ts'
import { failpointAt, type Failpoint } from './failpoints.ts'
import type { Bus } from './feed/bus.ts'
import type { Feed } from './feed/feed.ts'
import { systemTimers } from './feed/timers.ts'
import { enterRoom } from './live/access.ts'
import type { HubDeps } from './live/hub-face.ts'
import { log } from './log.ts'
import { createMonitor, type Monitor } from './monitor/monitor.ts'
import type { Reports } from './monitor/sentry.ts'
import type { Watch } from './monitor/watch.ts'
import type { QueryDeps } from './queries/deps.ts'
import { readSnapshot } from './queries/reads.ts'
import { createWarming, type Warming } from './queries/warming.ts'
import type { GuardedPort } from './redis/guarded.ts'
import { anchorJob } from './store/audit-anchors.ts'
import { createMask } from './store/audit-chain.ts'
import type { Database } from './store/database.ts'
import { replicasOf } from './store/replicas.ts'
import { Archive } from './store/archive.ts'
import { type Job, type Jobs, openJobs } from './store/jobs.ts'
import { leaderboardJob } from './store/leaderboards.ts'
import { States } from './store/states.ts'
import type { DatabaseTarget } from './store/target.ts'

/** What was reported at the very end has so long to leave. */
const reportsMs = 2000

/** Everything a server is made of; dispose it to give it all back. */
export interface Context extends AsyncDisposable {
  readonly db: Database
  readonly monitor: Monitor
  readonly watch: Watch
  readonly feed: Feed
  readonly auth: Auth
  readonly commands: CommandDeps
  readonly warming: Warming
  /** Jobs of the house together with others; not begun. */
  readonly jobsWith: (others: readonly Job[]) => Jobs
  readonly queries: QueryDeps
  readonly operations: Operations
  /** Key of everything that is sealed and given out: tokens, cursors. */
  readonly secret: Secret
  /** Redis and the wire between nodes; null for a node that is alone. */
  readonly nodes: Nodes | null
  /** Copies of the database that only read. */
  readonly replicas: readonly Database[]
  readonly rooms: HubDeps & { readonly takeConnect: (address: string) => boolean }
}

interface Nodes {
  readonly port: GuardedPort
  readonly bus: Bus
}

/** Opens the pool and wires the house; nothing is read before the first request. `dataDir` keeps the server's key. */
export async function createContext(config: Config, target: DatabaseTarget, dataDir: string): Promise<Context> {
  const secret = await serverSecret({ sessionSecret: config.sessionSecret, dataDir })
  const failpoint = failpointAt(config.failAt)
  const reports = await openReports(config)
  const monitor = openMonitor(config, reports)
  const db = openDatabases(config, target, monitor.queries)
  const archive = new Archive(join(config.dataDir, 'archive'))
  const states = new States(db, archive)
  const port = redisPort(config)
  const cache = openCache(config, db, port && { port, prefix: `rb:${config.nodeEnv}:${await buildEpoch()}:` })
  const feed = openNodeFeed(db, cache)
  const bus = port && openNodeBus(port, cache, feed, (news) => hear(cache, auth, news))
  const { tally, tell, ended, writes, committed } = openNewsroom({ cache, feed, bus, auth: () => auth, failpoint })
  const stopPoll = pollHeads({ cache, feed, bus })
  const auth = createAuth({
    db,
    now: () => Date.now(),
    secret,
    limits,
    ended,
    admins: config.platformAdmins,
    ...limitsOf(config, port, bus),
  })
  const commands: CommandDeps = {
    db,
    states,
    mask: createMask(secret),
    newId: () => Bun.randomUUIDv7(),
    newSeed: () => crypto.getRandomValues(new Uint32Array(1))[0] ?? 0,
    failpoint,
    countersOf: countersRaisedBy,
    writes,
    committed,
  }
  const queries: QueryDeps = { db, states, archive, cache, nextPages: new Preloads(cache), publicOrgs: new Map() }
  const rooms = roomDeps(config, { feed, auth, queries, failpoint })

  const warming = createWarming({ queries, timers: systemTimers, log: log('cache') })
  const clock = { now: () => performance.now(), after: systemTimers.after }
  const watch = openWatch({ config, reports, db, cache, monitor, clock, wall: Date.now })
  const dispose = async () => {
    watch.watcher.stop()
    await warming.stop()
    await stopPoll()
    await bus?.stop()
    await feed.stop()
    await port?.close()
    await db.close()
    await reports?.flush(reportsMs)
  }
  return {
    db,
    monitor,
    watch,
    feed,
    auth,
    commands,
    queries,
    operations: openOperations({ db, cache, nextPages: queries.nextPages, tally, port, bus, tell }),
    secret,
    nodes: port && bus && { port, bus },
    replicas: replicasOf(db),
    rooms,
    warming,
    jobsWith: (others) => openJobs({ target, jobs: [...houseJobs(db, secret), ...others], log: log('jobs') }),
    [Symbol.asyncDispose]: dispose,
  }
}

function openMonitor({ slowQueryMs, isTimingForAll }: Config, reports: Reports | null): Monitor {
  const { slowRequestMs } = limits
  return createMonitor({ slowQueryMs, slowRequestMs, isTimingForAll, reports, now: () => Date.now() })
}

const houseJobs = (db: Database, secret: Secret): readonly Job[] => [
  leaderboardJob(db),
  anchorJob({ secret, log: log('audit') }),
]

type RoomParts = Pick<Context, 'feed' | 'auth' | 'queries'> & { readonly failpoint: Failpoint }

function roomDeps(config: Config, { feed, auth, queries, failpoint }: RoomParts): Context['rooms'] {
  const isOpen = config.rateProfile === 'open'
  return {
    feed,
    timers: systemTimers,
    limits: { ...limits, socketsPerUser: isOpen ? limits.socketsPerAddressOpen : limits.socketsPerUser },
    failpoint,
    log: log('live'),
    authenticate: auth.principalOf,
    takeConnect: (address) => auth.limiter.takeHere('connect', addressKey(address)).isAllowed,
    openRoom: (principal, id, view) => enterRoom(queries, principal, id, view),
    readSnapshot: (org, id) => readSnapshot(queries, org, id),
  }
}
