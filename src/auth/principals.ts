/**
 * The verified callers of the last second, so that a hot read costs no query for its token.
 * Invariant: what is remembered was read at most `ttlMs` ago, counted from before the query.
 * Invariant: after `forget` no answer that was read before it is given, not even one under way.
 * A caller is remembered with the names of its orgs, so a renamed org makes all of its members forgotten.
 */
import type { OrgId, UserId } from '../engine/types.ts'
import type { Principal } from './principal.ts'

/** Who a token belongs to. */
export interface Principals {
  /** Null: the token opens nothing. Concurrent calls for one token share one look-up. */
  of(token: string): Promise<Principal | null>
  /** The remembered caller without waiting; null means "ask `of`", not "unknown". */
  peek(token: string): Principal | null
  /** Lets go of everything known about a user. */
  forget(user: UserId): void
  /** Lets go of everybody who belongs to an org. O(callers remembered). */
  forgetOrg(org: OrgId): void
}

interface Options {
  readonly load: (token: string) => Promise<Principal | null>
  readonly now: () => number
  readonly ttlMs: number
  readonly entriesMax: number
}

interface Entry {
  readonly principal: Principal
  readonly readMs: number
}

export function createPrincipals({ load, now, ttlMs, entriesMax }: Options): Principals {
  const entries = new Map<string, Entry>()
  const flights = new Map<string, Promise<Principal | null>>()
  let epoch = 0

  function peek(token: string): Principal | null {
    const entry = entries.get(token)
    if (entry === undefined) return null
    const at = now()
    const isFresh = at - entry.readMs < ttlMs && at < entry.principal.expiresAt.getTime()
    if (isFresh) return entry.principal
    entries.delete(token)
    return null
  }

  async function read(token: string): Promise<Principal | null> {
    let readMs = now()
    let before = epoch
    let principal = await load(token)
    while (epoch !== before) {
      readMs = now()
      before = epoch
      principal = await load(token)
    }
    if (principal === null) return null
    entries.delete(token)
    entries.set(token, { principal, readMs })
    const [oldest] = entries
    if (oldest !== undefined && entries.size > entriesMax) entries.delete(oldest[0])
    return principal
  }

  function forgetAll(isMeant: (principal: Principal) => boolean): void {
    epoch++
    flights.clear()
    for (const [token, { principal }] of entries) if (isMeant(principal)) entries.delete(token)
  }

  return {
    peek,
    async of(token) {
      const known = peek(token) ?? flights.get(token)
      if (known !== undefined) return known
      const flight = read(token).finally(() => {
        if (flights.get(token) === flight) flights.delete(token)
      })
      flights.set(token, flight)
      return flight
    },
    forget: (user) => forgetAll(({ userId }) => userId === user),
    forgetOrg: (org) => forgetAll(({ orgs }) => orgs.some(({ orgId }) => orgId === org)),
  }
}
