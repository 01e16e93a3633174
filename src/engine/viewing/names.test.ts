import { expect, test } from 'bun:test'
import { type Director, started } from '../laws/director.ts'
import { formatOf } from '../formats.ts'
import { refsOf, sourceLabel } from './names.ts'

function labels(director: Director, ref: string): string[] {
  const match = director.match(ref)
  return match.slots.map((slot) => sourceLabel(slot, match, refsOf(director.state)))
}

test('an empty slot says whose it will be', () => {
  const director = started({ type: 'double_elimination', players: 5 })

  // Seed 1 and the only loser of the first round have no first match of their own.
  expect(labels(director, 'W2.1')).toEqual(['Seed 1', 'Winner of W1.2'])
  expect(labels(director, 'L2.1')).toEqual(['Loser of W1.2', 'Loser of W2.2'])
  expect(labels(director, 'L3.1')).toEqual(['Winner of L2.1', 'Loser of W2.1'])
  expect(labels(director, 'GF2')).toEqual(['Loser of GF1', 'Winner of GF1'])
})

test('a slot where nobody comes is a bye, but not in a second final that is not needed', () => {
  const director = started({ type: 'double_elimination', players: 4 })
  director.does({ type: 'match.double_forfeit', match: director.id('W1.1') })
  expect(labels(director, 'W2.1')).toEqual(['Bye', 'Winner of W1.2'])

  const short = started({ type: 'double_elimination', players: 2 })
  short.wins('W1.1', 'a')
  short.wins('GF1', 'a')
  expect(labels(short, 'GF2')).toEqual(['Loser of GF1', 'Winner of GF1'])
})

test('a final is called a final, however few play', () => {
  const [stage] = started({ type: 'single_elimination', players: 2 }).state.stages

  expect(stage && formatOf(stage).roundName(stage, { bracket: 'W', round: 1 })).toBe('Final')
})

test('a bye is called one', () => {
  const { state } = started({ type: 'single_elimination', players: 2 })
  const [match] = state.matches
  const slot = { source: { kind: 'bye' }, player: null, dead: false } as const

  expect(match && sourceLabel(slot, match, refsOf(state))).toBe('Bye')
})
