/** What the pages read of the reports of `/api/admin/performance` and `/api/admin/cache`; shapes are the server's. */

/** Key figures; null is unknown. */
export type Figures = Readonly<
  Record<
    | 'cacheHitRate'
    | 'cacheResponseMs'
    | 'cacheBytes'
    | 'cacheEvictionsPerMinute'
    | 'slowQueriesPerHour'
    | 'queryP95Ms'
    | 'queriesPerS'
    | 'poolUtilisation'
    | 'indexHitRatio'
    | 'databaseCpu'
    | 'responseP95Ms'
    | 'requestsPerS'
    | 'compressionRatio'
    | 'etagHitRate'
    | 'errorRate'
    | 'cpu'
    | 'memoryBytes'
    | 'networkInPerS'
    | 'networkOutPerS'
    | 'connections'
    | 'loopDelayMs',
    number | null
  >
>

/** Figures at a moment, in milliseconds since 1970. */
export interface Sample {
  readonly at: number
  readonly figures: Figures
}

/** How an alert stands; `since` in milliseconds since 1970, null before anything was judged. */
export interface AlertReport {
  readonly name: string
  readonly severity: 'critical' | 'warning'
  readonly figure: keyof Figures
  readonly state: 'unknown' | 'well' | 'pending' | 'firing'
  readonly value: number | null
  readonly line: number
  readonly since: number | null
}

export interface LiveReport {
  readonly now: Sample
  readonly history: readonly Sample[]
  readonly alerts: readonly AlertReport[]
}

export interface StatusReport {
  readonly status: 'healthy' | 'warning' | 'critical'
  readonly issues: readonly {
    readonly severity: 'warning' | 'critical'
    readonly area: string
    readonly message: string
  }[]
}

export interface SlowReport {
  readonly summary: {
    readonly totalSlowQueries: number
    readonly uniquePatterns: number
    readonly criticalQueries: number
  }
  readonly patterns: readonly {
    readonly fingerprint: string
    readonly route: string
    readonly count: number
    readonly maxDuration: number
    readonly avgDuration: number
  }[]
  readonly recommendations: readonly { readonly hint: string; readonly text: string }[]
}

export interface HttpReport {
  readonly routes: readonly {
    readonly method: string
    readonly route: string
    readonly requests: number
    readonly failed: number
    readonly slow: number
    readonly p95Ms: number | null
    readonly queriesPerRequest: number | null
    readonly cacheHitRate: number | null
    readonly etagHitRate: number | null
    readonly compressionRatio: number | null
  }[]
}

interface Reads {
  readonly hits: Readonly<Record<'memory' | 'shared' | 'stale', number>>
  readonly misses: Readonly<Record<'cold' | 'floor' | 'expired', number>>
  readonly hitRate: number | null
  readonly entries: number
  readonly bytes: number
  readonly evictions: number
}

interface Tier {
  readonly connected: boolean
  readonly responseTime: number | null
  readonly memoryUsage: number | null
  readonly keyCount: number | null
}

export interface CacheReport {
  readonly health: {
    readonly l1: Tier & { readonly budget: number }
    readonly l2: Tier | null
    readonly bus: { readonly isHealthy: boolean; readonly peers: number; readonly lost: number } | null
  }
  readonly totals: Reads
  readonly orgs: readonly (Reads & { readonly org: string })[]
  readonly hottest: readonly {
    readonly key: string
    readonly org: string
    readonly hits: number
    readonly bytes: number
    readonly ageMs: number
  }[]
  readonly events: readonly { readonly event: string; readonly count: number }[]
}
