/** Time as the cache uses it: handed in, so that tests and the simulation own it. */

/** A monotonic clock in milliseconds with one-shot timers; `after` returns the way to stop one. */
export interface Clock {
  now(): number
  after(ms: number, run: () => void): () => void
}
