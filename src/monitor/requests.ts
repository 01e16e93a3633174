/**
 * Requests by route: how many, how long, what came of them. Routes are patterns of the router, so their number is
 * bounded by the code; addresses that match none count together.
 * Hot: beginning and ending a request costs two readings of the clock and a dozen additions.
 */
import { log, type Log } from '../log.ts'
import { Histogram } from './histogram.ts'
import { RouteFigures } from './route-figures.ts'
import { currentTrace, Trace } from './trace.ts'

const routesMax = 1000

interface RequestMonitorOptions {
  /** A request that takes longer is written down. */
  readonly slowMs: number
  /** Every caller is told what took the time, not only operators. */
  readonly isTimingForAll?: boolean
  readonly log?: Log
  /** Hear of what failed by our fault, and of what was slow. */
  readonly onFailure?: (error: unknown, where: Where) => void
  readonly onSlow?: (ms: number, where: Where) => void
}

/** `route` is `GET /api/venues`. */
export interface Where {
  readonly route: string
  readonly requestId: string
}

/** All requests of one server. */
export class RequestMonitor {
  readonly durations = new Histogram()
  readonly #options: RequestMonitorOptions
  readonly #log: Log
  readonly #methods = new Map<string, Map<string, RouteFigures>>()
  readonly #other = new RouteFigures('ANY', 'other')
  #count = 0

  constructor(options: RequestMonitorOptions) {
    this.#options = options
    this.#log = options.log ?? log('http')
  }

  /** Counters of a route; the same object each time. GET and HEAD are one. */
  route(method: string, route: string): RouteFigures {
    return this.#methods.get(method)?.get(route) ?? this.#added(method, route)
  }

  #added(method: string, route: string): RouteFigures {
    if (method === 'HEAD') return this.route('GET', route)
    if (route === '' || this.#count >= routesMax) return this.#other
    const routes = this.#methods.get(method) ?? new Map<string, RouteFigures>()
    const made = new RouteFigures(method, route)
    this.#methods.set(method, routes.set(route, made))
    this.#count++
    return made
  }

  /** Every route that was asked, and what matched none. */
  routes(): RouteFigures[] {
    const all = [...this.#methods.values()].flatMap((routes) => [...routes.values()])
    return this.#other.requests > 0 ? [...all, this.#other] : all
  }

  /** A new request. */
  trace(request: Request): Trace {
    return new Trace(request, this.#options.isTimingForAll === true)
  }

  /** A request has reached its route. */
  routed(request: Request, route: string, idOf: Trace['idOf']): void {
    const trace = currentTrace(request)
    if (trace === undefined) return
    trace.figures = this.route(request.method, route)
    trace.idOf = idOf
  }

  /** An answer is ready. */
  ended(request: Request, status: number, route: string): void {
    const trace = currentTrace(request)
    const figures = trace?.figures ?? this.route(request.method, route)
    count(figures, status)
    if (trace === undefined || trace.isOver) return
    trace.isOver = true
    const { ms } = trace
    figures.durations.record(ms)
    this.durations.record(ms)
    figures.queries += trace.queries
    figures.queryMs += trace.queryMs
    if (trace.isTagged) countTagged(figures, trace, status)
    if (ms > this.#options.slowMs) this.#tellSlow(figures, trace, ms, status)
    if (trace.failure !== undefined) this.#options.onFailure?.(trace.failure, whereOf(figures, trace))
  }

  #tellSlow(figures: RouteFigures, trace: Trace, ms: number, status: number): void {
    const { queries, queryMs, waitMs, requestId } = trace
    figures.slow++
    const members = { method: figures.method, route: figures.route, ms: rounded(ms), status, queries, requestId }
    this.#log.warn({ ...members, queryMs: rounded(queryMs), poolWaitMs: rounded(waitMs) }, 'slow request')
    this.#options.onSlow?.(ms, whereOf(figures, trace))
  }
}

function count(figures: RouteFigures, status: number): void {
  figures.requests++
  if (status < 400) return
  if (status >= 500) figures.failed++
  else figures.refused++
}

function countTagged(figures: RouteFigures, trace: Trace, status: number): void {
  const { tier, originalBytes, sentBytes } = trace
  figures.tagged++
  if (status === 304) figures.unchanged++
  if (tier === 'L1') figures.hitsMemory++
  else if (tier === 'L2') figures.hitsShared++
  else if (tier === 'miss') figures.misses++
  figures.originalBytes += originalBytes
  figures.sentBytes += sentBytes
}

function whereOf({ method, route }: RouteFigures, { requestId }: Trace): Where {
  return { route: `${method} ${route}`, requestId }
}

/** Milliseconds as people read them. */
export function rounded(ms: number): number {
  return Math.round(ms * 100) / 100
}
