/**
 * What a director can ask for: one command becomes exactly one event or is refused. Ids come with the command.
 */
import type { PayoutRules } from './payouts.ts'
import type { Busy } from './queue.ts'
import type {
  Instant,
  MatchId,
  PlayerId,
  Side,
  StageOptions,
  StageType,
  TableId,
  Tournament,
  TournamentId,
  TournamentType,
  UserId,
  VenueId,
  Visibility,
} from './types.ts'

/** A tournament to be created, with the plan of its stages. */
export interface NewTournament {
  readonly id: TournamentId
  readonly name: string
  readonly description: string | null
  readonly type: TournamentType
  readonly gameType: string
  readonly visibility: Visibility
  readonly maxParticipants: number | null
  readonly venueId: VenueId | null
  readonly startDate: Instant | null
  readonly endDate: Instant | null
  readonly checkIn: boolean
  /** Minutes between two matches of a player. */
  readonly minRest?: number
  readonly stages: readonly { readonly type: StageType; readonly name: string; readonly options: StageOptions }[]
}

/** One registration; `seed` is a wish until the draw. */
export interface NewPlayer {
  readonly id: PlayerId
  readonly name: string
  readonly userId: UserId | null
  readonly club: string | null
  readonly rating: number | null
  readonly skillLevel: string | null
  readonly seed: number | null
}

/** Fields a director may change; an absent field stays. Which state allows which is decided by `decide`. */
export type TournamentEdit = Partial<
  Pick<
    Tournament,
    | 'name'
    | 'description'
    | 'gameType'
    | 'visibility'
    | 'maxParticipants'
    | 'venueId'
    | 'startDate'
    | 'endDate'
    | 'checkIn'
    | 'minRest'
  >
> & { readonly options?: StageOptions }
/** Fields of a player that may change; an absent field stays. */
export type PlayerEdit = Partial<Pick<NewPlayer, 'name' | 'club' | 'rating' | 'skillLevel' | 'seed' | 'userId'>> & {
  readonly conduct?: number
}

/** What a correction puts in place of a result. */
export type CorrectedResult =
  | { readonly scoreA: number; readonly scoreB: number; readonly decider?: Side }
  | { readonly kind: 'walkover' | 'retired'; readonly winner: Side }
  | { readonly kind: 'double_forfeit'; readonly winner?: null }

/** What a director can do; one command becomes one event or is refused. */
export type Command =
  | { readonly type: 'tournament.create'; readonly tournament: NewTournament }
  | { readonly type: 'tournament.edit'; readonly edit: TournamentEdit }
  | {
      readonly type:
        | 'tournament.open'
        | 'tournament.open_checkin'
        | 'tournament.close_checkin'
        | 'tournament.start'
        | 'tournament.pause'
        | 'tournament.resume'
        | 'tournament.complete'
        | 'tournament.cancel'
        | 'tournament.delete'
    }
  | { readonly type: 'tournament.reopen'; readonly reason: string }
  | { readonly type: 'player.add'; readonly players: readonly NewPlayer[] }
  | { readonly type: 'player.edit'; readonly player: PlayerId; readonly edit: PlayerEdit }
  | { readonly type: 'player.check_in' | 'player.withdraw' | 'player.no_show'; readonly player: PlayerId }
  /** `moveUp`: those placed behind move up, and the player is last of all. */
  | { readonly type: 'player.disqualify'; readonly player: PlayerId; readonly moveUp?: boolean }
  /** Chips by hand: `chips` in all, until his first match; or `delta` more or fewer, at any time. */
  | {
      readonly type: 'player.adjust'
      readonly player: PlayerId
      readonly chips?: number
      readonly delta?: number
      readonly reason: string
    }
  | { readonly type: 'player.buy_back'; readonly player: PlayerId }
  /** A loser of round 1 comes in again, where the stage allows it. */
  | { readonly type: 'player.reenter'; readonly player: PlayerId }
  /** The next round of chip points, or with re-entry all rounds after the first. */
  | { readonly type: 'round.draw'; readonly stage: number }
  /** The finals after the rounds of chip points; a single elimination unless said otherwise. */
  | {
      readonly type: 'finals.apply'
      readonly stage: number
      readonly format?: 'single_elimination' | 'double_elimination'
    }
  /** `order`: players in seed order, for `manual` seeding; absent: by seed, then rating, then registration. */
  | { readonly type: 'stage.draw'; readonly stage: number; readonly order?: readonly PlayerId[] }
  | { readonly type: 'stage.undraw'; readonly stage: number }
  /** Lots between the players named, or between all who are tied for good in a stage. */
  | { readonly type: 'lot'; readonly stage: number; readonly players?: readonly PlayerId[] }
  | { readonly type: 'match.assign'; readonly match: MatchId; readonly table: TableId }
  /** The next match of the queue goes to `table`, or with null to any free one that suits it. */
  | { readonly type: 'queue.assign'; readonly table: TableId | null; readonly busy: Busy }
  | { readonly type: 'match.tag'; readonly match: MatchId; readonly stream: boolean }
  | {
      readonly type: 'match.call' | 'match.free' | 'match.start' | 'match.pause' | 'match.resume' | 'match.undo'
      readonly match: MatchId
    }
  | { readonly type: 'match.rack'; readonly match: MatchId; readonly winner: Side }
  | {
      readonly type: 'match.result'
      readonly match: MatchId
      readonly scoreA: number
      readonly scoreB: number
      readonly decider?: Side
    }
  | { readonly type: 'match.walkover'; readonly match: MatchId; readonly winner: Side }
  | { readonly type: 'match.retire'; readonly match: MatchId; readonly winner: Side }
  | { readonly type: 'match.double_forfeit'; readonly match: MatchId }
  /** `cascade`: the started and finished matches of the impact set, which lose what is on record. */
  | {
      readonly type: 'match.correct'
      readonly match: MatchId
      readonly result: CorrectedResult
      readonly cascade?: readonly MatchId[]
    }
  /** `start`: racks on the wire; absent: none. */
  | {
      readonly type: 'match.set_race'
      readonly match: MatchId
      readonly races: readonly [number, number]
      readonly start?: readonly [number, number]
    }
  | { readonly type: 'table.open'; readonly table: TableId; readonly label: string; readonly stream: boolean }
  | { readonly type: 'table.block'; readonly table: TableId; readonly reason: string; readonly after: boolean }
  | { readonly type: 'table.free' | 'table.remove'; readonly table: TableId }
  | { readonly type: 'payouts.plan'; readonly rules: PayoutRules }
  | { readonly type: 'payouts.compute' }
  | { readonly type: 'payout.pay'; readonly player: PlayerId }
  | { readonly type: 'payout.void'; readonly player: PlayerId; readonly reason: string }

/** Names of commands, `noun.verb`. */
export type CommandType = Command['type']
