/**
 * Rows: the flat, keyed form of a state. The same rows are projected into tables, sent to viewers as snapshots
 * and ops, and hashed into the digest. A row never holds a null member: what is absent is left out.
 */
import type {
  Bracket,
  Instant,
  MatchId,
  MatchState,
  PlayerId,
  PlayerStatus,
  ResultKind,
  Side,
  StageId,
  StageOptions,
  StageStatus,
  StageType,
  TableId,
  TournamentId,
  TournamentStatus,
  TournamentType,
  UserId,
  VenueId,
  Visibility,
} from './types.ts'

/** Key `t`. */
export interface TournamentRow {
  readonly id: TournamentId
  readonly name: string
  readonly description?: string
  readonly type: TournamentType
  readonly gameType: string
  readonly status: TournamentStatus
  readonly visibility: Visibility
  readonly maxParticipants?: number
  readonly venueId?: VenueId
  readonly startDate?: Instant
  readonly endDate?: Instant
  readonly startedAt?: Instant
  readonly completedAt?: Instant
  readonly deletedAt?: Instant
  readonly checkIn: boolean
  /** Minutes between two matches of a player. */
  readonly minRest?: number
  /** Playable matches (byes and void ones left out) and how many of them are done. */
  readonly matches: number
  readonly done: number
}

/** Key `s`, by stage id. */
export interface StageRow {
  readonly id: StageId
  readonly number: number
  readonly type: StageType
  readonly name: string
  readonly status: StageStatus
  readonly options: StageOptions
  /** Players who wait for a match, the next one first; drawn chip stages only. */
  readonly queue?: readonly PlayerId[]
  /** Losers of round 1 who come in again; stages with re-entry only. */
  readonly reentered?: readonly PlayerId[]
}

/** Key `m`, by match id. */
export interface MatchRow {
  readonly id: MatchId
  readonly ref: string
  readonly number: number
  readonly stage: number
  readonly bracket: Bracket
  readonly round: number
  readonly position: number
  readonly state: MatchState
  readonly playerA?: PlayerId
  readonly playerB?: PlayerId
  /** Why a slot is empty, for people: `Winner of W1.3`, `Loser of W2.1`, `Bye`; absent when a player is there. */
  readonly labelA?: string
  readonly labelB?: string
  readonly raceA?: number
  readonly raceB?: number
  /** Of a race won by two: the racks that win it whatever the lead. */
  readonly cap?: number
  /** Racks on the wire before the first. */
  readonly startA?: number
  readonly startB?: number
  readonly scoreA: number
  readonly scoreB: number
  readonly racks?: string
  readonly winner?: Side
  readonly kind?: ResultKind
  readonly table?: TableId
  /** To be shown on the stream. */
  readonly stream?: boolean
  readonly calledAt?: Instant
  readonly readyAt?: Instant
  readonly startedAt?: Instant
  readonly completedAt?: Instant
  /** Targets as `<match id>:a`; absent at the end of a path. */
  readonly winnerTo?: string
  readonly loserTo?: string
}

/** Key `p`, by player id. */
export interface PlayerRow {
  readonly id: PlayerId
  readonly name: string
  readonly userId?: UserId
  readonly club?: string
  readonly rating?: number
  readonly skillLevel?: string
  readonly seed?: number
  readonly status: PlayerStatus
  readonly chips?: number
  readonly place?: number
  readonly conduct?: number
  readonly registeredAt: Instant
  readonly checkedInAt?: Instant
}

/** Key `tb`, by table id. */
export interface TableRow {
  readonly id: TableId
  readonly label: string
  readonly stream: boolean
  readonly status: 'available' | 'blocked'
  readonly reason?: string
  readonly blockAfter?: boolean
}

/** One line of a stage's standings, best first. `rank` is a standard competition ranking. */
export interface StandingRow {
  readonly rank: number
  readonly tied: boolean
  readonly player: PlayerId
  readonly place?: number
  /** Place in the plate, a list of its own. */
  readonly platePlace?: number
  readonly played: number
  readonly won: number
  readonly lost: number
  readonly racksFor: number
  readonly racksAgainst: number
  /** Letter of the group in a stage of several groups; ranks are those of the group. */
  readonly group?: string
  readonly drawn?: number
  readonly points?: number
  /** The value of each criterion of the stage's list beyond points, where it has one. */
  readonly tieBreaks?: readonly { readonly code: string; readonly value: number }[]
  /** The criterion that separated this player from the others; absent while he is tied. */
  readonly decidedBy?: string
  /** Known once the next stage is drawn. */
  readonly qualified?: boolean
  /** Chip stages: in hand, at the start, wins in a row up to now. */
  readonly chips?: number
  readonly startChips?: number
  readonly streak?: number
}

/** The whole of a tournament as keyed rows; standings by stage id. Same bytes as a room's snapshot. */
export interface Rows {
  readonly t: TournamentRow
  readonly s: Readonly<Record<string, StageRow>>
  readonly m: Readonly<Record<string, MatchRow>>
  readonly p: Readonly<Record<string, PlayerRow>>
  readonly tb: Readonly<Record<string, TableRow>>
  readonly st: Readonly<Record<string, readonly StandingRow[]>>
}

/** A partial row: absolute values of the fields that changed, `null` for a field that went away. */
export type Patch<Row> = { readonly [K in keyof Row]?: Row[K] | null }

/** Absolute, keyed changes between two states; `x` removes a row. Merging two lists is: the later field wins. */
export type Op =
  | readonly ['t', Patch<TournamentRow>]
  | readonly ['s', string, Patch<StageRow>]
  | readonly ['m', string, Patch<MatchRow>]
  | readonly ['p', string, Patch<PlayerRow>]
  | readonly ['tb', string, Patch<TableRow>]
  | readonly ['st', string, readonly StandingRow[]]
  | readonly ['x', 's' | 'm' | 'p' | 'tb' | 'st', string]
