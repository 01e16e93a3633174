/**
 * What operators are told of a server's performance: its database, its slow queries, what is wrong, and the figures of
 * cache, requests and the moment. Plain values, ready for JSON; ratios and shares are 0 to 1, times in milliseconds.
 * What cannot be known is null or a sentence.
 */
import type { Cache } from '../cache/cache.ts'
import { figuresOf } from '../cache/figures.ts'
import type { Clock } from '../cache/clock.ts'
import type { Database } from '../store/database.ts'
import type { Alerts } from './alerts.ts'
import type { Catalog, KeptCatalog } from './catalog.ts'
import { hintTexts, type Hint } from './fingerprint.ts'
import type { Monitor } from './monitor.ts'
import type { QueryKind, SlowQuery } from './queries.ts'
import { rounded } from './requests.ts'
import type { RouteFigures } from './route-figures.ts'
import { issuesOf, type Issue } from './status.ts'
import type { Watcher } from './watcher.ts'

interface PerformanceDeps {
  readonly monitor: Monitor
  readonly watcher: Watcher
  readonly alerts: Pick<Alerts, 'states'>
  readonly cache: Cache
  readonly clock: Pick<Clock, 'now'>
  readonly wall: () => number
  readonly db: Pick<Database, 'figures'>
  readonly catalog: KeptCatalog
}

const listed = 100
const examplesMax = 3

/** The reports of one server. None of them rejects: a database that is away is part of what they tell. */
export class Performance {
  readonly #deps: PerformanceDeps

  constructor(deps: PerformanceDeps) {
    this.#deps = deps
  }

  /** Pool, timings, tables and indexes. */
  async health() {
    const { database, sessions, tables, indexes, statements, notes, asides } = await this.#catalog()
    return {
      connections: this.#connections(),
      performance: { ...this.#timings(), database, sessions, statements, notes: [...notes, ...asides] },
      tables: (tables ?? []).map(({ name, rowCount, sizeBytes }) => ({
        name,
        rowCount,
        size: sizeText(sizeBytes),
        sizeBytes,
      })),
      indexes: (indexes ?? []).map(({ tableName, indexName, scans, tupsRead, tupsFetch, sizeBytes }) => {
        return { tableName, indexName, scans, tupsRead, tupsFetch, size: sizeText(sizeBytes) }
      }),
      indexHitRatio: database?.indexHitRatio ?? null,
      cacheHitRatio: database?.cacheHitRatio ?? null,
    }
  }

  /** The last hundred slow queries by their pattern, the costliest first. */
  slowQueries() {
    const slow = this.#deps.monitor.queries.slow()
    const groups = Map.groupBy(slow, ({ fingerprint, route }) => `${route}\n${fingerprint}`)
    const patterns = [...groups.values()].map(patternOf).toSorted((a, b) => b.totalDuration - a.totalDuration)
    return {
      summary: {
        totalSlowQueries: slow.length,
        uniquePatterns: patterns.length,
        criticalQueries: slow.filter(({ hint }) => hint === 'critical').length,
      },
      patterns,
      recommendations: recommendationsOf(slow),
    }
  }

  /** The worst that is wrong, and all that is. */
  async status(): Promise<{ status: 'healthy' | 'warning' | 'critical'; issues: readonly Issue[] }> {
    const { monitor, watcher, wall } = this.#deps
    const issues = issuesOf({
      connections: this.#connections(),
      slow: monitor.queries.slow(),
      slowMs: monitor.queries.slowMs,
      lately: watcher.lately(),
      catalog: await this.#catalog(),
      now: wall(),
    })
    const has = (severity: Issue['severity']) => issues.some((issue) => issue.severity === severity)
    return { status: has('critical') ? 'critical' : issues.length > 0 ? 'warning' : 'healthy', issues }
  }

  /** The cache of this node: now, and all orgs that were read most. */
  cache() {
    const { cache, clock, watcher } = this.#deps
    const { totals, orgs } = figuresOf(cache, clock.now(), 20)
    const { cacheHitRate, cacheResponseMs, cacheEvictionsPerMinute } = watcher.present().figures
    return {
      hitRate: cacheHitRate,
      responseMs: cacheResponseMs,
      evictionsPerMinute: cacheEvictionsPerMinute,
      totals,
      orgs,
    }
  }

  /** Requests by route, those that took most of the time first. */
  http() {
    const { requests } = this.#deps.monitor
    const all = requests.routes().toSorted((a, b) => b.durations.sumMs - a.durations.sumMs)
    const sum = (of: (route: RouteFigures) => number) => all.reduce((total, route) => total + of(route), 0)
    return {
      requests: sum((route) => route.requests),
      failed: sum((route) => route.failed),
      slow: sum((route) => route.slow),
      ...quantiles(requests.durations),
      compressionRatio: ratio(
        sum((route) => route.sentBytes),
        sum((route) => route.originalBytes),
      ),
      etagHitRate: ratio(
        sum((route) => route.unchanged),
        sum((route) => route.tagged),
      ),
      routes: all.slice(0, listed).map(routeOf),
    }
  }

  /** Key figures of this moment and of the last hour, and how alerts stand. */
  live() {
    const { watcher, alerts } = this.#deps
    return { now: watcher.present(), history: watcher.history(), alerts: alerts.states() }
  }

  #connections() {
    const { taken, peak, count } = this.#deps.db.figures
    return { active: taken, idle: peak - taken, total: peak, max: count, utilisation: taken / count }
  }

  #timings() {
    const { queries } = this.#deps.monitor
    const kinds = queries.kinds().toSorted((a, b) => b.durations.sumMs - a.durations.sumMs)
    return {
      queries: queries.durations.total,
      slowQueries: queries.slowCount,
      slowMs: queries.slowMs,
      refusals: this.#deps.db.figures.refused,
      ...quantiles(queries.durations),
      kinds: kinds.slice(0, listed).map(kindOf),
    }
  }

  #catalog(): Promise<Catalog> {
    return this.#deps.catalog.current().catch(() => unreachable)
  }
}

const unreachable: Catalog = {
  database: null,
  sessions: null,
  tables: null,
  indexes: null,
  statements: null,
  localPid: null,
  notes: ['the database does not answer'],
  asides: [],
}

type Durations = QueryKind['durations']

function quantiles(durations: Durations) {
  const { total, sumMs, maxMs } = durations
  const at = (q: number) => durations.quantile(q)
  return {
    avgMs: total === 0 ? null : rounded(sumMs / total),
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    p99Ms: at(0.99),
    maxMs: rounded(maxMs),
  }
}

const ratio = (part: number, whole: number) => (whole === 0 ? null : Math.round((part / whole) * 10_000) / 10_000)

function kindOf({ fingerprint, durations, rows, errors, slow, waitMs }: QueryKind) {
  const waits = { poolWaitMs: rounded(waitMs) }
  return {
    fingerprint: fingerprint.text,
    count: durations.total,
    rows,
    errors,
    slow,
    ...waits,
    ...quantiles(durations),
  }
}

function routeOf(route: RouteFigures) {
  const { hitsMemory, hitsShared, misses, requests } = route
  const hits = hitsMemory + hitsShared
  return {
    method: route.method,
    route: route.route,
    ...{ requests, refused: route.refused, failed: route.failed, slow: route.slow },
    ...quantiles(route.durations),
    queriesPerRequest: ratio(route.queries, requests),
    queryMsPerRequest: ratio(route.queryMs, requests),
    compressionRatio: ratio(route.sentBytes, route.originalBytes),
    etagHitRate: ratio(route.unchanged, route.tagged),
    cacheHitRate: ratio(hits, hits + misses),
  }
}

function patternOf(queries: readonly SlowQuery[]) {
  const total = queries.reduce((sum, { ms }) => sum + ms, 0)
  const slowest = queries.toSorted((a, b) => b.ms - a.ms).slice(0, examplesMax)
  return {
    fingerprint: queries[0]?.fingerprint ?? '',
    route: queries[0]?.route ?? '',
    count: queries.length,
    totalDuration: rounded(total),
    maxDuration: slowest[0]?.ms ?? 0,
    avgDuration: rounded(total / queries.length),
    examples: slowest.map(({ at, ms, waitMs, rows, parameters, org, requestId, error }) => {
      return { at: new Date(at).toISOString(), duration: ms, poolWait: waitMs, rows, parameters, org, requestId, error }
    }),
  }
}

const hintOrder: readonly Hint[] = ['critical', 'unbounded_list', 'slow_count', 'review_indexes']

/** One sentence for each hint that some pattern got, the gravest first, with the statements it concerns. */
function recommendationsOf(slow: readonly SlowQuery[]) {
  return hintOrder.flatMap((hint) => {
    const concerned = new Set(slow.filter((query) => query.hint === hint).map(({ fingerprint }) => fingerprint))
    return concerned.size === 0 ? [] : [{ hint, text: hintTexts[hint], fingerprints: [...concerned].slice(0, 10) }]
  })
}

/** `17 MB`, as Postgres writes it. */
function sizeText(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB']
  let value = bytes
  let unit = 0
  while (value >= 10_240 && unit < units.length - 1) {
    value /= 1024
    unit++
  }
  return `${Math.round(value)} ${units[unit] ?? ''}`
}
