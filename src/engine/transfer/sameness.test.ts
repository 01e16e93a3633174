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

describe('a round of chips', () => {
  const pairing = (chipPoints: NonNullable<StageOptions['chipPoints']>, players = 6) => {
    const director = started({ type: 'chip_points', players, options: { chipPoints } })
    director.does({ type: 'round.draw', stage: 1 })
    for (const { id } of director.state.matches.filter(({ state }) => state === 'ready')) {
      director.does({ type: 'match.result', match: id, scoreA: 3, scoreB: 0 })
    }
    return director.state
  }
  const round = (pairs: number[][], bye: number | null = null, more = {}): EventData['round.drawn'] => {
    const named = pairs.map(([a = 0, b = 0]) => [playerId(a), playerId(b)] as const)
    return { stage: 1, round: 2, pairs: named, bye: bye === null ? null : playerId(bye), ...more }
  }
  const number = (id: PlayerId | null | undefined) => Number(id?.replace('player-', ''))
  /** Players so that 1 met 2, 3 met 4 and 5 met 6; with seven the last one rested. */
  const met = (state: ReturnType<typeof pairing>) =>
    state.matches.flatMap(({ slots, result }) =>
      result?.kind === 'bye' ? [] : slots.map((slot) => number(slot.player)),
    )

  test('may pair anybody who has not met, in any order', () => {
    const state = pairing({ finalsCount: 0, pairing: 'random' })
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = met(state)
    const decided = round([
      [a, c],
      [b, e],
      [d, f],
    ])

    expect(
      isSameRound(
        state,
        round([
          [f, b],
          [d, a],
          [e, c],
        ]),
        decided,
      ),
    ).toBe(true)
    expect(
      isSameRound(
        state,
        round([
          [a, b],
          [c, e],
          [d, f],
        ]),
        decided,
      ),
    ).toBe(false)
    expect(
      isSameRound(
        state,
        round([
          [c, e],
          [d, f],
          [b, a],
        ]),
        decided,
      ),
    ).toBe(false)
    expect(
      isSameRound(
        state,
        round([
          [a, c],
          [b, e],
        ]),
        decided,
      ),
    ).toBe(false)
    expect(
      isSameRound(
        state,
        round([
          [a, c],
          [b, e],
          [d, d],
        ]),
        decided,
      ),
    ).toBe(false)
    expect(
      isSameRound(
        state,
        round(
          [
            [a, c],
            [b, e],
            [d, f],
          ],
          null,
          { round: 3 },
        ),
        decided,
      ),
    ).toBe(false)
    expect(
      isSameRound(
        state,
        round(
          [
            [a, c],
            [b, e],
            [d, f],
          ],
          null,
          { stage: 2 },
        ),
        decided,
      ),
    ).toBe(false)
    expect(isSameRound(state, decided, { ...decided, stage: 2 })).toBe(false)
    // Who met in another stage has not met in this one.
    const elsewhere = { ...state, matches: state.matches.map((match) => ({ ...match, stage: 2 })) }
    expect(
      isSameRound(
        elsewhere,
        round([
          [a, b],
          [c, e],
          [d, f],
        ]),
        decided,
      ),
    ).toBe(true)
  })

  test('may repeat a pair where rematches are allowed', () => {
    const state = pairing({ finalsCount: 0, pairing: 'random', allowRematch: true })
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = met(state)

    expect(
      isSameRound(
        state,
        round([
          [a, b],
          [c, e],
          [d, f],
        ]),
        round([
          [a, c],
          [b, e],
          [d, f],
        ]),
      ),
    ).toBe(true)
  })

  test('is as decided where nothing is drawn by lot', () => {
    const state = pairing({ finalsCount: 0, pairing: 'rating' })
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = met(state)

    expect(
      isSameRound(
        state,
        round([
          [a, c],
          [b, e],
          [d, f],
        ]),
        round([
          [a, e],
          [b, d],
          [c, f],
        ]),
      ),
    ).toBe(false)
  })

  test('rests nobody twice, and somebody only where one is left', () => {
    const state = pairing({ finalsCount: 0, pairing: 'random' }, 7)
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = met(state)
    const rested = 28 - (a + b + c + d + e + f)
    const decided = round(
      [
        [a, c],
        [b, e],
        [d, rested],
      ],
      f,
    )

    expect(
      isSameRound(
        state,
        round(
          [
            [a, d],
            [b, f],
            [c, rested],
          ],
          e,
        ),
        decided,
      ),
    ).toBe(true)
    expect(
      isSameRound(
        state,
        round(
          [
            [a, d],
            [b, f],
            [c, e],
          ],
          rested,
        ),
        decided,
      ),
    ).toBe(false)
    expect(
      isSameRound(state, { ...decided, pairs: [...decided.pairs, [playerId(f), playerId(f)]], bye: null }, decided),
    ).toBe(false)
  })
})
