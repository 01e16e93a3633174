/** Re-entry while the event stands still, and a final without a winner behind it. */
import { expect, test } from 'bun:test'
import { type Director, playOut, playerId, started } from '../laws/director.ts'

const draw = { type: 'round.draw', stage: 1 } as const
const again = { type: 'player.reenter', player: playerId(4) } as const

/** Round 1 is played, the better seeds have won: of four 1 and 2. */
function firstPlayed(players = 4): Director {
  const director = started({ type: 'single_elimination', players, options: { mode: 're-entry' } })
  playOut(director, () => 'a')
  return director
}

test('nobody comes in again and nothing is drawn in a pause', () => {
  const director = firstPlayed()
  director.does({ type: 'tournament.pause' })

  for (const command of [again, draw]) {
    expect(director.tries(command)).toMatchObject({
      code: 'tournament_not_active',
      detail: 'Friday Open is not being played.',
    })
  }
  director.does({ type: 'tournament.resume' })
  expect([director.tries(again), director.tries(draw)]).toEqual([null, null])
})

test('a double forfeit of the final is taken back as any other', () => {
  const director = firstPlayed()
  director.does(draw)
  director.does({ type: 'match.double_forfeit', match: director.id('F1.1') })
  director.does({ type: 'tournament.reopen', reason: 'a slip' })
  director.does({ type: 'match.undo', match: director.id('F1.1') })

  expect(director.match('F1.1')).toMatchObject({ state: 'ready', result: null })
})

test('the score of a match of round 1 can be corrected, though its winner left before the rest was drawn', () => {
  const director = firstPlayed(8)
  director.does({ type: 'player.withdraw', player: playerId(1) })
  director.does(draw)
  director.does({ type: 'match.correct', match: director.id('W1.1'), result: { scoreA: 3, scoreB: 2 } })

  expect(director.match('W1.1')).toMatchObject({ scores: [3, 2], result: { winner: 'a' } })
})
