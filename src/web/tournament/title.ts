/** The text on the browser's tab: the score when one match is on, else how many are. Pure. */
import type { MatchRow, Rows } from '../../engine/rows.ts'

export function titleOf(rows: Rows | null, live: readonly MatchRow[]): string {
  if (!rows) return 'Railbird'
  const [only] = live
  if (!only) return `${rows.t.name} · Railbird`
  if (live.length > 1) return `${live.length} live · ${rows.t.name}`
  const name = (id: string | undefined) => (id === undefined ? '?' : (rows.p[id]?.name ?? '?'))
  return `${name(only.playerA)} ${only.scoreA}–${only.scoreB} ${name(only.playerB)} · ${rows.t.name}`
}
