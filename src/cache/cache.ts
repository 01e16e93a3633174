/**
 * Ready-made bytes that are true statements about one version of a tournament.
 * Invariant: an entry below its tournament's floor is never served.
 * A floor is good for one second without news (another node may write); after that the head is read once more.
 * Knows keys, versions and bytes; nothing of HTTP, SQL or play.
 */
import type { OrgId, TournamentId } from '../engine/types.ts'

/** A body at a version of its tournament, with the tournament's epoch. */
export interface Entry {
  readonly version: number
  readonly epoch: string
  /** The bytes. A Blob: Bun sends it without copying, where an array is copied for every answer. */
  readonly body: Blob
}

interface Cell {
  floor: number
  epoch: string
  verifiedAt: number
}

interface Kept extends Entry {
  readonly cell: Cell
}

interface Flight {
  readonly floorAtStart: number
  readonly done: Promise<Entry>
}

export interface CacheOptions {
  readonly bytesMax: number
  /** How long a floor is trusted without news from the head. */
  readonly trustMs: number
  /** Monotonic milliseconds. */
  readonly now: () => number
  /** The head of a living tournament of this org, or null. */
  readonly readHead: (org: OrgId, id: TournamentId) => Promise<{ version: number; epoch: string } | null>
}

/** One node's bytes with their floors. Bounded by `bytesMax`; the oldest entry goes first. */
export class Cache {
  readonly #options: CacheOptions
  readonly #entries = new Map<string, Kept>()
  readonly #cells = new Map<TournamentId, Cell>()
  readonly #flights = new Map<string, Flight>()
  #bytes = 0

  constructor(options: CacheOptions) {
    this.#options = options
  }

  /** The entry, if it may be served now without asking anybody. Synchronous: this is the hot path. */
  peek(key: string): Entry | undefined {
    const kept = this.#entries.get(key)
    if (!kept || !servable(kept) || !this.#isTrusted(kept.cell)) return undefined
    return kept
  }

  /**
   * Tells of a version seen anywhere: a commit of this node, the feed, a load. Lower ones are ignored, but for
   * another epoch: there versions begin anew, and every older entry falls.
   */
  raise(id: TournamentId, version: number, epoch?: string): void {
    const verifiedAt = this.#options.now()
    const cell = this.#cells.get(id)
    if (!cell) {
      this.#cells.set(id, { floor: version, epoch: epoch ?? '', verifiedAt })
      return
    }
    if (epoch !== undefined && cell.epoch !== epoch) Object.assign(cell, { epoch, floor: version })
    cell.floor = Math.max(cell.floor, version)
    cell.verifiedAt = verifiedAt
  }

  /**
   * The bytes of `key` at or above the tournament's floor; `load` runs at most once per key and floor at a time.
   * `load` must read version and data in one snapshot. Its errors reach every waiting caller and are not kept.
   */
  async read(key: string, org: OrgId, id: TournamentId, load: () => Promise<Entry>): Promise<Entry> {
    const hit = this.peek(key) ?? (this.#entries.has(key) ? await this.#verified(key, org, id) : undefined)
    if (hit) return hit
    const floor = this.#cells.get(id)?.floor ?? 0
    const running = this.#flights.get(key)
    if (running && running.floorAtStart >= floor) return running.done
    const flight: Flight = { floorAtStart: floor, done: load() }
    this.#flights.set(key, flight)
    try {
      const entry = await flight.done
      this.#store(key, id, entry)
      return entry
    } finally {
      if (this.#flights.get(key) === flight) this.#flights.delete(key)
    }
  }

  /** Entries and bytes held, for health and tests. */
  get size(): { entries: number; bytes: number } {
    return { entries: this.#entries.size, bytes: this.#bytes }
  }

  #isTrusted(cell: Cell): boolean {
    return this.#options.now() - cell.verifiedAt < this.#options.trustMs
  }

  async #verified(key: string, org: OrgId, id: TournamentId): Promise<Entry | undefined> {
    const kept = this.#entries.get(key)
    if (!kept || !servable(kept)) return undefined
    const head = await this.#options.readHead(org, id)
    if (!head) {
      this.#drop(key, kept)
      return undefined
    }
    this.raise(id, head.version, head.epoch)
    return servable(kept) ? kept : undefined
  }

  #store(key: string, id: TournamentId, entry: Entry): void {
    this.raise(id, entry.version, entry.epoch)
    const cell = this.#cells.get(id)
    if (!cell || entry.version < cell.floor || entry.epoch !== cell.epoch) return
    const old = this.#entries.get(key)
    if (old) this.#drop(key, old)
    this.#entries.set(key, { ...entry, cell })
    this.#bytes += cost(key, entry)
    for (const [oldest, kept] of this.#entries) {
      if (this.#bytes <= this.#options.bytesMax) break
      this.#drop(oldest, kept)
    }
  }

  #drop(key: string, entry: Entry): void {
    if (this.#entries.delete(key)) this.#bytes -= cost(key, entry)
  }
}

function servable(kept: Kept): boolean {
  return kept.version >= kept.cell.floor && kept.epoch === kept.cell.epoch
}

function cost(key: string, entry: Entry): number {
  return entry.body.size + 2 * key.length + 200
}
