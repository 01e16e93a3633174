/** How seeds are spread over groups. */
import { describe, expect, test } from 'bun:test'
import type { GroupsOption } from '../types.ts'
import { groupLetter, groupsMax, intoGroups } from './groups.ts'

const seeds = (count: number) => Array.from({ length: count }, (_, at) => at + 1)
const spread = (players: number, count: number, method: GroupsOption['method'], drawSeed = 1) =>
  intoGroups(seeds(players), { count, method }, drawSeed)

test('the snake turns after every tier', () => {
  expect(spread(16, 4, 'snake')).toEqual([
    [1, 8, 9, 16],
    [2, 7, 10, 15],
    [3, 6, 11, 14],
    [4, 5, 12, 13],
  ])
})

test('a snake that does not come out even makes the groups at its end larger', () => {
  expect(spread(10, 4, 'snake')).toEqual([
    [1, 8, 9],
    [2, 7, 10],
    [3, 6],
    [4, 5],
  ])
  expect(spread(6, 4, 'snake')).toEqual([[1], [2], [3, 6], [4, 5]])
})

test('fixed groups are blocks of the seed order, the first ones larger', () => {
  expect(spread(8, 2, 'fixed')).toEqual([
    [1, 2, 3, 4],
    [5, 6, 7, 8],
  ])
  expect(spread(8, 3, 'fixed')).toEqual([
    [1, 2, 3],
    [4, 5, 6],
    [7, 8],
  ])
})

test('the bracket method keeps 1 and 16, 2 and 15, ... 8 and 9 apart', () => {
  expect(spread(16, 4, 'bracket')).toEqual([
    [1, 7, 12, 14],
    [2, 8, 11, 13],
    [3, 5, 10, 16],
    [4, 6, 9, 15],
  ])
})

test('the bracket method seats the tiers behind the fourth as the first four', () => {
  expect(spread(32, 4, 'bracket')).toEqual([
    [1, 7, 12, 14, 17, 23, 28, 30],
    [2, 8, 11, 13, 18, 24, 27, 29],
    [3, 5, 10, 16, 19, 21, 26, 32],
    [4, 6, 9, 15, 20, 22, 25, 31],
  ])
})

test('the bracket method moves nobody for seeds of a tier that do not exist', () => {
  expect(spread(17, 5, 'bracket')).toEqual([
    [1, 9, 15, 17],
    [2, 10, 14, 16],
    [3, 6, 13],
    [4, 7, 12],
    [5, 8, 11],
  ])
})

describe('the bracket method', () => {
  // In five groups of fourteen seeds that sit already have to move, and not all of them can.
  const small = seeds(15).flatMap((at) => seeds(8).map((size) => [at + 1, size] as const))
  const cases = [...small, [5, 14] as const]

  test('never puts opposed seeds of a full bracket into one group', () => {
    for (const [count, size] of cases) {
      for (const players of [count * size, count * size + 1, count * size + count - 1]) {
        const groups = spread(players, count, 'bracket')
        const groupOf = (seed: number) => groups.findIndex((group) => group.includes(seed))
        const opposed = 2 ** Math.ceil(Math.log2(players)) + 1
        const shared = seeds(players).filter((seed) => {
          const other = opposed - seed
          return seed < other && other <= players && groupOf(seed) === groupOf(other)
        })
        expect({ count, players, shared }).toEqual({ count, players, shared: [] })
      }
    }
  })

  test('and every group has one seed of each tier', () => {
    for (const [count, size] of cases) {
      for (const group of spread(count * size, count, 'bracket')) {
        expect(group.map((seed) => Math.ceil(seed / count))).toEqual(seeds(size))
      }
    }
  })
})

test('pots put one of each pot into every group, by the draw seed', () => {
  const drawn = spread(12, 4, 'pots', 7)

  for (const group of drawn) expect(group.map((seed) => Math.ceil(seed / 4))).toEqual([1, 2, 3])
  expect(drawn.flat().toSorted((a, b) => a - b)).toEqual(seeds(12))
  expect(spread(12, 4, 'pots', 7)).toEqual(drawn)
  expect(new Set([1, 2, 3, 4, 5].map((drawSeed) => JSON.stringify(spread(12, 4, 'pots', drawSeed)))).size).toBe(5)
})

test('only pots ask the draw seed', () => {
  for (const method of ['snake', 'bracket', 'fixed'] as const) {
    expect(spread(13, 4, method, 1)).toEqual(spread(13, 4, method, 2))
  }
})

test('sizes of groups differ by one at most, with any method', () => {
  for (const method of ['snake', 'bracket', 'pots', 'fixed'] as const) {
    for (let players = 4; players < 40; players++) {
      for (let count = 1; count <= players / 2; count++) {
        const groups = spread(players, count, method)
        const sizes = groups.map((group) => group.length)
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThan(2)
        expect(groups.flat().toSorted((a, b) => a - b)).toEqual(seeds(players))
      }
    }
  }
})

test('groups are named from A to Z', () => {
  expect(groupLetter(0)).toBe('A')
  expect(groupLetter(groupsMax - 1)).toBe('Z')
})
