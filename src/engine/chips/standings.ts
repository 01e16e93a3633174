/** Standings of `chip_lives`: who is in stands by chips, who is out by place. */
import type { Placed } from '../format.ts'
import type { StandingRow } from '../rows.ts'
import { playerOf } from '../lookup.ts'
import type { PlayerId, Stage, State } from '../types.ts'
import { type Tally, talliesOf } from './tally.ts'

/** A row before it is ranked. */
export type Unranked = Omit<StandingRow, 'rank' | 'tied'>

/** The figures of one player of a chip stage. */
export function figuresOf(state: State, stage: Stage, id: PlayerId, tally: Tally): Unranked {
  const { played, won, lost, racksFor, racksAgainst, streak } = tally
  const chips = playerOf(state, id)?.chips ?? 0
  const startChips = stage.chips?.given[id]?.start ?? 0
  return { player: id, played, won, lost, racksFor, racksAgainst, chips, startChips, streak }
}

/** Ranks rows that are sorted by `compare`: 1, 2, 3, 3, 5. */
export function ranked(rows: readonly Unranked[], compare: (a: Unranked, b: Unranked) => number): StandingRow[] {
  let rank = 0
  return rows.map((row, at) => {
    const before = rows[at - 1]
    const after = rows[at + 1]
    const tiesBefore = before !== undefined && compare(before, row) === 0
    const tiesAfter = after !== undefined && compare(row, after) === 0
    if (!tiesBefore) rank = at + 1
    return { rank, tied: tiesBefore || tiesAfter, ...row }
  })
}

function compare(a: Unranked, b: Unranked): number {
  if (a.place !== undefined && b.place !== undefined) return a.place - b.place
  if (a.place === undefined && b.place === undefined) return (b.chips ?? 0) - (a.chips ?? 0)
  return a.place === undefined ? -1 : 1
}

/**
 * Best first, equals in the order of the draw; empty before it. Cost O(matches + n log n). Of several stages each has
 * its own order, by the places within it; else the place of a player is that of the tournament.
 */
export function livesStandings(state: State, stage: Stage, own: ReadonlyMap<PlayerId, Placed>): StandingRow[] {
  const rows: Unranked[] = []
  for (const [id, tally] of talliesOf(state, stage)) {
    const place = (state.stages.length > 1 ? own.get(id) : playerOf(state, id))?.place ?? null
    const row = figuresOf(state, stage, id, tally)
    rows.push(place === null ? row : { ...row, place })
  }
  return ranked(rows.sort(compare), compare)
}
