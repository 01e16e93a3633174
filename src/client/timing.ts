/**
 * Time and chance as the client uses them, in one place so that tests can own them.
 */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Calls once after `ms`; returns the way to stop it. */
  after(ms: number, run: () => void): () => void
  /** A number in [0, 1). */
  random(): number
  /** Calls when the device is online again; returns the way to stop it. */
  onOnline(run: () => void): () => void
}

/** The clock of the platform. */
export const browserClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
  random: () => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32,
  onOnline(run) {
    const target: Partial<Pick<typeof globalThis, 'addEventListener' | 'removeEventListener'>> = globalThis
    target.addEventListener?.('online', run)
    return () => target.removeEventListener?.('online', run)
  },
}

/** Upper end of the wait before attempt `n`, counted from 0: half a second, doubling, at most thirty seconds. */
export function backoffMs(n: number): number {
  return Math.min(30_000, 500 * 2 ** Math.min(n, 10))
}

/** A number between `least` and `most`, evenly spread (full jitter). */
export function uniform(least: number, most: number, random: () => number): number {
  return least + (most - least) * random()
}
