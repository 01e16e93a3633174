/**
 * The JSON shapes of the contract, built from a state. No rule of play lives here.
 * Invariant: equal states give byte-equal JSON, because keys have a fixed order and absent values are null.
 */
import { formatOf } from './formats.ts'
import { matchOf } from './lookup.ts'
import type { Bracket, Match, MatchId, State, TournamentId, TournamentStatus, TournamentType } from './types.ts'
import { type MatchView, matchViewer } from './viewing/match.ts'

export { chipStandingsView } from './viewing/chips.ts'
export { leaderboardView } from './viewing/leaderboard.ts'
export { standingsView } from './viewing/standings.ts'
export { etaView, queueView, tablesView, tableView } from './viewing/tables.ts'
export { playersView, tournamentView } from './viewing/tournament.ts'

export interface RoundView {
  readonly stage: number
  readonly bracket: Bracket
  readonly round: number
  readonly name: string
  readonly matches: readonly MatchView[]
}

export interface BracketView {
  readonly tournamentId: TournamentId
  readonly version: number
  readonly type: TournamentType
  readonly status: TournamentStatus
  readonly rounds: readonly RoundView[]
}

export interface MatchesView {
  readonly tournamentId: TournamentId
  readonly version: number
  readonly matches: readonly MatchView[]
}

/** Rounds by stage, bracket (W, L, GF, 3P) and round; empty before the draw. */
export function bracketView(state: State): BracketView {
  const view = matchViewer(state)
  const rounds: { first: Match; matches: MatchView[] }[] = []
  for (const match of state.matches) {
    const last = rounds.at(-1)
    const { first } = last ?? {}
    const continues = first?.stage === match.stage && first.bracket === match.bracket && first.round === match.round
    if (last !== undefined && continues) last.matches.push(view(match))
    else rounds.push({ first: match, matches: [view(match)] })
  }
  return {
    tournamentId: state.tournament.id,
    version: state.version,
    type: state.tournament.type,
    status: state.tournament.status,
    rounds: rounds.map(({ first, matches }) => {
      const stage = state.stages[first.stage - 1]
      const name = stage === undefined ? '' : formatOf(stage).roundName(stage, first)
      return { stage: first.stage, bracket: first.bracket, round: first.round, name, matches }
    }),
  }
}

/** One match, or null if the tournament has none of this id. */
export function matchView(state: State, id: MatchId): MatchView | null {
  const match = matchOf(state, id)
  return match === undefined ? null : matchViewer(state)(match)
}

/** All matches in bracket order. */
export function matchesView(state: State): MatchesView {
  return {
    tournamentId: state.tournament.id,
    version: state.version,
    matches: state.matches.map(matchViewer(state)),
  }
}
