/** Judges the split table and payouts in cents. */
import { z } from 'zod'
import { type Finisher, payoutOf, splitFor } from '../../src/engine/payouts.ts'
import type { Check } from './verdict.ts'

const cents = z.number()
const shape = z.object({
  splits: z
    .array(z.object({ minPlayers: cents, maxPlayers: cents.nullable(), basisPoints: z.array(cents) }))
    .default([]),
  cases: z
    .array(
      z.object({
        entries: cents,
        entryFeeCents: cents,
        houseBasisPoints: cents,
        addedCents: cents,
        feesCents: cents,
        basisPoints: z.array(cents).nullable().default(null),
        collectedCents: cents,
        houseCents: cents,
        poolCents: cents,
        places: z.array(z.tuple([z.number(), z.number()])),
        expectedCents: z.array(cents),
        paidPlayers: z.number(),
      }),
    )
    .default([]),
})

/** Finishers 1, 2, 3, ... of a list of [place, number of players]. */
function finishersOf(places: readonly (readonly [place: number, players: number])[]): Finisher<number>[] {
  const all = places.flatMap(([place, players]) => Array.from({ length: players }, () => place))
  return all.map((place, at) => ({ player: at + 1, place, isPaid: true }))
}

export function* judgePayouts(oracle: unknown): Generator<Check> {
  const { splits, cases } = shape.parse(oracle)
  for (const [at, { minPlayers, maxPlayers, basisPoints }] of splits.entries()) {
    yield { at: `splits.${at} from ${minPlayers} players`, expected: basisPoints, found: splitFor(minPlayers) }
    const most = maxPlayers ?? 1024
    yield { at: `splits.${at} to ${most} players`, expected: basisPoints, found: splitFor(most) }
  }
  for (const [at, { entries, places, expectedCents, paidPlayers, ...one }] of cases.entries()) {
    const { shares, ...sums } = payoutOf(one, entries, finishersOf(places))
    const { collectedCents, houseCents, poolCents } = one
    yield { at: `cases.${at}`, expected: { collectedCents, houseCents, poolCents }, found: sums }
    yield { at: `cases.${at}.expectedCents`, expected: expectedCents, found: shares.map((share) => share.cents) }
    yield { at: `cases.${at}.paidPlayers`, expected: paidPlayers, found: shares.length }
  }
}
