/**
 * Bounded, hurried access to Postgres: a place must come free soon, an answer must come in time, and while the
 * server is known to be away nobody waits for it at all.
 * Invariant: no caller waits longer than its deadline, not even for a server that is frozen.
 * A client whose server fell silent is retired: its successor takes the work, and it gets a second to finish. An
 * overlong work on a server that answers is stopped alone. Places are counted per client, so queries stuck on a retired
 * one never block its successor. A query has a connection to itself: postgres.js would queue it behind a slow one.
 */
import { whoWaits } from '../patience.ts'
import { Breaker } from './breaker.ts'
import { cancel, type Cancellable } from './cancel.ts'
import { codeOf, isAway, isOutOfDate, isStopped, late, toFailure, unavailable } from './failures.ts'
import { openLane, type Lane, type PoolLimits } from './lane.ts'
import type { Slots } from './slots.ts'
import type { Endpoint } from './target.ts'

/** Says whether the caller has stopped waiting; work that goes on must then not write any more. */
export interface Guard {
  isOver: boolean
  /** The statement that was sent last. */
  statement: Cancellable | null
  /** While a statement is being stopped: its connection is not to be used before that has arrived. */
  stopping: Promise<void> | null
}

type Work<T> = (lane: Lane, guard: Guard) => PromiseLike<T>

const probeMs = 1000
const retireSeconds = 1
/** Work on a lane that is only replaced, not given up, may go on for so long. */
const retireIdleSeconds = 30
/** For how long a statement may turn out to be stopped by a request that was meant for the one before it. */
const strayMs = 5000
/** One more turn of the loop: after a stall of our own, what has arrived long ago is read before it counts as late. */
const turnMs = 20

export class Pool implements AsyncDisposable {
  readonly #endpoint: Endpoint
  readonly #limits: PoolLimits
  readonly #breaker: Breaker
  #lane: Lane
  /** One connection kept for health, so that a full pool does not look like a dead server. */
  #reserve: Lane
  /** The probe under way; whoever asks meanwhile gets its answer. */
  #asking: Promise<number> | null = null
  #stoppedAt = -Infinity
  #isClosed = false

  constructor(endpoint: Endpoint, limits: PoolLimits) {
    this.#endpoint = endpoint
    this.#limits = limits
    this.#lane = openLane(endpoint, limits, limits.poolSize)
    this.#reserve = openLane(endpoint, limits, 1)
    this.#breaker = new Breaker(() => this.#asked())
  }

  /** Its places as they are now. */
  get slots(): Slots {
    return this.#lane.slots
  }

  /** Runs `work` on a place of its own. Rejects with `unavailable` or `deadline` (503), or what `work` threw. */
  async run<T>(work: Work<T>, deadlineMs: number): Promise<T> {
    const until = performance.now() + deadlineMs
    for (;;) {
      const began = performance.now()
      const lane = this.#lane
      try {
        return await this.#once(lane, work, until)
      } catch (error) {
        if (this.#isStray(error, began) && performance.now() < until) continue
        if (isAway(error)) void this.#lost(lane, error)
        throw toFailure(error)
      }
    }
  }

  /** Milliseconds of a round trip on the connection kept for it. Rejects when the server is away or silent. */
  async probe(): Promise<number> {
    if (this.#breaker.isOpen) throw unavailable()
    try {
      return await this.#asked()
    } catch (error) {
      // One slow answer may be a busy moment; two in a row are an outage.
      void this.#breaker.question()
      throw error
    }
  }

  /** Lets running work finish for a second, then ends it. Everything after rejects with `unavailable`. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#breaker.end()
    await Promise.all([this.#lane, this.#reserve].map((lane) => lane.client.end({ timeout: retireSeconds })))
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #once<T>(lane: Lane, work: Work<T>, until: number): Promise<T> {
    if (this.#breaker.isOpen) throw unavailable()
    const waitMs = Math.max(0, Math.min(this.#limits.poolWaitMs, until - performance.now()))
    if (!(await lane.slots.take(waitMs))) throw unavailable()
    if (this.#breaker.isOpen) {
      lane.slots.give()
      throw unavailable()
    }
    try {
      return await this.#hurry(lane, work, until - performance.now(), (done) => void this.#overdue(lane, done))
    } catch (error) {
      // Every connection holds plans of the old schema; new ones hold none.
      if (isOutOfDate(error)) this.#replace(lane, retireIdleSeconds)
      throw error
    }
  }

  /** NOTE a connection of postgres.js that closes while a write is due never connects again: it times out each time. */
  async #lost(lane: Lane, error: unknown): Promise<void> {
    const isUp = await this.#breaker.question()
    if (!isUp || codeOf(error) === 'CONNECT_TIMEOUT') this.#replace(lane, retireSeconds)
  }

  /** Was it the server or the work? What a living server is given to end it by itself, it gets. */
  async #overdue(lane: Lane, done: Promise<unknown>): Promise<void> {
    if (this.#isClosed) return
    if (!(await this.#breaker.question())) return this.#replace(lane, retireSeconds)
    const { statementMs, idleInTransactionMs } = this.#limits
    const timer = setTimeout(() => this.#replace(lane, retireIdleSeconds), statementMs + idleInTransactionMs)
    await done
    clearTimeout(timer)
  }

  #replace(lane: Lane, seconds: number): void {
    if (this.#isClosed) return
    if (this.#lane === lane) this.#lane = openLane(this.#endpoint, this.#limits, this.#limits.poolSize)
    // Its own queries already report why they failed.
    lane.client.end({ timeout: seconds }).catch(() => undefined)
  }

  #asked(): Promise<number> {
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = null
    })
    return this.#asking
  }

  async #ask(): Promise<number> {
    const lane = this.#reserve
    // Always free: one probe at a time, and a lane that kept one too long is replaced.
    void lane.slots.take(0)
    const started = performance.now()
    const replace = () => {
      if (this.#isClosed) return
      if (this.#reserve === lane) this.#reserve = openLane(this.#endpoint, this.#limits, 1)
      lane.client.end({ timeout: retireSeconds }).catch(() => undefined)
    }
    try {
      await this.#hurry(lane, ({ client }) => client.unsafe('select 1'), probeMs, replace)
    } catch (error) {
      throw toFailure(error)
    }
    return performance.now() - started
  }

  /**
   * Gives the place back when the work is really over, which may be long after the caller has left.
   * `overdue` hears of work past its deadline, with the promise of its end.
   */
  async #hurry<T>(
    lane: Lane,
    work: Work<T>,
    deadlineMs: number,
    overdue: (done: Promise<unknown>) => void,
  ): Promise<T> {
    const guard: Guard = { isOver: false, statement: null, stopping: null }
    const { promise: given, reject } = Promise.withResolvers<never>()
    const running = settle(work, lane, guard)
    const giveUp = () => {
      guard.isOver = true
      this.#stop(guard)
      reject(late())
    }
    const timer = new Timer(deadlineMs, () => {
      giveUp()
      overdue(running.catch(() => undefined))
    })
    const caller = whoWaits()
    if (caller?.aborted) giveUp()
    caller?.addEventListener('abort', giveUp, { once: true })
    try {
      return await Promise.race([running, given])
    } finally {
      timer.stop()
      caller?.removeEventListener('abort', giveUp)
    }
  }

  #stop(guard: Guard): void {
    if (guard.statement === null) return
    this.#stoppedAt = performance.now()
    guard.stopping = cancel(guard.statement).finally(() => {
      this.#stoppedAt = performance.now()
    })
  }

  // A request to stop names a connection, not a statement: it may find that the next one has begun there.
  #isStray(error: unknown, began: number): boolean {
    const now = performance.now()
    return isStopped(error) && now - this.#stoppedAt < strayMs && now - began < this.#limits.statementMs
  }
}

async function settle<T>(work: Work<T>, lane: Lane, guard: Guard): Promise<T> {
  try {
    return await work(lane, guard)
  } finally {
    lane.slots.give()
  }
}

/** Fires once, a turn of the loop after its time. */
class Timer {
  #id: ReturnType<typeof setTimeout>

  constructor(ms: number, fire: () => void) {
    this.#id = setTimeout(() => {
      this.#id = setTimeout(fire, turnMs)
    }, ms)
  }

  stop(): void {
    clearTimeout(this.#id)
  }
}
