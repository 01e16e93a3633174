/** Why a command is refused, and what a correction would change. */
import type { MatchId, MatchState, Result } from './types.ts'

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

/** `racks`: what is on record and would be lost. `swap`: others play it; `void`: what it has is lost too. */
export interface ChangedMatch {
  readonly match: MatchId
  readonly ref: string
  readonly state: MatchState
  readonly racks: number
  readonly change: 'swap' | 'void'
}

/** The next stage, whose draw is taken back because its players would be others; `ref` is its name. */
export interface LostDraw {
  readonly match: null
  readonly ref: string
  readonly state: 'drawn'
  readonly racks: 0
  readonly change: 'undraw'
}

/** What a correction changes beyond its own match, in bracket order, a draw last. */
export interface Impact {
  readonly match: MatchId
  readonly from: ImpactResult
  readonly to: ImpactResult
  readonly items: readonly (ChangedMatch | LostDraw)[]
  /** What `cascade` must name, in any order. */
  readonly cascadeIds: readonly MatchId[]
  readonly payoutsVoided: readonly string[]
}
