/**
 * A counted set of places with a bounded, first-come queue. Guards the connections of the pool.
 */
export class Slots {
  readonly count: number
  /** The most places that were ever taken at once. */
  peak = 0
  /** Those for whom none came free in time. */
  refused = 0
  #free: number
  readonly #waiting = new Set<() => void>()

  constructor(count: number) {
    this.count = count
    this.#free = count
  }

  get taken(): number {
    return this.count - this.#free
  }

  get waiting(): number {
    return this.#waiting.size
  }

  /** Takes a place; resolves false when none came free within `waitMs`. Whoever took one gives it back. */
  take(waitMs: number): boolean | Promise<boolean> {
    if (this.#free > 0) {
      this.#free--
      if (this.taken > this.peak) this.peak = this.taken
      return true
    }
    const { promise, resolve } = Promise.withResolvers<boolean>()
    const timer = setTimeout(() => {
      this.#waiting.delete(grant)
      this.refused++
      resolve(false)
    }, waitMs)
    const grant = () => {
      clearTimeout(timer)
      resolve(true)
    }
    this.#waiting.add(grant)
    return promise
  }

  give(): void {
    for (const grant of this.#waiting) {
      this.#waiting.delete(grant)
      grant()
      return
    }
    this.#free++
  }
}
