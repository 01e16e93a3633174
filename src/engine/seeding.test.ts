import { describe, expect, test } from 'bun:test'
import { newPlayer } from './laws/director.ts'
import { bracketSize, seedOrder } from './seeding.ts'
import type { Player } from './types.ts'

function player(number: number, more: Partial<Player> = {}): Player {
  const registeredAt = `2026-03-01T10:00:0${number}.000Z`
  const blank = { wantedSeed: null, status: 'registered', place: null, checkedInAt: null } as const
  return { ...newPlayer(number), ...blank, registeredAt, ...more }
}

const numbers = (players: readonly Player[]) => players.map((one) => Number(one.id.split('-')[1]))

describe('seed order', () => {
  test('by rating: the highest first, the unrated last, equals by registration', () => {
    const players = [
      player(1, { rating: 500 }),
      player(2),
      player(3, { rating: 610 }),
      player(4, { rating: 500 }),
      player(5),
    ]

    expect(numbers(seedOrder(players, 'rating', 0))).toEqual([3, 1, 4, 2, 5])
  })

  test('by rating: who registered in the same moment is ordered by id', () => {
    const at = { registeredAt: '2026-03-01T10:00:00.000Z', rating: 500 }

    expect(numbers(seedOrder([player(3, at), player(1, at), player(2, at)], 'rating', 0))).toEqual([1, 2, 3])
  })

  test('by hand: wanted seeds first, then rating, then registration', () => {
    const players = [player(1), player(2, { rating: 400 }), player(3, { wantedSeed: 2 }), player(4, { wantedSeed: 1 })]

    expect(numbers(seedOrder(players, 'manual', 0))).toEqual([4, 3, 2, 1])
  })

  test('by hand or rating: what is absent comes last, wherever it stood', () => {
    const rated = [500, null, 0, null, 400].map((rating, at) => player(at + 1, { rating }))
    const wished = [2, null, 1, null, 3].map((wantedSeed, at) => player(at + 1, { wantedSeed }))

    expect(numbers(seedOrder(rated, 'rating', 0))).toEqual([1, 5, 3, 2, 4])
    expect(numbers(seedOrder(rated.toReversed(), 'rating', 0))).toEqual([1, 5, 3, 2, 4])
    expect(numbers(seedOrder(wished, 'manual', 0))).toEqual([3, 1, 5, 2, 4])
    expect(numbers(seedOrder(wished.toReversed(), 'manual', 0))).toEqual([3, 1, 5, 4, 2])
  })

  test('at random: the draw seed alone decides', () => {
    const players = Array.from({ length: 9 }, (_, at) => player(at + 1))
    const drawn = numbers(seedOrder(players, 'random', 5))

    expect(drawn).toEqual(numbers(seedOrder(players, 'random', 5)))
    expect(drawn).not.toEqual(numbers(seedOrder(players, 'random', 6)))
    expect(drawn.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
  })
})

test('a bracket is the least power of two that holds the players', () => {
  expect([2, 3, 4, 5, 8, 9, 100, 1000].map(bracketSize)).toEqual([2, 4, 4, 8, 8, 16, 128, 1024])
})
