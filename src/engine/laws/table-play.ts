/**
 * Round robins in short form, for tests: results as text, tables as text.
 * `1-2 5:3` says that player 1 beat player 2 by 5 to 3, whichever of them is named first in the draw.
 */
import { assert } from '../assert.ts'
import type { Match, PlayerId, StageOptions, State } from '../types.ts'
import { standingsView } from '../view.ts'
import { type Director, type Setup, playerId, started } from './director.ts'

/** A started round robin with open scores, drawn in blocks of the seed order. */
export function tableOf(players: number, options: Partial<StageOptions> = {}, setup: Partial<Setup> = {}): Director {
  const count = options.groups?.count ?? 1
  const groups = { count, method: 'fixed' } as const
  const open = { scoring: { kind: 'open' }, draws: true, groups, ...options } as const
  return started({ type: 'round_robin', players, options: open, ...setup })
}

/** The first match of the two that is still to be played. */
export function matchBetween(state: State, a: PlayerId, b: PlayerId): Match {
  const match = state.matches.find(({ slots: [one, other], result }) => {
    if (result !== null) return false
    return (one.player === a && other.player === b) || (one.player === b && other.player === a)
  })
  assert(match !== undefined, `nothing left to play between ${a} and ${b}`)
  return match
}

/** Reports results one after the other, `1-2 5:3`. */
export function report(director: Director, results: string): void {
  for (const [, a, b, forA, forB] of results.matchAll(/(\d+)-(\d+) (\d+):(\d+)/g)) {
    const match = matchBetween(director.state, playerId(Number(a)), playerId(Number(b)))
    const scores = [Number(forA), Number(forB)] as const
    const [scoreA, scoreB] = match.slots[0].player === playerId(Number(a)) ? scores : ([scores[1], scores[0]] as const)
    director.does({ type: 'match.result', match: match.id, scoreA, scoreB })
  }
}

/** Lines of a table, best first: `1 P3 4 h2h` is rank, player, points and what decided it, `=` for a tie. */
export function tableLines(state: State, stage = 1): string[] {
  const { rows = [] } = standingsView(state).stages[stage - 1] ?? {}
  return rows.map((row) => {
    const player = row.player.name.replace('Player ', 'P')
    const group = row.group === undefined || row.group === null ? '' : `${row.group} `
    return `${group}${row.rank} ${player} ${row.points} ${row.tied ? '=' : (row.decidedBy ?? '-')}`
  })
}

/** The values of one player's tie-breaks, by code. */
export function breaksOf(state: State, player: number, stage = 1): Record<string, number> {
  const { rows = [] } = standingsView(state).stages[stage - 1] ?? {}
  const row = rows.find((one) => one.player.id === playerId(player))
  return Object.fromEntries((row?.tieBreaks ?? []).map(({ code, value }) => [code, value]))
}
