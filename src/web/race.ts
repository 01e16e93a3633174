/** When a race is over and what it is called, from the row of its match. Pure. */
import type { MatchRow } from '../engine/rows.ts'

type Race = Pick<MatchRow, 'raceA' | 'raceB' | 'cap'>

/** True once a side has its racks at these scores, and two more than the other where the race is won by two. */
export function isRaceWon({ raceA, raceB, cap }: Race, a: number, b: number): boolean {
  if (raceA === undefined || raceB === undefined) return false
  const isEnough = (own: number, other: number, race: number) => {
    return own >= race && (cap === undefined || own - other >= 2 || own >= cap)
  }
  return isEnough(a, b, raceA) || isEnough(b, a, raceB)
}

/** "race to 7", "race 7–4", "race to 7 by two"; null with open scoring. */
export function raceWords({ raceA, raceB, cap }: Race): string | null {
  if (raceA === undefined || raceB === undefined) return null
  if (raceA !== raceB) return `race ${raceA}–${raceB}`
  return cap === undefined ? `race to ${raceA}` : `race to ${raceA} by two`
}

/** True once something is on record beyond the racks on the wire. */
export function hasScore({ scoreA, scoreB, startA = 0, startB = 0 }: MatchRow): boolean {
  return scoreA !== startA || scoreB !== startB
}
