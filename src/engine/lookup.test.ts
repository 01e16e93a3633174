import { expect, test } from 'bun:test'
import { playerId, started, tableId } from './laws/director.ts'
import { hasLeft, matchAtTable, matchOf, playerOf, stageOf, tableOf } from './lookup.ts'
import type { MatchId } from './types.ts'

test('entities are found by id, and unknown ids find nothing', () => {
  const { state } = started({ type: 'single_elimination', players: 4, tables: 1 })

  expect(playerOf(state, playerId(3))?.name).toBe('Player 3')
  expect(playerOf(state, playerId(9))).toBeUndefined()
  expect(tableOf(state, tableId(1))?.label).toBe('1')
  expect(stageOf(state, 1)?.name).toBe('Main draw')
  expect(stageOf(state, 2)).toBeUndefined()
  expect(matchOf(state, 'nowhere' as MatchId)).toBeUndefined()
})

test('a table is held by a match from its assignment to its end', () => {
  const director = started({ type: 'single_elimination', players: 4, tables: 1 })
  expect(matchAtTable(director.state, tableId(1))).toBeUndefined()
  director.does({ type: 'match.assign', match: director.id('W1.2'), table: tableId(1) })
  expect(matchAtTable(director.state, tableId(1))?.ref).toBe('W1.2')
  director.wins('W1.2', 'a')

  expect(matchAtTable(director.state, tableId(1))).toBeUndefined()
})

test('who withdrew has left', () => {
  const director = started({ type: 'single_elimination', players: 4 })
  director.does({ type: 'player.withdraw', player: playerId(2) })

  expect([1, 2].map((number) => hasLeft(director.state, playerId(number)))).toEqual([false, true])
})
