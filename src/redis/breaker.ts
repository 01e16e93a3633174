/**
 * A breaker before Redis: after failures or slowness calls fail at once, at no cost, until probes have gone well.
 * It probes by itself while it is open, so that it heals without anybody calling.
 * Invariant: while it is open, no call of a caller reaches the other side.
 */

/** Monotonic milliseconds with one-shot timers; `after` returns the way to stop one. */
export interface BreakerClock {
  now(): number
  after(ms: number, run: () => void): () => void
}

/** When it opens and closes. Times in milliseconds. */
export interface BreakerBounds {
  readonly failures: number
  readonly withinMs: number
  readonly slowMs: number
  /** Of so many calls at most 5 % may be slow. */
  readonly calls: number
  /** Between probes while they fail. */
  readonly probeMs: number
  /** Between a good probe and the next, which has to confirm it. */
  readonly confirmMs: number
  readonly goodProbes: number
}

export const breakerBounds: BreakerBounds = Object.freeze({
  failures: 5,
  withinMs: 1000,
  slowMs: 40,
  calls: 50,
  probeMs: 500,
  confirmMs: 200,
  goodProbes: 3,
})

interface Options {
  readonly clock: BreakerClock
  readonly probe: () => Promise<unknown>
  readonly bounds?: BreakerBounds
  readonly changed?: (isOpen: boolean) => void
}

/** The call was not made. */
export class BreakerOpen extends Error {
  override readonly name = 'BreakerOpen'
}

export class Breaker {
  /** Times it opened, for the metrics. */
  opened = 0
  readonly #options: Options
  readonly #bounds: BreakerBounds
  #isOpen = false
  #failedAt: number[] = []
  #slow: boolean[] = []
  #goodProbes = 0
  #stop: (() => void) | null = null

  constructor(options: Options) {
    this.#options = options
    this.#bounds = options.bounds ?? breakerBounds
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  /** Makes the call, or rejects with `BreakerOpen`. A call that throws counts as failed. */
  async run<T>(call: () => Promise<T>): Promise<T> {
    if (this.#isOpen) throw new BreakerOpen('Redis is cut off for a moment')
    const began = this.#options.clock.now()
    try {
      const result = await call()
      this.#note(true, this.#options.clock.now() - began)
      return result
    } catch (error) {
      this.#note(false, this.#options.clock.now() - began)
      throw error
    }
  }

  /** Ends probing; nothing else changes. */
  close(): void {
    this.#stop?.()
    this.#stop = null
  }

  // Calls that were under way when it opened come back later: they count no more.
  #note(isGood: boolean, ms: number): void {
    if (this.#isOpen) return
    const { failures, withinMs, slowMs, calls } = this.#bounds
    const now = this.#options.clock.now()
    this.#slow.push(ms > slowMs)
    if (this.#slow.length > calls) this.#slow.shift()
    if (!isGood) this.#failedAt = [...this.#failedAt.filter((at) => at > now - withinMs), now]
    const slow = this.#slow.reduce((sum, isSlow) => sum + Number(isSlow), 0)
    if (this.#failedAt.length >= failures || (this.#slow.length === calls && slow > calls * 0.05)) this.#open()
  }

  #open(): void {
    this.#isOpen = true
    this.opened++
    this.#goodProbes = 0
    this.#failedAt = []
    this.#slow = []
    this.#options.changed?.(true)
    this.#later(this.#bounds.probeMs)
  }

  #later(ms: number): void {
    this.#stop = this.#options.clock.after(ms, () => void this.#probe())
  }

  async #probe(): Promise<void> {
    const isGood = await this.#isProbeGood()
    if (this.#stop === null) return
    this.#goodProbes = isGood ? this.#goodProbes + 1 : 0
    const { goodProbes, probeMs, confirmMs } = this.#bounds
    if (this.#goodProbes < goodProbes) return this.#later(isGood ? confirmMs : probeMs)
    this.#stop = null
    this.#isOpen = false
    this.#options.changed?.(false)
  }

  async #isProbeGood(): Promise<boolean> {
    const began = this.#options.clock.now()
    try {
      await this.#options.probe()
      return this.#options.clock.now() - began <= this.#bounds.slowMs
    } catch {
      return false
    }
  }
}
