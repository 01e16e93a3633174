/** Lots between those who are tied where the next stage takes its players. */
import { expect, test } from 'bun:test'
import { type Director, newTournament, playOut, playerId, registered } from '../laws/director.ts'
import type { StageOptions, StageType } from '../types.ts'

const options = newTournament('single_elimination').stages[0]?.options as StageOptions

function twoStages(type: StageType, players: number, ranks: number, more: Partial<StageOptions> = {}): Director {
  const stages = [
    { type, name: 'First', options: { ...options, ...more } },
    { type: 'round_robin', name: 'Second', options: { ...options, from: { stage: 1, ranks, draw: 'seeded' } } },
  ] as const
  const director = registered({ type, players, tournament: { type: 'multi_stage', stages } })
  director.does({ type: 'stage.draw', stage: 1 })
  director.does({ type: 'tournament.start' })
  return director
}

const draw = { type: 'stage.draw', stage: 2 } as const
const lot = { type: 'lot', stage: 1 } as const
const second = (director: Director) => director.state.stages[1]?.order ?? []

test('equals of a knockout around the cut go on by lot', () => {
  const director = twoStages('single_elimination', 4, 3)
  playOut(director, () => 'a')

  const refusal = director.tries(draw)
  expect(refusal?.code).toBe('ranks_not_final')
  expect(refusal?.detail).toBe('Player 3 and Player 4 are tied in First; draw lots between them first.')

  director.does(lot)
  director.does(draw)
  const [third] = director.state.stages[0]?.lots?.[0] ?? []
  expect(second(director)).toEqual([playerId(1), playerId(2), third ?? playerId(0)])
})

test('equals of a knockout who all go on, or none of whom does, need no lot', () => {
  for (const ranks of [2, 4]) {
    const director = twoStages('single_elimination', 8, ranks)
    playOut(director, () => 'a')

    expect(director.tries(lot)?.detail).toBe('Nobody is tied in First.')
    expect(director.tries(draw)).toBeNull()
    expect(second(director)).toHaveLength(ranks)
  }
})

/** Three players who beat each other in turn: nothing separates them. */
function circle(): Director {
  const director = twoStages('round_robin', 3, 2, { scoring: { kind: 'race', raceTo: 1 } })
  const beats = new Map([1, 2, 3].map((number) => [playerId(number), playerId((number % 3) + 1)]))
  for (const { ref, slots } of director.state.matches) {
    const [a, b] = [slots[0].player, slots[1].player]
    director.wins(ref, a !== null && beats.get(a) === b ? 'a' : 'b')
  }
  return director
}

test('a lot between those who stay counts, though one who was tied with them has left', () => {
  const director = circle()
  director.does({ type: 'player.withdraw', player: playerId(2) })
  expect(director.tries(draw)?.detail).toBe('Player 1 and Player 3 are tied in group A; draw lots between them first.')

  director.does({ ...lot, players: [playerId(1), playerId(3)] })
  director.does(draw)
  expect([...second(director)].sort()).toEqual([playerId(1), playerId(3)])
})

test('a lot names all who are tied, or all of them who stay', () => {
  const director = circle()
  const some = { ...lot, players: [playerId(1), playerId(3)] }

  expect(director.tries(some)?.detail).toBe('Player 1 and Player 3 are not tied.')
  expect(director.tries({ ...lot, players: [3, 1, 2].map(playerId) })).toBeNull()
})
