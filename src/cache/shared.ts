/**
 * The second tier: entries in Redis, for other nodes and for this one after a restart.
 * It holds no floors and is never believed without them, so that whatever happens to it costs misses only.
 * Nodes take turns to load a key at its floors. A first failure may be the node's own fault, so another may try; after
 * the second nobody does for a moment.
 * Invariant: an error of Redis is a miss, never an error of a read.
 */
import type { RedisPort } from '../redis/port.ts'
import type { Clock } from './clock.ts'
import type { Kept } from './entry.ts'
import { decodeFrame, encodeFrame, type Meta } from './frame.ts'
import type { Bodies } from './bodies.ts'
import type { Key } from './keys.ts'

/** The part of the Redis port that the cache uses. */
export type SharedPort = Pick<RedisPort, 'ready' | 'get' | 'getMany' | 'setIfNewer' | 'del' | 'lease'>

/** What was found under a key. */
export interface Found {
  readonly meta: Meta
  readonly body: Bodies
}

/** What other nodes have left under a key: an entry, or how often its load has failed of late at these floors. */
interface Look {
  readonly found: Found | null
  readonly failures: number
}

/** The turn to load a key: it ends with one of the two. */
export interface Turn {
  readonly end: () => void
  /** The load failed, for a reason that may be everybody's. */
  readonly failed: () => Promise<void>
}

/** So many failures of a key at its floors, on any nodes, and no node loads it until they are forgotten. */
export const failuresMax = 2

const leaseMs = 2000
const retryMs = 25
const releaseMs = 100
const entryBytesMax = 4 * 1024 * 1024

export interface SharedOptions {
  readonly port: SharedPort
  readonly clock: Clock
  /** Before every key: environment and build, so that a deploy never reads an old shape. */
  readonly prefix: string
  /** Milliseconds since 1970. */
  readonly wall: () => number
  readonly newToken: () => string
  /** Milliseconds for which a failure is remembered. */
  readonly failureMs: number
}

export class Shared {
  /** Calls that failed; the port's breaker makes the next ones free. */
  errors = 0
  readonly #options: SharedOptions

  constructor(options: SharedOptions) {
    this.#options = options
  }

  get isReady(): boolean {
    return this.#options.port.ready
  }

  /** What turns the cache's clock into the wall's. */
  get wallAhead(): number {
    return this.#options.wall() - this.#options.clock.now()
  }

  /** The entry of a key and the failures at these floors, in one round trip. */
  async look(key: Key, floors: readonly number[]): Promise<Look> {
    const addresses = [this.#address(key), this.#failures(key, floors)]
    const [bytes, failures] = await this.#quiet(() => this.#options.port.getMany(addresses), [])
    return { found: bytes ? await this.#read(key, bytes) : null, failures: failures?.[0] ?? 0 }
  }

  async getMany(keys: readonly Key[]): Promise<readonly (Found | null)[]> {
    const none: readonly null[] = keys.map(() => null)
    const found = await this.#quiet(() => this.#options.port.getMany(keys.map((key) => this.#address(key))), none)
    return Promise.all(keys.map(async (key, i) => (found[i] ? this.#read(key, found[i]) : null)))
  }

  /** Keeps an entry for as long as it may be served. Versions add up to one number that only grows with each. */
  async put(kept: Kept): Promise<void> {
    const { clock, port } = this.#options
    const px = Math.ceil(kept.hardUntil - clock.now())
    if (px <= 0 || kept.bodies.size > entryBytesMax) return
    const version = kept.versions.reduce((sum, one) => sum + one, 0)
    await this.#quiet(async () => {
      const bytes = await encodeFrame(kept, this.wallAhead)
      return port.setIfNewer(this.#address(kept.key), version, bytes, px)
    }, null)
  }

  async drop(key: Key): Promise<void> {
    await this.#quiet(() => this.#options.port.del(this.#address(key)), null)
  }

  /**
   * Lets one node load a key at these floors. Returns its turn, or null after having waited for another node: `isThere`
   * then found its entry, or its time was up. What `isThere` throws ends the wait.
   */
  async lease(key: Key, floors: readonly number[], isThere: () => Promise<boolean>): Promise<Turn | null> {
    const { clock, port, newToken } = this.#options
    const address = `${this.#address(key)}~lease.${floors.join('.')}`
    const waitUntil = clock.now() + leaseMs
    const take = () => this.#quiet(() => port.lease(address, newToken(), leaseMs), true)
    let hasWaited = false
    while (!(await take())) {
      if (await isThere()) return null
      if (clock.now() >= waitUntil) break
      hasWaited = true
      await new Promise<void>((resolve) => void clock.after(retryMs, resolve))
    }
    const end = () => void this.#release(address, clock.now() + leaseMs)
    const turn = { end, failed: () => this.#failed(key, floors, end) }
    if (!hasWaited) return turn
    // Look again after taking the lease: whoever held it has stored what it loaded before letting go.
    const isDone = await isThere().catch((error: unknown) => {
      end()
      throw error
    })
    if (!isDone) return turn
    end()
    return null
  }

  // Others wait for as long as it is held, so one failed call is not the last word: until it ends by itself.
  async #release(address: string, until: number): Promise<void> {
    const { clock, port } = this.#options
    const isGone = await this.#quiet(() => port.del(address).then(() => true), false)
    if (!isGone && clock.now() < until) clock.after(releaseMs, () => void this.#release(address, until))
  }

  // The last failure keeps the lease as well, so that nobody begins who has not heard of it.
  async #failed(key: Key, floors: readonly number[], end: () => void): Promise<void> {
    const { clock, port, failureMs } = this.#options
    const failures = (await this.look(key, floors)).failures + 1
    const address = this.#failures(key, floors)
    await this.#quiet(() => port.setIfNewer(address, failures, Uint8Array.of(failures), failureMs), false)
    if (failures < failuresMax) end()
    else clock.after(failureMs, end)
  }

  #failures(key: Key, floors: readonly number[]): string {
    return `${this.#address(key)}~failed.${floors.join('.')}`
  }

  #address(key: Key): string {
    return this.#options.prefix + key
  }

  async #read(key: Key, bytes: Uint8Array): Promise<Found | null> {
    const found = await this.#quiet(() => decodeFrame(bytes), null)
    return found?.meta.key === key ? found : null
  }

  async #quiet<T>(call: () => Promise<T>, otherwise: T): Promise<T> {
    try {
      return await call()
    } catch (error) {
      this.errors += error instanceof Error ? 1 : 0
      return otherwise
    }
  }
}
