/**
 * Fills the cache before anybody asks: at the start with what is being played, then every minute with what begins soon.
 * What is held already is left alone; a view that cannot be loaded is left out. Nothing waits for it but the start,
 * and that not for long.
 */
import type { Log } from '../log.ts'
import { type Warmable, warm } from '../cache/refresh.ts'
import type { OrgId, TournamentId } from '../engine/types.ts'
import { readDue } from '../store/tournaments.ts'
import { warmable, type Resource } from './cached.ts'
import type { QueryDeps } from './deps.ts'
import { tournamentList } from './tournament-list.ts'

const soonMs = 15 * 60_000
const everyMs = 60_000
/** A large house must not stand before closed doors for it. */
const firstMsMax = 1000
const tournamentsMax = 100
const resources: readonly Resource[] = ['detail', 'bracket', 'matches', 'standings']
const views = ['public', 'staff'] as const

export interface WarmingDeps {
  readonly queries: QueryDeps
  readonly timers: { after(ms: number, run: () => void): () => void }
  readonly log: Pick<Log, 'info' | 'warn'>
}

/** Loads the views of what is in play or due that are not held. Returns how many it has loaded. */
export async function warmDue(queries: QueryDeps): Promise<number> {
  const due = await readDue(queries.db, soonMs, tournamentsMax)
  const items = due.flatMap(({ id, orgId }) => viewsOf(queries, orgId, id))
  const missing = items.filter(({ wanted }) => queries.cache.ttlMs(wanted.key) === 0)
  return warm(queries.cache, missing)
}

/**
 * Loads what is not held of some tournaments of an org, or, by `null`, of those it plays. Tells which, how many views
 * they have and how many of them are held afterwards: what does not exist cannot be.
 */
export async function warmOrg(
  queries: QueryDeps,
  org: OrgId,
  ids: readonly TournamentId[] | null,
): Promise<{ tournaments: readonly TournamentId[]; views: number; held: number }> {
  const tournaments = ids ?? (await inPlay(queries, org))
  const items = tournaments.flatMap((id) => viewsOf(queries, org, id))
  return { tournaments, views: items.length, held: await warm(queries.cache, items) }
}

async function inPlay(queries: QueryDeps, org: OrgId): Promise<TournamentId[]> {
  const page = { window: { size: tournamentsMax, offset: 0 }, count: 'none' } as const
  const { rows } = await tournamentList(queries, org, { status: 'live' }, [], page)
  return rows.map(({ row }) => row.id)
}

function viewsOf(queries: QueryDeps, org: OrgId, id: TournamentId): Warmable[] {
  return resources.flatMap((resource) => views.map((view) => warmable(queries, org, id, resource, view)))
}

/** Rounds of a node. Nothing is read before `start`, which waits for the first round, but for a second at most. */
export interface Warming {
  start(): Promise<void>
  /** Waits for a round under way. */
  stop(): Promise<void>
}

/** Warming of one node, not begun. */
export function createWarming({ queries, timers, log }: WarmingDeps): Warming {
  let isStopped = false
  let running = Promise.resolve()
  let cancel = () => {}
  const round = async () => {
    try {
      const count = await warmDue(queries)
      if (count > 0) log.info({ count }, 'views are warm')
    } catch (error) {
      log.warn({ err: error }, 'nothing could be warmed')
    }
    if (!isStopped) cancel = timers.after(everyMs, () => void (running = round()))
  }
  return {
    start() {
      running = round()
      const { promise, resolve } = Promise.withResolvers<void>()
      const giveUp = timers.after(firstMsMax, resolve)
      return Promise.race([running, promise]).finally(giveUp)
    },
    stop() {
      isStopped = true
      cancel()
      return running
    },
  }
}
