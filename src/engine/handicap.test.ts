/** Odds and fair races against the published figures in `fixtures/handicap.json`, and the laws of chance. */
import { expect, test } from 'bun:test'
import fc from 'fast-check'
import oracle from './fixtures/handicap.json'
import { fairRace, matchOdds, rackOdds } from './handicap.ts'

test('a difference of 332 points wins 91 racks of 100', () => {
  expect(rackOdds(832, 500)).toBeCloseTo(0.90898, 5)
})

test('a hundred points double the odds, and equal ratings share them', () => {
  expect(rackOdds(600, 500)).toBeCloseTo(2 / 3, 12)
  expect(rackOdds(550, 550)).toBe(0.5)
})

test('rack and match odds and fair races are the published ones', () => {
  const near = (a: number, b: number) => Math.abs(a - b) <= 1e-6

  for (const { difference, pRackA } of oracle.rack) expect(near(rackOdds(500 + difference, 500), pRackA)).toBe(true)
  for (const { ratingA, ratingB, raceA, raceB, pWinA } of oracle.match) {
    expect(near(matchOdds(ratingA, ratingB, raceA, raceB), pWinA)).toBe(true)
  }
  for (const { ratingA, ratingB, longRace, minRace, ...expected } of oracle.fairRace) {
    const found = fairRace(ratingA, ratingB, longRace, minRace)
    expect([found.raceA, found.raceB]).toEqual([expected.raceA, expected.raceB])
    expect(near(found.pWinA, expected.pWinA)).toBe(true)
  }
})

const rating = fc.integer({ min: 200, max: 850 })
const race = fc.integer({ min: 1, max: 25 })

test('LAW-16: the odds of both sides make one', () => {
  const law = fc.property(rating, rating, race, race, (a, b, raceA, raceB) => {
    const both = matchOdds(a, b, raceA, raceB) + matchOdds(b, a, raceB, raceA)
    return Math.abs(both - 1) < 1e-12
  })
  fc.assert(law)
})

test('LAW-16: odds rise with the own rating and with the race of the opponent, and equals share them', () => {
  const close = fc.integer({ min: 450, max: 550 })
  const short = fc.integer({ min: 1, max: 11 })
  const law = fc.property(close, close, short, short, (a, b, raceA, raceB) => {
    const odds = matchOdds(a, b, raceA, raceB)
    expect(matchOdds(a + 1, b, raceA, raceB)).toBeGreaterThan(odds)
    expect(matchOdds(a, b, raceA, raceB + 1)).toBeGreaterThan(odds)
    expect(matchOdds(a, a, raceA, raceA)).toBeCloseTo(0.5, 12)
  })
  fc.assert(law)
})

test('LAW-16: odds never fall with the own rating or the race of the opponent, however unequal the players', () => {
  const law = fc.property(rating, rating, race, race, (a, b, raceA, raceB) => {
    const odds = matchOdds(a, b, raceA, raceB)
    expect(matchOdds(a + 1, b, raceA, raceB) - odds).toBeGreaterThan(-1e-12)
    expect(matchOdds(a, b, raceA, raceB + 1) - odds).toBeGreaterThan(-1e-12)
    expect(matchOdds(a, a, raceA, raceA)).toBeCloseTo(0.5, 12)
  })
  fc.assert(law)
})

test('a fair race is the same seen from the other side', () => {
  const law = fc.property(rating, rating, race, (a, b, long) => {
    if (a === b) return
    const [one, other] = [fairRace(a, b, long, 1), fairRace(b, a, long, 1)]
    expect([one.raceA, one.raceB]).toEqual([other.raceB, other.raceA])
  })
  fc.assert(law)
})

test('a race is never shorter than the minimum, nor the minimum longer than the race', () => {
  expect(fairRace(800, 300, 9, 5)).toMatchObject({ raceA: 9, raceB: 5 })
  expect(fairRace(800, 300, 5, 9)).toMatchObject({ raceA: 5, raceB: 5 })
})

test('a race may be as short as one rack', () => {
  expect(fairRace(800, 200, 3, 1)).toMatchObject({ raceA: 3, raceB: 1 })
})

test('where all races are equally hopeless both have the long one', () => {
  expect(fairRace(5000, 500, 9, 1)).toMatchObject({ raceA: 9, raceB: 9 })
  expect(fairRace(500, 5000, 9, 1)).toMatchObject({ raceA: 9, raceB: 9 })
})

test('odds never pass one, though fractions add up to a little more', () => {
  expect(matchOdds(700, 500, 1, 23)).toBe(1)
})
