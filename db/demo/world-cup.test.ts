import { expect, test } from 'bun:test'
import { slotOrder } from '../../src/engine/seeding.ts'
import { entries } from './world-cup.ts'
import file from './worldcup-2018.json'

test('the seeds of the World Cup make the pairs of its round of 16, in the order of the bracket', () => {
  const teamOf = new Map(entries().map(({ name, seed }) => [seed, name]))

  const drawn = slotOrder(16).map((seed) => teamOf.get(seed))

  const played = file.knockout.slice(0, 8).flatMap(({ a, b }) => [a, b])
  expect(drawn).toEqual(played)
  expect(played.slice(0, 4)).toEqual(['Uruguay', 'Portugal', 'France', 'Argentina'])
})
