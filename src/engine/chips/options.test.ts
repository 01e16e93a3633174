/** Options of the chip formats: what an absent one means, and the least and the most of each. */
import { describe, expect, test } from 'bun:test'
import { newTournament } from '../laws/director.ts'
import type { ChipLivesOptions, ChipPointsOptions } from '../types.ts'
import { livesDefaults, livesProblem, pointsDefaults, pointsProblem } from './options.ts'

const options = newTournament('chip_lives').stages[0]?.options ?? newTournament('chip_points').stages[0]?.options

function lives(chipLives: ChipLivesOptions): string | null {
  if (options === undefined) throw new Error('a tournament has a stage')
  return livesProblem({ ...options, chipLives })?.at ?? null
}

function points(chipPoints: ChipPointsOptions): string | null {
  if (options === undefined) throw new Error('a tournament has a stage')
  return pointsProblem({ ...options, chipPoints })?.at ?? null
}

test('what is not said is the usual evening', () => {
  expect(livesDefaults).toEqual({
    startChips: 3,
    winnerStays: true,
    maxConsecutiveWins: null,
    antiRematch: true,
    tables: 1,
    shrinkTables: true,
    lateChips: null,
    lateUntil: null,
    buyBack: null,
  })
  expect(pointsDefaults).toEqual({
    winnerChips: 3,
    loserChips: 1,
    rounds: 5,
    finalsCount: 8,
    pairing: 'random',
    allowRematch: false,
    tieBreak: 'h2h',
  })
})

const buyBack = { until: null, chips: 1, priceCents: 0 }

describe.each([
  ['startChips', (startChips: number) => lives({ startChips }), 1, 99],
  ['maxConsecutiveWins', (maxConsecutiveWins: number) => lives({ maxConsecutiveWins }), 1, 99],
  ['tables', (tables: number) => lives({ tables }), 1, 128],
  ['lateChips', (lateChips: number) => lives({ lateChips }), 1, 99],
  ['buyBack.chips', (chips: number) => lives({ buyBack: { ...buyBack, chips } }), 1, 99],
  ['buyBack.priceCents', (priceCents: number) => lives({ buyBack: { ...buyBack, priceCents } }), 0, 100_000_000],
])('chipLives.%s', (name, problem, least, most) => {
  test(`is a whole number from ${least} to ${most}`, () => {
    expect([problem(least), problem(most)]).toEqual([null, null])
    const at = `options.chipLives.${name}`
    expect([problem(least - 1), problem(most + 1), problem(least + 0.5)]).toEqual([at, at, at])
  })
})

describe.each([
  ['winnerChips', (winnerChips: number) => points({ winnerChips, loserChips: 0 }), 1, 99],
  ['loserChips', (loserChips: number) => points({ winnerChips: 99, loserChips }), 0, 98],
  ['rounds', (rounds: number) => points({ rounds }), 1, 64],
  ['finalsCount', (finalsCount: number) => points({ finalsCount }), 2, 256],
])('chipPoints.%s', (name, problem, least, most) => {
  test(`is a whole number from ${least} to ${most}`, () => {
    expect([problem(least), problem(most)]).toEqual([null, null])
    const at = name === 'loserChips' ? 'options.chipPoints.winnerChips' : `options.chipPoints.${name}`
    expect([problem(least - 1) !== null, problem(most + 1)]).toEqual([true, at])
    expect(problem(least + 0.5)).toBe(`options.chipPoints.${name}`)
  })
})

test('there may be no finals, but none of one player', () => {
  expect([points({ finalsCount: 0 }), points({ finalsCount: 1 })]).toEqual([null, 'options.chipPoints.finalsCount'])
})

test('a win brings more than a loss, which may bring nothing, and nothing is below zero', () => {
  expect(points({ winnerChips: 2, loserChips: 1 })).toBeNull()
  expect(points({ winnerChips: 2, loserChips: 2 })).toBe('options.chipPoints.winnerChips')
  expect(points({ winnerChips: 0, loserChips: 0 })).toBe('options.chipPoints.winnerChips')
  expect(points({ winnerChips: 1, loserChips: -1 })).toBe('options.chipPoints.loserChips')
})

test('words that name nothing are refused', () => {
  expect(lives({ startChips: 'nine-band' as 'five-band' })).toBe('options.chipLives.startChips')
  expect(points({ pairing: 'swiss' as 'random' })).toBe('options.chipPoints.pairing')
  expect(points({ tieBreak: 'dice' as 'random' })).toBe('options.chipPoints.tieBreak')
})
