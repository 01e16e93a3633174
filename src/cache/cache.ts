/**
 * One node's cache: ready-made bytes that are true statements about versions, served only while no floor stands above.
 * Invariant: a read that begins after a commit was acknowledged on this node is never answered from before it.
 * `peek` is the hot path and synchronous; all else may wait. It reads no clock: `tick` once for each request before it.
 * Knows nothing of HTTP, SQL or play. See floors.ts for why no order of news can do harm.
 */
import { cellsOf, floorsNow } from './cells.ts'
import type { Clock } from './clock.ts'
import type { CacheOptions, Reading, ReadOptions } from './contract.ts'
import { type Entry, isAbove, isAboveBeyond, isCertain, type Kept, type Loaded, type Wanted } from './entry.ts'
import { type Flight, Flights } from './flight.ts'
import { Floors, type News } from './floors.ts'
import { Hot } from './hot.ts'
import type { Key, Tag } from './keys.ts'
import { anyTerms, counted, type Landed, type Load, Loading } from './loading.ts'
import { countHits, Memory } from './memory.ts'
import { Shared } from './shared.ts'

export type { Entry, Loaded, Wanted } from './entry.ts'

const verifyTries = 3
/** Times go to the second tier and back by the wall's clock, which is no finer: what held is no fresher for that. */
const grainMs = 5

/** One node's entries with their floors. */
export class Cache {
  readonly floors: Floors
  readonly memory: Memory
  readonly loading: Loading
  readonly shared: Shared | null
  readonly #clock: Clock
  readonly flights: Flights<Landed>
  readonly #hot = new Hot()
  #now = 0

  constructor(options: CacheOptions) {
    const { bounds, clock, readNumbers, random, wall, shared } = options
    this.#clock = clock
    this.floors = new Floors(
      { clock, readNumbers, tickMs: bounds.verifyTickMs, idleMs: bounds.cellIdleMs },
      bounds.trustMs,
    )
    this.memory = new Memory(this.floors, bounds.bytesMax)
    this.shared = shared ? new Shared({ ...shared, clock, wall, failureMs: bounds.failureMs }) : null
    const { floors, memory } = this
    const hasReplicas = options.hasReplicas === true
    this.loading = new Loading({ clock, floors, memory, shared: this.shared, random, hasReplicas })
    this.flights = new Flights(clock, this.floors, bounds)
    this.tick()
  }

  /** Moves on to the present. Before each request: what lapses with time is judged by this. */
  tick(): void {
    this.#now = this.#clock.now()
    this.floors.tick(this.#now)
  }

  /** The entry, if it may be served now without asking anybody. Synchronous: this is the hot path. */
  peek(key: Key): Entry | undefined {
    const kept = this.memory.get(key)
    if (kept === undefined || kept.softUntil <= this.#now) return undefined
    // The same stamp: no floor has moved since the entry was found servable, so a hit costs one look-up and one count.
    if (kept.checked === this.floors.stamp) {
      kept.hits++
      return kept
    }
    return this.#check(kept)
  }

  /**
   * The bytes of a key at or above the floors of its tags. `load` runs once per key and floors at a time; its errors
   * reach all who wait and are remembered for a moment. Throws `unavailable` or `deadline` when too many wait too long,
   * `bad_request` when the primary does not know `minVersion`.
   */
  async read(wanted: Wanted, load: Load, options: ReadOptions = {}): Promise<Reading> {
    this.tick()
    const minVersion = options.minVersion ?? 0
    for (let tries = 1; ; tries++) {
      const kept = await this.held(wanted, minVersion, options.mayBeUnverified)
      if (kept.entry) return this.#fromMemory(wanted, load, kept.entry, kept.isUnverified)
      const reading = await this.#fly(wanted, load, minVersion, kept.cause)
      // A joined flight may turn out to depend on a tag that no caller could name; its floor is judged here.
      if (!reading.isJoined || tries >= verifyTries || isAboveBeyond(wanted, reading.entry)) return reading
    }
  }

  /** Keeps what a writer has rendered at the version its commit returned. Never before COMMIT. False if not kept. */
  async put(wanted: Wanted, loaded: Loaded): Promise<boolean> {
    this.tick()
    const judged = await this.loading.judge(wanted, loaded, floorsNow(this.floors, wanted), this.floors.moment())
    if (judged.verdict !== 'keep' || !this.memory.put(judged.kept, this.#clock.now())) return false
    if (wanted.policy.isShared) await this.shared?.put(judged.kept)
    return true
  }

  /** Loads a key anew whatever is held, unless that is under way. True if it could; a failure is only counted. */
  renew(wanted: Wanted, load: Load): Promise<boolean> {
    const softUntil = this.memory.get(wanted.key)?.softUntil ?? 0
    const freshAfter = Math.max(softUntil + grainMs, this.#clock.now())
    const flight = this.flights.joinable(wanted.key) ?? this.#start(wanted, load, freshAfter)
    return flight.done.then(
      () => true,
      () => false,
    )
  }

  /** Forgets one key, here and in the second tier. For hygiene: what must not be served is fenced by its version. */
  async drop(key: Key): Promise<void> {
    const kept = this.memory.get(key)
    if (kept) this.memory.drop(kept)
    await this.shared?.drop(key)
  }

  /** Milliseconds for which the key may still be served, grace included; 0 when it may not. */
  ttlMs(key: Key): number {
    const kept = this.memory.get(key)
    this.tick()
    return kept && isAbove(kept) ? Math.max(0, kept.hardUntil - this.#now) : 0
  }

  /** Versions seen anywhere: own commits, the bus, heads. Any order, any number of times. */
  raise(...news: readonly News[]): void {
    for (const one of news) this.floors.raise(one)
  }

  /** News may have been missed: every floor is confirmed by the primary before its next use. O(1). */
  doubt(): void {
    this.floors.doubt()
  }

  /** How long floors are trusted without news; see `Floors.trustFor`. */
  trustFor(ms: number): void {
    this.floors.trustFor(ms)
  }

  /** Tags of what was served in the last five seconds, for the head poll. */
  hotTags(): Tag[] {
    return this.#hot.tags(this.#clock.now())
  }

  /** Confirms the hot tags by the primary in one query, so that no reader has to wait for it. */
  async verifyHot(): Promise<void> {
    const cells = this.hotTags().map((tag) => this.floors.cell(tag))
    await this.floors.verify(cells)
  }

  /** Entries and bytes held, for health and tests. */
  get size(): { entries: number; bytes: number; cells: number; flights: number } {
    const { size, bytes } = this.memory
    return { entries: size, bytes, cells: this.floors.size, flights: this.flights.size }
  }

  /** What memory holds of a key, once its floors are confirmed; never anything below one. */
  async held(wanted: Wanted, minVersion = 0, mayBeUnverified = false): Promise<Held> {
    for (let tries = 1; tries <= verifyTries; tries++) {
      const kept = this.memory.get(wanted.key)
      if (!kept) return { ...nothing, cause: 'cold' }
      const isBelow = !isAbove(kept)
      if (isBelow || kept.hardUntil <= this.#clock.now()) {
        this.memory.drop(kept)
        return { ...nothing, cause: isBelow ? 'floor' : 'expired' }
      }
      if (kept.version < minVersion) return { ...nothing, cause: 'floor' }
      if (isCertain(kept, this.floors.trustFrom)) return { entry: kept, cause: null, isUnverified: false }
      try {
        await this.floors.verify(kept.cells.filter((cell) => !this.floors.isTrusted(cell)))
      } catch (error) {
        if (mayBeUnverified && isAbove(kept)) return { entry: kept, cause: null, isUnverified: true }
        throw error
      }
    }
    return { ...nothing, cause: 'floor' }
  }

  #fromMemory(wanted: Wanted, load: Load, kept: Kept, isUnverified: boolean): Reading {
    const isStale = kept.softUntil <= this.#clock.now()
    this.#served(kept)
    if (isStale) {
      const { statistics } = this.memory.queue(kept.org, this.#now)
      statistics.hitsMemory--
      statistics.hitsStale++
      if (!isUnverified) void this.renew(wanted, load)
    }
    return { entry: kept, tier: 'memory', isStored: false, isStale, isJoined: false, isUnverified, cause: null }
  }

  async #fly(wanted: Wanted, load: Load, minVersion: number, cause: Reading['cause']): Promise<Reading> {
    const { statistics } = this.memory.queue(wanted.org, this.#clock.now())
    const base = { isStale: false, isUnverified: false, cause }
    const cells = cellsOf(this.floors, wanted)
    // What the caller knows and this node does not: only a load of its own from the primary can answer that.
    if (minVersion > (cells[0]?.floor ?? 0)) {
      if (cause) statistics.miss(cause)
      const work = (signal: AbortSignal) => this.loading.run(wanted, load, signal, { ...anyTerms, minVersion })
      const landed = await this.flights.alone(cells, work).done
      return { ...base, ...asRead(landed), isJoined: false }
    }
    const running = this.flights.joinable(wanted.key)
    if (running) {
      statistics.joins++
      const landed = await this.flights.join(running)
      return { ...base, ...asRead(landed), isJoined: true }
    }
    if (this.flights.isFenced(wanted.key)) statistics.joinsFenced++
    if (cause) statistics.miss(cause)
    const landed = await this.#start(wanted, load).done
    if (landed.tier === 'shared') statistics.hitsShared++
    // Another node's entry may be within its grace by now: it is served once, and loaded anew behind.
    const isStale = landed.tier === 'shared' && landed.kept.softUntil <= this.#clock.now()
    if (isStale) void this.renew(wanted, load)
    return { ...base, ...asRead(landed), isStale, isJoined: false }
  }

  #start(wanted: Wanted, load: Load, freshAfter = -Infinity): Flight<Landed> {
    const { statistics } = this.memory.queue(wanted.org, this.#now)
    const told = counted(load, statistics, this.#clock)
    const flight = this.flights.start(wanted.key, cellsOf(this.floors, wanted), async (signal) => {
      // One turn later the flight is known here, as it must be before it takes off.
      await Promise.resolve()
      const takeOff = () => this.flights.takeOff(wanted.key, flight)
      return this.loading.run(wanted, told, signal, { ...anyTerms, freshAfter, takeOff })
    })
    return flight
  }

  #check(kept: Kept): Entry | undefined {
    if (!isCertain(kept, this.floors.trustFrom)) return undefined
    kept.checked = this.floors.stamp
    this.#served(kept)
    return kept
  }

  // What is told once a stamp; `hits` alone is told each time.
  #served(kept: Kept): void {
    kept.hits++
    this.#hot.add(kept.cells, this.#now)
    if (kept.statistics) kept.statistics.readAt = this.#now
    countHits(kept)
  }
}

const asRead = ({ kept, tier, isStored }: Landed) => ({ entry: kept, tier, isStored })

const nothing = { entry: null, isUnverified: false } as const

interface Held {
  readonly entry: Kept | null
  readonly cause: Reading['cause']
  readonly isUnverified: boolean
}
