/**
 * Bounded, hurried access to Postgres: a place must come free soon, an answer must come in time, and while the
 * server is known to be away nobody waits for it at all.
 * Invariant: no caller waits longer than its deadline, not even for a server that is frozen.
 * A client whose server fell silent is retired: its successor takes the work, and it gets a second to finish.
 * Places are counted per client, so queries stuck on a retired one never block its successor. A query has a
 * connection to itself: postgres.js would otherwise queue it behind a slow one.
 */
import type postgres from 'postgres'
import { isAway, late, toFailure, unavailable } from './failures.ts'
import { Slots } from './slots.ts'
import { connect, type Endpoint } from './target.ts'

/** Bounds of the pool; the ones of `config.ts` fit. */
export interface PoolLimits {
  readonly poolSize: number
  readonly poolWaitMs: number
  readonly statementMs: number
  readonly lockMs: number
  readonly idleInTransactionMs: number
}

/** Says whether the caller has stopped waiting; work that goes on must then not write any more. */
export interface Guard {
  isOver: boolean
}

/** One postgres.js client with its places and the statements it keeps prepared. */
export interface Lane {
  readonly client: postgres.Sql
  readonly slots: Slots
  readonly prepared: Set<string>
}

type Work<T> = (lane: Lane, guard: Guard) => PromiseLike<T>

const connectSeconds = 2
const probeMs = 250
const probeMsMax = 1000
const retireSeconds = 1

export class Pool implements AsyncDisposable {
  readonly #endpoint: Endpoint
  readonly #limits: PoolLimits
  #lane: Lane
  /** One connection kept for health, so that a full pool does not look like a dead server. */
  #reserve: Lane
  /** The probe under way; whoever asks meanwhile gets its answer. */
  #asking: Promise<number> | null = null
  #isDown = false
  #isClosed = false

  constructor(endpoint: Endpoint, limits: PoolLimits) {
    this.#endpoint = endpoint
    this.#limits = limits
    this.#lane = this.#open(limits.poolSize)
    this.#reserve = this.#open(1)
  }

  /** Its places as they are now. */
  get slots(): Slots {
    return this.#lane.slots
  }

  /** Runs `work` on a place of its own. Rejects with `unavailable` or `deadline` (503), or what `work` threw. */
  async run<T>(work: Work<T>, deadlineMs: number): Promise<T> {
    if (this.#isDown) throw unavailable()
    const lane = this.#lane
    if (!(await lane.slots.take(this.#limits.poolWaitMs))) throw unavailable()
    try {
      return await this.#hurry(lane, work, deadlineMs, () => {
        if (this.#lane === lane) this.#lane = this.#open(this.#limits.poolSize)
      })
    } catch (error) {
      if (isAway(error)) this.#goDown()
      throw toFailure(error)
    }
  }

  /** Milliseconds of a round trip on the connection kept for it. Rejects when the server is away or silent. */
  probe(): Promise<number> {
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
    try {
      await this.#hurry(
        lane,
        ({ client }) => client.unsafe('select 1'),
        probeMsMax,
        () => {
          if (this.#reserve === lane) this.#reserve = this.#open(1)
        },
      )
    } catch (error) {
      throw toFailure(error)
    }
    return performance.now() - started
  }

  /** Lets running work finish for a second, then ends it. Everything after rejects with `unavailable`. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#isDown = true
    await Promise.all([this.#lane, this.#reserve].map((lane) => lane.client.end({ timeout: retireSeconds })))
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  /** Gives the place back when the work is really over, which may be long after the caller has left. */
  async #hurry<T>(lane: Lane, work: Work<T>, deadlineMs: number, replace: () => void): Promise<T> {
    const guard: Guard = { isOver: false }
    const { promise: overdue, reject } = Promise.withResolvers<never>()
    const timer = setTimeout(() => {
      guard.isOver = true
      if (this.#isClosed) return reject(late())
      replace()
      // Its own queries already report why they failed.
      lane.client.end({ timeout: retireSeconds }).catch(() => undefined)
      this.#goDown()
      reject(late())
    }, deadlineMs)
    const running = settle(work, lane, guard)
    try {
      return await Promise.race([running, overdue])
    } finally {
      clearTimeout(timer)
    }
  }

  /** Refuses everything until the server answers again; asks it on the reserved connection. */
  #goDown(): void {
    if (this.#isDown) return
    this.#isDown = true
    const ask = async () => {
      if (this.#isClosed) return
      const isUp = await this.probe().then(
        () => true,
        () => false,
      )
      if (isUp && !this.#isClosed) this.#isDown = false
      else setTimeout(() => void ask(), probeMs).unref()
    }
    void ask()
  }

  #open(size: number): Lane {
    const { statementMs, lockMs, idleInTransactionMs } = this.#limits
    const client = connect(this.#endpoint, {
      max: size,
      connect_timeout: connectSeconds,
      // Its own back-off waits up to 20 s before it tries; here every caller has a deadline and `#goDown` spaces tries.
      backoff: () => 0.05,
      connection: {
        application_name: 'railbird',
        statement_timeout: statementMs,
        lock_timeout: lockMs,
        idle_in_transaction_session_timeout: idleInTransactionMs,
      },
    })
    return { client, slots: new Slots(size), prepared: new Set() }
  }
}

async function settle<T>(work: Work<T>, lane: Lane, guard: Guard): Promise<T> {
  try {
    return await work(lane, guard)
  } finally {
    lane.slots.give()
  }
}
