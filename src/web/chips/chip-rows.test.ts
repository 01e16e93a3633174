import { describe, expect, test } from 'bun:test'
import { type Director, playerId, started, tableId } from '../../engine/laws/director.ts'
import { rows } from '../../engine/ops.ts'
import { linkMatches } from '../bracket/links.ts'
import { chipPlayers, isChipMatch, openMatches } from './chip-rows.ts'

function evening(): Director {
  const scoring = { kind: 'race', raceTo: 1 } as const
  const options = { scoring, chipLives: { startChips: 2 } }
  const director = started({ type: 'chip_lives', players: 4, tables: 1, options })
  director.does({ type: 'match.assign', match: director.id('C1'), table: tableId(1) })
  return director
}

describe('the chip board', () => {
  test('says who plays where, who waits and who is out', () => {
    const director = evening()
    director.wins('C1', 'a')
    director.does({ type: 'player.adjust', player: playerId(2), delta: -1, reason: 'ruling' })
    const now = rows(director.state)
    const [stage] = Object.values(now.s)
    if (stage === undefined) throw new Error('no chip stage')

    expect(openMatches(now, stage).map((match) => match.ref)).toEqual(['C2'])
    expect(chipPlayers(now, stage).map(({ name, chips, lost, words }) => [name, chips, lost, words])).toEqual([
      ['Player 1', 2, 0, 'Table 1'],
      ['Player 3', 2, 0, 'Table 1'],
      ['Player 4', 2, 0, 'Next'],
      ['Player 2', 0, 2, 'Out, 4th'],
    ])
    expect(chipPlayers(now, stage)[0]?.streak).toBe(1)
  })

  test('leaves its matches off the sheet, but not those of a group called C', () => {
    expect(linkMatches(rows(evening().state)).size).toBe(0)
    expect(isChipMatch({ ref: 'C-R2.1' })).toBe(false)
  })
})
