/** Racks on record: a text of their winners in order, `aab`. */
import { isWonBy, scoresAfter } from '../race.ts'
import type { Match } from '../types.ts'

/** The racks of a match without the one that ended it: a corrected result may stand beside a whole race. */
export function openRacks(match: Match): string {
  const { racks } = match
  const scores = scoresAfter(match, racks)
  return isWonBy(match, scores, 'a') || isWonBy(match, scores, 'b') ? racks.slice(0, -1) : racks
}

/** The match as not begun, if nothing but its first rack or its result had begun it. */
export function unbegun(match: Match): Match {
  const isBegun = match.startedBy === 'start' || openRacks(match) !== ''
  return isBegun ? match : { ...match, startedAt: null, startedBy: null }
}
