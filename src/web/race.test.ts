import { expect, test } from 'bun:test'
import type { MatchRow } from '../engine/rows.ts'
import { hasScore, isRaceWon, raceWords } from './race.ts'

test('a race is over with its racks, or two ahead, or at its cap', () => {
  const plain = { raceA: 5, raceB: 4 }
  expect([isRaceWon(plain, 4, 3), isRaceWon(plain, 5, 3), isRaceWon(plain, 1, 4)]).toEqual([false, true, true])

  const byTwo = { raceA: 5, raceB: 5, cap: 7 }
  expect([isRaceWon(byTwo, 5, 4), isRaceWon(byTwo, 6, 4), isRaceWon(byTwo, 6, 7)]).toEqual([false, true, true])
  expect(isRaceWon({}, 99, 0)).toBe(false)
})

test('a race is called by what it asks for', () => {
  expect(raceWords({ raceA: 7, raceB: 7 })).toBe('race to 7')
  expect(raceWords({ raceA: 7, raceB: 4 })).toBe('race 7–4')
  expect(raceWords({ raceA: 7, raceB: 7, cap: 9 })).toBe('race to 7 by two')
  expect(raceWords({})).toBeNull()
})

test('racks on the wire are no score', () => {
  const match = (scoreA: number, startA?: number) =>
    ({ scoreA, scoreB: 0, ...(startA !== undefined && { startA }) }) as MatchRow
  expect([hasScore(match(0)), hasScore(match(1)), hasScore(match(2, 2)), hasScore(match(3, 2))]).toEqual([
    false,
    true,
    false,
    true,
  ])
})
