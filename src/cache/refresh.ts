/**
 * Loads by the clock and ahead of need: at a moment, at an interval, or now before anybody asks.
 * Never more often than told, never two of one key at once, and nothing after `stop`.
 */
import type { Cache } from './cache.ts'
import type { Clock } from './clock.ts'
import type { Wanted } from './entry.ts'
import type { Load } from './loading.ts'

/** A key and how to load it. */
export interface Warmable {
  readonly wanted: Wanted
  readonly load: Load
}

const warmAtOnce = 4

/** Fills keys that are not held, four at a time, in the order given. Returns how many are held afterwards. */
export async function warm(cache: Cache, items: readonly Warmable[]): Promise<number> {
  const waiting = items.values()
  let held = 0
  const worker = async () => {
    for (const { wanted, load } of waiting) {
      const isHeld = await cache.read(wanted, load).then(
        () => true,
        () => false,
      )
      if (isHeld) held++
    }
  }
  await Promise.all(Array.from({ length: warmAtOnce }, worker))
  return held
}

/** Timed loads of one node; stopped when it drains. */
export class Refresher {
  readonly #cache: Cache
  readonly #clock: Clock
  readonly #stops = new Set<() => void>()
  #isStopped = false

  constructor(cache: Cache, clock: Clock) {
    this.#cache = cache
    this.#clock = clock
  }

  /** Loads once, `ms` from now; a tournament's views a moment before its start, say. Returns how to call it off. */
  refreshIn(ms: number, { wanted, load }: Warmable): () => void {
    return this.#later(ms, () => void this.#cache.renew(wanted, load))
  }

  /** Loads at this moment of the cache's clock. */
  refreshAt(moment: number, item: Warmable): () => void {
    return this.refreshIn(Math.max(0, moment - this.#clock.now()), item)
  }

  /** Loads every `ms`, counted from the end of each load, so that a slow one is never overtaken by the next. */
  refreshEvery(ms: number, { wanted, load }: Warmable): () => void {
    let isOver = false
    let stop = () => {}
    const again = () => {
      if (isOver) return
      stop = this.#later(ms, () => void this.#cache.renew(wanted, load).then(again))
    }
    again()
    return () => {
      isOver = true
      stop()
    }
  }

  /** Calls everything off. */
  stop(): void {
    this.#isStopped = true
    for (const stop of this.#stops) stop()
    this.#stops.clear()
  }

  #later(ms: number, run: () => void): () => void {
    if (this.#isStopped) return () => {}
    const cancel = this.#clock.after(ms, () => {
      this.#stops.delete(cancel)
      run()
    })
    this.#stops.add(cancel)
    return () => {
      this.#stops.delete(cancel)
      cancel()
    }
  }
}
