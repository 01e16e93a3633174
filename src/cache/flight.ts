/**
 * Loads under way, one for each key. A caller joins only a flight that cannot have missed anything the caller may know
 * of: no floor of its tags has risen since it took off, and it took off after the last moment of doubt.
 * A failure is remembered for a moment under the same rule, so a loader that fails is not stormed.
 * Invariant: a caller after a commit never joins a load that began before it.
 */
import { AppError } from '../errors.ts'
import type { Clock } from './clock.ts'
import type { Cell, Floors } from './floors.ts'
import type { Key } from './keys.ts'

/** Bounds of loads; milliseconds. */
export interface FlightBounds {
  readonly hardMs: number
  readonly failureMs: number
  readonly waiters: number
}

/** One load and everybody who waits for it. */
export interface Flight<Result> {
  readonly cells: readonly Cell[]
  /** Floors when its latest load began: what it brings cannot be older. */
  floorsAtStart: readonly number[]
  startedAt: number
  readonly done: Promise<Result>
  waiters: number
  /** End of the time for which a failure is remembered; null while it runs. */
  failedUntil: number | null
}

export class Flights<Result> {
  readonly #running = new Map<Key, Flight<Result>>()
  readonly #clock: Clock
  readonly #floors: Floors
  readonly #bounds: FlightBounds

  constructor(clock: Clock, floors: Floors, bounds: FlightBounds) {
    this.#clock = clock
    this.#floors = floors
    this.#bounds = bounds
  }

  get size(): number {
    return this.#running.size
  }

  /** Loads under way, everybody who waits for one, and failures that are remembered. O(flights). */
  get figures(): { running: number; waiting: number; failed: number } {
    const all = [...this.#running.values()]
    const running = all.filter(({ failedUntil }) => failedUntil === null)
    const waiting = running.reduce((sum, { waiters }) => sum + waiters, 0)
    return { running: running.length, waiting, failed: all.length - running.length }
  }

  /** A flight that a caller of this moment may share, failures of the last moment included. */
  joinable(key: Key): Flight<Result> | undefined {
    const flight = this.#running.get(key)
    return flight && this.#mayJoin(flight) ? flight : undefined
  }

  /**
   * A flight is about to load: from here on its data is as of now. If meanwhile another took its place and has all that
   * this one could bring, that one is returned, and there is no need to load at all.
   */
  takeOff(key: Key, flight: Flight<Result>): Promise<Result> | null {
    const other = this.joinable(key)
    if (other && other !== flight && other.failedUntil === null) return other.done
    flight.startedAt = this.#floors.moment()
    flight.floorsAtStart = flight.cells.map((cell) => cell.floor)
    if (flight.failedUntil === null) this.#running.set(key, flight)
    return null
  }

  /** True if there is a flight that this caller may not share. */
  isFenced(key: Key): boolean {
    return this.#running.has(key) && !this.joinable(key)
  }

  /** Shares a flight. Refuses when too many wait already: more would only time out together. */
  join(flight: Flight<Result>): Promise<Result> {
    if (flight.waiters >= this.#bounds.waiters) {
      return Promise.reject(
        new AppError('unavailable', 'Too many wait for this already; try again.', { headers: { 'retry-after': '1' } }),
      )
    }
    flight.waiters++
    return flight.done
  }

  /** Begins a load and lets later callers find it. `work` is given up after the hard limit. */
  start(key: Key, cells: readonly Cell[], work: (signal: AbortSignal) => Promise<Result>): Flight<Result> {
    const flight = this.alone(cells, work)
    this.#running.set(key, flight)
    flight.done.then(
      () => this.#land(key, flight),
      () => {
        flight.failedUntil = this.#clock.now() + this.#bounds.failureMs
        this.#clock.after(this.#bounds.failureMs, () => this.#land(key, flight))
      },
    )
    return flight
  }

  /** A load that nobody may join. */
  alone(cells: readonly Cell[], work: (signal: AbortSignal) => Promise<Result>): Flight<Result> {
    const startedAt = this.#floors.moment()
    const floorsAtStart = cells.map((cell) => cell.floor)
    this.#floors.hold(cells)
    const done = this.#limited(work).finally(() => this.#floors.release(cells))
    return { cells, floorsAtStart, startedAt, done, waiters: 1, failedUntil: null }
  }

  #mayJoin(flight: Flight<Result>): boolean {
    const { cells, floorsAtStart, startedAt, failedUntil } = flight
    if (failedUntil !== null && this.#clock.now() >= failedUntil) return false
    if (startedAt < this.#floors.trustFrom) return false
    return cells.every((cell, i) => (floorsAtStart[i] ?? 0) >= cell.floor && startedAt > cell.doubtedAt)
  }

  #land(key: Key, flight: Flight<Result>): void {
    if (this.#running.get(key) === flight) this.#running.delete(key)
  }

  #limited(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    const control = new AbortController()
    const { promise, resolve, reject } = Promise.withResolvers<Result>()
    const stop = this.#clock.after(this.#bounds.hardMs, () => {
      const late = new AppError('deadline', 'This took too long; try again.', { headers: { 'retry-after': '1' } })
      control.abort(late)
      reject(late)
    })
    work(control.signal).then(resolve, reject).finally(stop)
    return promise
  }
}
