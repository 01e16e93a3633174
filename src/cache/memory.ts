/**
 * The node's own memory: one SIEVE queue for each org under one budget of bytes.
 * SIEVE keeps insertion order and a mark: a hit sets the mark and moves nothing; the hand walks from old to new, takes
 * marks away and evicts the first entry without one. On traffic with scans it keeps more hits than LRU.
 * Invariant: an org below its share is never evicted for another.
 */
import type { OrgId } from '../engine/types.ts'
import { codingOverheadBytes, costOf, type Kept } from './entry.ts'
import type { Floors } from './floors.ts'
import type { Key } from './keys.ts'
import { OrgStatistics } from './statistics.ts'

/** An org counts as active for so long after its last read. */
const activeMs = 600_000
const entryBytesMax = 1024 * 1024
/** Parts of an org's share that 404s may take. */
const negativePart = 0.02
const orgsMax = 10_000

/** Entries of one org, oldest last. */
export class Queue {
  readonly org: OrgId
  readonly statistics = new OrgStatistics()
  newest: Kept | null = null
  oldest: Kept | null = null
  hand: Kept | null = null
  bytes = 0
  negativeBytes = 0
  entries = 0

  constructor(org: OrgId) {
    this.org = org
  }
}

/** Entries of a node within a budget that may change while it runs. */
export class Memory {
  bytesMax: number
  readonly #floors: Floors
  readonly #entries = new Map<Key, Kept>()
  readonly #queues = new Map<OrgId, Queue>()
  #bytes = 0
  #now = 0
  #active = 1
  #activeCountedAt = -Infinity
  /** The org furthest above its share, and how far the next one is. */
  #worst: Queue | null = null
  #runnerUp = -Infinity

  constructor(floors: Floors, bytesMax: number) {
    this.#floors = floors
    this.bytesMax = bytesMax
  }

  get bytes(): number {
    return this.#bytes
  }

  get size(): number {
    return this.#entries.size
  }

  get(key: Key): Kept | undefined {
    return this.#entries.get(key)
  }

  /** Each org's queue, its hits counted up to now. O(entries), for operators. */
  queues(): IterableIterator<Queue> {
    for (const kept of this.#entries.values()) countHits(kept)
    return this.#queues.values()
  }

  /** Everything that is held, in no order. */
  entries(): IterableIterator<Kept> {
    return this.#entries.values()
  }

  /** The queue of an org that is being read or written now. */
  queue(org: OrgId, now: number): Queue {
    this.#now = now
    let queue = this.#queues.get(org)
    if (!queue) {
      this.#trimQueues()
      this.#queues.set(org, (queue = new Queue(org)))
    }
    queue.statistics.readAt = now
    return queue
  }

  /** Keeps an entry in place of what the key had; false if it is too large, or one 404 too many. */
  put(kept: Kept, now: number): boolean {
    const queue = this.queue(kept.org, now)
    const old = this.#entries.get(kept.key)
    if (old) this.drop(old)
    kept.cost = costOf(kept)
    if (kept.cost > Math.min(entryBytesMax, this.bytesMax)) return false
    if (kept.status === 404 && queue.negativeBytes + kept.cost > negativePart * this.#share()) return false
    this.#entries.set(kept.key, kept)
    this.#floors.hold(kept.cells)
    kept.bodies.onGrow = (bytes) => this.#grow(kept, bytes)
    kept.statistics = queue.statistics
    this.#count(queue, kept, kept.cost)
    // Room is made before the entry joins the queue, or it would go at once where all others are marked.
    this.trim()
    link(queue, kept)
    this.trim()
    return true
  }

  drop(kept: Kept): void {
    const queue = this.#queues.get(kept.org)
    if (this.#entries.get(kept.key) !== kept || !queue) return
    this.#entries.delete(kept.key)
    this.#floors.release(kept.cells)
    kept.bodies.onGrow = null
    countHits(kept)
    unlink(queue, kept)
    this.#count(queue, kept, -kept.cost)
  }

  /** Evicts until the budget holds. */
  trim(): void {
    while (this.#bytes > this.bytesMax) {
      const queue = this.#furthest()
      const victim = queue && sieve(queue)
      if (!victim) return
      queue.statistics.evictions++
      this.drop(victim)
    }
  }

  // A body codes itself on demand; what that adds is counted when it is there.
  #grow(kept: Kept, grown: number): void {
    const bytes = grown + codingOverheadBytes
    const queue = this.#queues.get(kept.org)
    if (!queue) return
    kept.cost += bytes
    this.#count(queue, kept, bytes, 0)
    this.trim()
  }

  #count(queue: Queue, kept: Kept, bytes: number, entries = Math.sign(bytes)): void {
    this.#bytes += bytes
    queue.bytes += bytes
    queue.entries += entries
    if (kept.status === 404) queue.negativeBytes += bytes
    const excess = this.#excess(queue)
    if (!this.#worst || queue === this.#worst) return
    if (excess > this.#excess(this.#worst)) {
      this.#runnerUp = this.#excess(this.#worst)
      this.#worst = queue
    } else if (excess > this.#runnerUp) this.#runnerUp = excess
  }

  #share(): number {
    if (this.#now - this.#activeCountedAt >= 1000) {
      this.#activeCountedAt = this.#now
      let active = 0
      for (const queue of this.#queues.values()) if (this.#isActive(queue)) active++
      if (active !== this.#active) this.#worst = null
      this.#active = Math.max(1, active)
    }
    return this.bytesMax / this.#active
  }

  #isActive(queue: Queue): boolean {
    return queue.statistics.readAt >= this.#now - activeMs
  }

  // An org that nobody reads has no share: its bytes go before those of the living.
  #excess(queue: Queue): number {
    return queue.bytes - (this.#isActive(queue) ? this.#share() : 0)
  }

  #furthest(): Queue | null {
    if (this.#worst && this.#worst.entries > 0 && this.#excess(this.#worst) >= this.#runnerUp) return this.#worst
    this.#worst = null
    this.#runnerUp = -Infinity
    let most = -Infinity
    for (const queue of this.#queues.values()) {
      if (queue.entries === 0) continue
      const excess = this.#excess(queue)
      if (excess > most) {
        this.#runnerUp = most
        most = excess
        this.#worst = queue
      } else if (excess > this.#runnerUp) this.#runnerUp = excess
    }
    return this.#worst
  }

  #trimQueues(): void {
    if (this.#queues.size < orgsMax) return
    for (const [org, queue] of this.#queues) {
      if (this.#queues.size < orgsMax) return
      if (queue.entries === 0) this.#queues.delete(org)
    }
  }
}

/** Adds hits since the last count to the org's. */
export function countHits(kept: Kept): void {
  if (kept.statistics) kept.statistics.hitsMemory += kept.hits - kept.hitsCounted
  kept.hitsCounted = kept.hits
}

function link(queue: Queue, kept: Kept): void {
  kept.older = queue.newest
  kept.newer = null
  if (queue.newest) queue.newest.newer = kept
  else queue.oldest = kept
  queue.newest = kept
}

function unlink(queue: Queue, kept: Kept): void {
  if (queue.hand === kept) queue.hand = kept.newer
  if (kept.newer) kept.newer.older = kept.older
  else queue.newest = kept.older
  if (kept.older) kept.older.newer = kept.newer
  else queue.oldest = kept.newer
  kept.newer = null
  kept.older = null
}

/** The next entry to go; the hand stays where the walk ended. */
function sieve(queue: Queue): Kept | null {
  let kept = queue.hand ?? queue.oldest
  while (kept && kept.hits !== kept.hitsAtHand) {
    kept.hitsAtHand = kept.hits
    kept = kept.newer ?? queue.oldest
  }
  queue.hand = kept
  return kept
}
