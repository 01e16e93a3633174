/** Payouts against the cases in `fixtures/payouts.json`, and the law that every cent is paid. */
import { expect, test } from 'bun:test'
import fc from 'fast-check'
import oracle from './fixtures/payouts.json'
import { type Finisher, payoutOf, splitFor } from './payouts.ts'

/** Finishers 1, 2, 3, ... of a list of [place, number of players]. */
function finishersOf(places: readonly (readonly number[])[]): Finisher<number>[] {
  return places
    .flatMap(([place = 0, players = 0]) => Array.from({ length: players }, () => place))
    .map((place, at) => ({ player: at + 1, place, isPaid: true }))
}

for (const { name, entries, places, expectedCents, collectedCents, houseCents, poolCents, ...rules } of oracle.cases) {
  test(`published case: ${name}`, () => {
    const payout = payoutOf(rules, entries, finishersOf(places))

    expect(payout).toMatchObject({ collectedCents, houseCents, poolCents })
    expect(payout.shares.map((share) => share.cents)).toEqual(expectedCents)
    expect(payout.shares.length).toBe(rules.paidPlayers)
  })
}

test('the split follows the number of entries', () => {
  for (const { minPlayers, maxPlayers, basisPoints } of oracle.splits) {
    expect(splitFor(minPlayers)).toEqual(basisPoints)
    expect(splitFor(maxPlayers ?? 1024)).toEqual(basisPoints)
    expect(basisPoints.reduce((sum, part) => sum + part, 0)).toBe(10_000)
  }
})

const rules = { entryFeeCents: 1000, houseBasisPoints: 0, addedCents: 0, feesCents: 0, basisPoints: [5000, 3000, 2000] }

test('the place of a disqualified player counts as not existing', () => {
  const finishers = finishersOf([
    [1, 1],
    [2, 1],
    [3, 1],
  ]).map((one) => ({ ...one, isPaid: one.player !== 2 }))

  expect(payoutOf({ ...rules, entryFeeCents: 700 }, 3, finishers).shares).toEqual([
    { place: 1, player: 1, cents: 1500 },
    { place: 3, player: 3, cents: 600 },
  ])
})

test('a disqualified winner leaves the cents of rounding to the next', () => {
  const finishers = finishersOf([
    [1, 1],
    [2, 1],
    [3, 1],
  ]).map((one) => ({ ...one, isPaid: one.player !== 1 }))

  expect(payoutOf({ ...rules, addedCents: 1 }, 3, finishers).shares.map((share) => share.cents)).toEqual([1801, 1200])
})

test('a pool below zero pays nobody', () => {
  const payout = payoutOf(
    { ...rules, feesCents: 3001 },
    3,
    finishersOf([
      [1, 1],
      [2, 1],
      [3, 1],
    ]),
  )

  expect(payout).toEqual({ collectedCents: 3000, houseCents: 0, poolCents: -1, shares: [] })
})

test('the house takes its part of what was collected, to the cent', () => {
  const payout = payoutOf({ ...rules, entryFeeCents: 100_000, houseBasisPoints: 1000 }, 10, finishersOf([[1, 1]]))

  expect(payout).toMatchObject({ collectedCents: 1_000_000, houseCents: 100_000, poolCents: 900_000 })
})

test('parts are weights: one alone takes all, and with none at all the winner does', () => {
  const two = finishersOf([
    [1, 1],
    [2, 1],
  ])
  const sharesOf = (basisPoints: number[]) => payoutOf({ ...rules, basisPoints }, 2, two).shares

  expect(sharesOf([0, 1])).toEqual([{ place: 2, player: 2, cents: 2000 }])
  expect(sharesOf([0, 0])).toEqual([{ place: 1, player: 1, cents: 2000 }])
})

test('the order in which finishers are named does not matter', () => {
  const three = finishersOf([
    [1, 1],
    [2, 1],
    [3, 1],
  ])

  expect(payoutOf(rules, 3, three.toReversed()).shares).toEqual(payoutOf(rules, 3, three).shares)
})

const anyRules = fc.record({
  entryFeeCents: fc.integer({ min: 0, max: 100_000_000 }),
  houseBasisPoints: fc.integer({ min: 0, max: 10_000 }),
  addedCents: fc.integer({ min: 0, max: 100_000_000 }),
  feesCents: fc.integer({ min: 0, max: 1_000_000 }),
  basisPoints: fc.option(fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: 1, maxLength: 20 })),
})
const anyTies = fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 40 })

test('LAW-15: the shares are the pool, nothing is made or lost, and equal places differ by at most one cent', () => {
  const law = fc.property(anyRules, anyTies, fc.integer({ min: 0, max: 5 }), (rule, ties, out) => {
    let place = 1
    const places = ties.map((players) => [(place += players) - players, players])
    const finishers = finishersOf(places).map((one, at) => ({ ...one, isPaid: at === 0 || at % 6 !== out }))
    const entries = finishers.length
    const { collectedCents, houseCents, poolCents, shares } = payoutOf(rule, entries, finishers)

    expect(poolCents + houseCents + rule.feesCents).toBe(collectedCents + rule.addedCents)
    const paid = shares.reduce((sum, share) => sum + share.cents, 0)
    expect(paid).toBe(Math.max(poolCents, 0))
    for (const share of shares) {
      expect(Number.isSafeInteger(share.cents) && share.cents > 0).toBe(true)
      const equals = finishers.filter((one) => one.place === share.place && one.isPaid)
      const cents = equals.map((one) => shares.find((other) => other.player === one.player)?.cents ?? 0)
      expect(Math.max(...cents) - Math.min(...cents)).toBeLessThanOrEqual(1)
    }
    expect(shares.every((share) => finishers.find((one) => one.player === share.player)?.isPaid)).toBe(true)
  })
  fc.assert(law)
})
