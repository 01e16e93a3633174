/** Who may join whom he resembles: one who comes back is the one he was, anybody else needs a name of his own. */
import { describe, expect, test } from 'bun:test'
import { type Director, newPlayer, newTournament, playOut, playerId, registered, started } from '../laws/director.ts'
import { four } from '../laws/scenario.ts'
import type { NewPlayer } from '../messages.ts'
import type { UserId } from '../types.ts'

const [anna, ben] = ['user-anna', 'user-ben'] as unknown as [UserId, UserId]
const adds = (director: Director, ...players: NewPlayer[]) => director.tries({ type: 'player.add', players })

describe('one who had withdrawn', () => {
  /** Four players; a fifth, of this account, and a sixth have withdrawn. */
  function withdrawn(userId: UserId | null): Director {
    const director = registered(four)
    director.does({ type: 'player.add', players: [newPlayer(5, { name: 'Anna', userId }), newPlayer(6)] })
    for (const number of [5, 6]) director.does({ type: 'player.withdraw', player: playerId(number) })
    return director
  }
  const idAfter = (director: Director, player: NewPlayer) =>
    adds(director, player)?.code ?? director.state.players.at(-1)?.id

  test.each([
    ['by his id, whatever his name', anna, newPlayer(5, { name: 'Hanna' }), 5],
    ['by his account, whatever his name', anna, newPlayer(9, { name: 'Hanna', userId: anna }), 5],
    ['by his name without an account', anna, newPlayer(9, { name: ' ANNA ' }), 5],
    ['by his name, with an account for the first time', null, newPlayer(9, { name: 'Anna', userId: anna }), 5],
    ['not by another name without an account', null, newPlayer(9, { name: 'Hanna' }), 9],
  ] as const)('is known %s', (_, account, player, number) => {
    expect(idAfter(withdrawn(account), player)).toBe(playerId(number))
  })

  test('is known also where nobody else had left', () => {
    const director = registered(four)
    director.does({ type: 'player.withdraw', player: playerId(4) })

    expect(idAfter(director, newPlayer(9, { name: 'Player 4' }))).toBe(playerId(4))
    expect(director.state.players).toHaveLength(4)
  })

  test('leaves his name to nobody of another account', () => {
    expect(adds(withdrawn(anna), newPlayer(9, { name: 'Anna', userId: ben }))).toMatchObject({
      code: 'duplicate_player',
      at: 'name',
    })
  })

  test('comes back once in a list', () => {
    const [one, other] = [newPlayer(8, { name: 'Anna' }), newPlayer(9, { name: 'anna' })]

    expect(adds(withdrawn(null), one, other)).toMatchObject({ code: 'duplicate_player', at: playerId(5) })
  })
})

test('an id that is taken is refused under any name', () => {
  expect(adds(registered(four), newPlayer(1, { name: 'Hanna' }))).toMatchObject({
    code: 'duplicate_player',
    detail: 'Hanna is already registered.',
    at: playerId(1),
  })
})

test('nobody joins rounds of chips that are drawn, though the stage after them is not', () => {
  const from = { stage: 1, ranks: 2, draw: 'seeded' } as const
  const chips = newTournament('chip_points', { chipPoints: { finalsCount: 0 } })
  const stages = [...chips.stages, ...newTournament('single_elimination', { from }).stages]
  const director = registered({ type: 'chip_points', players: 4, tournament: { type: 'multi_stage', stages } })
  director.does({ type: 'stage.draw', stage: 1 })

  expect(adds(director, newPlayer(5))?.detail).toBe(
    'The bracket of Friday Open is drawn; undo the draw to add players.',
  )
})

test('nobody joins groups that are over, though the stage after them is not drawn', () => {
  const from = { stage: 1, ranks: 2, draw: 'seeded' } as const
  const stages = [...newTournament('round_robin').stages, ...newTournament('single_elimination', { from }).stages]
  const director = started({ type: 'round_robin', players: 3, tournament: { type: 'multi_stage', stages } })
  expect(adds(director, newPlayer(4))).toBeNull()
  playOut(director, () => 'a')

  expect(adds(director, newPlayer(5))?.detail).toBe('The bracket of Friday Open is over; nobody can join any more.')
})
