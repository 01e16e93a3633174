/** Two stages, the first drawn and the second planned: what the draw of the first already forbids. */
import { expect, test } from 'bun:test'
import { type Director, newTournament, playOut, playerId, registered } from '../laws/director.ts'
import type { StageOptions } from '../types.ts'

function drawn(): Director {
  const options = newTournament('single_elimination').stages[0]?.options as StageOptions
  const from = { stage: 1, ranks: 2, draw: 'seeded' } as const
  const stages = [
    { type: 'round_robin', name: 'Groups', options },
    { type: 'single_elimination', name: 'Knockout', options: { ...options, from } },
  ] as const
  const director = registered({ type: 'round_robin', players: 4, tournament: { type: 'multi_stage', stages } })
  director.does({ type: 'stage.draw', stage: 1 })
  return director
}

test('check-in is not switched on any more, and seeds stay', () => {
  const director = drawn()
  const seed = director.tries({ type: 'player.edit', player: playerId(1), edit: { seed: 3 } })
  const checkIn = director.tries({ type: 'tournament.edit', edit: { checkIn: true } })

  expect(seed?.detail).toBe('The bracket is drawn; Player 1 keeps seed 1.')
  expect(checkIn?.detail).toBe('Check-in can be switched on or off only before it opens.')
})

test('a stage ends with its own matches, whatever the other stage waits for', () => {
  const director = drawn()
  director.does({ type: 'tournament.start' })
  playOut(director, () => 'a')
  expect(director.state.stages.map(({ status }) => status)).toEqual(['completed', 'planned'])

  director.does({ type: 'stage.draw', stage: 2 })
  expect(director.state.stages.map(({ status }) => status)).toEqual(['completed', 'drawn'])
  const begun = director.state.matches.find((match) => match.stage === 2)
  director.racks(begun?.ref ?? '', 'a')
  expect(director.state.stages.map(({ status }) => status)).toEqual(['completed', 'active'])
  director.racks(begun?.ref ?? '', 'aa')
  expect(director.state.tournament.status).toBe('completed')
})
