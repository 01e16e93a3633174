/**
 * One world of the simulation: everything that happens is a step, and a seeded choice says which comes next.
 * Steps are replies, deliveries and starts; time is a step too and moves to whatever is due next. A step may wait for
 * any other, but not beyond its latest moment, so that bounds in milliseconds mean something.
 */
import type { Clock } from '../clock.ts'

interface Step {
  readonly label: number
  readonly run: () => void
  /** Time cannot pass this before the step has run. */
  readonly by: number
}

interface Timer {
  readonly at: number
  readonly run: () => void
}

/** Numbers from 0 to 1 that depend on the seed alone (mulberry32). */
export function chance(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const timeWeight = 0.25
const stepsMax = 5000
/** Time never moves by more at once. */
export const beatMs = 200

export class World implements Clock {
  readonly random: () => number
  /** Called when time has moved, with the moment before. */
  onTime: (before: number) => void = () => {}
  steps = 0
  #now = 1000
  #pending: Step[] = []
  #timers: Timer[] = []
  #low = 0x811c9dc5
  #high = 0x01000193

  constructor(seed: number) {
    this.random = chance(seed)
  }

  /** What has happened, as one number: two runs with the same one took the same steps in the same order. */
  get hash(): number {
    return (this.#high & 0x1fffff) * 2 ** 32 + (this.#low >>> 0)
  }

  now(): number {
    return this.#now
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#now + ms, run }
    this.#timers.push(timer)
    return () => {
      const place = this.#timers.indexOf(timer)
      if (place !== -1) this.#timers.splice(place, 1)
    }
  }

  /** True in `percent` of a hundred cases. */
  odds(percent: number): boolean {
    return this.random() * 100 < percent
  }

  /** A whole number from 0 to below `n`. */
  pick(n: number): number {
    return Math.floor(this.random() * n)
  }

  /** Something that happens sometime within `ms`. */
  add(label: number, ms: number, run: () => void): void {
    this.#pending.push({ label, run, by: this.#now + ms })
  }

  /** Waits for its turn. */
  turn(label: number, ms: number): Promise<void> {
    return new Promise((resolve) => this.add(label, ms, resolve))
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => void this.after(ms, resolve))
  }

  /** A call elsewhere: it happens at one step and its answer arrives at a later one. */
  remote<T>(label: number, ms: number, act: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      this.add(label, ms, () => {
        try {
          const value = act()
          this.add(label + 1, ms, () => resolve(value))
        } catch (error) {
          this.add(label + 2, ms, () => reject(error as Error))
        }
      })
    })
  }

  /** Runs until `isOver`, one step after another, each followed by all that waits for no step. */
  async play(isOver: () => boolean): Promise<void> {
    await rest()
    while (!isOver()) {
      if (++this.steps > stepsMax) throw new Error('the world does not come to rest')
      this.#step()
      await rest()
    }
  }

  #step(): void {
    const isHeld = this.#pending.some(({ by }) => by <= this.#now)
    const next = this.#next()
    if (this.#pending.length === 0 || (!isHeld && this.random() < timeWeight)) {
      this.#pass(next)
      return
    }
    const place = this.pick(this.#pending.length)
    const [step] = this.#pending.splice(place, 1)
    if (!step) return
    this.#note(step.label)
    step.run()
  }

  /** The next moment at which something is due. */
  #next(): number {
    let next = (Math.floor(this.#now / beatMs) + 1) * beatMs
    for (const { at } of this.#timers) next = Math.min(next, at)
    for (const { by } of this.#pending) next = Math.min(next, by)
    return next
  }

  #pass(to: number): void {
    const before = this.#now
    this.#now = Math.max(before, to)
    this.#note(1)
    this.onTime(before)
    const due = this.#timers.filter(({ at }) => at <= this.#now)
    this.#timers = this.#timers.filter(({ at }) => at > this.#now)
    for (const { run } of due) run()
  }

  #note(label: number): void {
    this.#low = Math.imul(this.#low ^ label, 0x01000193)
    this.#high = Math.imul(this.#high ^ (label + 0x9e37), 0x85ebca6b)
    this.#high ^= this.#high >>> 13
  }
}

/** After all microtasks: the only wait of the simulation that is not a step. */
function rest(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve))
}
