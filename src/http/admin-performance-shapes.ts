/** Bodies of `/api/admin/performance`, one for each type. Ratios and shares are 0 to 1; names ending in `Ms` say so. */
import { z } from 'zod'
import { count } from './play-shapes.ts'
import { instant } from './row-shapes.ts'

const amount = z.number()
const unknown = amount.nullable()

export const performanceQuery = z.strictObject({
  type: z.enum(['health', 'slow-queries', 'status', 'cache', 'http', 'live']),
})

const quantiles = { avgMs: unknown, p50Ms: unknown, p95Ms: unknown, p99Ms: unknown, maxMs: amount }

const health = z.strictObject({
  connections: z.strictObject({ active: count, idle: count, total: count, max: count, utilisation: amount }),
  performance: z.strictObject({
    ...{ queries: count, slowQueries: count, slowMs: count, refusals: count },
    ...quantiles,
    kinds: z.array(
      z.strictObject({
        fingerprint: z.string(),
        ...{ count, rows: count, errors: count, slow: count, poolWaitMs: amount },
        ...quantiles,
      }),
    ),
    database: z
      .strictObject({
        ...{ cacheHitRatio: unknown, indexHitRatio: unknown },
        ...{ commits: count, rollbacks: count, deadlocks: count, tempBytes: count, sizeBytes: count },
      })
      .nullable(),
    sessions: z.strictObject({ sessions: count, sessionsMax: count, idleInTransaction: count }).nullable(),
    statements: z
      .array(z.strictObject({ query: z.string(), calls: count, totalMs: amount, meanMs: amount }))
      .nullable(),
    /** What could not be read, and why. */
    notes: z.array(z.string()),
  }),
  tables: z.array(z.strictObject({ name: z.string(), rowCount: amount, size: z.string(), sizeBytes: count })),
  indexes: z.array(
    z.strictObject({
      ...{ tableName: z.string(), indexName: z.string() },
      ...{ scans: count, tupsRead: count, tupsFetch: count, size: z.string() },
    }),
  ),
  ...{ indexHitRatio: unknown, cacheHitRatio: unknown },
})

const hint = z.enum(['critical', 'unbounded_list', 'slow_count', 'review_indexes'])

const slowQueries = z.strictObject({
  summary: z.strictObject({ totalSlowQueries: count, uniquePatterns: count, criticalQueries: count }),
  patterns: z.array(
    z.strictObject({
      ...{ fingerprint: z.string(), route: z.string(), count },
      ...{ totalDuration: amount, maxDuration: amount, avgDuration: amount },
      examples: z
        .array(
          z.strictObject({
            at: instant,
            ...{ duration: amount, poolWait: amount, rows: count, parameters: z.array(z.string()) },
            ...{ org: z.string().nullable(), requestId: z.string().nullable(), error: z.string().nullable() },
          }),
        )
        .max(3),
    }),
  ),
  recommendations: z.array(z.strictObject({ hint, text: z.string(), fingerprints: z.array(z.string()) })),
})

const status = z.strictObject({
  status: z.enum(['healthy', 'warning', 'critical']),
  issues: z.array(
    z.strictObject({
      severity: z.enum(['warning', 'critical']),
      area: z.enum(['pool', 'slow_share', 'slow_query', 'table_without_index', 'unused_index', 'unknown']),
      message: z.string(),
    }),
  ),
})

const reads = {
  hits: z.strictObject({ memory: count, shared: count, stale: count }),
  misses: z.strictObject({ cold: count, floor: count, expired: count }),
  hitRate: unknown,
  ...{ entries: count, bytes: count, evictions: count, joins: count, joinsFenced: count },
  ...{ loads: count, loadsFailed: count, loadMs: amount },
}

const cache = z.strictObject({
  ...{ hitRate: unknown, responseMs: unknown, evictionsPerMinute: unknown },
  totals: z.strictObject(reads),
  orgs: z.array(z.strictObject({ org: z.string(), ...reads })),
})

const figuresOfReads = { compressionRatio: unknown, etagHitRate: unknown }

const http = z.strictObject({
  ...{ requests: count, failed: count, slow: count },
  ...quantiles,
  ...figuresOfReads,
  routes: z.array(
    z.strictObject({
      ...{ method: z.string(), route: z.string(), requests: count, refused: count, failed: count, slow: count },
      ...quantiles,
      ...{ queriesPerRequest: unknown, queryMsPerRequest: unknown },
      ...figuresOfReads,
      cacheHitRate: unknown,
    }),
  ),
})

const sample = z.strictObject({
  at: z.number(),
  figures: z.strictObject({
    ...{ cacheHitRate: unknown, cacheResponseMs: unknown, cacheBytes: count, cacheEvictionsPerMinute: unknown },
    ...{ slowQueriesPerHour: count, queryP95Ms: unknown, queriesPerS: unknown, poolUtilisation: amount },
    ...{ indexHitRatio: unknown, databaseCpu: unknown, responseP95Ms: unknown, requestsPerS: unknown },
    ...{ compressionRatio: unknown, etagHitRate: unknown, errorRate: unknown, cpu: unknown },
    ...{ memoryBytes: count, heapBytes: count, networkInPerS: unknown, networkOutPerS: unknown },
    ...{ connections: unknown, loopDelayMs: unknown },
  }),
})

const alert = z.strictObject({
  ...{ name: z.string(), severity: z.enum(['critical', 'warning']), figure: z.string() },
  state: z.enum(['unknown', 'well', 'pending', 'firing']),
  ...{ value: unknown, line: amount, since: unknown },
})

const live = z.strictObject({ now: sample, history: z.array(sample), alerts: z.array(alert) })

export const performance = z.union([health, slowQueries, status, cache, http, live])
