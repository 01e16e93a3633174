/** Corrections in groups: whether the draw of the next stage still is the draw of those who qualify. */
import { describe, expect, test } from 'bun:test'
import { type Director, newTournament, playerId, registered } from '../laws/director.ts'
import { report } from '../laws/table-play.ts'
import type { StageSource, StageType } from '../types.ts'

const open = { scoring: { kind: 'open' }, draws: true } as const

/** Groups of 1, 2, 3 and 4, 5, 6; the lower number wins, and of the seconds 2 has the better racks. */
function groups(next: StageType, from: Omit<StageSource, 'stage'>): Director {
  const stages = [
    ...newTournament('round_robin', { ...open, groups: { count: 2, method: 'fixed' } }).stages,
    ...newTournament(next, { scoring: { kind: 'open' }, from: { stage: 1, ...from } }).stages,
  ]
  const director = registered({ type: 'round_robin', players: 6, tournament: { type: 'multi_stage', stages } })
  director.does({ type: 'stage.draw', stage: 1 })
  director.does({ type: 'tournament.start' })
  report(director, '1-2 1:0 1-3 1:0 2-3 3:0 4-5 1:0 4-6 1:0 5-6 1:0')
  return director
}

/** Another score for the match of two, the first of them winning; what it would take back with it. */
function corrected(director: Director, one: number, other: number, racks: number): readonly string[] {
  const match = director.state.matches.find(({ stage, slots }) => {
    return stage === 1 && [one, other].every((number) => slots.some(({ player }) => player === playerId(number)))
  })
  if (match === undefined) throw new Error(`${one} and ${other} do not meet`)
  const isFirst = match.slots[0].player === playerId(one)
  const result = isFirst ? { scoreA: racks, scoreB: 0 } : { scoreA: 0, scoreB: racks }
  const problem = director.tries({ type: 'match.correct', match: match.id, result })
  return problem?.impact?.items.map(({ change }) => change) ?? []
}

describe('the order of two seconds', () => {
  test.each(['single_elimination', 'double_elimination'] as const)('is none in a %s', (type) => {
    const director = groups(type, { ranks: 2, draw: 'seeded' })
    const { order } = director.does({ type: 'stage.draw', stage: 2 }).stages[1] ?? {}

    // Group mates are in opposite halves, whoever of the seconds has won more.
    expect(corrected(director, 5, 6, 9)).toEqual([])
    expect(director.state.stages[1]?.order).toEqual(order ?? [])
  })

  test('is that of the numbers in a table, whose draw is taken back', () => {
    const director = groups('round_robin', { ranks: 2, draw: 'seeded' })
    director.does({ type: 'stage.draw', stage: 2 })

    expect(corrected(director, 5, 6, 9)).toEqual(['undraw'])
  })
})

test('a draw is taken back where the best of a rank are equal now, though no rank has changed', () => {
  const director = groups('single_elimination', { ranks: 1, best: 1, draw: 'seeded' })
  expect(director.does({ type: 'stage.draw', stage: 2 }).stages[1]?.order).toContain(playerId(2))

  expect(corrected(director, 2, 3, 1)).toEqual(['undraw'])
})

test('nothing is taken back before the next stage is drawn', () => {
  const director = groups('single_elimination', { ranks: 2, draw: 'seeded' })

  expect(corrected(director, 3, 2, 9)).toEqual([])
  expect(director.events.at(-1)?.data).not.toHaveProperty('undrawn')
})
