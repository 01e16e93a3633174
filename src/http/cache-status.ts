/**
 * `Cache-Status` (RFC 9211) and `Server-Timing`: where an answer came from, and what took its time.
 * The key of an entry is never printed. Times are told only to those who may see them: they are an oracle for others.
 */
import type { Entry } from '../cache/cache.ts'
import type { Reading } from '../cache/contract.ts'

/** Where an answer came from. */
export type Source =
  | { readonly tier: 'L1' | 'L2'; readonly ttlS?: number }
  | {
      readonly forward: 'uri-miss' | 'stale' | 'bypass'
      readonly detail?: string
      readonly isStored?: boolean
      readonly isJoined?: boolean
      /** How old the bytes may be: said only where nobody could be asked. */
      readonly ageS?: number
    }

/** Computed for this request; the cache was not asked. */
export const bypassed: Source = { forward: 'bypass' }

/** From the memory of this node, for as long as the process lives. */
export const ofMemory: Source = { tier: 'L1' }

/** A hit in the memory of this node; how long it will be one is told in seconds, below 0 when it is past its time. */
export function hitOf(entry: Entry, tier: 'L1' | 'L2' = 'L1'): Source {
  return { tier, ttlS: Math.ceil((entry.softUntil - performance.now()) / 1000) }
}

/** What the cache says of a read, in the words of RFC 9211. */
export function sourceOf({ entry, tier, isStored, isJoined, isUnverified, cause }: Reading): Source {
  if (isUnverified) {
    const ageS = Math.round((performance.now() - entry.bornAt) / 1000)
    return { forward: 'stale', detail: 'unverified', ageS }
  }
  if (tier === 'memory') return hitOf(entry)
  if (tier === 'shared') return hitOf(entry, 'L2')
  if (cause === null || cause === 'cold') return { forward: 'uri-miss', isStored, isJoined }
  return { forward: 'stale', detail: cause, isStored, isJoined }
}

/** The header's one member. */
export function cacheStatus(source: Source): string {
  if ('tier' in source) {
    const ttl = source.ttlS === undefined ? '' : `; ttl=${source.ttlS}`
    return `railbird; hit${ttl}; detail=${source.tier}`
  }
  const { forward, detail, isStored, isJoined } = source
  const stored = isStored === true ? '; stored' : ''
  const joined = isJoined === true ? '; collapsed' : ''
  return `railbird; fwd=${forward}${stored}${joined}${detail === undefined ? '' : `; detail=${detail}`}`
}

/** How long it took to know the caller, in milliseconds. */
export interface Timing {
  readonly authMs: number
}

/** What the queries of a request came to. */
interface Work {
  readonly ms: number
  readonly queries: number
  readonly queryMs: number
  readonly waitMs: number
}

/** `auth;dur=0.2, cache;desc=L1, pool;dur=0.3, db;dur=3.1;desc="2 queries", total;dur=4.0`, as far as there was any. */
export function serverTiming(timing: Timing | undefined, source: Source | null, work: Work | undefined): string {
  // Put together by hand, because it stands on hits too: lists of parts cost more than the hit.
  let text = timing === undefined ? '' : `auth;dur=${tenths(timing.authMs)}`
  if (source !== null) text = joined(text, `cache;desc=${'tier' in source ? source.tier : source.forward}`)
  if (work === undefined) return text
  if (work.waitMs >= 0.05) text = joined(text, `pool;dur=${tenths(work.waitMs)}`)
  if (work.queries > 0) text = joined(text, `db;dur=${tenths(work.queryMs)};desc="${plural(work.queries)}"`)
  return joined(text, `total;dur=${tenths(work.ms)}`)
}

const joined = (text: string, part: string) => (text === '' ? part : `${text}, ${part}`)

/** As `toFixed(1)`, at a fraction of its cost. */
function tenths(ms: number): string {
  const rounded = Math.round(ms * 10)
  const rest = rounded % 10
  return `${(rounded - rest) / 10}.${rest}`
}

const plural = (queries: number) => (queries === 1 ? '1 query' : `${queries} queries`)
