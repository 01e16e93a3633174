import { expect, test } from 'bun:test'
import { fold, fromSnapshot, toSnapshot } from './fold.ts'
import { betterSeed, playOut, started } from './laws/director.ts'

test('a state is the fold of its events', () => {
  const director = started({ type: 'double_elimination', players: 5 })
  const state = playOut(director, betterSeed(director.state))

  expect(fold(director.events)).toEqual(state)
  expect(state.version).toBe(director.events.length)
})

test('a snapshot survives JSON, indexes and all', () => {
  const { state } = started({ type: 'single_elimination', players: 6, tables: 2 })
  const again = fromSnapshot(JSON.parse(JSON.stringify(toSnapshot(state))))

  expect(again).toEqual(state)
  expect([...again.matchIndex]).toEqual([...state.matchIndex])
})

test('an empty log has no state', () => {
  expect(() => fold([])).toThrow('an empty log has no state')
})
