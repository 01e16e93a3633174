/**
 * The listening connection. It is made anew after each loss, joins its channels again, and tells when it has: what was
 * said meanwhile is lost, and whoever listens must know. A connection that is dead without a word is found by a ping.
 */
import type { Redis } from 'ioredis'
import type { Listener } from './port.ts'

const pingMs = 1000
const retryMs = 250

export class Subscriber {
  readonly #connect: (turn: number) => Redis
  readonly #channels = new Map<string, Set<Listener>>()
  #client: Redis | null = null
  #turn = 0
  #timer: ReturnType<typeof setTimeout> | null = null
  #isClosed = false

  /** `connect` makes a connection that does not retry by itself; `turn` counts them. */
  constructor(connect: (turn: number) => Redis) {
    this.#connect = connect
  }

  /** Nothing is connected before the first listener. */
  add(channel: string, listener: Listener): () => void {
    const listeners = this.#channels.get(channel)
    if (listeners === undefined) this.#channels.set(channel, new Set([listener]))
    else listeners.add(listener)
    if (this.#client === null) this.#begin()
    else if (listeners === undefined) void this.#join(this.#client, [channel])
    else if (this.#client.status === 'ready') queueMicrotask(() => listener.joined?.())
    return () => void this.#channels.get(channel)?.delete(listener)
  }

  close(): void {
    this.#isClosed = true
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#client?.disconnect()
    this.#channels.clear()
  }

  #begin(): void {
    if (this.#isClosed) return
    const client = this.#connect(this.#turn++)
    this.#client = client
    client.on('error', () => {
      // Told by the end of the connection, which follows.
    })
    client.on('message', (channel: string, text: string) => {
      for (const { hear } of this.#channels.get(channel) ?? []) hear(text)
    })
    client.once('end', () => this.#again(client))
    client.once('ready', () => void this.#join(client, [...this.#channels.keys()]))
    client.connect().catch(() => client.disconnect())
  }

  async #join(client: Redis, channels: readonly string[]): Promise<void> {
    try {
      await client.subscribe(...channels)
      for (const channel of channels) for (const { joined } of this.#channels.get(channel) ?? []) joined?.()
      this.#watch(client)
    } catch {
      client.disconnect()
    }
  }

  /** An answer to a ping is owed within the socket's time-out; without one the connection ends, and is made anew. */
  #watch(client: Redis): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      client.ping().catch(() => client.disconnect())
      this.#watch(client)
    }, pingMs)
  }

  #again(client: Redis): void {
    if (this.#client !== client || this.#isClosed) return
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#begin(), retryMs)
  }
}
