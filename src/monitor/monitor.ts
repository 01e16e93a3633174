/** What one server knows of itself: its requests and its queries. */
import { QueryMonitor } from './queries.ts'
import { RequestMonitor, rounded } from './requests.ts'
import type { Reports } from './sentry.ts'

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
  /** Who is told of failures and of what is slow, if anybody. */
  readonly reports?: Reports | null
}

/** Begins to count. */
export function createMonitor({
  slowQueryMs,
  slowRequestMs,
  isTimingForAll,
  now,
  reports = null,
}: MonitorOptions): Monitor {
  return {
    requests: new RequestMonitor({
      slowMs: slowRequestMs,
      isTimingForAll,
      onFailure: (error, { route, requestId }) => reports?.failed(error, { route, requestId }),
      onSlow: (ms, { route, requestId }) =>
        reports?.told(`slow request: ${route}`, 'warning', { route, requestId, ms: String(rounded(ms)) }),
    }),
    queries: new QueryMonitor({
      slowMs: slowQueryMs,
      now,
      onSlow({ hint, fingerprint, route, ms }) {
        if (hint === 'critical') reports?.told(`slow query: ${fingerprint}`, 'warning', { route, ms: String(ms) })
      },
    }),
  }
}
