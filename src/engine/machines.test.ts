import { expect, test } from 'bun:test'
import { matchMachine, mayFollow, playerMachine, tournamentMachine } from './machines.ts'

test('a state may stay, and move only along the table', () => {
  expect(mayFollow(tournamentMachine, 'draft', 'draft')).toBe(true)
  expect(mayFollow(tournamentMachine, 'draft', 'registration')).toBe(true)
  expect(mayFollow(tournamentMachine, 'draft', 'active')).toBe(false)
  expect(mayFollow(tournamentMachine, 'completed', 'registration')).toBe(false)
})

test('nothing leads out of a cancelled tournament, and no play out of the void', () => {
  expect(tournamentMachine.cancelled).toEqual([])
  expect(mayFollow(matchMachine, 'void', 'active')).toBe(false)
  expect(mayFollow(matchMachine, 'locked', 'active')).toBe(false)
  expect(mayFollow(playerMachine, 'no_show', 'active')).toBe(false)
})
