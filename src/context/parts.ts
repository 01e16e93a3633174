/**
 * Parts of the house that need more than one line to be built: cache, Redis, the feed and the wire between nodes.
 * Each is made of what it is given; who meets whom is decided in `context.ts` alone.
 */
import { Cache } from '../cache/cache.ts'
import type { News } from '../cache/floors.ts'
import { heardTag, orgCounterTag, tournamentTag, type Tag } from '../cache/keys.ts'
import type { Counters } from '../commands/command.ts'
import { limits, type Config } from '../config.ts'
import type { OrgId, TournamentId } from '../engine/types.ts'
import type { Announcement, TagVersion } from '../feed/bus-messages.ts'
import { openBus, type Bus } from '../feed/bus.ts'
import { openFeed, type Committed, type Feed } from '../feed/feed.ts'
import { startHeadPoll } from '../feed/head-poll.ts'
import { systemTimers } from '../feed/timers.ts'
import { log } from '../log.ts'
import { whoeverWaits } from '../patience.ts'
import { readNumbers } from '../queries/numbers.ts'
import { parseRedisUrl } from '../redis/address.ts'
import { openRedis } from '../redis/client.ts'
import { GuardedPort } from '../redis/guarded.ts'
import type { Database } from '../store/database.ts'
import { eventsAfter } from '../store/events.ts'
import { readHeads } from '../store/tournaments.ts'

const clock = { now: () => performance.now(), after: systemTimers.after }

interface SecondTier {
  readonly port: GuardedPort
  /** Before every key: the kind of installation, and the code that made the bytes. */
  readonly prefix: string
}

/** Events of watched tournaments; every head that it meets raises a floor. */
export function openNodeFeed(db: Database, cache: Cache): Feed {
  return openFeed({
    readAfter: (org, id, after, limit) => readCommitted(db, org, id, after, limit),
    readHeads: (ids) => readHeads(db, ids),
    timers: systemTimers,
    limits,
    log: log('feed'),
    onHead: (id, version) => cache.raise({ tag: tournamentTag(id), version }),
  })
}

/** The first tier, and the second where there is Redis. */
export function openCache(config: Config, db: Database, tier: SecondTier | null): Cache {
  const numbersOf = async (tags: readonly Tag[]) => {
    const numbers = await readNumbers(db, tags)
    return tags.map((tag, at) => (tag === heardTag ? { version: heardBy(cache) } : (numbers[at] ?? null)))
  }
  const cache = new Cache({
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
    readNumbers: (tags) => whoeverWaits(() => numbersOf(tags)),
    hasReplicas: config.databaseReplicaUrls.length > 0,
    ...(tier && { shared: { ...tier, newToken: () => Bun.randomUUIDv7() } }),
  })
  return cache
}

/** How much this node has committed and heard: all that there is behind `heardTag`. */
const heardBy = (cache: Cache) => cache.floors.cell(heardTag).floor

/** Raises the floors of what was committed or heard, and with them those of the pages of all orgs. */
export function raise(cache: Cache, news: readonly News[]): void {
  cache.raise(...news, { tag: heardTag, version: heardBy(cache) + 1 })
}

/** Redis, if the environment names one. It is connected to behind the scenes: nobody waits for it. */
export function redisPort({ redisUrl }: Config): GuardedPort | null {
  const address = redisUrl && parseRedisUrl(redisUrl.reveal())
  if (!address) return null
  const said = log('redis')
  return new GuardedPort(openRedis(address, said), {
    clock,
    changed: (which, isOpen) => said.warn({ which }, isOpen ? 'Redis is cut off' : 'Redis is trusted again'),
  })
}

/** What other nodes say is taken by `hear` first, and only then does it reach who watches. */
export function openNodeBus(port: GuardedPort, cache: Cache, feed: Feed, hear: (news: readonly News[]) => void): Bus {
  return openBus({
    port,
    boot: Bun.randomUUIDv7(),
    timers: systemTimers,
    now: clock.now,
    bounds: limits.bus,
    log: log('feed'),
    // A name that is no tag of ours makes a cell that nobody reads.
    raise: (tags) =>
      hear(tags.map(([tag, version, epoch]) => ({ tag: tag as Tag, version, ...(epoch !== undefined && { epoch }) }))),
    doubt: () => cache.doubt(),
    hint: (id, head) => feed.hint(id, head),
  })
}

interface Polled {
  readonly cache: Cache
  readonly feed: Feed
  readonly bus: Bus | null
}

/** Finds what nobody told, sooner while other nodes cannot be heard. Returns how to stop, which waits for its end. */
export function pollHeads({ cache, feed, bus }: Polled): () => Promise<void> {
  const isDeaf = () => bus?.state.isHealthy === false
  return startHeadPoll({
    timers: systemTimers,
    poll: () => {
      if (isDeaf()) feed.poll()
      return cache.verifyHot()
    },
    everyMs: () => (isDeaf() ? limits.hotPollDeafMs : limits.hotPollMs),
    log: log('feed'),
  })
}

/** What a commit makes old: everything of its tournament, and what hangs on the counters raised with it. */
export function newsOf({ orgId, tournamentId, version, epoch }: Committed, counters: Counters): News[] {
  const raised = [...counters].map(([name, number]) => ({ tag: orgCounterTag(orgId, name), version: number }))
  return [{ tag: tournamentTag(tournamentId), version, epoch }, ...raised]
}

/** News as other nodes are told of it. */
export function tagsOf(news: readonly News[]): TagVersion[] {
  return news.map(({ tag, version, epoch }) => (epoch === undefined ? [tag, version] : [tag, version, epoch]))
}

/** A commit as other nodes are told of it. */
export function announcementOf({ tournamentId: id, version, epoch }: Committed, news: readonly News[]): Announcement {
  return { tags: tagsOf(news), tournament: { id, version, epoch } }
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

/** Rate limits, counted together with the nodes that this one hears where there is a Redis to count in. */
export function limitsOf({ rateProfile, nodeEnv }: Config, port: GuardedPort | null, bus: Bus | null) {
  const nodes = () => (bus?.state.peers ?? 0) + 1
  return { rateProfile, shared: port && { port, prefix: `rb:${nodeEnv}:limit:`, nodes } }
}
