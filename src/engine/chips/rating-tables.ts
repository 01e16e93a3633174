/**
 * Start chips by rating: weaker players begin with more.
 * Source: two public pool-hall rule pages (Hoboken and Pharaohs billiard rooms), facts restated.
 * The Hoboken page leaves a rating of exactly 350 open; it belongs to the lower band.
 */
import type { Player, StartChips } from '../types.ts'

/** `to` is the last rating of the band; null: no upper end. */
interface Band {
  readonly to: number | null
  readonly chips: number
}
type TableName = Exclude<StartChips, number>

const bands = (...rows: readonly (readonly [to: number | null, chips: number])[]): readonly Band[] =>
  rows.map(([to, chips]) => ({ to, chips }))

const tables: Readonly<Record<TableName, readonly Band[]>> = {
  'five-band': bands([350, 8], [450, 7], [500, 6], [600, 5], [null, 4]),
  'eight-band': bands([249, 9], [349, 8], [449, 7], [499, 6], [549, 5], [649, 4], [699, 3], [null, 2]),
  'skill-level': bands([3, 9], [4, 8], [5, 7], [6, 6], [null, 4]),
}

/** Names of the tables. */
export const tableNames = Object.keys(tables) as readonly TableName[]

/** Chips of a rating (a skill level in the last table) by a table. */
export function chipsByTable(table: TableName, rating: number): number {
  const all = tables[table]
  return (all.find((band) => band.to === null || rating <= band.to) ?? all.at(-1))?.chips ?? 0
}

function levelOf(player: Pick<Player, 'skillLevel'>): number | null {
  const level = /\d+/.exec(player.skillLevel ?? '')
  return level === null ? null : Number(level[0])
}

/** Chips a player begins with. Without a rating nobody gets help: he has the fewest of the table. */
export function startChipsOf(start: StartChips, player: Pick<Player, 'rating' | 'skillLevel'>): number {
  if (typeof start === 'number') return start
  const rating = start === 'skill-level' ? levelOf(player) : player.rating
  return chipsByTable(start, rating ?? Number.POSITIVE_INFINITY)
}
