/** The table of a round robin as rows, and the places it decides once everything is played. */
import type { Placed } from '../format.ts'
import { isOver } from '../lookup.ts'
import type { StandingRow } from '../rows.ts'
import type { PlayerId, Stage, State } from '../types.ts'
import { type Ranked, groupsRanked } from './ranking.ts'

function row(state: State, ranked: Ranked, group: string | null, next: Stage | undefined): StandingRow {
  const { player, rank, tied, tally, tieBreaks, decidedBy } = ranked
  const place = state.players[state.playerIndex.get(player) ?? -1]?.place ?? null
  return {
    rank,
    tied,
    player,
    ...(place === null ? {} : { place }),
    played: tally.played,
    won: tally.won,
    lost: tally.lost,
    racksFor: tally.racksFor,
    racksAgainst: tally.racksAgainst,
    ...(group === null ? {} : { group }),
    drawn: tally.drawn,
    points: tally.points / 2,
    tieBreaks,
    ...(decidedBy === null ? {} : { decidedBy }),
    ...(next === undefined ? {} : { qualified: next.order.includes(player) }),
  }
}

/** Rows of one group after the other, best first. `qualified` is known once the next stage is drawn. */
export function tableRows(state: State, stage: Stage): StandingRow[] {
  const groups = groupsRanked(state, stage)
  const following = state.stages[stage.number]
  const next = following !== undefined && following.order.length > 0 ? following : undefined
  return groups.flatMap(({ letter, ranking }) => {
    return ranking.map((ranked) => row(state, ranked, groups.length > 1 ? letter : null, next))
  })
}

/** Places by group rank once all groups are over: the winners of all groups share place 1. */
export function tablePlaces(state: State, stage: Stage): ReadonlyMap<PlayerId, Placed> {
  const places = new Map<PlayerId, Placed>()
  if (state.matches.some((match) => match.stage === stage.number && !isOver(match))) return places
  const all = groupsRanked(state, stage).flatMap((group) => group.ranking)
  for (const { player, rank } of all) {
    const better = all.filter((other) => other.rank < rank).length
    places.set(player, { place: better + 1, hasWon: true, match: null })
  }
  return places
}
