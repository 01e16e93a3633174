import { expect, test } from 'bun:test'
import { started } from '../laws/director.ts'
import { groupLetter } from './groups.ts'

test('a group that is called like a side of a bracket keeps its pairs, whatever is taken back in it', () => {
  const groups = { count: 24, method: 'snake' } as const
  const director = started({ type: 'round_robin', players: 96, options: { groups } })
  const pairs = () => director.state.matches.map(({ ref, slots }) => [ref, slots[0].player, slots[1].player])
  const drawn = pairs()
  for (const letter of ['L', 'P', 'W']) {
    for (const ref of ['R1.1', 'R1.2', 'R2.1']) director.wins(`${letter}-${ref}`, 'a', 1)
    director.does({ type: 'match.undo', match: director.id(`${letter}-R1.1`) })
    director.wins(`${letter}-R1.1`, 'b', 1)
  }

  expect([11, 15, 22].map(groupLetter)).toEqual(['L', 'P', 'W'])
  expect(pairs()).toEqual(drawn)
  expect(director.state.matches.filter(({ state }) => state === 'void' || state === 'locked')).toEqual([])
})
