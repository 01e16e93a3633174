/** What a node sees of itself, as routes and pages use it. */
import type { Performance } from './performance.ts'
import type { Watcher } from './watcher.ts'

/** `watcher` looks on, `performance` tells. */
export interface Watch {
  readonly watcher: Watcher
  readonly performance: Performance
}
