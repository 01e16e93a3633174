/** Stages and rounds that nobody is left to play: the tournament ends with the places of what was played. */
import { expect, test } from 'bun:test'
import { type Director, newTournament, playOut, playerId, registered, started } from '../laws/director.ts'
import type { StageOptions } from '../types.ts'

const options = newTournament('round_robin').stages[0]?.options as StageOptions
const leave = (director: Director, ...numbers: number[]) => {
  for (const number of numbers) director.does({ type: 'player.withdraw', player: playerId(number) })
}
const places = (director: Director) => director.state.players.map(({ place, status }) => [place, status])

function groupsAndFinal(): Director {
  const stages = [
    { type: 'round_robin', name: 'Groups', options },
    {
      type: 'single_elimination',
      name: 'Final',
      options: { ...options, from: { stage: 1, ranks: 2, draw: 'seeded' } },
    },
  ] as const
  const director = registered({ type: 'round_robin', players: 4, tournament: { type: 'multi_stage', stages } })
  director.does({ type: 'stage.draw', stage: 1 })
  director.does({ type: 'tournament.start' })
  return director
}

test('a stage without players is skipped, and the places of the stage before stand', () => {
  const director = groupsAndFinal()
  playOut(director, ({ slots: [a] }) => (a.player === playerId(1) ? 'a' : 'b'))
  expect(director.tries({ type: 'tournament.complete' })?.detail).toBe('Final is still to be drawn.')
  leave(director, 1, 2, 3)
  expect(director.tries({ type: 'stage.draw', stage: 2 })?.code).toBe('too_few_players')

  director.does({ type: 'tournament.complete' })
  expect(director.state.stages.map(({ status }) => status)).toEqual(['completed', 'skipped'])
  expect(director.state.tournament.status).toBe('completed')
  expect(director.state.players.map(({ place }) => place).toSorted()).toEqual([1, 2, 3, 4])

  director.does({ type: 'tournament.reopen', reason: 'a wrong score' })
  expect(director.state.stages.map(({ status }) => status)).toEqual(['active', 'skipped'])
})

test('rounds of chip points end when one player is left, finals or not', () => {
  for (const finalsCount of [0, 2]) {
    const chipPoints = { rounds: 3, finalsCount, pairing: 'rating', allowRematch: true } as const
    const director = started({ type: 'chip_points', players: 4, options: { chipPoints } })
    director.does({ type: 'round.draw', stage: 1 })
    playOut(director, () => 'a')
    leave(director, 2, 4)
    expect(director.state.tournament.status).toBe('active')
    leave(director, 3)

    expect(director.state.tournament.status).toBe('completed')
    expect(places(director)).toEqual([
      [1, 'finished'],
      [3, 'withdrawn'],
      [1, 'withdrawn'],
      [3, 'withdrawn'],
    ])
  }
})
