/**
 * What a cache has come to, for those who run it: all orgs together, the busiest of them, and what is read most.
 * Walks through everything that is held, so it is for a person who looks now and then, not for a scraper.
 */
import type { OrgId } from '../engine/types.ts'
import type { Cache } from './cache.ts'
import type { Kept } from './entry.ts'
import type { Queue } from './memory.ts'

/** Counts since the node began. `hitRate` is the share of reads answered without a load, null before the first. */
export interface ReadFigures {
  readonly hits: { readonly memory: number; readonly shared: number; readonly stale: number }
  readonly misses: { readonly cold: number; readonly floor: number; readonly expired: number }
  readonly hitRate: number | null
  readonly entries: number
  readonly bytes: number
  readonly evictions: number
  /** Reads that shared another's load, and those that could have, had nothing changed meanwhile. */
  readonly joins: number
  readonly joinsFenced: number
  readonly loads: number
  readonly loadsFailed: number
  /** Milliseconds of all loads together. */
  readonly loadMs: number
}

/** One key that is held. Its name holds ids and hashes, never what somebody typed. */
export interface HotKey {
  readonly key: string
  readonly org: OrgId
  readonly hits: number
  readonly bytes: number
  readonly ageMs: number
}

export interface CacheFigures {
  readonly totals: ReadFigures
  readonly orgs: readonly (ReadFigures & { readonly org: OrgId })[]
  readonly hottest: readonly HotKey[]
}

/** Figures of a cache: at most `limit` orgs, those with most reads, and as many keys, those with most hits. */
export function figuresOf(cache: Cache, now: number, limit: number): CacheFigures {
  const orgs = [...cache.memory.queues()].map(orgFigures)
  const byReads = orgs.toSorted((a, b) => readsOf(b) - readsOf(a) || (a.org < b.org ? -1 : 1))
  const kept = [...cache.memory.entries()].toSorted((a, b) => b.hits - a.hits || (a.key < b.key ? -1 : 1))
  return {
    totals: orgs.reduce<ReadFigures>(sum, nothing),
    orgs: byReads.slice(0, limit),
    hottest: kept.slice(0, limit).map((one) => hotKey(one, now)),
  }
}

function orgFigures({ org, statistics, entries, bytes }: Queue): CacheFigures['orgs'][number] {
  const s = statistics
  return {
    org,
    hits: { memory: s.hitsMemory, shared: s.hitsShared, stale: s.hitsStale },
    misses: { cold: s.missesCold, floor: s.missesFloor, expired: s.missesExpired },
    hitRate: s.hitRate,
    entries,
    bytes,
    evictions: s.evictions,
    joins: s.joins,
    joinsFenced: s.joinsFenced,
    loads: s.loads,
    loadsFailed: s.loadsFailed,
    loadMs: s.loadMs,
  }
}

function hotKey({ key, org, hits, cost, bornAt }: Kept, now: number): HotKey {
  return { key, org, hits, bytes: cost, ageMs: Math.max(0, Math.round(now - bornAt)) }
}

const nothing: ReadFigures = {
  hits: { memory: 0, shared: 0, stale: 0 },
  misses: { cold: 0, floor: 0, expired: 0 },
  hitRate: null,
  entries: 0,
  bytes: 0,
  evictions: 0,
  joins: 0,
  joinsFenced: 0,
  loads: 0,
  loadsFailed: 0,
  loadMs: 0,
}

function sum(a: ReadFigures, b: ReadFigures): ReadFigures {
  const hits = {
    memory: a.hits.memory + b.hits.memory,
    shared: a.hits.shared + b.hits.shared,
    stale: a.hits.stale + b.hits.stale,
  }
  const misses = {
    cold: a.misses.cold + b.misses.cold,
    floor: a.misses.floor + b.misses.floor,
    expired: a.misses.expired + b.misses.expired,
  }
  const reads = countOf(hits) + countOf(misses)
  return {
    hits,
    misses,
    hitRate: reads === 0 ? null : countOf(hits) / reads,
    entries: a.entries + b.entries,
    bytes: a.bytes + b.bytes,
    evictions: a.evictions + b.evictions,
    joins: a.joins + b.joins,
    joinsFenced: a.joinsFenced + b.joinsFenced,
    loads: a.loads + b.loads,
    loadsFailed: a.loadsFailed + b.loadsFailed,
    loadMs: a.loadMs + b.loadMs,
  }
}

const countOf = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((a, b) => a + b, 0)
const readsOf = ({ hits, misses }: ReadFigures) => countOf(hits) + countOf(misses)
