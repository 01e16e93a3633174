/** Re-entry on the console: who may come in again, and when the rest is to be drawn. Pure, from the rows alone. */
import type { MatchRow, PlayerRow, Rows, StageRow } from '../../engine/rows.ts'

const isOver = ({ state }: MatchRow) => state === 'completed' || state === 'void'

/** The stage whose losers of round 1 may come in again: its other rounds are not drawn. */
export function reentryOf(rows: Rows): StageRow | undefined {
  const matches = Object.values(rows.m)
  return Object.values(rows.s).find((stage) => {
    if (stage.options.mode !== 're-entry' || (stage.status !== 'drawn' && stage.status !== 'active')) return false
    return !matches.some((match) => match.stage === stage.number && match.bracket === 'F')
  })
}

/** True once nobody plays round 1 any more. */
export function awaitsDraw(rows: Rows, { number }: StageRow): boolean {
  return Object.values(rows.m).every((match) => match.stage !== number || isOver(match))
}

/** True of a loser of round 1 who has not come in again. */
export function mayReenter(rows: Rows, { id, status }: PlayerRow): boolean {
  const stage = reentryOf(rows)
  if (stage === undefined || status !== 'active' || stage.reentered?.includes(id)) return false
  return Object.values(rows.m).some((match) => {
    const loser = match.winner === 'a' ? match.playerB : match.winner === 'b' ? match.playerA : undefined
    return match.stage === stage.number && loser === id
  })
}
