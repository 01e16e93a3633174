/** The cache's report of one node and its levers on all of them, put together from cache, Redis and bus. */
import { invalidate } from '../cache/bulk.ts'
import type { Cache } from '../cache/cache.ts'
import { figuresOf } from '../cache/figures.ts'
import type { News } from '../cache/floors.ts'
import { memoryHealth, sharedHealth } from '../cache/health.ts'
import type { CacheReport, Operations } from '../cache/operations.ts'
import type { Preloads } from '../cache/preloads.ts'
import type { Tally } from '../cache/tally.ts'
import type { OrgId } from '../engine/types.ts'
import type { Bus } from '../feed/bus.ts'
import { bumpNumbers } from '../queries/numbers.ts'
import type { GuardedPort, RedisState } from '../redis/guarded.ts'
import { appendOrgAudit } from '../store/audit.ts'
import type { Database, Tx } from '../store/database.ts'

interface Parts {
  readonly db: Database
  readonly cache: Cache
  readonly nextPages: Preloads
  readonly tally: Tally
  /** Both null for a node that is alone. */
  readonly port: GuardedPort | null
  readonly bus: Bus | null
  /** Raises floors here and announces them to the other nodes. */
  readonly tell: (news: readonly News[]) => void
}

const breakersOf = ({ keys, messages, opened }: RedisState) => ({ keys, messages, opened })
const clock = { now: () => performance.now() }

/** Report and levers of one node. */
export function openOperations({ db, cache, nextPages, tally, port, bus, tell }: Parts): Operations {
  return {
    async report(limit) {
      return {
        at: new Date().toISOString(),
        health: await health(),
        ...figuresOf(cache, clock.now(), limit),
        events: tally.counts(),
      }
    },
    async invalidate(scope, { userId, requestId, address }) {
      const told = (tx: Tx, orgId: OrgId) => {
        const doer = { orgId, userId, principal: `user:${userId}`, requestId, address }
        return appendOrgAudit(tx, doer, { action: 'cache.invalidated', subject: `org:${orgId}`, after: { ...scope } })
      }
      const news = await invalidate(cache, (tags) => bumpNumbers(db, tags, told), [scope])
      tell(news)
      return news.length
    },
  }

  async function health(): Promise<CacheReport['health']> {
    const { memory, floors, shared, flights } = cache
    return {
      l1: { ...memoryHealth(cache, clock), budget: memory.bytesMax },
      l2: port && (await sharedHealth(port, clock)),
      errors: shared?.errors ?? 0,
      breakers: port && breakersOf(port.state),
      bus: bus && bus.state,
      flights: flights.figures,
      floors: { cells: floors.size, checks: floors.checks },
      preloads: { made: nextPages.made, used: nextPages.used, isOff: nextPages.isOff },
    }
  }
}
