/** What a node sees of itself, as routes and pages use it. */
import type { Alerts } from './alerts.ts'
import type { Performance } from './performance.ts'
import type { Metrics } from './prometheus.ts'
import type { Watcher } from './watcher.ts'

/** `watcher` looks on, `alerts` judge, `performance` tells people and `metrics` Prometheus. */
export interface Watch {
  readonly watcher: Watcher
  readonly alerts: Alerts
  readonly performance: Performance
  readonly metrics: Metrics
}
