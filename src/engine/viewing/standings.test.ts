/** Byes in standings: a first round passed over in a knockout, a result in chip points, nothing in a table. */
import { expect, test } from 'bun:test'
import { type Setup, started } from '../laws/director.ts'
import { standingsView } from '../view.ts'

function byesOf(setup: Setup, rounds = 0): number[] {
  const director = started(setup)
  for (let round = 0; round < rounds; round++) director.does({ type: 'round.draw', stage: 1 })
  const rows = standingsView(director.state).stages[0]?.rows ?? []
  return rows.toSorted((a, b) => (a.player.seed ?? 0) - (b.player.seed ?? 0)).map((row) => row.byes)
}

test('the best seeds of a knockout pass the first round over', () => {
  expect(byesOf({ type: 'single_elimination', players: 6 })).toEqual([1, 1, 0, 0, 0, 0])
})

test('one of three rests in a round of chip points, and nobody before it', () => {
  const setup: Setup = {
    type: 'chip_points',
    players: 3,
    options: { chipPoints: { finalsCount: 0, pairing: 'rating' } },
  }

  expect(byesOf(setup)).toEqual([0, 0, 0])
  expect(byesOf(setup, 1).toSorted()).toEqual([0, 0, 1])
})

test('chip lives and tables have none', () => {
  expect(byesOf({ type: 'chip_lives', players: 3 })).toEqual([0, 0, 0])
  expect(byesOf({ type: 'round_robin', players: 3 })).toEqual([0, 0, 0])
})
