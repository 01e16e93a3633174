/**
 * Everything counted, as Prometheus reads it. Counters are copied when they are asked for, so that no request pays.
 * Labels are bounded: patterns of routes, names of alerts, fixed words; never an address or an org.
 * A figure without a source has no line. Histograms count a duration by the upper end of its own bucket.
 */
import type { Metric, Registry } from 'prom-client'
import type { Cache } from '../cache/cache.ts'
import type { Database } from '../store/database.ts'
import type { Alerts } from './alerts.ts'
import { cacheTotals } from './figures.ts'
import { cumulative, type Histogram } from './histogram.ts'
import { networkBytes, processCpuMs } from './machine.ts'
import type { Monitor } from './monitor.ts'
import type { RouteFigures } from './route-figures.ts'
import type { Watcher } from './watcher.ts'

interface MetricsDeps {
  readonly monitor: Monitor
  readonly watcher: Watcher
  readonly alerts: Pick<Alerts, 'states'>
  readonly cache: Pick<Cache, 'memory'>
  readonly db: Pick<Database, 'figures'>
}

type Labels = Readonly<Record<string, string>>
/** One line; null has none. */
type Value = readonly [labels: Labels, value: number | null]

/** What is asked for once, for all metrics together. */
interface Seen {
  readonly figures: ReturnType<Watcher['present']>['figures']
  readonly reads: ReturnType<typeof cacheTotals>
  readonly routes: readonly RouteFigures[]
}

interface Family {
  readonly name: string
  readonly help: string
  readonly type: 'counter' | 'gauge'
  readonly read: (seen: Seen) => readonly Value[]
}

const family = (type: Family['type']) => (name: string, help: string, read: Family['read']) =>
  ({ name: `railbird_${name}`, help, type, read }) satisfies Family
const counter = family('counter')
const gauge = family('gauge')
const one = (value: number | null): Value[] => [[{}, value]]
const seconds = (ms: number | null) => (ms === null ? null : ms / 1000)
const byRoute = (of: (route: RouteFigures) => number) => (seen: Seen) =>
  seen.routes.map((route): Value => [{ method: route.method, route: route.route }, of(route)])

const httpFamilies: readonly Family[] = [
  counter('http_requests_total', 'Requests by route and what came of them.', ({ routes }) =>
    routes.flatMap(({ method, route, requests, refused, failed }): Value[] => [
      [{ method, route, result: 'ok' }, requests - refused - failed],
      [{ method, route, result: 'refused' }, refused],
      [{ method, route, result: 'failed' }, failed],
    ]),
  ),
  counter(
    'http_slow_requests_total',
    'Requests above one second.',
    byRoute(({ slow }) => slow),
  ),
  counter(
    'http_tagged_total',
    'Answers with an entity tag.',
    byRoute(({ tagged }) => tagged),
  ),
  counter(
    'http_not_modified_total',
    'Answers of 304.',
    byRoute(({ unchanged }) => unchanged),
  ),
  counter(
    'http_original_bytes_total',
    'Bytes of coded answers before.',
    byRoute((route) => route.originalBytes),
  ),
  counter(
    'http_coded_bytes_total',
    'Bytes of coded answers after.',
    byRoute(({ sentBytes }) => sentBytes),
  ),
  counter(
    'http_queries_total',
    'Queries that requests waited for.',
    byRoute(({ queries }) => queries),
  ),
]

const cacheFamilies: readonly Family[] = [
  counter('cache_reads_total', 'Reads through the cache by where the answer came from.', ({ reads }) => [
    [{ result: 'memory' }, reads.hitsMemory],
    [{ result: 'shared' }, reads.hitsShared],
    [{ result: 'stale' }, reads.hitsStale],
    [{ result: 'miss' }, reads.misses],
  ]),
  counter('cache_load_seconds_total', 'Time of all loads.', ({ reads }) => one(reads.cacheLoadMs / 1000)),
  counter('cache_evictions_total', 'Entries that made room for others.', ({ reads }) => one(reads.evictions)),
  gauge('cache_bytes', 'Bytes held in memory.', ({ figures }) => one(figures.cacheBytes)),
]

const processFamilies: readonly Family[] = [
  counter('process_cpu_seconds_total', 'Processor time of this process.', () => one(processCpuMs() / 1000)),
  gauge('process_resident_bytes', 'Resident memory.', ({ figures }) => one(figures.memoryBytes)),
  gauge('process_heap_bytes', 'Heap in use.', ({ figures }) => one(figures.heapBytes)),
  gauge('event_loop_delay_seconds', '95th percentile of the last minute.', ({ figures }) =>
    one(seconds(figures.loopDelayMs)),
  ),
  gauge('connections', 'Sockets and requests that are open.', ({ figures }) => one(figures.connections)),
  counter('network_received_bytes_total', 'Bytes received by the machine.', () =>
    one(networkBytes()?.received ?? null),
  ),
  counter('network_sent_bytes_total', 'Bytes sent by the machine.', () => one(networkBytes()?.sent ?? null)),
]

function databaseFamilies({ queries }: Monitor, db: MetricsDeps['db']): readonly Family[] {
  return [
    counter('db_slow_queries_total', 'Queries above the threshold.', () => one(queries.slowCount)),
    counter('db_pool_refusals_total', 'Callers for whom no connection came free.', () => one(db.figures.refused)),
    gauge('db_pool_utilisation', 'Share of the connections in use.', ({ figures }) => one(figures.poolUtilisation)),
    gauge('db_index_hit_ratio', 'Share of index blocks found in memory.', ({ figures }) => one(figures.indexHitRatio)),
    gauge('db_cpu_ratio', 'Share of the processors that a local Postgres uses.', ({ figures }) =>
      one(figures.databaseCpu),
    ),
  ]
}

function alertFamilies(alerts: Pick<Alerts, 'states'>): readonly Family[] {
  const where = (state: string) => () =>
    alerts.states().map(({ name, severity, state: is }): Value => [{ alert: name, severity }, is === state ? 1 : 0])
  return [
    gauge('alert_firing', '1 while an alert of this process fires.', where('firing')),
    gauge('alert_unknown', '1 while the figure of an alert has no source.', where('unknown')),
  ]
}

const boundsMs = [5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000]

/** The metrics of one server. The library is loaded when they are first asked for. */
export class Metrics {
  readonly contentType = 'text/plain; version=0.0.4; charset=utf-8'
  readonly #deps: MetricsDeps
  #registry: Promise<Registry> | null = null
  #seen: Seen | null = null

  constructor(deps: MetricsDeps) {
    this.#deps = deps
  }

  /** All of them as text. */
  async text(): Promise<string> {
    this.#registry ??= this.#made()
    const registry = await this.#registry
    const { monitor, watcher, cache } = this.#deps
    this.#seen = {
      figures: watcher.present().figures,
      reads: cacheTotals(cache),
      routes: monitor.requests.routes(),
    }
    return registry.metrics()
  }

  async #made(): Promise<Registry> {
    const { Registry: Registers, Counter, Gauge } = await import('prom-client')
    const registry = new Registers()
    const { monitor, alerts, db } = this.#deps
    const all = [
      ...[...httpFamilies, ...cacheFamilies, ...processFamilies],
      ...[...databaseFamilies(monitor, db), ...alertFamilies(alerts)],
    ]
    for (const { name, help, type, read } of all) {
      const values = () => (this.#seen === null ? [] : read(this.#seen))
      const options = { name, help, labelNames: labelNames[name] ?? [], registers: [registry] }
      if (type === 'gauge') {
        new Gauge({
          ...options,
          collect() {
            this.reset()
            for (const [labels, value] of values()) {
              if (value === null) this.remove(labels)
              else this.set(labels, value)
            }
          },
        })
      } else {
        new Counter({
          ...options,
          collect() {
            this.reset()
            for (const [labels, value] of values()) {
              if (value === null) this.remove(labels)
              else this.inc(labels, value)
            }
          },
        })
      }
    }
    const { queries, requests } = monitor
    const ofRoutes = () =>
      requests.routes().map(({ method, route, durations }) => [{ method, route }, durations] as const)
    register(registry, 'railbird_db_query_duration_seconds', 'Queries.', () => [[{}, queries.durations]])
    register(registry, 'railbird_http_request_duration_seconds', 'Requests, until their answer is ready.', ofRoutes)
    return registry
  }
}

const routeLabels = ['method', 'route']
const labelNames: Readonly<Record<string, string[]>> = {
  railbird_http_requests_total: [...routeLabels, 'result'],
  ...Object.fromEntries(httpFamilies.slice(1).map(({ name }) => [name, routeLabels])),
  railbird_cache_reads_total: ['result'],
  railbird_alert_firing: ['alert', 'severity'],
  railbird_alert_unknown: ['alert', 'severity'],
}

/** A histogram that is counted elsewhere: of a metric the registry asks no more than its name and its values. */
function register(
  registry: Registry,
  name: string,
  help: string,
  read: () => readonly (readonly [Labels, Histogram])[],
): void {
  const get = async () => ({ name, help, type: 'histogram', values: read().flatMap((each) => linesOf(name, ...each)) })
  registry.registerMetric({ name, get } as unknown as Metric)
}

function linesOf(name: string, labels: Labels, { counts, total, sumMs }: Histogram) {
  const line = (ending: string, value: number, more: Labels = {}) => {
    return { metricName: name + ending, labels: { ...more, ...labels }, value }
  }
  const upTo = cumulative(counts, boundsMs)
  return [
    ...boundsMs.map((bound, i) => line('_bucket', upTo[i] ?? 0, { le: String(bound / 1000) })),
    line('_bucket', total, { le: '+Inf' }),
    line('_sum', sumMs / 1000),
    line('_count', total),
  ]
}
