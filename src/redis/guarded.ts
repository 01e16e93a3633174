/** A port with its two breakers: one for keys, one for messages. A listener needs none: it costs nothing to wait. */
import { Breaker, type BreakerClock } from './breaker.ts'
import type { Bucket, Drawn, Listener, RedisPort, Units, Usage } from './port.ts'

interface Options {
  readonly clock: BreakerClock
  /** Called when a breaker opens or closes. */
  readonly changed?: (which: 'keys' | 'messages', isOpen: boolean) => void
}

/** What health and metrics want to know. */
export interface RedisState {
  readonly isConnected: boolean
  readonly keys: 'open' | 'closed'
  readonly messages: 'open' | 'closed'
  /** Times that one of the two has opened. */
  readonly opened: number
}

/** The same promises as the port it guards; a call that is cut off rejects at once with `BreakerOpen`. */
export class GuardedPort implements RedisPort {
  readonly #port: RedisPort
  readonly #keys: Breaker
  readonly #messages: Breaker

  constructor(port: RedisPort, { clock, changed }: Options) {
    this.#port = port
    const probe = () => port.ping()
    this.#keys = new Breaker({ clock, probe, changed: (isOpen) => changed?.('keys', isOpen) })
    this.#messages = new Breaker({ clock, probe, changed: (isOpen) => changed?.('messages', isOpen) })
  }

  get ready(): boolean {
    return this.#port.ready && !this.#keys.isOpen
  }

  get state(): RedisState {
    const word = (breaker: Breaker) => (breaker.isOpen ? 'open' : 'closed')
    const opened = this.#keys.opened + this.#messages.opened
    return { isConnected: this.#port.ready, keys: word(this.#keys), messages: word(this.#messages), opened }
  }

  get(key: string): Promise<Uint8Array | null> {
    return this.#keys.run(() => this.#port.get(key))
  }

  getMany(keys: readonly string[]): Promise<readonly (Uint8Array | null)[]> {
    return this.#keys.run(() => this.#port.getMany(keys))
  }

  setIfNewer(key: string, version: number, bytes: Uint8Array, px: number): Promise<boolean> {
    return this.#keys.run(() => this.#port.setIfNewer(key, version, bytes, px))
  }

  del(key: string): Promise<void> {
    return this.#keys.run(() => this.#port.del(key))
  }

  lease(key: string, token: string, px: number): Promise<boolean> {
    return this.#keys.run(() => this.#port.lease(key, token, px))
  }

  draw(key: string, bucket: Bucket, units: Units): Promise<Drawn> {
    return this.#keys.run(() => this.#port.draw(key, bucket, units))
  }

  ping(): Promise<void> {
    return this.#port.ping()
  }

  usage(): Promise<Usage> {
    return this.#port.usage()
  }

  publish(channel: string, text: string): Promise<void> {
    return this.#messages.run(() => this.#port.publish(channel, text))
  }

  subscribe(channel: string, listener: Listener): () => void {
    return this.#port.subscribe(channel, listener)
  }

  async close(): Promise<void> {
    this.#keys.close()
    this.#messages.close()
    await this.#port.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}
