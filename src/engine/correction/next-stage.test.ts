/** Corrections in a stage from whose ranks the next one was drawn. */
import { describe, expect, test } from 'bun:test'
import type { Problem } from '../messages.ts'
import { type Director, finalOf, newPlayer, newTournament, playOut, playerId, started } from '../laws/director.ts'
import type { Side, StageOptions, StageType } from '../types.ts'

/** A first stage of four players, the better seed winning everything, and two of them in the final, drawn. */
function twoStages(type: StageType, options: Partial<StageOptions> = {}): Director {
  const from = { stage: 1, ranks: 2, draw: 'seeded' } as const
  const stages = [
    ...newTournament(type, options).stages.map((stage) => ({ ...stage, name: 'First' })),
    ...newTournament('single_elimination', { from }).stages.map((stage) => ({ ...stage, name: 'Final' })),
  ]
  const director = started({ type, players: 4, tournament: { type: 'multi_stage', stages } })
  for (;;) {
    const match = director.state.matches.find((one) => one.state === 'ready')
    if (match === undefined) break
    const [a = '', b = ''] = match.slots.map((slot) => slot.player ?? '')
    director.does({ type: 'match.result', match: match.id, ...finalOf(match, a < b ? 'a' : 'b', 0) })
  }
  director.does({ type: 'stage.draw', stage: 2 })
  return director
}

/** The match of two players in the first stage, and the side of the first of them. */
function between(director: Director, one: number, other: number) {
  const wanted = [playerId(one), playerId(other)]
  const match = director.state.matches.find(
    ({ stage, slots }) => stage === 1 && slots.every(({ player }) => player !== null && wanted.includes(player)),
  )
  if (match === undefined) throw new Error(`${one} and ${other} do not meet`)
  return { match, side: (match.slots[0].player === wanted[0] ? 'a' : 'b') as Side }
}

/** The first of the two wins after all; null if it went through. */
function turn(director: Director, one: number, other: number, cascade?: readonly []): Problem | null {
  const { match, side } = between(director, one, other)
  return director.tries({
    type: 'match.correct',
    match: match.id,
    result: finalOf(match, side, 2),
    ...(cascade !== undefined && { cascade }),
  })
}
const finalists = (director: Director) => director.state.stages[1]?.order

describe('a correction that sends others to the next stage', () => {
  test('asks first, and says that a draw is lost', () => {
    const director = twoStages('round_robin')

    const problem = turn(director, 3, 2)

    expect(problem).toMatchObject({ code: 'cascade_required', impact: { cascadeIds: [] } })
    expect(problem?.detail).toContain('the correction takes back the draw of Final')
    expect(problem?.impact?.items).toEqual([{ match: null, ref: 'Final', state: 'drawn', racks: 0, change: 'undraw' }])
    expect(finalists(director)).toEqual([playerId(1), playerId(2)])
  })

  test('takes the draw back in the same event once the empty cascade confirms it', () => {
    const director = twoStages('round_robin')
    const events = director.events.length

    expect(turn(director, 3, 2, [])).toBeNull()

    expect(director.events.length).toBe(events + 1)
    expect(director.events.at(-1)?.data).toMatchObject({ cascade: [], undrawn: 2 })
    expect(director.state.stages.map(({ status }) => status)).toEqual(['completed', 'planned'])
    expect(director.state.matches.every((match) => match.stage === 1)).toBe(true)
    director.does({ type: 'stage.draw', stage: 2 })
    expect(finalists(director)).toEqual([playerId(1), playerId(3)])
  })

  test('is held fast by what the next stage has on record', () => {
    const director = twoStages('round_robin')
    const final = director.state.matches.find((match) => match.stage === 2)
    if (final !== undefined) director.does({ type: 'match.rack', match: final.id, winner: 'a' })

    const problem = turn(director, 3, 2, [])

    expect(problem).toMatchObject({ code: 'later_play', at: final?.id })
    expect(problem?.detail).toContain('take back what Final has on record')
    expect(problem?.impact).toBeUndefined()
  })

  test('is held fast as well after the whole event was over and is reopened', () => {
    const director = twoStages('single_elimination')
    const final = director.state.matches.find((match) => match.stage === 2)
    if (final !== undefined) director.does({ type: 'match.result', match: final.id, ...finalOf(final, 'a', 0) })
    expect(turn(director, 4, 1)?.code).toBe('tournament_not_active')
    director.does({ type: 'tournament.reopen', reason: 'a wrong score' })

    expect(turn(director, 4, 1)?.code).toBe('later_play')
    expect(director.state.stages[1]?.order).toEqual([playerId(1), playerId(2)])
  })

  test('leaves players alone to whom nothing happens', () => {
    const director = twoStages('round_robin')
    const [before] = director.state.players

    turn(director, 3, 2, [])

    expect(director.state.players[0]).toBe(before as NonNullable<typeof before>)
  })

  test('voids play of its own stage in the same breath', () => {
    const director = twoStages('single_elimination')
    const asked = turn(director, 4, 1)

    expect(asked?.impact?.items.map(({ ref, change }) => [ref, change])).toEqual([
      ['W2.1', 'void'],
      ['Final', 'undraw'],
    ])
    expect(asked?.detail).toContain('voids 1 match (W2.1) and takes back the draw of Final')
    expect(turn(director, 4, 1, [])?.code).toBe('cascade_required')
    const { match } = between(director, 4, 1)
    const cascade = asked?.impact?.cascadeIds ?? []
    director.does({ type: 'match.correct', match: match.id, result: { scoreA: 0, scoreB: 3 }, cascade })
    expect(director.state.stages.map(({ status }) => status)).toEqual(['active', 'planned'])
  })
})

describe('a correction that sends the same players to the next stage', () => {
  test('lets its draw stand', () => {
    const director = twoStages('round_robin')

    expect(turn(director, 1, 4)).toBeNull()
    expect(turn(director, 4, 3)).toBeNull()

    expect(finalists(director)).toEqual([playerId(1), playerId(2)])
    expect(director.events.at(-1)?.data).not.toHaveProperty('undrawn')
  })

  test('takes the draw back if only their order is another', () => {
    const director = twoStages('round_robin')

    expect(turn(director, 2, 1)?.impact?.items).toMatchObject([{ change: 'undraw' }])
  })

  test('goes through beside play that has begun if no place changes', () => {
    const director = twoStages('round_robin')
    const final = director.state.matches.find((match) => match.stage === 2)
    if (final !== undefined) director.does({ type: 'match.rack', match: final.id, winner: 'a' })

    expect(turn(director, 1, 4)).toBeNull()
  })
})

test('finals of chip points are taken back with the ranks they were drawn from', () => {
  const chipPoints = { rounds: 1, finalsCount: 2, pairing: 'rating', tieBreak: 'h2h' } as const
  const director = started({ type: 'chip_points', players: 2, options: { chipPoints } })
  director.does({ type: 'round.draw', stage: 1 })
  const [match] = director.state.matches
  if (match === undefined) throw new Error('nobody plays')
  director.does({ type: 'match.result', match: match.id, ...finalOf(match, 'a', 0) })
  director.does({ type: 'finals.apply', stage: 1 })
  const result = finalOf(match, 'b', 0)

  const problem = director.tries({ type: 'match.correct', match: match.id, result })
  director.does({ type: 'match.correct', match: match.id, result, cascade: [] })

  expect(problem?.impact?.items).toMatchObject([{ match: null, ref: 'Finals', change: 'undraw' }])
  expect(director.state.stages.map(({ status }) => status)).toEqual(['active', 'planned'])
  director.does({ type: 'finals.apply', stage: 1 })
  expect(finalists(director)?.[0]).toBe(match.slots[1].player as string as never)
})

test('nobody buys back or joins a chip stage from which the next one was drawn', () => {
  const from = { stage: 1, ranks: 2, draw: 'seeded' } as const
  const chipLives = { startChips: 1, lateChips: 1, buyBack: { until: null, chips: 1, priceCents: 0 } } as const
  const stages = [
    ...newTournament('chip_lives', { chipLives }).stages,
    ...newTournament('single_elimination', { from }).stages,
  ]
  const director = started({ type: 'chip_lives', players: 3, tournament: { type: 'multi_stage', stages } })
  playOut(director, () => 'a')
  director.tries({ type: 'lot', stage: 1 })
  director.does({ type: 'stage.draw', stage: 2 })
  playOut(director, () => 'a')
  director.does({ type: 'tournament.reopen', reason: 'a wrong score' })
  const out = director.state.players.find(({ chips }) => chips === 0)?.id ?? playerId(1)

  expect(director.tries({ type: 'player.buy_back', player: out })?.code).toBe('illegal_transition')
  expect(director.tries({ type: 'player.adjust', player: out, delta: 1, reason: 'slip' })?.code).toBe(
    'illegal_transition',
  )
  director.tries({ type: 'player.add', players: [newPlayer(4)] })
  expect(director.state.stages[0]?.order).toHaveLength(3)
})
