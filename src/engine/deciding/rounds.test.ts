/** When the rounds of chip points and their finals are drawn, and for whom. */
import { expect, test } from 'bun:test'
import { type Director, newTournament, playOut, playerId, registered, started } from '../laws/director.ts'
import { type Refusal, after, before, tried } from '../laws/scenario.ts'
import type { ChipPointsOptions, StageOptions } from '../types.ts'

const round = { type: 'round.draw', stage: 1 } as const
const finals = { type: 'finals.apply', stage: 1 } as const
const chipPoints: ChipPointsOptions = { rounds: 2, finalsCount: 2, pairing: 'rating', tieBreak: 'rating' }
const setup = { type: 'chip_points', players: 4, options: { chipPoints } } as const
const drawFirst = (director: Director) => director.does(round)
const playFirst = (director: Director) => {
  drawFirst(director)
  playOut(director, () => 'a')
}
const pause = (director: Director) => director.does({ type: 'tournament.pause' })
const leave =
  (...numbers: number[]) =>
  (director: Director) => {
    for (const number of numbers) director.does({ type: 'player.withdraw', player: playerId(number) })
  }

/** Chips first, then a knockout of the best two. */
function chipsThenKnockout(): Director {
  const from = { stage: 1, ranks: 2, draw: 'seeded' } as const
  const first = newTournament('chip_points', { chipPoints: { ...chipPoints, finalsCount: 0 } })
  const stages = [...first.stages, ...newTournament('single_elimination', { from }).stages]
  return started({ type: 'chip_points', players: 4, tournament: { type: 'multi_stage', stages } })
}

/** Two rounds played, the finals drawn and their draw taken back. */
function finalsUndrawn(...steps: ((director: Director) => void)[]): () => Director {
  return after(
    setup,
    playFirst,
    playFirst,
    (director) => director.does(finals),
    (director) => director.does({ type: 'stage.undraw', stage: 2 }),
    ...steps,
  )
}

const refusals: readonly Refusal[] = [
  [
    'a round before the start',
    before(setup, { type: 'stage.draw', stage: 1 }),
    () => round,
    'tournament_not_active',
    'Friday Open is not being played.',
  ],
  ['a round before the draw', before(setup), () => round, 'not_drawn', 'Main draw is not drawn.'],
  ['a round in a pause', after(setup, pause), () => round, 'tournament_not_active', 'Friday Open is not being played.'],
  [
    'a round of a knockout',
    after({ type: 'single_elimination', players: 4 }),
    () => round,
    'illegal_transition',
    'Main draw is not played in rounds of chip points.',
  ],
  [
    'a round with nobody left to play it',
    () => {
      const director = chipsThenKnockout()
      playFirst(director)
      leave(2, 3, 4)(director)
      return director
    },
    () => round,
    'too_few_players',
    'Nobody is left to play round 2.',
  ],
  [
    'a round while the one before is played',
    after(setup, drawFirst),
    () => round,
    'illegal_transition',
    '2 matches still to be played, C1 first.',
  ],
  [
    'a round beyond the last',
    after(setup, playFirst, playFirst),
    () => round,
    'already_drawn',
    'All 2 rounds of Main draw are played.',
  ],
  [
    'finals before the last round',
    after(setup, playFirst),
    () => finals,
    'ranks_not_final',
    '1 of 2 rounds are played; the finals follow the last.',
  ],
  [
    'finals with one player left',
    finalsUndrawn(leave(2, 3, 4)),
    () => finals,
    'too_few_players',
    'The finals need 2 players at least.',
  ],
]

for (const refusal of refusals) {
  const [title, , , code, says] = refusal

  test(`refused: ${title}`, () => {
    expect(tried(refusal)).toEqual({ code, says, isKept: true })
  })
}

test('finals of two who are left are drawn', () => {
  expect(finalsUndrawn(leave(3, 4))().tries(finals)).toBeNull()
})

test('rounds by rating pair the best two, and those without a rating last', () => {
  const ratings = [null, 500, 0, 700]
  const director = started({ ...setup, ratingOf: (number) => ratings[number - 1] ?? null })
  drawFirst(director)

  expect(director.state.matches.map(({ slots }) => slots.map(({ player }) => player))).toEqual([
    [playerId(4), playerId(2)],
    [playerId(3), playerId(1)],
  ])
})

test('random rounds pair as the lot says and not by rating', () => {
  const options = { chipPoints: { ...chipPoints, pairing: 'random' } } as const
  const pairs = (drawSeed: number) => {
    const director = started({ ...setup, players: 8, options, drawSeed, ratingOf: (number) => number })
    drawFirst(director)
    return director.state.matches.map(({ slots }) => slots.map(({ player }) => player).join(' ')).join()
  }

  expect(new Set([1, 2, 3].map(pairs)).size).toBe(3)
})

test('finals of four have no match for the third place', () => {
  const options = { chipPoints: { ...chipPoints, rounds: 1, finalsCount: 4 } } as const
  const director = started({ ...setup, options })
  playFirst(director)
  director.does(finals)

  expect(director.state.matches.flatMap(({ stage, ref }) => (stage === 2 ? ref : []))).toEqual(['W1.1', 'W1.2', 'W2.1'])
})

test('no lot is drawn where the cut separates two ranks', () => {
  const ratingOf = (number: number) => 500 - number
  const director = after({ ...setup, ratingOf }, playFirst, playFirst)()
  director.does(finals)

  expect(director.events.at(-1)?.data).toMatchObject({ lots: [], order: [1, 2].map(playerId) })
})

test('two who have met do not meet again, whoever is rated better by then', () => {
  const director = after({ ...setup, players: 2 }, playFirst)()
  director.does({ type: 'player.edit', player: playerId(2), edit: { rating: 900 } })

  expect(director.tries(round)?.detail).toBe('Round 2 has no pairing left without a rematch or a second bye.')
})

test('who has met in the stage before has not met in the rounds', () => {
  const from = { stage: 1, ranks: 2, draw: 'seeded' } as const
  const options: Partial<StageOptions> = { from, chipPoints: { ...chipPoints, finalsCount: 0 } }
  const stages = [...newTournament('round_robin').stages, ...newTournament('chip_points', options).stages]
  const director = started({ type: 'round_robin', players: 2, tournament: { type: 'multi_stage', stages } })
  playOut(director, () => 'a')
  director.does({ type: 'stage.draw', stage: 2 })

  expect(director.tries({ type: 'round.draw', stage: 2 })).toBeNull()
})

test('chips are handed out also where their stage is not the first', () => {
  const from = { stage: 1, ranks: 2, draw: 'seeded' } as const
  const options: Partial<StageOptions> = { from, chipLives: { startChips: 4 } }
  const stages = [...newTournament('round_robin').stages, ...newTournament('chip_lives', options).stages]
  const director = registered({ type: 'round_robin', players: 3, tournament: { type: 'multi_stage', stages } })
  director.does({ type: 'stage.draw', stage: 1 })
  director.does({ type: 'tournament.start' })
  playOut(director, ({ slots: [a, b] }) => ((a.player ?? '') < (b.player ?? '') ? 'a' : 'b'))
  director.does({ type: 'stage.draw', stage: 2 })

  expect(director.state.players.map(({ chips }) => chips)).toEqual([4, 4, undefined])
})
