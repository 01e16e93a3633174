/**
 * Odds from ratings: 100 points of difference double the chance of a rack.
 * Odds are the one place where the engine counts in fractions; they never decide an order.
 */

/** Chance that a player rated `ratingA` wins one rack against `ratingB`, in (0, 1). */
export function rackOdds(ratingA: number, ratingB: number): number {
  return 1 / (1 + 2 ** (-(ratingA - ratingB) / 100))
}
