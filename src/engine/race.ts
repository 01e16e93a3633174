/**
 * When a match to a number of racks is over. A side has won with its race; where the race is won by two it needs two
 * racks more than the other as well, unless it reaches the cap. Scores begin with the racks given on the wire.
 */
import { assert } from './assert.ts'
import type { Match, Side } from './types.ts'

/** As much of a match as tells who has won it. */
export type Race = Pick<Match, 'races' | 'cap' | 'start'>

type Scores = readonly [number, number]

/** True if these scores are enough for one side; never with open scoring. */
export function isWonBy({ races, cap }: Race, scores: Scores, side: Side): boolean {
  if (races === null) return false
  const [own, other] = side === 'a' ? scores : [scores[1], scores[0]]
  if (own < races[side === 'a' ? 0 : 1]) return false
  return cap === undefined || own - other >= 2 || own >= cap
}

/** The winner if the match can end with these scores: one rack less of his, and it was still open. */
export function winnerOf(race: Race, [a, b]: Scores): Side | null {
  const [startA, startB] = race.start ?? [0, 0]
  if (a < startA || b < startB) return null
  const isOpen = (scores: Scores) => !isWonBy(race, scores, 'a') && !isWonBy(race, scores, 'b')
  if (isWonBy(race, [a, b], 'a') && isOpen([a - 1, b])) return 'a'
  return isWonBy(race, [a, b], 'b') && isOpen([a, b - 1]) ? 'b' : null
}

/** Scores after these racks. */
export function scoresAfter({ start = [0, 0] }: Pick<Match, 'start'>, racks: string): [number, number] {
  let a = 0
  for (const winner of racks) if (winner === 'a') a++
  return [start[0] + a, start[1] + racks.length - a]
}

/** True if the next rack ends the match, whoever wins it. */
export function isHillHill(match: Pick<Match, 'races' | 'cap' | 'start' | 'scores'>): boolean {
  const [a, b] = match.scores
  return isWonBy(match, [a + 1, b], 'a') && isWonBy(match, [a, b + 1], 'b')
}

/** The race in words: "a race to 7, won by two, 9 at most". */
export function raceWords({ races, cap }: Race): string {
  assert(races !== null, 'open scoring has no race')
  const [a, b] = races
  const plain = a === b ? `a race to ${a}` : `a race of ${a} against ${b}`
  return cap === undefined ? plain : `${plain}, won by two or with ${cap} racks`
}
