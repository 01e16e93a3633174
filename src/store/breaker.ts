/**
 * Knows whether the server can be asked at all. Trouble only raises a question, and a probe on a connection of its own
 * answers it: one lost connection or one overlong transaction is no outage, and closes nothing for anybody else.
 * Open, it is asked again a few times a second until it answers.
 */

const askEveryMs = 250

export class Breaker {
  readonly #probe: () => Promise<unknown>
  #isOpen = false
  #isOver = false

  /** `probe` rejects when the server is away or silent, soon in either case. */
  constructor(probe: () => Promise<unknown>) {
    this.#probe = probe
  }

  /** True while nobody needs to try. */
  get isOpen(): boolean {
    return this.#isOpen
  }

  /** Something went wrong that may be the server's doing. True if it answers. */
  async question(): Promise<boolean> {
    if (this.#isOpen) return false
    const isUp = await this.#ask()
    if (!isUp) this.#open()
    return isUp
  }

  /** Refuses for good; asks no more. */
  end(): void {
    this.#isOver = true
    this.#isOpen = true
  }

  #open(): void {
    if (this.#isOpen || this.#isOver) return
    this.#isOpen = true
    void this.#wait()
  }

  async #wait(): Promise<void> {
    if (this.#isOver) return
    const isUp = await this.#ask()
    if (this.#isOver) return
    if (isUp) this.#isOpen = false
    else setTimeout(() => void this.#wait(), askEveryMs).unref()
  }

  #ask(): Promise<boolean> {
    return this.#probe().then(
      () => true,
      () => false,
    )
  }
}
