/**
 * Who is asking: the verified caller and the orgs it belongs to. Built from a session or a program's key, never
 * from request input.
 */
import type { OrgId, UserId } from '../engine/types.ts'

/** Rank in one org; each may do all that the later ones may: owner > director > scorekeeper > viewer. */
export type Role = 'owner' | 'director' | 'scorekeeper' | 'viewer'

/** What a key may do, each also what those before it may: as a viewer, a scorekeeper, a director. */
export const scopes = ['read', 'score', 'manage'] as const
export type Scope = (typeof scopes)[number]

/** How many requests an hour a key has. */
export const tiers = ['free', 'pro', 'enterprise'] as const
export type Tier = (typeof tiers)[number]

/** What a program's key was given. */
export interface KeyGrant {
  readonly scope: Scope
  readonly tier: Tier
}

/** One org of a caller. */
export interface Membership {
  readonly orgId: OrgId
  readonly slug: string
  readonly name: string
  readonly role: Role
}

/** A caller whose token was checked at most `limits.principalCacheMs` ago. `orgs` is in order of slug. */
export interface Principal {
  /** Of an API key: the id of the key, which is no account's. What is written down by it names no user. */
  readonly userId: UserId
  /** The caller is a program with a key of its one org. */
  readonly key?: KeyGrant
  readonly name: string
  readonly email: string
  /** Sees operations data, not tournaments. */
  readonly isPlatformAdmin: boolean
  readonly sessionId: string
  /** When the access token ends, were it used until then. */
  readonly expiresAt: Date
  readonly orgs: readonly Membership[]
}
