/**
 * The cut of a double elimination at b players: from there on it is a single elimination, bracket `F`.
 * Its b/2 of the winners side are in slots `a` in the order of their bracket, those of the losers side against them.
 * The losers of winners section s come out of the losers side in place s, turned over by the bits of each cross-over;
 * so the pairs are one more turn of bits, and the best turn has the fewest rematches of all orders there are.
 */
import { generator, shuffle } from '../random.ts'
import type { CutOption } from '../types.ts'
import { type Feed, type Field, type Pairing, qualifyingPairs, sizeOf, treePairs } from './blueprint.ts'
import { type CrossOver, losersOrders, orders } from './losers-order.ts'

/** Rounds on the winners side, in a bracket of `size` slots, that leave half of `at` players there. */
export function cutRounds(size: number, at: number): number {
  return Math.log2(size) - Math.log2(at) + 1
}

/** The bits by which losers of winners rounds 1, 2, ... change sections on their way to the cut. */
function turns(size: number, rounds: number, crossOver: CrossOver): number[] {
  const names = crossOver(size)
  return Array.from({ length: rounds }, (_, at) => {
    // Losers of round 1 stay in their section.
    if (at === 0) return 0
    const [first = Number.NaN] = orders[names[at - 1] ?? 'natural'](size >> (at + 1))
    return (first - 1) >> (rounds - at - 1)
  })
}

/**
 * Rematches to be expected in rounds 1, 2, ... of the cut if all are equal, on a common scale. A loser of round k on
 * the winners side is `4 ^ (k - 1)` times as likely to be at the cut together with the one who beat him (twice 1 in
 * round 1), and can meet him where his own section joins the one he came from.
 */
function rematchesOf(turn: number, given: readonly number[], roundsOfCut: number): number[] {
  const expected = Array.from({ length: roundsOfCut }, () => 0)
  for (const [at, other] of given.entries()) {
    const round = 32 - Math.clz32(turn ^ other)
    expected[round] = (expected[round] ?? Number.NaN) + (at === 0 ? 2 : 4 ** at)
  }
  return expected
}

function isLess(one: readonly number[], other: readonly number[]): boolean {
  const at = one.findIndex((value, k) => value !== other[k])
  return at >= 0 && (one[at] ?? Number.NaN) < (other[at] ?? Number.NaN)
}

/** Position, from 1, of the losers-side player who meets winners-side player 1, 2, ... `at` / 2. */
export function cutOrder(size: number, at: number, crossOver: CrossOver = losersOrders): number[] {
  const given = turns(size, cutRounds(size, at), crossOver)
  let best = 0
  let fewest = rematchesOf(best, given, Math.log2(at))
  for (let turn = 1; turn < at / 2; turn++) {
    const expected = rematchesOf(turn, given, Math.log2(at))
    if (isLess(expected, fewest)) [best, fewest] = [turn, expected]
  }
  return Array.from({ length: at / 2 }, (_, section) => (section ^ best) + 1)
}

/** The two sides by lot; a stream of its own, since the seed order may come from the same seed. */
function byLot(half: number, drawSeed: number): { winners: number[]; losers: number[] } {
  const next = generator((drawSeed ^ 0x5bd1e995) >>> 0)
  const positions = Array.from({ length: half }, (_, at) => at + 1)
  return { winners: shuffle(next, positions), losers: shuffle(next, positions) }
}

/** Every pair of a double elimination with a cut, those with byes included. */
export function cutPairs(field: Field, { at, draw }: CutOption, drawSeed: number, crossOver?: CrossOver): Pairing[] {
  const size = sizeOf(field)
  const rounds = cutRounds(size, at)
  const inOrder = Array.from({ length: at / 2 }, (_, k) => k + 1)
  const { winners, losers } =
    draw === 'redraw' ? byLot(at / 2, drawSeed) : { winners: inOrder, losers: cutOrder(size, at, crossOver) }
  const leaves = winners.flatMap((winner, k): Feed[] => [
    { kind: 'winner', ref: `W${rounds}.${winner}` },
    { kind: 'winner', ref: `L${2 * (rounds - 1)}.${losers[k]}` },
  ])
  return [...qualifyingPairs(field, rounds, crossOver ?? losersOrders), ...treePairs('F', leaves)]
}
