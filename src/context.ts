/**
 * The composition root: the only file where database, states, cache, feed, auth and rooms meet.
 * Order matters on a commit: the local floor rises first, then the feed hears, then the answer leaves.
 * Disposal runs in the reverse order of construction.
 */
import { createAuth, type Auth } from './auth/auth.ts'
import { addressKey } from './auth/rate-limit.ts'
import { serverSecret } from './auth/secret.ts'
import { Cache } from './cache/cache.ts'
import { tournamentTag } from './cache/keys.ts'
import type { CommandDeps } from './commands/command.ts'
import { limits, type Config, type Secret } from './config.ts'
import type { OrgId, TournamentId } from './engine/types.ts'
import { failpointAt } from './failpoints.ts'
import { openFeed, type Committed, type Feed } from './feed/feed.ts'
import { systemTimers } from './feed/timers.ts'
import { enterRoom } from './live/access.ts'
import type { HubDeps } from './live/hub-face.ts'
import { log } from './log.ts'
import type { QueryDeps } from './queries/deps.ts'
import { readNumbers } from './queries/numbers.ts'
import { readSnapshot } from './queries/reads.ts'
import { openDatabase, type Database } from './store/database.ts'
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
  readonly queries: QueryDeps
  /** Key of everything that is sealed and given out: tokens, cursors. */
  readonly secret: Secret
  readonly rooms: HubDeps & { readonly takeConnect: (address: string) => boolean }
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
  const states = new States(db)
  const cache = new Cache({
    bounds: {
      bytesMax: config.cacheL1Bytes,
      trustMs: limits.headPollMs,
      verifyTickMs: limits.cacheVerifyTickMs,
      cellIdleMs: limits.cacheCellIdleMs,
      hardMs: limits.cacheLoadMs,
      failureMs: limits.cacheFailureMs,
      waiters: limits.cacheWaiters,
    },
    clock: { now: () => performance.now(), after: systemTimers.after },
    wall: () => Date.now(),
    random: () => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32,
    readNumbers: (tags) => readNumbers(db, tags),
  })
  const feed = openFeed({
    readAfter: (org, id, after, limit) => readCommitted(db, org, id, after, limit),
    readHeads: (ids) => readHeads(db, ids),
    timers: systemTimers,
    limits,
    log: log('feed'),
    onHead: (id, version) => cache.raise({ tag: tournamentTag(id), version }),
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
    committed(event) {
      cache.raise({ tag: tournamentTag(event.tournamentId), version: event.version, epoch: event.epoch })
      failpoint('after_floor')
      feed.publish(event)
      failpoint('after_publish')
    },
  }
  const queries: QueryDeps = { db, states, cache, publicOrgs: new Map() }
  const isOpen = config.rateProfile === 'open'
  const rooms: Context['rooms'] = {
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

  const dispose = async () => {
    await feed.stop()
    await db.close()
  }
  return { db, feed, auth, commands, queries, secret, rooms, [Symbol.asyncDispose]: dispose }
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
