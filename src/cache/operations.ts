/** What those who run the platform see of a node's cache, and what they can do to the caches of all nodes. */
import type { UserId } from '../engine/types.ts'
import type { RedisState } from '../redis/guarded.ts'
import type { Scope } from './bulk.ts'
import type { DomainName } from './events.ts'
import type { CacheFigures } from './figures.ts'
import type { TierHealth } from './health.ts'

/** The wire between nodes as this one hears it. */
export interface WireHealth {
  readonly isHealthy: boolean
  readonly heardMsAgo: number
  readonly peers: number
  /** Messages that Redis did not take. */
  readonly lost: number
  /** Occasions on which something may have been missed, by what revealed it. */
  readonly gaps: Readonly<Record<string, number>>
}

/** One node at one moment. Without Redis `l2`, `breakers` and `bus` are null. */
export interface CacheReport extends CacheFigures {
  readonly at: string
  readonly health: {
    readonly l1: TierHealth & { readonly budget: number }
    readonly l2: TierHealth | null
    /** Calls of Redis that failed and were misses. */
    readonly errors: number
    readonly breakers: Pick<RedisState, 'keys' | 'messages' | 'opened'> | null
    readonly bus: WireHealth | null
    /** Loads under way, who waits for them, and failures that are remembered. */
    readonly flights: { readonly running: number; readonly waiting: number; readonly failed: number }
    /** Tags with a floor, and questions asked of the primary about them. */
    readonly floors: { readonly cells: number; readonly checks: number }
    /** Pages loaded ahead, and how many of them were asked for; off where that was too seldom. */
    readonly preloads: { readonly made: number; readonly used: number; readonly isOff: boolean }
  }
  /** All domain events with how often each was committed on this node. */
  readonly events: readonly { readonly event: DomainName; readonly count: number }[]
}

/** Who pulls a lever: it is written down in the audit log of the org. */
export interface AskedBy {
  readonly userId: UserId
  readonly requestId: string
  /** Network of the client. */
  readonly address: string
}

export interface Operations {
  /** At most `limit` orgs and keys. O(entries held). */
  report(limit: number): Promise<CacheReport>
  /** Ends every entry of a scope on all nodes; returns how many numbers were raised. */
  invalidate(scope: Scope, by: AskedBy): Promise<number>
}
