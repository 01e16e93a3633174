/**
 * Chance for whoever plays through tournaments by machine: every draw depends on a seed and on what is drawn, never on
 * what was drawn before, so that a run taken up again goes on as it would have gone.
 */
import { rackOdds } from '../src/engine/handicap.ts'
import { generator, uniform } from '../src/engine/random.ts'
import type { Side } from '../src/engine/types.ts'

/** A number in [0, 1) that belongs to `seed` and `words`. */
export function chance(seed: number, ...words: readonly (string | number)[]): number {
  return uniform(generator((seed ^ Bun.hash.crc32(words.join('/'))) >>> 0))
}

/** Winner of rack `number` of the match `ref`, with the odds of the ratings. */
export function rackWinner(
  seed: number,
  rack: { readonly ref: string; readonly number: number; readonly ratingA: number; readonly ratingB: number },
): Side {
  return chance(seed, rack.ref, rack.number) < rackOdds(rack.ratingA, rack.ratingB) ? 'a' : 'b'
}
