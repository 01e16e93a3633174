/** What is counted of each route. */
import { Histogram } from './histogram.ts'

/** Counters of one route since the start; read them, never keep a reference to compare with later. */
export class RouteFigures {
  readonly method: string
  readonly route: string
  readonly durations = new Histogram()
  requests = 0
  /** Answers of 400 to 499, and of 500 and more. */
  refused = 0
  failed = 0
  slow = 0
  /** Answers with a tag, and how many of these were 304. */
  tagged = 0
  unchanged = 0
  /** Reads through the cache: answered from memory, from the second tier, or loaded. */
  hitsMemory = 0
  hitsShared = 0
  misses = 0
  /** Bytes of coded answers before and after. */
  originalBytes = 0
  sentBytes = 0
  queries = 0
  queryMs = 0

  constructor(method: string, route: string) {
    this.method = method
    this.route = route
  }
}
