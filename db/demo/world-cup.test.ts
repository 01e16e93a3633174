import { expect, test } from 'bun:test'
import { intoGroups } from '../../src/engine/round-robin/groups.ts'
import { entries, stages } from './world-cup.ts'
import file from './worldcup-2018.json'

test('the teams of the World Cup fall into their groups in the order of the list', () => {
  const teams = entries().map(({ name }) => name)

  const groups = intoGroups(teams, { count: 8, method: 'fixed' }, 1)

  expect(groups).toEqual(file.groups.map((group) => group.teams))
  expect(groups[0]).toEqual(['Russia', 'Saudi Arabia', 'Egypt', 'Uruguay'])
})

test('the knockout takes the ranks that met in the round of 16, from top to bottom', () => {
  const [groups, knockout] = stages() as { options: { points?: object; from?: { sources: object[] } } }[]

  expect(groups?.options.points).toEqual({ win: 3, draw: 1, loss: 0 })
  expect(knockout?.options.from?.sources.slice(0, 4)).toEqual([
    { group: 'A', rank: 1 },
    { group: 'B', rank: 2 },
    { group: 'C', rank: 1 },
    { group: 'D', rank: 2 },
  ])
})
