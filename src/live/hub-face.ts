/**
 * What connections need from the hub, so that neither has to import the other.
 */
import type { Principal } from '../auth/principal.ts'
import type { limits } from '../config.ts'
import type { OrgId, TournamentId } from '../engine/types.ts'
import type { Entry } from './access.ts'
import type { CloseCode, View } from './protocol.ts'
import type { Room } from './room.ts'
import type { RoomDeps } from './room-deps.ts'

/** Bounds of sockets and rooms; a part of `limits`. */
export type LiveLimits = Pick<
  typeof limits,
  | 'framesPer10s'
  | 'heartbeatMs'
  | 'helloMs'
  | 'lagMs'
  | 'roomsPerSocket'
  | 'socketFrameBytes'
  | 'socketQueue'
  | 'socketsPerUser'
  | 'subsPerMinute'
>

/** What the hub is built on: what its rooms need, and who may enter them. */
export interface HubDeps extends Omit<RoomDeps, 'onEdited' | 'onGone'> {
  readonly limits: { readonly [K in keyof LiveLimits]: number }
  /** The caller behind an access token; null if it opens nothing. */
  readonly authenticate: (token: string) => Promise<Principal | null>
  /** May this caller watch this view, and in which org does the room lie? */
  readonly openRoom: (principal: Principal | null, tournamentId: TournamentId, view: View) => Promise<Entry>
}

/** The hub as a connection sees it. */
export interface HubFace {
  readonly deps: HubDeps
  enter(principal: Principal | null, tournamentId: TournamentId, view: View): Promise<Entry>
  roomOf(orgId: OrgId, tournamentId: TournamentId): Room
  /** Counts a signed-in socket; false when the account has too many. */
  admits(connectionId: string, principal: Principal): boolean
  closing(code: CloseCode): void
  parted(connectionId: string): void
}
