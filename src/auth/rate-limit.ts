/**
 * Rate limits of one node: GCRA (the leaky bucket as one timestamp per key), three profiles, bounded memory.
 * What several nodes count together is shared-limit.ts, which falls back on this one.
 * Invariant: at no moment has a key been given more than `burst` plus what its rate allows since.
 * Invariant: memory is bounded; a forgotten key is the one that was idle longest.
 */
import { isIPv6 } from 'node:net'
import { AppError } from '../errors.ts'
import type { Principal, Tier } from './principal.ts'

/** What is limited, and by which key: a user id, an API key's id by its tier, an account's e-mail, and addresses. */
export type RateClass = 'api' | `key_${Tier}` | 'public_address' | 'login_account' | 'login_address' | 'connect'
export type RateProfile = 'open' | 'standard' | 'strict'

/** How much of a class one key may have. */
export interface Rate {
  readonly limit: number
  readonly windowS: number
  readonly burst: number
  /** As the header field of the IETF draft has it. */
  readonly policy: string
}

const per = (windowS: number, limit: number, burst = limit): Rate => ({
  limit,
  windowS,
  burst,
  policy: `"default";q=${limit};w=${windowS}`,
})

const keysPerHour = {
  key_free: per(3600, 100),
  key_pro: per(3600, 1000),
  key_enterprise: per(3600, 10_000),
}

const rates: Readonly<Record<RateProfile, Readonly<Record<RateClass, Rate>>>> = {
  strict: {
    api: per(60, 100),
    ...keysPerHour,
    public_address: per(60, 300),
    login_account: per(60, 5),
    login_address: per(60, 20),
    connect: per(60, 10),
  },
  standard: {
    api: per(60, 1200, 200),
    ...keysPerHour,
    // A hall of 300 players shares one address, and only what must be loaded is counted.
    public_address: per(60, 6000, 1000),
    login_account: per(60, 10),
    login_address: per(60, 60),
    // A hall of 300 players shares one address.
    connect: per(1, 20, 500),
  },
  open: {
    api: per(60, 600_000),
    key_free: per(3600, 100_000),
    key_pro: per(3600, 1_000_000),
    key_enterprise: per(3600, 10_000_000),
    public_address: per(60, 600_000),
    login_account: per(60, 6000),
    login_address: per(60, 6000),
    connect: per(1, 2000),
  },
}

/** What became of one request. Seconds are rounded up. */
export interface RateDecision {
  readonly isAllowed: boolean
  readonly limit: number
  readonly windowS: number
  /** `RateLimit-Policy`. */
  readonly policy: string
  /** How many more would pass at this moment. */
  readonly remaining: number
  /** Seconds until the full burst is there again. */
  readonly resetS: number
  /** Seconds until the same request would pass; 0 if it just did. */
  readonly retryAfterS: number
}

/** What the house counts requests by; a promise only where other nodes have a say and must be asked. */
export interface RateLimiter {
  /** Counts one request of `cost` units. O(1). A refused one costs nothing. */
  take(kind: RateClass, key: string, cost?: number): RateDecision | Promise<RateDecision>
  /** As `take`, and throws, or rejects with, `rate_limited` with Retry-After when refused. */
  require(kind: RateClass, key: string, cost?: number): RateDecision | Promise<RateDecision>
  /** As `take`, of this node alone and without waiting. */
  takeHere(kind: RateClass, key: string, cost?: number): RateDecision
  /** Keys remembered, for the metrics. */
  size(): number
}

/** The limits of one node. */
export interface LocalLimiter extends RateLimiter {
  take(kind: RateClass, key: string, cost?: number, share?: Share): RateDecision
  require(kind: RateClass, key: string, cost?: number): RateDecision
}

/** What this node may give on its own account while it cannot ask the others. */
interface Share {
  /** Nodes that give at the same time; each gives its part. */
  readonly nodes: number
  /** What the bucket held when the others were last heard, in milliseconds from now. */
  readonly heldMs: number
}

const alone: Share = { nodes: 1, heldMs: 0 }

/** The rate of a class in a profile. */
export function rateOf(profile: RateProfile, kind: RateClass): Rate {
  return rates[profile][kind]
}

interface Options {
  readonly profile: RateProfile
  readonly now: () => number
  /** Keys remembered per class. */
  readonly keysMax?: number
}

/** `now` is in milliseconds. */
export function createRateLimiter({ profile, now, keysMax = 50_000 }: Options): LocalLimiter {
  const table = rates[profile]
  // Per key the "theoretical arrival time": when the bucket is empty again. Map order is order of last use.
  const books: Readonly<Record<RateClass, Map<string, number>>> = {
    api: new Map(),
    key_free: new Map(),
    key_pro: new Map(),
    key_enterprise: new Map(),
    public_address: new Map(),
    login_account: new Map(),
    login_address: new Map(),
    connect: new Map(),
  }

  function take(kind: RateClass, key: string, cost = 1, { nodes, heldMs } = alone): RateDecision {
    const { limit, windowS, policy } = table[kind]
    const at = now()
    const stepMs = (windowS * 1000 * nodes) / limit
    const burst = Math.max(1, table[kind].burst / nodes)
    const book = books[kind]
    // The upper bound matters only when the clock was set back: nobody waits longer than for one full burst.
    const owed = Math.min(Math.max(book.get(key) ?? at, at + heldMs), at + burst * stepMs)
    const next = owed + stepMs * cost
    const spareMs = burst * stepMs - (next - at)
    // Half a millionth of a step: floating sums of steps must not refuse the last one of a burst.
    const isAllowed = spareMs >= -stepMs * 5e-7
    const due = isAllowed ? next : owed
    book.delete(key)
    book.set(key, due)
    forget(book, at)
    return {
      isAllowed,
      limit,
      windowS,
      policy,
      remaining: Math.max(0, Math.floor((burst * stepMs - (due - at)) / stepMs + 1e-6)),
      resetS: Math.ceil((due - at) / 1000),
      retryAfterS: isAllowed ? 0 : Math.max(1, Math.ceil(-spareMs / 1000)),
    }
  }

  // A key whose time has passed is equal to an absent one. Two looks per request keep the map near its live size.
  function forget(book: Map<string, number>, at: number): void {
    for (let looks = 0; looks < 2; looks++) {
      const [oldest] = book
      if (oldest === undefined || (oldest[1] > at && book.size <= keysMax)) return
      book.delete(oldest[0])
    }
  }

  return {
    take,
    require(kind, key, cost) {
      const decision = take(kind, key, cost)
      if (!decision.isAllowed) throw rateLimited(decision)
      return decision
    },
    takeHere: take,
    size: () => Object.values(books).reduce((sum, book) => sum + book.size, 0),
  }
}

/** Header fields of the IETF draft, for every answer of a limited route (added at send time, never stored). */
export function rateHeaders(decision: RateDecision): Record<string, string> {
  return { 'ratelimit-policy': decision.policy, ratelimit: rateText(decision) }
}

/** `RateLimit`: what is left at this moment. */
export function rateText({ remaining, resetS }: RateDecision): string {
  return `"default";r=${remaining};t=${resetS}`
}

/** The refusal that belongs to a decision. */
export function rateLimited(decision: RateDecision): AppError {
  const wait = String(decision.retryAfterS)
  return new AppError('rate_limited', `too many requests; try again in ${wait} s`, {
    headers: { 'retry-after': wait, ...rateHeaders(decision) },
  })
}

/** What a known caller's requests count against. */
export function allowanceOf({ userId, key }: Principal): readonly [kind: RateClass, key: string] {
  return [key === undefined ? 'api' : `key_${key.tier}`, userId]
}

/** Key of a network address: IPv4 whole, IPv6 by its /48, since one customer commands that many. */
export function addressKey(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped) return mapped
  if (!isIPv6(address)) return address
  const [head = '', tail = ''] = (address.split('%')[0] ?? '').toLowerCase().split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === '' ? [] : tail.split(':')
  const middle = address.includes('::') ? Math.max(0, 8 - left.length - right.length) : 0
  const groups = [...left, ...Array<string>(middle).fill('0'), ...right]
  return `${groups
    .slice(0, 3)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/48`
}
