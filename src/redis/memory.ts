/**
 * Redis of one process, for tests and the simulation: the port's promises without a server.
 * Several ports on one store see each other, as several nodes on one Redis do.
 */
import { drawFrom } from './draw.ts'
import type { Bucket, Drawn, Listener, RedisPort, Units, Usage } from './port.ts'

interface Held {
  readonly version: number
  readonly bytes: Uint8Array
  readonly until: number
}

/** What the ports of one "server" share. `now` is monotonic milliseconds. */
export class MemoryRedis {
  readonly #now: () => number
  readonly #held = new Map<string, Held>()
  /** By key, the microsecond at which each is empty. */
  readonly #buckets = new Map<string, number>()
  readonly #channels = new Map<string, Set<Listener>>()

  constructor(now: () => number) {
    this.#now = now
  }

  /** One node's port. */
  open(): RedisPort {
    return new MemoryPort(this)
  }

  /** Forgets all keys, as FLUSHALL does. */
  flush(): void {
    this.#held.clear()
    this.#buckets.clear()
  }

  read(key: string): Held | null {
    const held = this.#held.get(key)
    if (held === undefined) return null
    if (held.until > this.#now()) return held
    this.#held.delete(key)
    return null
  }

  write(key: string, version: number, bytes: Uint8Array, px: number): void {
    this.#held.set(key, { version, bytes: bytes.slice(), until: this.#now() + px })
  }

  draw(key: string, bucket: Bucket, asked: Units): Drawn {
    const now = Math.round(this.#now() * 1000)
    const drawn = drawFrom(this.#buckets.get(key) ?? null, now, bucket, asked)
    if (drawn.heldUs > 0) this.#buckets.set(key, now + drawn.heldUs)
    else this.#buckets.delete(key)
    return drawn
  }

  delete(key: string): void {
    this.#held.delete(key)
  }

  usage(): Usage {
    let bytes = 0
    for (const key of [...this.#held.keys()]) bytes += this.read(key)?.bytes.length ?? 0
    return { keys: this.#held.size, bytes }
  }

  tell(channel: string, text: string): void {
    for (const listener of [...(this.#channels.get(channel) ?? [])]) listener.hear(text)
  }

  join(channel: string, listener: Listener): () => void {
    const listeners = this.#channels.get(channel) ?? new Set()
    this.#channels.set(channel, listeners)
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }
}

class MemoryPort implements RedisPort {
  readonly #store: MemoryRedis
  readonly #leaves = new Set<() => void>()
  #isOpen = true

  constructor(store: MemoryRedis) {
    this.#store = store
  }

  get ready(): boolean {
    return this.#isOpen
  }

  async get(key: string): Promise<Uint8Array | null> {
    this.#require()
    return this.#store.read(key)?.bytes.slice() ?? null
  }

  getMany(keys: readonly string[]): Promise<readonly (Uint8Array | null)[]> {
    return Promise.all(keys.map((key) => this.get(key)))
  }

  async setIfNewer(key: string, version: number, bytes: Uint8Array, px: number): Promise<boolean> {
    this.#require()
    if ((this.#store.read(key)?.version ?? 0) > version) return false
    this.#store.write(key, version, bytes, px)
    return true
  }

  async del(key: string): Promise<void> {
    this.#require()
    this.#store.delete(key)
  }

  async lease(key: string, token: string, px: number): Promise<boolean> {
    this.#require()
    if (this.#store.read(key) !== null) return false
    this.#store.write(key, 0, new TextEncoder().encode(token), px)
    return true
  }

  async draw(key: string, bucket: Bucket, units: Units): Promise<Drawn> {
    this.#require()
    return this.#store.draw(key, bucket, units)
  }

  async ping(): Promise<void> {
    this.#require()
  }

  async usage(): Promise<Usage> {
    this.#require()
    return this.#store.usage()
  }

  async publish(channel: string, text: string): Promise<void> {
    this.#require()
    this.#store.tell(channel, text)
  }

  subscribe(channel: string, listener: Listener): () => void {
    const leave = this.#store.join(channel, listener)
    this.#leaves.add(leave)
    queueMicrotask(() => listener.joined?.())
    return () => {
      leave()
      this.#leaves.delete(leave)
    }
  }

  async close(): Promise<void> {
    this.#isOpen = false
    for (const leave of this.#leaves) leave()
    this.#leaves.clear()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #require(): void {
    if (!this.#isOpen) throw new Error('this port is closed')
  }
}
