/** Ranking of `chip_points`: chips, then fewer matches, then the tie-break over the whole tied set. */
import { playerOf } from '../lookup.ts'
import type { PlayerId, Stage, State } from '../types.ts'
import type { StandingRow } from '../rows.ts'
import { pointsOptions } from './options.ts'
import { type Unranked, figuresOf } from './standings.ts'
import { talliesOf } from './tally.ts'

/** Chips of every player: given ones, and those won and lost matches bring. A double forfeit brings none. */
export function pointsChips(state: State, stage: Stage): ReadonlyMap<PlayerId, number> {
  const { winnerChips, loserChips } = pointsOptions(stage.options)
  const chips = new Map<PlayerId, number>()
  for (const id of stage.order) {
    const given = stage.chips?.given[id]
    chips.set(id, given === undefined ? 0 : given.start + given.more)
  }
  const add = (id: PlayerId | null, more: number) => {
    if (id !== null && chips.has(id)) chips.set(id, (chips.get(id) ?? 0) + more)
  }
  for (const { stage: number, result, slots } of state.matches) {
    if (number !== stage.number || result === null || result.winner === null) continue
    const [winner, loser] = result.winner === 'a' ? slots : [slots[1], slots[0]]
    add(winner.player, winnerChips)
    add(loser.player, loserChips)
  }
  return new Map([...chips].map(([id, count]) => [id, Math.max(0, count)]))
}

/** Wins less losses of each player against the others of a tied set. */
function h2hOf(state: State, stage: Stage, tied: ReadonlySet<PlayerId>): (id: PlayerId) => number {
  const balance = new Map<PlayerId, number>()
  const add = (id: PlayerId, more: number) => balance.set(id, (balance.get(id) ?? 0) + more)
  for (const { stage: number, result, slots } of state.matches) {
    const [a, b] = [slots[0].player, slots[1].player]
    if (number !== stage.number || result === null || result.winner === null || a === null || b === null) continue
    if (!tied.has(a) || !tied.has(b)) continue
    add(a, result.winner === 'a' ? 1 : -1)
    add(b, result.winner === 'b' ? 1 : -1)
  }
  return (id) => balance.get(id) ?? 0
}

function tieValue(state: State, stage: Stage, tied: readonly PlayerId[]): (id: PlayerId) => number {
  switch (pointsOptions(stage.options).tieBreak) {
    case 'h2h':
      return h2hOf(state, stage, new Set(tied))
    case 'rating':
      return (id) => playerOf(state, id)?.rating ?? -1
    case 'random': {
      const lots = stage.chips?.lots ?? stage.order
      return (id) => -lots.indexOf(id)
    }
  }
}

/** Chips, then fewer matches; who was disqualified so that others move up is behind them all. */
function rankOrder(state: State): (a: Unranked, b: Unranked) => number {
  const struck = ({ player }: Unranked) => Number(playerOf(state, player)?.moveUp === true)
  return (a, b) => struck(a) - struck(b) || (b.chips ?? 0) - (a.chips ?? 0) || a.played - b.played
}

/** Standings, best first, equals in the order of the draw; empty before it. */
export function pointsStandings(state: State, stage: Stage): StandingRow[] {
  const rows: Unranked[] = []
  for (const [id, tally] of talliesOf(state, stage)) {
    const place = playerOf(state, id)?.place ?? null
    const row = { ...figuresOf(state, stage, id, tally), played: tally.played + tally.byes }
    rows.push(place === null ? row : { ...row, place })
  }
  const inOrder = rankOrder(state)
  rows.sort(inOrder)
  const out: StandingRow[] = []
  while (out.length < rows.length) {
    const first = rows[out.length]
    const tied = rows.filter((row) => first !== undefined && inOrder(first, row) === 0)
    const value = tieValue(
      state,
      stage,
      tied.map((row) => row.player),
    )
    tied.sort((a, b) => value(b.player) - value(a.player))
    const base = out.length
    for (const row of tied) {
      const ahead = tied.filter((other) => value(other.player) > value(row.player)).length
      const equal = tied.filter((other) => value(other.player) === value(row.player)).length
      out.push({ rank: base + ahead + 1, tied: equal > 1, ...row })
    }
  }
  return out
}
