/**
 * Who is asking: the verified caller and the orgs it belongs to. Built from a session only, never from request input.
 */
import type { OrgId, UserId } from '../engine/types.ts'

/** Rank in one org; each may do all that the later ones may: owner > director > scorekeeper > viewer. */
export type Role = 'owner' | 'director' | 'scorekeeper' | 'viewer'

/** One org of a caller. */
export interface Membership {
  readonly orgId: OrgId
  readonly slug: string
  readonly name: string
  readonly role: Role
}

/** A caller whose token was checked at most `limits.principalCacheMs` ago. `orgs` is in order of slug. */
export interface Principal {
  readonly userId: UserId
  readonly name: string
  readonly email: string
  /** Sees operations data, not tournaments. */
  readonly isPlatformAdmin: boolean
  readonly sessionId: string
  /** When the access token ends, were it used until then. */
  readonly expiresAt: Date
  readonly orgs: readonly Membership[]
}
