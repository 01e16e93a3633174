/** Counts events of the last `windowMs` and refuses those above `limit`. Holds at most `limit` numbers. */
export class SlidingCount {
  readonly #limit: number
  readonly #windowMs: number
  #times: number[] = []

  constructor(limit: number, windowMs: number) {
    this.#limit = limit
    this.#windowMs = windowMs
  }

  /** True if one more is allowed at `now` (milliseconds). */
  take(now: number): boolean {
    this.#times = this.#times.filter((time) => time > now - this.#windowMs)
    if (this.#times.length >= this.#limit) return false
    this.#times.push(now)
    return true
  }
}
