/** The printed Berger tables (FIDE handbook C.05, annex 1), and what must hold of every size. */
import { describe, expect, test } from 'bun:test'
import { bergerRounds } from './berger.ts'

const lines = (players: number, cycles: 1 | 2 = 1) =>
  bergerRounds(players, cycles).map((pairs) => pairs.map((pair) => pair.join('-')).join(' '))

test('fields of 4, 6 and 8 have the printed tables', () => {
  expect(lines(4)).toEqual(['1-4 2-3', '4-3 1-2', '2-4 3-1'])
  expect(lines(6)).toEqual(['1-6 2-5 3-4', '6-4 5-3 1-2', '2-6 3-1 4-5', '6-5 1-4 2-3', '3-6 4-2 5-1'])
  expect(lines(8)).toEqual([
    '1-8 2-7 3-6 4-5',
    '8-5 6-4 7-3 1-2',
    '2-8 3-1 4-7 5-6',
    '8-6 7-5 1-4 2-3',
    '3-8 4-2 5-1 6-7',
    '8-7 1-6 2-5 3-4',
    '4-8 5-3 6-2 7-1',
  ])
})

test('in an odd field the one who would meet the last number rests', () => {
  expect(lines(3)).toEqual(['2-3', '1-2', '3-1'])
  expect(lines(5)).toEqual(['2-5 3-4', '5-3 1-2', '3-1 4-5', '1-4 2-3', '4-2 5-1'])
})

test('two players meet once in one cycle, and with sides swapped in two', () => {
  expect(lines(2)).toEqual(['1-2'])
  expect(lines(2, 2)).toEqual(['1-2', '2-1'])
})

test('the second cycle is the first with the sides swapped', () => {
  expect(lines(4, 2)).toEqual(['1-4 2-3', '4-3 1-2', '2-4 3-1', '4-1 3-2', '3-4 2-1', '4-2 1-3'])
})

describe.each([1, 2] as const)('%i cycles of every size', (cycles) => {
  test('a field of n has n - 1 rounds if n is even, else n, in each cycle', () => {
    for (let players = 2; players <= 64; players++) {
      const rounds = players % 2 === 0 ? players - 1 : players
      expect(bergerRounds(players, cycles)).toHaveLength(cycles * rounds)
    }
  })

  test('nobody rests twice in a cycle', () => {
    for (let players = 3; players <= 63; players += 2) {
      const all = Array.from({ length: players }, (_, at) => at + 1)
      const resting = bergerRounds(players, cycles).map((pairs) => all.filter((one) => !pairs.flat().includes(one)))
      expect(resting.map((who) => who.length)).toEqual(resting.map(() => 1))
      expect(new Set(resting.slice(0, players).flat()).size).toBe(players)
    }
  })
})
