/** Chips as the first of several stages: the best by chips go on. */
import { expect, test } from 'bun:test'
import { type Director, betterSeed, newTournament, playOut, playerId, registered } from '../laws/director.ts'
import type { StageOptions, StageType } from '../types.ts'
import { standingsView } from '../view.ts'

const stage = (type: StageType, name: string, options: Partial<StageOptions>) =>
  newTournament(type, options).stages.map((one) => ({ ...one, name }))

function begun(type: StageType, options: Partial<StageOptions>, ranks: number): Director {
  const from = { stage: 1, ranks, draw: 'seeded' } as const
  const stages = [...stage(type, 'Chips', options), ...stage('single_elimination', 'Knockout', { from })]
  const director = registered({ type, players: 8, tournament: { type: 'multi_stage', stages } })
  director.does({ type: 'stage.draw', stage: 1 })
  director.does({ type: 'tournament.start' })
  return director
}

const placing = (director: Director) => standingsView(director.state).placing.map((row) => row.place)

test('chip points: the knockout waits for the last round, and chips stay when its draw is undone', () => {
  const director = begun('chip_points', { chipPoints: { rounds: 2, finalsCount: 0, tieBreak: 'random' } }, 4)
  for (const round of [1, 2]) {
    expect(director.tries({ type: 'stage.draw', stage: 2 })?.code).toBe('ranks_not_final')
    director.does({ type: 'round.draw', stage: 1 })
    playOut(director, betterSeed(director.state))
    expect(director.state.stages[0]?.status).toBe(round === 2 ? 'completed' : 'active')
  }
  expect(director.tries({ type: 'finals.apply', stage: 1 })?.detail).toBe('Chips is played without finals.')
  const best = standingsView(director.state)
    .stages[0]?.rows.slice(0, 4)
    .map((row) => row.player.id)

  director.does({ type: 'stage.draw', stage: 2 })
  expect(director.state.stages[1]?.order).toEqual(best ?? [])
  const chips = director.state.players.map((player) => player.chips)
  director.does({ type: 'stage.undraw', stage: 2 })
  expect(director.state.players.map((player) => player.chips)).toEqual(chips)

  director.does({ type: 'stage.draw', stage: 2 })
  playOut(director, betterSeed(director.state))
  expect(director.state.tournament.status).toBe('completed')
  expect(placing(director).slice(0, 4)).toEqual([1, 2, 3, 3])
})

test('chip lives: the last two with chips play the final, the others keep the order in which they went', () => {
  const director = begun('chip_lives', { chipLives: { startChips: 1, tables: 2 } }, 2)
  playOut(director, betterSeed(director.state))
  expect(director.state.stages.map(({ status }) => status)).toEqual(['completed', 'planned'])

  director.does({ type: 'stage.draw', stage: 2 })
  playOut(director, () => 'b')

  expect(director.state.tournament.status).toBe('completed')
  expect(placing(director)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  expect(director.state.players.find(({ place }) => place === 2)?.id).toBe(playerId(1))
})
