/** What one server knows of itself: its requests and its queries. */
import { QueryMonitor } from './queries.ts'
import { RequestMonitor } from './requests.ts'

/** The eyes of one server. */
export interface Monitor {
  readonly requests: RequestMonitor
  readonly queries: QueryMonitor
}

interface MonitorOptions {
  readonly slowQueryMs: number
  readonly slowRequestMs: number
  /** Every caller is told what took the time of an answer, not only operators. */
  readonly isTimingForAll: boolean
  /** Milliseconds of the epoch. */
  readonly now: () => number
}

/** Begins to count. */
export function createMonitor({ slowQueryMs, slowRequestMs, isTimingForAll, now }: MonitorOptions): Monitor {
  return {
    requests: new RequestMonitor({ slowMs: slowRequestMs, isTimingForAll }),
    queries: new QueryMonitor({ slowMs: slowQueryMs, now }),
  }
}
