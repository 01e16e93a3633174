/** What a log may say differently from what would be decided now, and what it may not. */
import { describe, expect, test } from 'bun:test'
import { newTournament, playerId, started } from '../laws/director.ts'
import type { EventData } from '../messages.ts'
import type { PlayerId, StageOptions } from '../types.ts'
import { isSameCut, isSameJson, isSameLot, isSameRound } from './sameness.ts'

const ids = (...numbers: number[]): PlayerId[] => numbers.map(playerId)

describe('equal JSON', () => {
  const values = [
    null,
    true,
    { length: 0 },
    0,
    1,
    '1',
    '',
    [],
    [1],
    [1, 2],
    [2, 1],
    {},
    { 0: 1 },
    { a: 1 },
    { b: 1 },
    { a: 1, b: 1 },
  ]
  const deep = [{ a: [1] }, { a: [2] }, { a: { b: null } }, { a: { b: [] } }, [{ a: 1 }], [{ a: 1 }, 1]]
  const all = [...values, ...deep]

  test('is equal to itself and to nothing else', () => {
    for (const [at, one] of all.entries()) {
      for (const [other, two] of all.entries()) {
        const copy = structuredClone(two)
        expect({ one, two, isSame: isSameJson(one, copy) }).toEqual({ one, two, isSame: at === other })
      }
    }
  })

  test('does not ask for an order of members, nor for those that are undefined', () => {
    expect(isSameJson({ a: 1, b: [2], c: undefined }, { b: [2], a: 1 })).toBe(true)
    expect(isSameJson({ b: [2], a: 1 }, { a: 1, b: [2], c: undefined })).toBe(true)
    expect(isSameJson({ a: undefined }, { b: 1 })).toBe(false)
    expect(isSameJson({ a: 1, b: undefined }, { b: 1, a: undefined })).toBe(false)
  })
})

describe('lots', () => {
  const lot = (...lots: number[][]): EventData['lot.drawn'] => ({ stage: 1, lots: lots.map((list) => ids(...list)) })

  test('may stand in any order within each set of tied players', () => {
    expect(isSameLot(lot([1, 2, 3], [5, 4]), lot([3, 1, 2], [4, 5]))).toBe(true)
  })

  test.each([
    ['other players', lot([1, 2]), lot([1, 3])],
    ['one twice', lot([1, 1]), lot([1, 2])],
    ['one twice where it was decided', lot([1, 2]), lot([1, 1])],
    ['one player more', lot([1, 2, 3]), lot([1, 2])],
    ['one player fewer', lot([1, 2]), lot([1, 2, 3])],
    ['sets in another order', lot([1, 2], [3, 4]), lot([3, 4], [1, 2])],
    ['one set more', lot([1, 2], [3, 4]), lot([1, 2])],
    ['one set fewer', lot([1, 2]), lot([1, 2], [3, 4])],
    ['other players in one set', lot([1, 2], [3, 4]), lot([1, 2], [3, 5])],
    ['another stage', { ...lot([1, 2]), stage: 2 }, lot([1, 2])],
  ])('are not those with %s', (_, told, decided) => {
    expect(isSameLot(told, decided)).toBe(false)
  })
})

describe('the cut of finals', () => {
  const { options } = newTournament('single_elimination').stages[0] ?? { options: {} as StageOptions }
  const cut = (order: number[], lots: number[], more = {}): EventData['finals.applied'] => {
    const rest = { stage: 1, format: 'single_elimination', name: 'Finals', options } as const
    return { ...rest, order: ids(...order), lots: ids(...lots), ...more }
  }
  // 1 and 2 are sure, 3, 4 and 5 tied for two places.
  const due = cut([1, 2, 3, 4], [3, 4, 5])

  test('has the tied in the order of their lot, as many as there are places', () => {
    for (const lots of [
      [3, 4, 5],
      [5, 3, 4],
      [4, 5, 3],
    ]) {
      expect(isSameCut(cut([1, 2, ...lots.slice(0, 2)], lots), due)).toBe(true)
    }
  })

  test.each([
    ['an order that is not that of the lot', cut([1, 2, 4, 3], [3, 4, 5])],
    ['one who has lost the lot', cut([1, 2, 3, 5], [3, 4, 5])],
    ['others tied', cut([1, 2, 3, 4], [3, 4, 6])],
    ['the sure ones in another order', cut([2, 1, 3, 4], [3, 4, 5])],
    ['one finalist more', cut([1, 2, 3, 4, 5], [3, 4, 5])],
    ['another name', cut([1, 2, 3, 4], [3, 4, 5], { name: 'Final' })],
  ])('is not one with %s', (_, told) => {
    expect(isSameCut(told, due)).toBe(false)
  })
})

const chipPoints = { finalsCount: 0, pairing: 'random' } as const

/** After a first round in which a met b, c met d and e met f; of seven players g rested. */
function afterRound(options: NonNullable<StageOptions['chipPoints']> = chipPoints, players = 6) {
  const director = started({ type: 'chip_points', players, options: { chipPoints: options } })
  director.does({ type: 'round.draw', stage: 1 })
  for (const { ref, state } of director.state.matches) if (state === 'ready') director.wins(ref, 'a')
  const { state } = director
  const all = state.matches.flatMap(({ slots }) => slots.flatMap(({ player }) => player ?? []))
  const named = (letter: string) => all['abcdefg'.indexOf(letter)] ?? playerId(0)
  /** The second round in letters, `ac be df`; one letter alone rests. */
  const round = (text: string, more = {}): EventData['round.drawn'] => {
    const names = text.split(' ').map((pair) => [...pair].map(named))
    const pairs = names.flatMap(([a, b]) => (a === undefined || b === undefined ? [] : [[a, b] as const]))
    const bye = names.find((pair) => pair.length === 1)?.[0] ?? null
    return { stage: 1, round: 2, pairs, bye, ...more }
  }
  return { state, round }
}

test('a round of chips may pair anybody who has not met in this stage, in any order', () => {
  const { state, round } = afterRound()
  const decided = round('ac be df')
  const elsewhere = { ...state, matches: state.matches.map((match) => ({ ...match, stage: 2 })) }

  expect(isSameRound(state, round('fb da ec'), decided)).toBe(true)
  for (const wrong of ['ab ce df', 'ce df ba', 'ac be', 'ac be dd']) {
    expect(isSameRound(state, round(wrong), decided)).toBe(false)
  }
  expect(isSameRound(elsewhere, round('ab ce df'), decided)).toBe(true)
})

test('a round is that of its number and stage', () => {
  const { state, round } = afterRound()
  const decided = round('ac be df')

  expect(isSameRound(state, round('ac be df', { round: 3 }), decided)).toBe(false)
  expect(isSameRound(state, round('ac be df', { stage: 2 }), decided)).toBe(false)
  expect(isSameRound(state, decided, { ...decided, stage: 2 })).toBe(false)
})

test('a round may repeat a pair where rematches are allowed', () => {
  const { state, round } = afterRound({ ...chipPoints, allowRematch: true })

  expect(isSameRound(state, round('ab ce df'), round('ac be df'))).toBe(true)
})

test('a round is as decided where nothing is drawn by lot', () => {
  const { state, round } = afterRound({ ...chipPoints, pairing: 'rating' })

  expect(isSameRound(state, round('ac be df'), round('ae bd cf'))).toBe(false)
})

test('a round rests nobody twice, and somebody only where one is left', () => {
  const { state, round } = afterRound(chipPoints, 7)
  const decided = round('ac be dg f')

  expect(isSameRound(state, round('ad bf cg e'), decided)).toBe(true)
  expect(isSameRound(state, round('ad bf ce g'), decided)).toBe(false)
  expect(isSameRound(state, round('ac be dg ff'), decided)).toBe(false)
})
