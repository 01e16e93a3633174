/**
 * What goes into `decide` and what comes out: commands, events and problems.
 * An event holds every outcome that must not depend on later code.
 */
import type { NewPlayer, NewTournament, PlayerEdit, TournamentEdit } from './commands.ts'
import type { PayoutRules, PayoutTotals, Share } from './payouts.ts'
import type { Problem } from './problems.ts'
import type { Instant, MatchId, PlayerId, Side, StageOptions, TableId, UserId } from './types.ts'

export type {
  Command,
  CommandType,
  CorrectedResult,
  NewPlayer,
  NewTournament,
  PlayerEdit,
  TournamentEdit,
} from './commands.ts'
export type { ChangedMatch, Impact, Problem, ProblemCode } from './problems.ts'

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
  /** `promoted`: moved up from the waitlist of those who had come after the draw. */
  'stage.undrawn': { readonly stage: number; readonly promoted?: readonly PlayerId[] }
  'player.reentered': { readonly player: PlayerId; readonly stage: number }
  /** `order`: who plays after round 1 of a stage with re-entry, in seed order. */
  'field.drawn': { readonly stage: number; readonly order: readonly PlayerId[] }
  'field.undrawn': { readonly stage: number }
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
  /**
   * `cascade`: matches whose results are void, because others play them now. `undrawn`: the next stage, whose draw
   * is taken back with it.
   */
  'match.corrected': {
    readonly match: MatchId
    readonly kind: 'played' | 'walkover' | 'retired' | 'double_forfeit'
    readonly scores: readonly [number, number]
    readonly winner: Side | null
    readonly cascade: readonly MatchId[]
    readonly undrawn?: number
  }
  /** A result that was entered as a whole is taken back: ready or active again, with the racks it had. */
  'match.reopened': { readonly match: MatchId }
  /** `start`: racks on the wire. */
  'match.race_set': {
    readonly match: MatchId
    readonly races: readonly [number, number]
    readonly start?: readonly [number, number]
  }
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

/** Exactly one of the two. */
export type Decision =
  { readonly event: Event; readonly problem?: undefined } | { readonly problem: Problem; readonly event?: undefined }

/** What a decision may know besides the state. `drawSeed` is an unsigned 32-bit integer. */
export interface DecideContext {
  readonly at: Instant
  readonly actor: UserId | null
  readonly drawSeed: number
}
