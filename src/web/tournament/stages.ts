/** Which stage of a tournament is looked at, and what it takes its players from, in words. Pure. */
import type { Rows, StageRow } from '../../engine/rows.ts'
import type { PlayerId } from '../../engine/types.ts'

/** In their order. */
export function stagesOf(rows: Rows): readonly StageRow[] {
  return Object.values(rows.s).sort((a, b) => a.number - b.number)
}

/** True for a stage that is drawn as a bracket. */
export function isKnockout({ type }: Pick<StageRow, 'type'>): boolean {
  return type === 'single_elimination' || type === 'double_elimination'
}

/** The stage asked for, else the last one in which the followed player is, else the last one that is drawn. */
export function stageShown(rows: Rows, asked: number | null, followed: PlayerId | null): StageRow | null {
  const stages = stagesOf(rows)
  const wanted = stages.find((stage) => stage.number === asked)
  if (wanted !== undefined) return wanted
  const isIn = (stage: StageRow) => rows.st[stage.id]?.some((line) => line.player === followed) === true
  const own = followed === null ? undefined : stages.findLast(isIn)
  const drawn = stages.findLast(({ status }) => status !== 'planned' && status !== 'skipped')
  return own ?? drawn ?? stages[0] ?? null
}

/** `ranks 1 to 2 of each group`: whom a later stage takes. */
export function takesWords(stage: StageRow): string {
  const { ranks = 0, best = 0 } = stage.options.from ?? {}
  const upTo = ranks === 1 ? 'rank 1' : `ranks 1 to ${ranks}`
  return best === 0 ? upTo : `${upTo} and the best ${best === 1 ? '' : `${best} `}of rank ${ranks + 1}`
}
