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
import { Cache } from './cache/cache.ts'
import { countersRaisedBy } from './cache/events.ts'
import type { News } from './cache/floors.ts'
import { orgCounterTag, tournamentTag, type Tag } from './cache/keys.ts'
import type { CommandDeps, Counters } from './commands/command.ts'
import { limits, type Config, type Secret } from './config.ts'
import type { OrgId, TournamentId } from './engine/types.ts'
import { failpointAt, type Failpoint } from './failpoints.ts'
import type { Announcement, TagVersion } from './feed/bus-messages.ts'
import { openBus, type Bus } from './feed/bus.ts'
import { openFeed, type Committed, type Feed } from './feed/feed.ts'
import { startHeadPoll } from './feed/head-poll.ts'
import { systemTimers } from './feed/timers.ts'
import { enterRoom } from './live/access.ts'
import type { HubDeps } from './live/hub-face.ts'
import { log } from './log.ts'
import type { QueryDeps } from './queries/deps.ts'
import { readNumbers } from './queries/numbers.ts'
import { readSnapshot } from './queries/reads.ts'
import { createWarming, type Warming } from './queries/warming.ts'
import { parseRedisUrl } from './redis/address.ts'
import { openRedis } from './redis/client.ts'
import { GuardedPort } from './redis/guarded.ts'
import { openDatabase, type Database } from './store/database.ts'
import { Archive } from './store/archive.ts'
import { eventsAfter } from './store/events.ts'
import { States } from './store/states.ts'
import { urlTarget, type DatabaseTarget } from './store/target.ts'
import { readHeads } from './store/tournaments.ts'

/** Everything a server is made of; dispose it to give it all back. */
export interface Context extends AsyncDisposable {
  readonly db: Database
  readonly feed: Feed
  readonly auth: Auth
  readonly commands: CommandDeps
  readonly warming: Warming
  readonly queries: QueryDeps
  /** Key of everything that is sealed and given out: tokens, cursors. */
  readonly secret: Secret
  /** Redis and the wire between nodes; null for a node that is alone. */
  readonly nodes: Nodes | null
  readonly rooms: HubDeps & { readonly takeConnect: (address: string) => boolean }
}

interface Nodes {
  readonly port: GuardedPort
  readonly bus: Bus
}

/** The database that the environment names. */
export function databaseTarget(config: Config): DatabaseTarget {
  return urlTarget(config.databaseUrl?.reveal() ?? '', config.databaseOwnerUrl?.reveal())
}

/** Opens the pool and wires the house; nothing is read before the first request. `dataDir` keeps the server's key. */
export async function createContext(config: Config, target: DatabaseTarget, dataDir: string): Promise<Context> {
  const secret = await serverSecret({ sessionSecret: config.sessionSecret, dataDir })
  const failpoint = failpointAt(config.failAt)
  const db = openDatabase(target, limits)
  const archive = new Archive(join(config.dataDir, 'archive'))
  const states = new States(db, archive)
  const port = redisPort(config)
  const cache = openCache(config, db, port && { port, prefix: `rb:${config.nodeEnv}:${await buildEpoch()}:` })
  const feed = openNodeFeed(db, cache)
  const bus = port && openNodeBus(port, cache, feed)
  const isDeaf = () => bus?.state.isHealthy === false
  const stopPoll = startHeadPoll({
    timers: systemTimers,
    poll: () => {
      if (isDeaf()) feed.poll()
      return cache.verifyHot()
    },
    everyMs: () => (isDeaf() ? limits.hotPollDeafMs : limits.hotPollMs),
    log: log('feed'),
  })
  const auth = createAuth({
    db,
    now: () => Date.now(),
    secret,
    limits,
    admins: config.platformAdmins,
    rateProfile: config.rateProfile,
  })
  const commands: CommandDeps = {
    db,
    states,
    newId: () => Bun.randomUUIDv7(),
    newSeed: () => crypto.getRandomValues(new Uint32Array(1))[0] ?? 0,
    failpoint,
    countersOf: countersRaisedBy,
    committed(event, counters) {
      const news = newsOf(event, counters)
      cache.raise(...news)
      failpoint('after_floor')
      feed.publish(event)
      bus?.announce(announcementOf(event, news))
      failpoint('after_publish')
    },
  }
  const queries: QueryDeps = { db, states, archive, cache, publicOrgs: new Map() }
  const rooms = roomDeps(config, { feed, auth, queries, failpoint })

  const warming = createWarming({ queries, timers: systemTimers, log: log('cache') })
  const dispose = async () => {
    await warming.stop()
    await stopPoll()
    await bus?.stop()
    await feed.stop()
    await port?.close()
    await db.close()
  }
  return {
    db,
    feed,
    auth,
    commands,
    queries,
    secret,
    nodes: port && bus && { port, bus },
    rooms,
    warming,
    [Symbol.asyncDispose]: dispose,
  }
}

interface SecondTier {
  readonly port: GuardedPort
  /** Before every key: the kind of installation, and the code that made the bytes. */
  readonly prefix: string
}

/** Events of watched tournaments; every head that it meets raises a floor. */
function openNodeFeed(db: Database, cache: Cache): Feed {
  return openFeed({
    readAfter: (org, id, after, limit) => readCommitted(db, org, id, after, limit),
    readHeads: (ids) => readHeads(db, ids),
    timers: systemTimers,
    limits,
    log: log('feed'),
    onHead: (id, version) => cache.raise({ tag: tournamentTag(id), version }),
  })
}

function openCache(config: Config, db: Database, tier: SecondTier | null): Cache {
  return new Cache({
    bounds: {
      bytesMax: config.cacheL1Bytes,
      trustMs: limits.floorTrustMs,
      verifyTickMs: limits.cacheVerifyTickMs,
      cellIdleMs: limits.cacheCellIdleMs,
      hardMs: limits.cacheLoadMs,
      failureMs: limits.cacheFailureMs,
      waiters: limits.cacheWaiters,
    },
    clock,
    wall: () => Date.now(),
    random: () => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32,
    readNumbers: (tags) => readNumbers(db, tags),
    ...(tier && { shared: { ...tier, newToken: () => Bun.randomUUIDv7() } }),
  })
}

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
    takeConnect: (address) => auth.limiter.take('connect', addressKey(address)).isAllowed,
    openRoom: (principal, id, view) => enterRoom(queries, principal, id, view),
    readSnapshot: (org, id) => readSnapshot(queries, org, id),
  }
}

const clock = { now: () => performance.now(), after: systemTimers.after }

/** Redis, if the environment names one. It is connected to behind the scenes: nobody waits for it. */
function redisPort({ redisUrl }: Config): GuardedPort | null {
  const address = redisUrl && parseRedisUrl(redisUrl.reveal())
  if (!address) return null
  const said = log('redis')
  return new GuardedPort(openRedis(address, said), {
    clock,
    changed: (which, isOpen) => said.warn({ which }, isOpen ? 'Redis is cut off' : 'Redis is trusted again'),
  })
}

/** What other nodes say raises floors here first, and only then is it heard by who watches. */
function openNodeBus(port: GuardedPort, cache: Cache, feed: Feed): Bus {
  return openBus({
    port,
    boot: Bun.randomUUIDv7(),
    timers: systemTimers,
    now: clock.now,
    bounds: limits.bus,
    log: log('feed'),
    // A name that is no tag of ours makes a cell that nobody reads.
    raise: (tags) =>
      cache.raise(
        ...tags.map(([tag, version, epoch]) => ({ tag: tag as Tag, version, ...(epoch !== undefined && { epoch }) })),
      ),
    doubt: () => cache.doubt(),
    hint: (id, head) => feed.hint(id, head),
  })
}

/** What a commit makes old: everything of its tournament, and what hangs on the counters raised with it. */
function newsOf({ orgId, tournamentId, version, epoch }: Committed, counters: Counters): News[] {
  const raised = [...counters].map(([name, number]) => ({ tag: orgCounterTag(orgId, name), version: number }))
  return [{ tag: tournamentTag(tournamentId), version, epoch }, ...raised]
}

function announcementOf({ tournamentId: id, version, epoch }: Committed, news: readonly News[]): Announcement {
  const tags = news.map((one): TagVersion =>
    one.epoch === undefined ? [one.tag, one.version] : [one.tag, one.version, one.epoch],
  )
  return { tags, tournament: { id, version, epoch } }
}

async function readCommitted(
  db: Database,
  orgId: OrgId,
  tournamentId: TournamentId,
  after: number,
  limit: number,
): Promise<Committed[]> {
  const stored = await eventsAfter(db, orgId, tournamentId, after, limit)
  return stored.map(({ version, epoch, event, ops }) => ({
    orgId,
    tournamentId,
    version,
    epoch,
    type: event.type,
    at: event.at,
    ops,
  }))
}
