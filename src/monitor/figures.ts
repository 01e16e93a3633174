/**
 * The key figures of a server, from counters that only grow: each is the difference of two moments.
 * Invariant: a figure without a source is null, never a number that looks well.
 */
import type { Cache } from '../cache/cache.ts'
import { quantileOf } from './histogram.ts'
import type { NetworkBytes } from './machine.ts'
import type { QueryMonitor } from './queries.ts'
import type { RequestMonitor } from './requests.ts'

/** The key figures. Rates and shares are of the last minute, times of the last five; shares are 0 to 1. */
export interface Figures {
  readonly cacheHitRate: number | null
  /** Mean milliseconds that a read through the cache waited for it. */
  readonly cacheResponseMs: number | null
  readonly cacheBytes: number
  readonly cacheEvictionsPerMinute: number | null
  /** In the last hour. */
  readonly slowQueriesPerHour: number
  readonly queryP95Ms: number | null
  readonly queriesPerS: number | null
  readonly poolUtilisation: number
  readonly indexHitRatio: number | null
  readonly databaseCpu: number | null
  readonly responseP95Ms: number | null
  readonly requestsPerS: number | null
  /** Bytes sent over bytes before coding. */
  readonly compressionRatio: number | null
  readonly etagHitRate: number | null
  readonly errorRate: number | null
  /** Of all processors of the machine. */
  readonly cpu: number | null
  readonly memoryBytes: number
  readonly heapBytes: number
  readonly networkInPerS: number | null
  readonly networkOutPerS: number | null
  readonly connections: number | null
  readonly loopDelayMs: number | null
}

/** Counters at one moment. */
export interface Totals {
  readonly requests: number
  readonly failed: number
  readonly tagged: number
  readonly unchanged: number
  readonly originalBytes: number
  readonly sentBytes: number
  readonly cacheHits: number
  readonly cacheReads: number
  readonly cacheLoadMs: number
  readonly evictions: number
  readonly queries: number
  readonly slowQueries: number
  readonly cpuMs: number
  readonly databaseCpuMs: number | null
  readonly network: NetworkBytes | null
  readonly requestTimes: Uint32Array
  readonly queryTimes: Uint32Array
  readonly loopDelays: Uint32Array
}

/** Counters of requests, added over routes. */
export function requestTotals(requests: RequestMonitor) {
  const sum = { requests: 0, failed: 0, tagged: 0, unchanged: 0, originalBytes: 0, sentBytes: 0 }
  for (const route of requests.routes()) {
    sum.requests += route.requests
    sum.failed += route.failed
    sum.tagged += route.tagged
    sum.unchanged += route.unchanged
    sum.originalBytes += route.originalBytes
    sum.sentBytes += route.sentBytes
  }
  return { ...sum, requestTimes: requests.durations.counts.slice() }
}

/** Counters of the cache, added over orgs. O(entries held). */
export function cacheTotals(cache: Pick<Cache, 'memory'>) {
  const sum = { hitsMemory: 0, hitsShared: 0, hitsStale: 0, misses: 0, cacheLoadMs: 0, evictions: 0 }
  for (const { statistics: s } of cache.memory.queues()) {
    sum.hitsMemory += s.hitsMemory
    sum.hitsShared += s.hitsShared
    sum.hitsStale += s.hitsStale
    sum.misses += s.missesCold + s.missesFloor + s.missesExpired
    sum.cacheLoadMs += s.loadMs
    sum.evictions += s.evictions
  }
  const cacheHits = sum.hitsMemory + sum.hitsShared + sum.hitsStale
  return { ...sum, cacheHits, cacheReads: cacheHits + sum.misses }
}

/** Counters of queries. */
export function queryTotals(queries: QueryMonitor) {
  const { durations, slowCount } = queries
  return { queries: durations.total, slowQueries: slowCount, queryTimes: durations.counts.slice() }
}

/** Below so many, a share says nothing. */
const readsMin = 20
const requestsMin = 10

/** A share of what happened between two moments; null where too little did. */
function share(part: number, whole: number, least: number): number | null {
  return whole < least ? null : part / whole
}

/** One moment, with its clock in milliseconds. */
export interface Moment {
  readonly at: number
  readonly totals: Totals
}

/** What is known at the moment itself. */
export type Present = Pick<
  Figures,
  'cacheBytes' | 'poolUtilisation' | 'indexHitRatio' | 'memoryBytes' | 'heapBytes' | 'connections'
>

/** Figures at `now`, by what was counted a minute, five minutes and an hour before, or since the start. */
export function figuresAt(
  { at, totals: now }: Moment,
  before: { readonly minute: Moment; readonly fiveMinutes: Moment; readonly slowQueriesAnHourAgo: number },
  present: Present,
  processors: number,
): Figures {
  const { at: since, totals: then } = before.minute
  const seconds = (at - since) / 1000
  const d = (name: 'requests' | 'failed' | 'tagged' | 'unchanged' | 'originalBytes' | 'sentBytes' | CacheName) =>
    now[name] - then[name]
  const perS = (count: number) => (seconds <= 0 ? null : count / seconds)
  const five = before.fiveMinutes.totals
  // Less than before: another server than the one that was counted.
  const ofCpu = (ms: number | null) => (seconds <= 0 || ms === null || ms < 0 ? null : ms / 1000 / seconds / processors)
  const databaseMs =
    now.databaseCpuMs === null || then.databaseCpuMs === null ? null : now.databaseCpuMs - then.databaseCpuMs
  const evictions = perS(d('evictions'))
  const wire = now.network !== null && then.network !== null
  return {
    ...present,
    cacheHitRate: share(d('cacheHits'), d('cacheReads'), readsMin),
    cacheResponseMs: share(d('cacheLoadMs'), d('cacheReads'), 1),
    cacheEvictionsPerMinute: evictions === null ? null : evictions * 60,
    slowQueriesPerHour: now.slowQueries - before.slowQueriesAnHourAgo,
    queryP95Ms: quantileOf(now.queryTimes, 0.95, five.queryTimes),
    queriesPerS: perS(now.queries - then.queries),
    databaseCpu: ofCpu(databaseMs),
    responseP95Ms: quantileOf(now.requestTimes, 0.95, five.requestTimes),
    requestsPerS: perS(d('requests')),
    compressionRatio: share(d('sentBytes'), d('originalBytes'), 1),
    etagHitRate: share(d('unchanged'), d('tagged'), 1),
    errorRate: share(now.failed - five.failed, now.requests - five.requests, requestsMin),
    cpu: ofCpu(now.cpuMs - then.cpuMs),
    networkInPerS: wire ? perS((now.network?.received ?? 0) - (then.network?.received ?? 0)) : null,
    networkOutPerS: wire ? perS((now.network?.sent ?? 0) - (then.network?.sent ?? 0)) : null,
    loopDelayMs: quantileOf(now.loopDelays, 0.95, then.loopDelays),
  }
}

type CacheName = 'cacheHits' | 'cacheReads' | 'cacheLoadMs' | 'evictions'
