/**
 * Looks at a server every ten seconds and keeps an hour of what it saw: the source of the operators' page, of metrics
 * and of alerts. Counting goes on without it; here counts become figures.
 */
import type { Cache } from '../cache/cache.ts'
import type { Clock } from '../cache/clock.ts'
import type { Database } from '../store/database.ts'
import type { KeptCatalog } from './catalog.ts'
import { cacheTotals, figuresAt, queryTotals, requestTotals, type Figures, type Moment } from './figures.ts'
import { networkBytes, postgresCpuMs, processCpuMs, processors, watchLoop } from './machine.ts'
import type { Monitor } from './monitor.ts'

/** Figures at one moment, `at` in milliseconds of the epoch. */
export interface Sample {
  readonly at: number
  readonly figures: Figures
}

/** Sockets and requests that are open now. */
export interface Connections {
  readonly sockets: number
  readonly requests: number
}

export interface WatcherDeps {
  readonly monitor: Monitor
  readonly cache: Pick<Cache, 'memory'>
  readonly db: Pick<Database, 'figures'>
  readonly catalog: KeptCatalog
  readonly clock: Clock
  readonly wall: () => number
  /** Hears of each look. */
  readonly onSample?: (sample: Sample) => void
}

/** Between two looks. */
export const sampleMs = 10_000
const samplesMax = 3_600_000 / sampleMs
const momentsMax = 300_000 / sampleMs + 1

/** One server's; nothing is looked at before `start`. */
export class Watcher {
  /** Set by the server once it listens; null before. */
  connections: (() => Connections) | null = null
  readonly #deps: WatcherDeps
  #loop: ReturnType<typeof watchLoop> | null = null
  /** Oldest first. */
  readonly #moments: Moment[] = []
  readonly #slowCounts: number[] = []
  readonly #samples: Sample[] = []
  #cancel: (() => void) | null = null

  constructor(deps: WatcherDeps) {
    this.#deps = deps
    this.#moments.push(this.#moment())
  }

  /** Looks now, and again and again. */
  start(): void {
    this.#loop ??= watchLoop()
    this.look()
    this.#cancel = this.#deps.clock.after(sampleMs, () => this.start())
  }

  stop(): void {
    this.#cancel?.()
    this.#loop?.stop()
  }

  /** One look, which is kept; the database is asked for the next one. */
  look(): Sample {
    const moment = this.#moment()
    const sample = { at: this.#deps.wall(), figures: this.#figures(moment) }
    keep(this.#moments, moment, momentsMax)
    keep(this.#slowCounts, moment.totals.slowQueries, samplesMax)
    keep(this.#samples, sample, samplesMax)
    // That it could not be asked is a figure without a source.
    void this.#deps.catalog.current().catch(() => undefined)
    this.#deps.onSample?.(sample)
    return sample
  }

  /** Figures of this moment, which are not kept. */
  present(): Sample {
    return { at: this.#deps.wall(), figures: this.#figures(this.#moment()) }
  }

  /** The last hour, oldest first. */
  history(): readonly Sample[] {
    return this.#samples
  }

  /** Queries of the last five minutes, and how many of these were slow. */
  lately(): { queries: number; slow: number } {
    const { queries } = this.#deps.monitor
    const since = this.#moments[0]?.totals
    return {
      queries: queries.durations.total - (since?.queries ?? 0),
      slow: queries.slowCount - (since?.slowQueries ?? 0),
    }
  }

  #moment(): Moment {
    const { monitor, cache, clock, catalog } = this.#deps
    const pid = catalog.peek()?.localPid ?? null
    const totals = {
      ...requestTotals(monitor.requests),
      ...cacheTotals(cache),
      ...queryTotals(monitor.queries),
      cpuMs: processCpuMs(),
      databaseCpuMs: pid === null ? null : postgresCpuMs(pid),
      network: networkBytes(),
      loopDelays: this.#loop?.delays.counts.slice() ?? new Uint32Array(0),
    }
    return { at: clock.now(), totals }
  }

  #figures(now: Moment): Figures {
    const { cache, db, catalog } = this.#deps
    const { taken, count } = db.figures
    const memory = process.memoryUsage()
    const open = this.connections?.() ?? null
    const ago = (ms: number) => this.#moments.findLast(({ at }) => at <= now.at - ms) ?? this.#moments[0] ?? now
    const before = {
      minute: ago(60_000),
      fiveMinutes: ago(300_000),
      slowQueriesAnHourAgo: this.#slowCounts.length < samplesMax ? 0 : (this.#slowCounts[0] ?? 0),
    }
    const present = {
      cacheBytes: cache.memory.bytes,
      poolUtilisation: taken / count,
      indexHitRatio: catalog.peek()?.database?.indexHitRatio ?? null,
      memoryBytes: memory.rss,
      heapBytes: memory.heapUsed,
      connections: open === null ? null : open.sockets + open.requests,
    }
    return figuresAt(now, before, present, processors)
  }
}

function keep<T>(list: T[], one: T, most: number): void {
  list.push(one)
  if (list.length > most) list.shift()
}
