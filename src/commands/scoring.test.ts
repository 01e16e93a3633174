import { expect, test } from 'bun:test'
import { scoringInput } from '../http/scoring-shapes.ts'
import { scoringOf } from './scoring.ts'

test('a best of k is a race to (k + 1) / 2', () => {
  expect([1, 3, 7, 21, 199].map((racks) => scoringOf({ kind: 'best_of', racks }, undefined))).toEqual(
    [1, 2, 4, 11, 100].map((raceTo) => ({ kind: 'race', raceTo })),
  )
})

test('a best of an even number is refused before it gets here', () => {
  expect(scoringInput.safeParse({ kind: 'best_of', racks: 8 }).error?.issues[0]?.message).toBe(
    'must be odd, or the match could end level',
  )
  expect(scoringInput.safeParse({ kind: 'best_of', racks: 9 }).success).toBe(true)
})

test('only what was sent is kept, and a race to 5 is what nobody had to say', () => {
  expect(scoringOf(undefined, undefined)).toEqual({ kind: 'race', raceTo: 5 })
  expect(scoringOf(undefined, 9)).toEqual({ kind: 'race', raceTo: 9 })
  expect(scoringOf({ kind: 'open' }, 9)).toEqual({ kind: 'open' })
  const race = { kind: 'race', raceTo: 7, winBy2: true, cap: 9 } as const
  expect(scoringOf({ ...race, handicap: undefined, minRace: undefined }, undefined)).toStrictEqual(race)
})
