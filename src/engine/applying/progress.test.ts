/** States of a stage as its matches make them. */
import { expect, test } from 'bun:test'
import { type Director, started, tableId } from '../laws/director.ts'

const status = (director: Director) => director.state.stages[0]?.status
const four = () => started({ type: 'single_elimination', players: 4, tables: 1 })
const result = (director: Director, ref: string) => director.wins(ref, 'a')

const beginnings: readonly (readonly [string, (director: Director) => unknown])[] = [
  ['a rack', (director) => director.racks('W1.1', 'a')],
  ['a start', (director) => director.does({ type: 'match.start', match: director.id('W1.1') })],
  ['a result', (director) => result(director, 'W1.1')],
  ['a walkover', (director) => director.does({ type: 'match.walkover', match: director.id('W1.1'), winner: 'a' })],
  ['a double forfeit', (director) => director.does({ type: 'match.double_forfeit', match: director.id('W1.1') })],
]

test.each(beginnings)('a drawn stage is under way after %s', (_, begin) => {
  const director = four()
  director.does({ type: 'match.assign', match: director.id('W1.2'), table: tableId(1) })
  expect(status(director)).toBe('drawn')

  begin(director)
  expect(status(director)).toBe('active')
})

test('it is completed with its last match, under way again without it, and drawn once nothing is on record', () => {
  const director = four()
  for (const ref of ['W1.1', 'W1.2', 'W2.1']) result(director, ref)
  expect(status(director)).toBe('completed')

  director.does({ type: 'tournament.reopen', reason: 'a wrong score' })
  const seen = ['W2.1', 'W1.2', 'W1.1'].map((ref) => {
    director.does({ type: 'match.undo', match: director.id(ref) })
    return status(director)
  })
  expect(seen).toEqual(['active', 'active', 'drawn'])
})
