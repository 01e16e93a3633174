/** Odds and fair races for anybody who asks; the engine counts, here the figures get six decimals. */
import { fairRace, matchOdds, type FairRace } from '../engine/handicap.ts'

const rounded = (chance: number) => Math.round(chance * 1e6) / 1e6

/** Chance that A wins the match, to six decimals. */
export function oddsOf(ratingA: number, ratingB: number, raceA: number, raceB: number): number {
  return rounded(matchOdds(ratingA, ratingB, raceA, raceB))
}

/** The races nearest to even odds with the chance that A wins, to six decimals. */
export function fairRaceOf(ratingA: number, ratingB: number, longRace: number, minRace: number): FairRace {
  const found = fairRace(ratingA, ratingB, longRace, minRace)
  return { ...found, pWinA: rounded(found.pWinA) }
}
