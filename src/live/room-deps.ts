/**
 * What a room is built on.
 */
import type { OrgId, TournamentId } from '../engine/types.ts'
import type { Feed } from '../feed/feed.ts'
import type { Timers } from '../feed/timers.ts'
import type { Log } from '../log.ts'
import type { Snapshot } from './room-view.ts'

/** Switches for tests that prove each rule is needed; never set elsewhere. */
export interface RoomMutation {
  readonly skipJoinMerge?: boolean
  readonly skipPositionAssert?: boolean
  readonly skipRedaction?: boolean
}

export interface RoomDeps {
  readonly feed: Pick<Feed, 'watch'>
  readonly readSnapshot: (orgId: OrgId, tournamentId: TournamentId) => Promise<Snapshot>
  readonly log: Pick<Log, 'warn' | 'error'>
  readonly timers: Timers
  readonly limits: { readonly heartbeatMs: number }
  readonly failpoint?: ((name: 'mid_snapshot' | 'before_live') => void) | undefined
  /** The tournament was edited or deleted: rights may have changed. */
  readonly onEdited?: () => void
  /** The tournament does not exist any more. */
  readonly onGone?: () => void
  readonly mutation?: RoomMutation | undefined
}
