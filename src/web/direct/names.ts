/** What players and matches are called on the console. Pure. */
import type { MatchRow, Rows } from '../../engine/rows.ts'
import type { Side } from '../../engine/types.ts'
import { isTableMatch } from '../groups/group-rows.ts'

export function nameOf(rows: Rows, match: MatchRow, side: Side): string {
  const id = side === 'a' ? match.playerA : match.playerB
  return id === undefined ? '–' : (rows.p[id]?.name ?? '–')
}

/** `Anna against Ben`. */
export function pairOf(rows: Rows, match: MatchRow): string {
  return `${nameOf(rows, match, 'a')} against ${nameOf(rows, match, 'b')}`
}

/** True for open scores in a knockout: level or not, one of the two goes on. */
export function mayBeLevel(match: MatchRow): boolean {
  return match.raceA === undefined && !isTableMatch(match)
}
