/**
 * Entries: ready-made bytes that are true statements about versions, and the integer compare that admits them.
 * `versions[i]` belongs to `cells[i]`. Immutable once made, but for the marks of the queue that holds it.
 */
import type { OrgId } from '../engine/types.ts'
import type { Bodies } from './bodies.ts'
import type { Cell } from './floors.ts'
import type { Key, Tag } from './keys.ts'
import type { Policy } from './policies.ts'
import type { OrgStatistics } from './statistics.ts'

/** What is wanted of the cache: a key, who owns it, how long it keeps and what it depends on. */
export interface Wanted {
  readonly key: Key
  readonly org: OrgId
  readonly policy: Policy
  /** What raises a floor under it; `version` is that of the first. Those of org and category come by themselves. */
  readonly tags: readonly [Tag, ...Tag[]]
}

/** What a loader brings: bytes, and for each tag the version they are true at, read in the same snapshot. */
export interface Loaded {
  readonly status?: 200 | 404
  readonly body: Bodies
  readonly versions: readonly (readonly [tag: Tag, version: number])[]
  /** Of the first tag that was wanted: versions of another epoch cannot be compared. */
  readonly epoch?: string
  /** What the entity tag is made of, if it is not the version; see http.md. */
  readonly etagBase?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Replaces the policy of the request, for what only the data can tell (a tournament that is over). */
  readonly policy?: Policy
}

/** Bytes that may be served while every version stands at or above its floor. */
export interface Entry {
  readonly key: Key
  readonly org: OrgId
  readonly status: 200 | 404
  /** Of the first tag that was wanted. */
  readonly version: number
  readonly epoch: string
  readonly versions: readonly number[]
  readonly cells: readonly Cell[]
  readonly bodies: Bodies
  readonly etagBase: string
  readonly headers: Readonly<Record<string, string>>
  /** Milliseconds of the cache's clock. */
  readonly bornAt: number
  readonly softUntil: number
  readonly hardUntil: number
}

/** Bytes of bookkeeping for one entry: the record, its cell and its places in maps. The bench of cache bytes tells. */
export const entryOverheadBytes = 1250
/** The same for each coding that is kept beside the bytes. */
export const codingOverheadBytes = 620

/** The entry as the memory holds it, with its place in the queue of its org. */
export class Kept implements Entry {
  readonly key: Key
  readonly org: OrgId
  readonly status: 200 | 404
  readonly version: number
  readonly epoch: string
  readonly versions: readonly number[]
  readonly cells: readonly Cell[]
  readonly bodies: Bodies
  readonly etagBase: string
  readonly headers: Readonly<Record<string, string>>
  readonly bornAt: number
  readonly softUntil: number
  readonly hardUntil: number
  readonly isShared: boolean
  /** Times it was served from memory; the one thing that a hit writes. */
  hits = 0
  /** `hits` when the hand of the queue last passed, and when they were last counted for the org. */
  hitsAtHand = 0
  hitsCounted = 0
  /** Stamp of the floors at which it was last found servable. */
  checked = -1
  /** Counters of the org. */
  statistics: OrgStatistics | null = null
  /** Neighbours in the queue, set by the memory alone. */
  newer: Kept | null = null
  older: Kept | null = null
  /** What the memory counted for it. */
  cost = 0

  constructor(wanted: Pick<Wanted, 'key' | 'org' | 'policy'>, loaded: Loaded, marks: Marks) {
    this.key = wanted.key
    this.org = wanted.org
    this.status = loaded.status ?? 200
    this.version = marks.versions[0] ?? 0
    this.epoch = loaded.epoch ?? ''
    this.versions = marks.versions
    this.cells = marks.cells
    this.bodies = loaded.body
    this.etagBase = loaded.etagBase ?? ''
    this.headers = loaded.headers ?? noHeaders
    this.bornAt = marks.bornAt
    this.softUntil = marks.softUntil
    this.hardUntil = marks.hardUntil
    this.isShared = wanted.policy.isShared
  }
}

const noHeaders: Readonly<Record<string, string>> = Object.freeze({})

/** What the cache adds to what was loaded. */
export interface Marks {
  readonly versions: readonly number[]
  readonly cells: readonly Cell[]
  readonly bornAt: number
  readonly softUntil: number
  readonly hardUntil: number
}

/** True if nothing known says that the entry is old. At most six integer compares; the hot path. */
export function isAbove(entry: Entry): boolean {
  const { cells, versions } = entry
  for (let i = 0; i < cells.length; i++) {
    // Both arrays have the same length; reading past them would compare with undefined and refuse.
    if (!((versions[i] as number) >= (cells[i] as Cell).floor)) return false
  }
  return true
}

/** `isAbove`, and every floor of it was confirmed at or after a moment: it may be served without asking anybody. */
export function isCertain({ cells, versions }: Entry, trustFrom: number): boolean {
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i] as Cell
    if (!((versions[i] as number) >= cell.floor) || cell.verifiedAt < trustFrom) return false
  }
  return true
}

/** `isAbove` for the tags that were not named with the wish: those that were named have been judged by the join. */
export function isAboveBeyond(wanted: Wanted, { cells, versions }: Entry): boolean {
  return cells.every(({ tag, floor }, i) => wanted.tags.includes(tag) || (versions[i] ?? 0) >= floor)
}

/** Bytes that an entry costs whoever keeps it. */
export function costOf(entry: Entry): number {
  const coded = entry.bodies.ready('zstd') === undefined ? 0 : codingOverheadBytes
  return entry.bodies.size + 2 * entry.key.length + entryOverheadBytes + coded
}
