/** Racks on record: a text of their winners in order, `aab`. */
import type { Match } from '../types.ts'

/** Racks of each side, counted from their order. */
export function countRacks(racks: string): [number, number] {
  let a = 0
  for (const winner of racks) if (winner === 'a') a++
  return [a, racks.length - a]
}

/** The racks of a match without the one that ended it: a corrected result may stand beside a whole race. */
export function openRacks({ racks, races }: Match): string {
  if (races === null) return racks
  const [a, b] = countRacks(racks)
  return a >= races[0] || b >= races[1] ? racks.slice(0, -1) : racks
}

/** The match as not begun, if nothing but its first rack or its result had begun it. */
export function unbegun(match: Match): Match {
  const isBegun = match.startedBy === 'start' || openRacks(match) !== ''
  return isBegun ? match : { ...match, startedAt: null, startedBy: null }
}
