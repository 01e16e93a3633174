/**
 * Redis as the house uses it: speed for the cache, and a wire between nodes. Nothing in it is the truth.
 * Every call may reject at any moment, within its deadline; whoever calls degrades and goes on.
 */

/** Keys are whole: there is no prefix but what the caller puts there. `px` is milliseconds to live. */
export interface RedisPort extends AsyncDisposable {
  /** True while calls are worth trying: connected, and not cut off by a breaker. */
  readonly ready: boolean
  get(key: string): Promise<Uint8Array | null>
  /** In the order of the keys. */
  getMany(keys: readonly string[]): Promise<readonly (Uint8Array | null)[]>
  /** Keeps `bytes` unless the key holds a higher version; false if it does. `version` is a whole number from 0. */
  setIfNewer(key: string, version: number, bytes: Uint8Array, px: number): Promise<boolean>
  del(key: string): Promise<void>
  /** True for one caller until `px` has passed or the key is deleted. */
  lease(key: string, token: string, px: number): Promise<boolean>
  /** Gives unused units of a bucket back and takes others, by the clock of Redis; `bucket` is one key. */
  draw(key: string, bucket: Bucket, units: Units): Promise<Drawn>
  /** One small round trip. */
  ping(): Promise<void>
  /** What the whole of it holds; all masters of a cluster together. For operators. */
  usage(): Promise<Usage>
  /** Sends to whoever listens at this moment. */
  publish(channel: string, text: string): Promise<void>
  /** Listens until the returned function is called. A listener must not throw. */
  subscribe(channel: string, listener: Listener): () => void
  close(): Promise<void>
}

/** A bucket that leaks (GCRA): one unit in `stepUs`, and it holds what leaks in `depthUs`. Whole microseconds. */
export interface Bucket {
  readonly stepUs: number
  readonly depthUs: number
}

export interface Units {
  /** How many are wanted; fewer are given when there are no more. */
  readonly wanted: number
  /** How many of those that were drawn before were not used. */
  readonly unused: number
  /** What the bucket holds, as far as the caller remembers: for a Redis that has forgotten it. */
  readonly heldUs: number
}

export interface Drawn {
  readonly units: number
  /** What the bucket holds now. */
  readonly heldUs: number
}

/** Keys, and bytes of memory. */
export interface Usage {
  readonly keys: number
  readonly bytes: number
}

/** One listener of a channel. What is said while the connection is away is lost. */
export interface Listener {
  readonly hear: (text: string) => void
  /** From now on messages arrive: at first, and after each loss of the connection. */
  readonly joined?: () => void
}
