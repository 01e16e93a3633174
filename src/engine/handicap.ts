/**
 * Odds from ratings: 100 points of difference double the chance of a rack.
 * Odds are the one place where the engine counts in fractions; they never decide an order.
 */

/** Chance that a player rated `ratingA` wins one rack against `ratingB`, in (0, 1). */
export function rackOdds(ratingA: number, ratingB: number): number {
  return 1 / (1 + 2 ** (-(ratingA - ratingB) / 100))
}

/**
 * Chance that A wins a match to `raceA` racks for A and `raceB` for B, in (0, 1). Cost O(raceB).
 * Sums over the racks that B may have won when A wins his last one.
 */
export function matchOdds(ratingA: number, ratingB: number, raceA: number, raceB: number): number {
  const win = rackOdds(ratingA, ratingB)
  const lose = rackOdds(ratingB, ratingA)
  let term = win ** raceA
  let sum = 0
  for (let lost = 0; lost < raceB; lost++) {
    sum += term
    term *= ((raceA + lost) / (lost + 1)) * lose
  }
  return Math.min(sum, 1)
}

/** A race for each side and the chance that A wins it. */
export interface FairRace {
  readonly raceA: number
  readonly raceB: number
  readonly pWinA: number
}

// Sums of fractions differ in their last digits though the chances are the same.
const same = 1e-12

function isFairer(one: FairRace, other: FairRace): boolean {
  const byOdds = Math.abs(one.pWinA - 0.5) - Math.abs(other.pWinA - 0.5)
  if (Math.abs(byOdds) > same) return byOdds < 0
  const bySpread = Math.abs(one.raceA - one.raceB) - Math.abs(other.raceA - other.raceB)
  return bySpread === 0 ? one.raceA < other.raceA : bySpread < 0
}

/**
 * The races nearest to even odds, the longer one being `longRace` and neither below `minRace` (at most `longRace`).
 * Equally near: the smaller difference of the races, then the shorter race for A.
 */
export function fairRace(ratingA: number, ratingB: number, longRace: number, minRace: number): FairRace {
  const raced = (raceA: number, raceB: number): FairRace => {
    return { raceA, raceB, pWinA: matchOdds(ratingA, ratingB, raceA, raceB) }
  }
  let best = raced(longRace, longRace)
  for (let short = Math.max(1, minRace); short < longRace; short++) {
    for (const one of [raced(longRace, short), raced(short, longRace)]) if (isFairer(one, best)) best = one
  }
  return best
}
