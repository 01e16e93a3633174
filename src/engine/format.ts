/**
 * What every format of play answers for. The rest of the engine asks through `formatOf` and never by type.
 * A format keeps no state of its own: matches, players and stages are all there is.
 */
import type { EventData, Problem } from './messages.ts'
import type { StandingRow } from './rows.ts'
import type { Instant, Match, MatchId, Player, PlayerId, Stage, StageOptions, State, TournamentId } from './types.ts'

/** What a draw needs: the stage, the players in seed order, the seed of everything random. */
export interface DrawInput {
  readonly tournament: TournamentId
  readonly stage: Stage
  readonly order: readonly PlayerId[]
  readonly at: Instant
  readonly drawSeed: number
}

/** A player whose place within the stage is certain. */
export interface Placed {
  readonly place: number
  readonly hasWon: boolean
  /** True while he still plays where no place of this list is decided, in a plate. */
  readonly playsOn?: boolean
  /** The match that decided it; null where no single match did (a table, a chip count). */
  readonly match: MatchId | null
}

export interface Format {
  readonly playersMin: number
  readonly playersMax: number
  /** The first thing wrong with the options of a stage, or null. `scoring` and `seeding` are checked already. */
  optionsProblem(options: StageOptions): Problem | null
  /** What keeps this many players from being drawn with these options, or null; absent: nothing. */
  fieldProblem?(options: StageOptions, players: number): Problem | null
  /** Chips of these players at the start, in their order, to be kept in the event of the draw. Chip stages only. */
  startChips?(options: StageOptions, players: readonly Player[]): number[]
  /** What a freshly drawn stage has beyond the matches of `draw`: chips, a queue. */
  opened?(state: State, stage: Stage, draw: EventData['stage.drawn'], at: Instant): State
  /** Matches of a freshly drawn stage, in the order in which people read them, numbered from 1. */
  draw(input: DrawInput): Match[]
  /** Places that are certain, by player. */
  placesOf(state: State, stage: Stage): ReadonlyMap<PlayerId, Placed>
  /** Standings, best first; empty before the draw. */
  standings(state: State, stage: Stage): StandingRow[]
  /** Name of a match's round, for people. */
  roundName(stage: Stage, match: Pick<Match, 'bracket' | 'round'>): string
  /**
   * What follows in this format from matches that ended or were taken back since `before`, beyond places: drawing
   * the next pairs, moving chips. Absent where slots and targets say it all.
   */
  follow?(state: State, stage: Stage, before: State, at: Instant): State
  /** How many of these players, in their order, still find a place after the draw; absent: all of them. */
  placesFor?(state: State, stage: Stage, players: readonly PlayerId[], at: Instant): number
  /** Takes players in who come after the draw and find a place; absent: nobody can. */
  joined?(state: State, stage: Stage, players: readonly PlayerId[], at: Instant): State
  /** Play that forbids taking the result of a match back, beyond what its targets say. */
  laterPlay?(state: State, stage: Stage, match: Match): Match | undefined
  /** False while more will be drawn although every match is over; absent: never. */
  isOver?(state: State, stage: Stage): boolean
}
