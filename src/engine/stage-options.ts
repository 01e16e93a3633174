/**
 * What a director chooses of a stage before its draw: scoring, seeding and the members of each format.
 * Options of one format are absent in the others; absent means the default of the format.
 */
import type { Instant } from './instants.ts'

/** Racks to `raceTo`, one by one. */
export interface RaceScoring {
  readonly kind: 'race'
  readonly raceTo: number
  /** The winner leads by two racks, or has `cap` of them (default: 100). */
  readonly winBy2?: boolean
  readonly cap?: number
  /** `raceTo` is the longer race; the other is the fairest by the ratings of the two, not below `minRace` (2). */
  readonly handicap?: 'fargo'
  readonly minRace?: number
}

/** `race`: as above; `open`: any two scores, a level knockout needs a decider. */
export type Scoring = RaceScoring | { readonly kind: 'open' }

/** What separates players in a table, in the order of the list; `points` comes first in all of them. */
export type Criterion =
  | 'points'
  | 'h2h'
  | 'rackDiff'
  | 'racksWon'
  | 'goalDifference'
  | 'goalsFor'
  | 'h2hPoints'
  | 'h2hDifference'
  | 'h2hGoalsFor'
  | 'conduct'
  | 'rating'
  | 'lot'

/** Points of a match, in whole or half points; `hillLoss` is added to a loss by a single rack. */
export interface PointsRule {
  readonly win: number
  readonly draw: number
  readonly loss: number
  readonly hillLoss: number
}

/** How seeds are spread over groups; `fixed`: in blocks of the seed order, A first. */
export interface GroupsOption {
  readonly count: number
  readonly method: 'snake' | 'bracket' | 'pots' | 'fixed'
}

/** A rank of a group of an earlier stage. */
export interface RankSource {
  readonly group: string
  readonly rank: number
}

/** Whom a later stage takes: ranks 1..`ranks` of every group of the stage before, and the `best` of the next rank. */
export interface StageSource {
  readonly stage: number
  readonly ranks: number
  readonly best?: number
  /** `fixed`: `sources` in bracket order, two to a match. */
  readonly draw: 'cross' | 'seeded' | 'fixed'
  readonly sources?: readonly RankSource[]
}

/** Of the last `at` players half come from the losers side; from there on it is a single elimination. */
export interface CutOption {
  readonly at: number
  /** `seeded` (default): so that rematches are fewest; `redraw`: by lot. */
  readonly draw?: 'seeded' | 'redraw'
}

/**
 * Frozen at the draw. `thirdPlace` concerns single elimination, `grandFinal` double elimination.
 * Members of other formats are optional: absent means the default of the format.
 */
export interface StageOptions {
  readonly scoring: Scoring
  readonly seeding: 'manual' | 'rating' | 'random'
  /** Knockouts: players of one club meet as late as the tiers of seeds allow. */
  readonly protect?: 'club'
  readonly thirdPlace: boolean
  readonly grandFinal: 'reset' | 'single' | 'extended' | 'none'
  /** Racks that the losers-side player needs beyond the race in an extended grand final; default 2. */
  readonly extraRacks?: number
  /** Single elimination: after each round the best remaining seed plays the worst, and so on. */
  readonly reseed?: boolean
  /**
   * Single elimination. `plate`: losers of their first match play a knockout of their own. `re-entry`: losers of
   * round 1 may come in again, and all who are in then are drawn anew.
   */
  readonly mode?: 'plate' | 're-entry'
  /** Double elimination, in place of a grand final. */
  readonly cut?: CutOption
  /** Round robin; absent: one group, one cycle, no draws, 1 point for a win. */
  readonly groups?: GroupsOption
  readonly cycles?: 1 | 2
  readonly draws?: boolean
  readonly points?: PointsRule
  readonly criteria?: readonly Criterion[]
  /** Stages after the first: whom they take from the stage before. */
  readonly from?: StageSource
  readonly chipLives?: ChipLivesOptions
  readonly chipPoints?: ChipPointsOptions
}

/** Who hands out the start chips: a table of `chips/rating-tables.ts`, or one number for everybody. */
export type StartChips = number | 'five-band' | 'eight-band' | 'skill-level'

/** How chips are lost and the queue runs in `chip_lives`; each absent member has its default in `chips/options.ts`. */
export interface ChipLivesOptions {
  readonly startChips?: StartChips
  readonly winnerStays?: boolean
  /** After so many wins in a row the winner goes to the tail as well; null: he stays as long as he wins. */
  readonly maxConsecutiveWins?: number | null
  readonly antiRematch?: boolean
  /** Matches played at the same time. */
  readonly tables?: number
  /** With fewer than two players for each table, fewer matches, so that somebody always waits. */
  readonly shrinkTables?: boolean
  /** Chips of one who comes after the draw; null: nobody does. */
  readonly lateChips?: number | null
  readonly lateUntil?: Instant | null
  readonly buyBack?: { readonly until: Instant | null; readonly chips: number; readonly priceCents: number } | null
}

/** How chips are won in `chip_points`; each absent member has its default in `chips/options.ts`. */
export interface ChipPointsOptions {
  readonly winnerChips?: number
  readonly loserChips?: number
  readonly rounds?: number
  /** Players who reach the finals; 0: the table of chips is the result. */
  readonly finalsCount?: number
  readonly pairing?: 'random' | 'rating' | 'round_robin'
  readonly allowRematch?: boolean
  readonly tieBreak?: 'h2h' | 'rating' | 'random'
}
