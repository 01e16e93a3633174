/**
 * The values the engine speaks of: ids, entities and the state of one tournament.
 * Everything is plain, immutable data; times are ISO 8601 UTC strings that come with commands.
 * Points are half points, money is cents: no float ever decides an order.
 */

import type { MatchId, PlayerId, StageId, TableId, TournamentId, UserId, VenueId } from './entity-ids.ts'
import type { Instant } from './instants.ts'
import type { Payouts } from './payouts.ts'
import type { StageOptions } from './stage-options.ts'

export type { MatchId, OrgId, PlayerId, StageId, TableId, TournamentId, UserId, VenueId } from './entity-ids.ts'
export type { Instant } from './instants.ts'
export type {
  ChipLivesOptions,
  ChipPointsOptions,
  Criterion,
  CutOption,
  GroupsOption,
  PointsRule,
  RaceScoring,
  RankSource,
  Scoring,
  StageOptions,
  StageSource,
  StartChips,
} from './stage-options.ts'

/** `a` is the first slot of a match. */
export type Side = 'a' | 'b'

/** What a director chooses; those that can be played are in `formats.ts`. */
export type TournamentType =
  'single_elimination' | 'double_elimination' | 'round_robin' | 'swiss' | 'chip_lives' | 'chip_points' | 'multi_stage'
/** How one stage is played. */
export type StageType = Exclude<TournamentType, 'multi_stage'>

/** Its moves are in `machines.ts`. */
export type TournamentStatus = 'draft' | 'registration' | 'check_in' | 'active' | 'paused' | 'completed' | 'cancelled'
/** Its moves are in `machines.ts`. */
export type StageStatus = 'planned' | 'drawn' | 'active' | 'completed' | 'skipped'
/** Its moves are in `machines.ts`; `finished`: won his last match, `eliminated`: lost it. */
export type PlayerStatus =
  | 'waitlisted'
  | 'registered'
  | 'checked_in'
  | 'active'
  | 'eliminated'
  | 'finished'
  | 'no_show'
  | 'withdrawn'
  | 'disqualified'
/** Its moves are in `machines.ts`; `void`: never played, because a player is missing for good. */
export type MatchState = 'locked' | 'ready' | 'assigned' | 'active' | 'paused' | 'completed' | 'void'
/** How a match ended; a forfeit is a result, not a state. */
export type ResultKind = 'played' | 'walkover' | 'retired' | 'disqualified' | 'double_forfeit' | 'bye'
/** `W`, `L`, `GF`, `3P`, `P` (plate), `F` (after a cut or re-entry). Else a group's letter, `C` for chips. */
export type Bracket = string
/** `unlisted`: found by its link only. */
export type Visibility = 'public' | 'unlisted' | 'private'

/** What a chip stage knows beyond its matches. */
export interface ChipBoard {
  /** Players who wait for a match, the next one first. */
  readonly queue: readonly PlayerId[]
  /** Chips handed out: at the start, and added or taken since by the director and by buy-backs. */
  readonly given: Readonly<Record<PlayerId, { readonly start: number; readonly more: number }>>
  /** Those without chips and those who left, in the order in which they went; together if at once. */
  readonly out: readonly (readonly PlayerId[])[]
  /** `chip_points`: the order in which lots decide. */
  readonly lots?: readonly PlayerId[]
}

/** The tournament itself, without what is in it. */
export interface Tournament {
  readonly id: TournamentId
  readonly name: string
  readonly description: string | null
  readonly type: TournamentType
  readonly gameType: string
  readonly status: TournamentStatus
  readonly visibility: Visibility
  readonly maxParticipants: number | null
  readonly venueId: VenueId | null
  readonly startDate: Instant | null
  readonly endDate: Instant | null
  readonly startedAt: Instant | null
  readonly completedAt: Instant | null
  readonly deletedAt: Instant | null
  /** Check-in must be opened and closed before the start; off by default. */
  readonly checkIn: boolean
  /** True from the close of check-in on: the draw may be made, nobody joins any more. */
  readonly checkInClosed: boolean
  /** Minutes between two matches of a player; absent: none. */
  readonly minRest?: number
}

/** One part of a tournament, drawn and played by one format. */
export interface Stage {
  readonly id: StageId
  /** 1-based. */
  readonly number: number
  readonly type: StageType
  readonly name: string
  readonly status: StageStatus
  readonly options: StageOptions
  /** Players in seed order, seed 1 first; empty until drawn. */
  readonly order: readonly PlayerId[]
  /** Drawn chip stages only. */
  readonly chips?: ChipBoard
  /** With re-entry: losers of round 1 who come in again. */
  readonly reentered?: readonly PlayerId[]
  /** With re-entry: who was drawn for the rounds after the first, in seed order; absent before that draw. */
  readonly field?: readonly PlayerId[]
  /** Seed of its lots, where a late entry draws them again. */
  readonly drawSeed?: number
  /** Lots drawn between tied players, best first; of several lists the last one that holds all of them counts. */
  readonly lots?: readonly (readonly PlayerId[])[]
}

/** One who is registered, in whatever state. */
export interface Player {
  readonly id: PlayerId
  readonly name: string
  readonly userId: UserId | null
  readonly club: string | null
  readonly rating: number | null
  readonly skillLevel: string | null
  /** Wanted seed before the draw, real seed after it. */
  readonly seed: number | null
  /** The seed asked for before the draw; an undraw gives it back. */
  readonly wantedSeed: number | null
  readonly status: PlayerStatus
  /** Entered by the director, for tables that ask for it; more is better, absent is 0. */
  readonly conduct?: number
  /** Chips in hand; drawn chip stages only. */
  readonly chips?: number
  /** Standard competition ranking (1, 2, 3, 3, 5); null while undecided. */
  readonly place: number | null
  readonly registeredAt: Instant
  readonly checkedInAt: Instant | null
  /** True of a disqualified player behind whom all move up: he is last of all. */
  readonly moveUp?: boolean
}

/** Where the player of a slot comes from; `queue`: the order of waiting in a chip stage; a `bye` never holds one. */
export type SlotSource =
  | { readonly kind: 'seed'; readonly seed: number }
  | { readonly kind: 'winner' | 'loser'; readonly match: MatchId }
  | { readonly kind: 'reseed'; readonly round: number }
  | { readonly kind: 'queue' }
  | { readonly kind: 'bye' }

/** One of the two places of a match. */
export interface Slot {
  readonly source: SlotSource
  readonly player: PlayerId | null
  /** True once it is certain that nobody will ever come: a bye, or the loser of a match that was none. */
  readonly dead: boolean
}

/** Where the winner or loser of a match goes next. */
export interface Target {
  readonly match: MatchId
  readonly slot: Side
}

/** How a completed match ended. */
export interface Result {
  readonly kind: ResultKind
  /** Null for a double forfeit and for a draw, which is `played`. */
  readonly winner: Side | null
}

/** One game of the bracket that can be played; a pair with a bye is none. */
export interface Match {
  readonly id: MatchId
  /** `W2.1`, `L3.2`, `GF1`, `GF2`, `3P`. */
  readonly ref: string
  /** Running number for people, 1-based, in bracket order. */
  readonly number: number
  readonly stage: number
  readonly bracket: Bracket
  readonly round: number
  /** 1-based inside the round. */
  readonly position: number
  readonly state: MatchState
  readonly slots: readonly [Slot, Slot]
  /** Racks each side needs; null with open scoring. */
  readonly races: readonly [number, number] | null
  /** Of a race won by two: the racks that win it whatever the lead. */
  readonly cap?: number
  /** Racks on the wire before the first; absent: none. */
  readonly start?: readonly [number, number]
  /** The race before the ratings of its players made it another one. */
  readonly plainRaces?: readonly [number, number]
  /** True of a race set by the director: ratings leave it alone. */
  readonly isRaceSet?: true
  readonly scores: readonly [number, number]
  /** Winners of the racks in order, undone ones removed: `aab`. Empty with open scoring. */
  readonly racks: string
  readonly result: Result | null
  readonly table: TableId | null
  /** True for a match that the stream is to show. */
  readonly stream?: boolean
  readonly calledAt: Instant | null
  readonly readyAt: Instant | null
  readonly startedAt: Instant | null
  /** `play`: its first rack or result started it, so taking that back makes it ready again. */
  readonly startedBy: 'start' | 'play' | null
  readonly completedAt: Instant | null
  readonly winnerTo: Target | null
  readonly loserTo: Target | null
}

/** A table as far as this tournament uses it. */
export interface Table {
  readonly id: TableId
  readonly label: string
  readonly stream: boolean
  /** "In use" is never stored: it is the match that holds the table. */
  readonly status: 'available' | 'blocked'
  readonly reason: string | null
  readonly blockAfter: boolean
}

/**
 * One tournament at one version. `fold` is the only way to build it.
 * Arrays are in a fixed order (players by registration, matches by bracket); the maps hold their indexes.
 */
export interface State {
  /** Version of the rules of play, frozen at creation. */
  readonly rules: 1
  readonly version: number
  readonly tournament: Tournament
  readonly stages: readonly Stage[]
  readonly players: readonly Player[]
  readonly matches: readonly Match[]
  readonly tables: readonly Table[]
  /** Absent until somebody speaks of money. */
  readonly payouts?: Payouts<PlayerId>
  readonly playerIndex: ReadonlyMap<PlayerId, number>
  readonly matchIndex: ReadonlyMap<MatchId, number>
  readonly tableIndex: ReadonlyMap<TableId, number>
}
