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

/** How long a connection must have held for the next loss to be a first one. */
const steadyMs = 1000

/** How long to wait before connecting again: ever longer while it fails, or as a leaving server asks. */
export class Patience {
  #attempt = 0
  #welcomeAt: number | null = null
  #window: readonly [number, number] | null = null

  welcomed(at: number): void {
    this.#welcomeAt = at
  }

  /** A welcome alone is not enough: a server that accepts and drops must not be hammered. */
  heard(at: number): void {
    if (this.#welcomeAt !== null && at - this.#welcomeAt >= steadyMs) this.#attempt = 0
  }

  /** The server goes away and asks for a return within these milliseconds. */
  told(window: readonly [number, number]): void {
    this.#window = window
  }

  /** Milliseconds to wait after a loss. */
  nextMs(leastMs: number, random: () => number): number {
    const [least, most] = this.#window ?? [leastMs, leastMs + backoffMs(this.#attempt++)]
    this.#window = null
    this.#welcomeAt = null
    return uniform(least, most, random)
  }
}
