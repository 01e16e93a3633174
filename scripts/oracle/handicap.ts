/** Judges odds and fair races to six decimals. */
import { z } from 'zod'
import { fairRace, matchOdds, rackOdds } from '../../src/engine/handicap.ts'
import type { Check } from './verdict.ts'

const number = z.number()
const ratings = { ratingA: number, ratingB: number }
const races = { raceA: number, raceB: number, pWinA: number }
const shape = z.object({
  rack: z.array(z.object({ difference: number, pRackA: number })).default([]),
  match: z.array(z.object({ ...ratings, ...races })).default([]),
  fairRace: z.array(z.object({ ...ratings, longRace: number, minRace: number, ...races })).default([]),
})

// The figures are printed to six decimals.
const within = 1e-6

export function* judgeHandicap(oracle: unknown): Generator<Check> {
  const { rack, match, fairRace: fair } = shape.parse(oracle)
  for (const [at, { difference, pRackA }] of rack.entries()) {
    yield { at: `rack.${at}.pRackA`, expected: pRackA, found: rackOdds(difference, 0), within }
  }
  for (const [at, { ratingA, ratingB, raceA, raceB, pWinA }] of match.entries()) {
    yield { at: `match.${at}.pWinA`, expected: pWinA, found: matchOdds(ratingA, ratingB, raceA, raceB), within }
  }
  for (const [at, { ratingA, ratingB, longRace, minRace, ...expected }] of fair.entries()) {
    yield { at: `fairRace.${at}`, expected, found: fairRace(ratingA, ratingB, longRace, minRace), within }
  }
}
