/**
 * Time as the feed and the rooms use it: handed in, so that tests own it.
 */

/** A clock with timers. `now` is milliseconds since 1970; both timers return the way to stop them. */
export interface Timers {
  now(): number
  after(ms: number, run: () => void): () => void
  every(ms: number, run: () => void): () => void
}

/** Timers of the platform. */
export const systemTimers: Timers = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
  every(ms, run) {
    const timer = setInterval(run, ms)
    return () => clearInterval(timer)
  },
}
