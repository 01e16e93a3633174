/**
 * Every statement by its kind, and the last hundred slow ones in full: where they came from, for whom, and what to do.
 * Memory is bounded: so many kinds, so many texts, so many slow ones, and what is beyond counts as one kind.
 * Invariant: no text that a person typed is kept of a query.
 */
import type { OrgId } from '../engine/types.ts'
import { log, type Log } from '../log.ts'
import { codeOf } from '../store/database.ts'
import type { QueryWatch, StatementEnd } from '../store/watch.ts'
import { fingerprintOf, hintOf, redactedParameters, type Fingerprint, type Hint } from './fingerprint.ts'
import { Histogram } from './histogram.ts'
import { rounded } from './requests.ts'
import { currentTrace, type Trace } from './trace.ts'

/** Counters of one kind of statement since the start. */
export class QueryKind {
  readonly fingerprint: Fingerprint
  readonly durations = new Histogram()
  rows = 0
  errors = 0
  slow = 0
  waitMs = 0

  constructor(fingerprint: Fingerprint) {
    this.fingerprint = fingerprint
  }
}

/** A statement that took longer than the threshold. Times in milliseconds, `at` in those of the epoch. */
export interface SlowQuery {
  readonly at: number
  readonly fingerprint: string
  readonly hint: Hint
  readonly ms: number
  readonly waitMs: number
  readonly rows: number
  readonly parameters: readonly string[]
  /** `GET /api/venues`, or `background`. */
  readonly route: string
  readonly org: string | null
  readonly requestId: string | null
  /** SQLSTATE if it failed. */
  readonly error: string | null
}

const kindsMax = 500
const textsMax = 2000
const slowMax = 100
const other = { text: 'all further kinds', isCount: false, isUnbounded: false }

interface Ended {
  readonly text: string
  readonly ms: number
  readonly rows: number
  readonly waitMs: number
  readonly trace: Trace | undefined
}

interface QueryMonitorOptions {
  readonly slowMs: number
  readonly now: () => number
  readonly log?: Log
  /** Hears of each slow one. */
  readonly onSlow?: (query: SlowQuery) => void
}

/** The watch of one database. */
export class QueryMonitor implements QueryWatch {
  readonly slowMs: number
  readonly durations = new Histogram()
  slowCount = 0
  readonly #options: QueryMonitorOptions
  readonly #log: Log
  readonly #kinds = new Map<string, QueryKind>()
  readonly #byText = new Map<string, QueryKind>()
  readonly #other = new QueryKind(other)
  readonly #slow: SlowQuery[] = []

  constructor(options: QueryMonitorOptions) {
    this.#options = options
    this.slowMs = options.slowMs
    this.#log = options.log ?? log('store')
  }

  began(text: string, parameters: readonly unknown[], waitMs: number, orgId: OrgId | null): StatementEnd {
    const found = currentTrace()
    const trace = found?.isOver === true ? undefined : found
    const beganAt = Bun.nanoseconds()
    return (rows, error) => {
      const ms = (Bun.nanoseconds() - beganAt) / 1e6
      const kind = this.#ended({ text, ms, rows, waitMs, trace }, error !== undefined)
      if (ms > this.slowMs) this.#tellSlow(kind, { text, ms, rows, waitMs, trace }, parameters, orgId, error)
    }
  }

  /** Every kind that was met. */
  kinds(): QueryKind[] {
    return this.#other.durations.total > 0 ? [...this.#kinds.values(), this.#other] : [...this.#kinds.values()]
  }

  /** The last hundred slow ones, oldest first. */
  slow(): readonly SlowQuery[] {
    return this.#slow
  }

  #ended({ text, ms, rows, waitMs, trace }: Ended, isError: boolean): QueryKind {
    const kind = this.#kindOf(text)
    kind.durations.record(ms)
    kind.rows += rows
    kind.waitMs += waitMs
    if (isError) kind.errors++
    this.durations.record(ms)
    if (trace === undefined) return kind
    trace.queries++
    trace.queryMs += ms
    trace.waitMs += waitMs
    return kind
  }

  #kindOf(text: string): QueryKind {
    const known = this.#byText.get(text)
    if (known !== undefined) return known
    const fingerprint = fingerprintOf(text)
    let kind = this.#kinds.get(fingerprint.text)
    if (kind === undefined) {
      if (this.#kinds.size >= kindsMax) return this.#other
      this.#kinds.set(fingerprint.text, (kind = new QueryKind(fingerprint)))
    }
    if (this.#byText.size < textsMax) this.#byText.set(text, kind)
    return kind
  }

  #tellSlow(
    kind: QueryKind,
    { ms, rows, waitMs, trace }: Ended,
    parameters: readonly unknown[],
    org: OrgId | null,
    error: unknown,
  ): void {
    kind.slow++
    this.slowCount++
    const query: SlowQuery = {
      at: this.#options.now(),
      fingerprint: kind.fingerprint.text,
      hint: hintOf(kind.fingerprint, ms, rows),
      ms: rounded(ms),
      waitMs: rounded(waitMs),
      rows,
      parameters: redactedParameters(parameters),
      route: routeOf(trace),
      org,
      requestId: trace?.requestId ?? null,
      error: error === undefined ? null : (codeOf(error) ?? 'unknown'),
    }
    this.#slow.push(query)
    if (this.#slow.length > slowMax) this.#slow.shift()
    this.#log.warn({ ...query, at: undefined }, 'slow query')
    this.#options.onSlow?.(query)
  }
}

function routeOf(trace: Trace | undefined): string {
  if (trace === undefined) return 'background'
  return trace.figures === null ? 'other' : `${trace.figures.method} ${trace.figures.route}`
}
