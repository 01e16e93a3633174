/**
 * A counted set of places with a bounded, first-come queue. Guards the connections of the pool.
 */
export class Slots {
  #free: number
  readonly #waiting = new Set<() => void>()

  constructor(count: number) {
    this.#free = count
  }

  /** Takes a place; resolves false when none came free within `waitMs`. Whoever took one gives it back. */
  take(waitMs: number): boolean | Promise<boolean> {
    if (this.#free > 0) {
      this.#free--
      return true
    }
    const { promise, resolve } = Promise.withResolvers<boolean>()
    const timer = setTimeout(() => {
      this.#waiting.delete(grant)
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
