/**
 * What goes into `decide` and what comes out: commands, events and problems.
 * Ids come with the command; an event holds every outcome that must not depend on later code.
 */
import type { PayoutRules, PayoutTotals, Share } from './payouts.ts'
import type { Busy } from './queue.ts'
import type {
  Instant,
  MatchId,
  MatchState,
  PlayerId,
  Result,
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
  /** The next round of chip points. */
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
  | { readonly type: 'match.set_race'; readonly match: MatchId; readonly races: readonly [number, number] }
  | { readonly type: 'table.open'; readonly table: TableId; readonly label: string; readonly stream: boolean }
  | { readonly type: 'table.block'; readonly table: TableId; readonly reason: string; readonly after: boolean }
  | { readonly type: 'table.free' | 'table.remove'; readonly table: TableId }
  | { readonly type: 'payouts.plan'; readonly rules: PayoutRules }
  | { readonly type: 'payouts.compute' }
  | { readonly type: 'payout.pay'; readonly player: PlayerId }
  | { readonly type: 'payout.void'; readonly player: PlayerId; readonly reason: string }

/** Names of commands, `noun.verb`. */
export type CommandType = Command['type']

/** `data` of each event type: what `apply` needs and nothing that it can recompute. */
export interface EventData {
  'tournament.created': { readonly rules: 1; readonly tournament: NewTournament }
  'tournament.edited': { readonly edit: TournamentEdit }
  'tournament.opened': Record<never, never>
  'tournament.checkin_opened': Record<never, never>
  /** `absent`: players who had not checked in and are no-shows; `promoted`: moved up from the waitlist. */
  'tournament.checkin_closed': { readonly absent: readonly PlayerId[]; readonly promoted: readonly PlayerId[] }
  'tournament.started': Record<never, never>
  'tournament.paused': Record<never, never>
  'tournament.resumed': Record<never, never>
  'tournament.completed': Record<never, never>
  'tournament.reopened': { readonly reason: string }
  'tournament.cancelled': Record<never, never>
  'tournament.deleted': Record<never, never>
  /** Those beyond the cap are waitlisted. */
  'player.registered': { readonly players: readonly NewPlayer[]; readonly waitlisted: readonly PlayerId[] }
  'player.edited': { readonly player: PlayerId; readonly edit: PlayerEdit }
  'player.checked_in': { readonly player: PlayerId }
  'player.withdrawn': { readonly player: PlayerId }
  'player.disqualified': { readonly player: PlayerId; readonly moveUp: boolean }
  /** `match`: the match lost by walkover; null before the draw, when the player is out. */
  'player.marked_absent': { readonly player: PlayerId; readonly match: MatchId | null }
  /** `isStart`: the chips he begins with are others; if not, these are more or fewer chips in play. */
  'player.adjusted': {
    readonly player: PlayerId
    readonly delta: number
    readonly isStart: boolean
    readonly reason: string
  }
  'player.bought_back': { readonly player: PlayerId; readonly chips: number; readonly priceCents: number }
  /** `chips`: chips at the start in the order of `order`; chip stages only. */
  'stage.drawn': {
    readonly stage: number
    readonly order: readonly PlayerId[]
    readonly drawSeed: number
    readonly chips?: readonly number[]
  }
  'stage.undrawn': { readonly stage: number }
  'round.drawn': {
    readonly stage: number
    readonly round: number
    readonly pairs: readonly (readonly [PlayerId, PlayerId])[]
    readonly bye: PlayerId | null
  }
  /** `order`: the finalists by rank; `lots`: those tied at the cut, in the order of the lot. */
  'finals.applied': {
    readonly stage: number
    readonly format: 'single_elimination' | 'double_elimination'
    readonly name: string
    readonly options: StageOptions
    readonly order: readonly PlayerId[]
    readonly lots: readonly PlayerId[]
  }
  /** Each list holds tied players, the one whom the lot puts first before the others. */
  'lot.drawn': { readonly stage: number; readonly lots: readonly (readonly PlayerId[])[] }
  'match.called': { readonly match: MatchId }
  'match.assigned': { readonly match: MatchId; readonly table: TableId }
  'match.freed': { readonly match: MatchId }
  'match.tagged': { readonly match: MatchId; readonly stream: boolean }
  'match.started': { readonly match: MatchId }
  'match.paused': { readonly match: MatchId }
  'match.resumed': { readonly match: MatchId }
  'rack.recorded': { readonly match: MatchId; readonly winner: Side; readonly number: number }
  'rack.undone': { readonly match: MatchId; readonly number: number }
  'match.resulted': {
    readonly match: MatchId
    readonly kind: 'played' | 'walkover' | 'retired' | 'double_forfeit'
    readonly scores: readonly [number, number]
    readonly winner: Side | null
  }
  /** `cascade`: matches whose results are void, because others play them now. */
  'match.corrected': {
    readonly match: MatchId
    readonly kind: 'played' | 'walkover' | 'retired' | 'double_forfeit'
    readonly scores: readonly [number, number]
    readonly winner: Side | null
    readonly cascade: readonly MatchId[]
  }
  /** A result that was entered as a whole is taken back: ready or active again, with the racks it had. */
  'match.reopened': { readonly match: MatchId }
  'match.race_set': { readonly match: MatchId; readonly races: readonly [number, number] }
  'table.opened': { readonly table: TableId; readonly label: string; readonly stream: boolean }
  'table.blocked': { readonly table: TableId; readonly reason: string; readonly after: boolean }
  'table.freed': { readonly table: TableId }
  'table.removed': { readonly table: TableId }
  'payouts.planned': { readonly rules: PayoutRules }
  /** Replaces what was computed before; a payout already made is among the rows unchanged. */
  'payouts.computed': { readonly totals: PayoutTotals; readonly rows: readonly Share<PlayerId>[] }
  'payout.paid': { readonly player: PlayerId }
  'payout.voided': { readonly player: PlayerId; readonly reason: string }
}

/** Names of events, `noun.verb` in the past tense. */
export type EventType = keyof EventData

/** One accepted decision. Its version is its place in the log: 1 for the first. */
export type Event = {
  readonly [T in EventType]: {
    readonly type: T
    readonly at: Instant
    readonly actor: UserId | null
    readonly data: EventData[T]
  }
}[EventType]

/** Codes the engine refuses with; each is a row of the table in `errors.ts`. */
export type ProblemCode =
  | 'illegal_transition'
  | 'match_finished'
  | 'match_not_ready'
  | 'tournament_not_active'
  | 'tournament_full'
  | 'registration_closed'
  | 'duplicate_player'
  | 'duplicate_table'
  | 'already_drawn'
  | 'not_drawn'
  | 'ranks_not_final'
  | 'not_tied'
  | 'table_busy'
  | 'table_blocked'
  | 'nothing_to_assign'
  | 'player_busy'
  | 'later_play'
  | 'cascade_required'
  | 'cascade_mismatch'
  | 'chips_below_zero'
  | 'nothing_to_undo'
  | 'race_frozen'
  | 'illegal_score'
  | 'draw_not_allowed'
  | 'decider_required'
  | 'decider_not_allowed'
  | 'too_few_players'
  | 'too_many_players'
  | 'invalid_seed'
  | 'invalid_option'
  | 'unsupported_format'
  | 'unknown_player'
  | 'unknown_table'
  | 'pool_negative'
  | 'payout_over_pool'
  | 'payout_paid'
  | 'not_found'

/** A refusal: a stable code, a sentence a director understands, and the field or id it speaks of. */
export interface Problem {
  readonly code: ProblemCode
  readonly detail: string
  readonly at?: string
  /** What a correction would change beyond its own match; with `cascade_required` and `cascade_mismatch`. */
  readonly impact?: Impact
}

/** A result as an impact shows it. */
export interface ImpactResult extends Result {
  readonly scores: readonly [number, number]
}

/** What a correction changes beyond its own match, in bracket order. */
export interface Impact {
  readonly match: MatchId
  readonly from: ImpactResult
  readonly to: ImpactResult
  /** `racks`: what is on record and would be lost. `swap`: others play it; `void`: what it has is lost too. */
  readonly items: readonly {
    readonly match: MatchId
    readonly ref: string
    readonly state: MatchState
    readonly racks: number
    readonly change: 'swap' | 'void'
  }[]
  /** What `cascade` must name, in any order. */
  readonly cascadeIds: readonly MatchId[]
  readonly payoutsVoided: readonly string[]
}

/** Exactly one of the two. */
export type Decision =
  { readonly event: Event; readonly problem?: undefined } | { readonly problem: Problem; readonly event?: undefined }

/** What a decision may know besides the state. `drawSeed` is an unsigned 32-bit integer. */
export interface DecideContext {
  readonly at: Instant
  readonly actor: UserId | null
  readonly drawSeed: number
}
