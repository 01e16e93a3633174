/**
 * What surrounds the nodes of the simulation: a store with a lagging replica, a second tier that errs and forgets, and
 * a bus that loses, delays, doubles and reorders. Gap detection is the bus reader's, as in the feed.
 */
import type { News, TagNumber } from '../floors.ts'
import type { Tag } from '../keys.ts'
import type { SharedPort } from '../shared.ts'
import { beatMs, type World } from './world.ts'

const callMs = 20
const busMs = 30
const silenceMs = 600

/** Versions of tags with the moment of each commit. */
export class Store {
  readonly #world: World
  readonly #commits = new Map<Tag, { version: number; at: number }[]>()

  constructor(world: World) {
    this.#world = world
  }

  version(tag: Tag): number {
    return this.#commits.get(tag)?.at(-1)?.version ?? 0
  }

  /** The highest version committed at or before a moment. */
  versionAt(tag: Tag, moment: number): number {
    return this.#commits.get(tag)?.findLast(({ at }) => at <= moment)?.version ?? 0
  }

  /** One transaction: each tag goes up by one. */
  commit(tags: readonly Tag[]): News[] {
    return tags.map((tag) => {
      const version = this.version(tag) + 1
      const commits = this.#commits.get(tag) ?? []
      commits.push({ version, at: this.#world.now() })
      this.#commits.set(tag, commits)
      return { tag, version }
    })
  }

  numbers(tags: readonly Tag[]): Promise<TagNumber[]> {
    return this.#world.remote(100, callMs, () => tags.map((tag) => ({ version: this.version(tag) })))
  }

  /** One snapshot of several tags: of the primary, or of a replica that may be some commits behind. */
  snapshot(label: number, tags: readonly Tag[], isPrimary: boolean): Promise<number[]> {
    const lag = isPrimary || this.#world.odds(60) ? 0 : 1 + this.#world.pick(2)
    return this.#world.remote(label, callMs, () => tags.map((tag) => Math.max(0, this.version(tag) - lag)))
  }
}

/** A second tier shared by all nodes; forgets, errs and sometimes answers with what it held before. */
export function sharedTier(world: World, faults: { readonly isFaulty: boolean }): SharedPort & { flush: () => void } {
  const values = new Map<string, { version: number; bytes: Uint8Array; before: Uint8Array | null }>()
  const leases = new Map<string, number>()
  const call = <T>(label: number, act: () => T) =>
    world.remote(label, callMs, () => {
      if (faults.isFaulty && world.odds(8)) throw new Error('the second tier is away')
      return act()
    })
  const read = (key: string) => {
    const value = values.get(key)
    if (value?.before && faults.isFaulty && world.odds(10)) return value.before
    return value?.bytes ?? null
  }
  return {
    ready: true,
    flush: () => values.clear(),
    get: (key) => call(200, () => read(key)),
    getMany: (keys) => call(210, () => keys.map(read)),
    setIfNewer: (key, version, bytes) =>
      call(220, () => {
        const held = values.get(key)
        if (held && held.version > version) return false
        values.set(key, { version, bytes, before: held?.bytes ?? null })
        return true
      }),
    del: (key) => call(230, () => void (values.delete(key) || leases.delete(key))),
    lease: (key, _token, px) =>
      call(240, () => {
        if ((leases.get(key) ?? -1) > world.now()) return false
        leases.set(key, world.now() + px)
        return true
      }),
  }
}

/** What the wire does to messages, and whether those who listen notice. */
export interface BusFaults {
  readonly isFaulty: boolean
  readonly detectsGaps: boolean
  readonly lossPercent: number
}

/** One node on the bus. */
export interface Listener {
  readonly name: number
  raise(news: readonly News[]): void
  doubt(): void
}

interface Heard {
  boot: number
  n: number
  at: number
}

/** The wire between nodes, and at each of them the count of what came from the others. */
export class Bus {
  readonly #world: World
  readonly #faults: BusFaults
  readonly #nodes = new Map<number, { listener: Listener; boot: number; n: number; heard: Map<number, Heard> }>()
  #boots = 0

  constructor(world: World, faults: BusFaults) {
    this.#world = world
    this.#faults = faults
  }

  join(listener: Listener): void {
    const heard = new Map<number, Heard>()
    const boot = ++this.#boots
    for (const [name, { boot: known, n }] of this.#nodes) {
      if (name !== listener.name) heard.set(name, { boot: known, n, at: this.#world.now() })
    }
    this.#nodes.set(listener.name, { listener, boot, n: 0, heard })
    for (const [name, { heard: theirs }] of this.#nodes) {
      if (name !== listener.name && !theirs.has(listener.name))
        theirs.set(listener.name, { boot, n: 0, at: this.#world.now() })
    }
  }

  publish(from: number, news: readonly News[]): void {
    const node = this.#nodes.get(from)
    if (!node) return
    node.n++
    this.#send(from, { boot: node.boot, n: node.n, news })
  }

  /** Heartbeats and silences of the time that has passed. */
  tick(before: number): void {
    const now = this.#world.now()
    if (Math.floor(before / beatMs) === Math.floor(now / beatMs)) return
    for (const [name, { boot, n }] of this.#nodes) this.#send(name, { boot, n, news: null })
    for (const { heard, listener } of this.#nodes.values()) {
      for (const one of heard.values()) {
        if (now - one.at < silenceMs) continue
        one.at = now
        if (this.#faults.detectsGaps) listener.doubt()
      }
    }
  }

  #send(from: number, message: { boot: number; n: number; news: readonly News[] | null }): void {
    for (const [name, node] of this.#nodes) {
      if (name === from) continue
      const deliver = () => {
        if (this.#nodes.get(name) === node) this.#hear(node, from, message)
      }
      if (this.#faults.isFaulty && this.#world.odds(message.news ? this.#faults.lossPercent : 2)) continue
      this.#world.add(message.news ? 300 + name : 310 + name, busMs, deliver)
      if (this.#faults.isFaulty && this.#world.odds(5)) this.#world.add(320 + name, 2 * busMs, deliver)
    }
  }

  #hear(
    node: { listener: Listener; heard: Map<number, Heard> },
    from: number,
    { boot, n, news }: { boot: number; n: number; news: readonly News[] | null },
  ): void {
    const known = node.heard.get(from)
    if (news) node.listener.raise(news)
    const isGap = known?.boot === boot ? n > known.n + (news ? 1 : 0) : true
    if (isGap && this.#faults.detectsGaps) node.listener.doubt()
    const isOlder = known !== undefined && known.boot > boot
    if (isOlder) return
    node.heard.set(from, { boot, n: known?.boot === boot ? Math.max(known.n, n) : n, at: this.#world.now() })
  }
}
