import { describe, expect, test } from 'bun:test'
import { decide } from '../../engine/decide.ts'
import { newTournament } from '../../engine/laws/director.ts'
import type { StageOptions, StageType } from '../../engine/types.ts'
import type { Filled } from './filled.ts'
import { readForm, wrongOf } from './read.ts'
import { parseRoster } from './roster.ts'

const common = { name: 'Friday', game: 'nine_ball', raceTo: '5', tables: '4', seeding: 'rating', visibility: 'public' }
const filled = (fields: Record<string, string>): Filled => {
  const all: Record<string, string> = { ...common, ...fields }
  return { get: (name) => all[name] ?? '', has: (name) => name in all }
}
const read = (fields: Record<string, string>) => readForm(filled(fields), parseRoster('Anna\nBen'))
const eventOf = (fields: Record<string, string>) => {
  const answer = read(fields)
  if ('wrong' in answer) throw new Error(JSON.stringify(answer.wrong))
  return answer.plan.event
}

const worldCup = {
  type: 'multi_stage',
  scoring: 'open',
  seeding: 'manual',
  's1.type': 'round_robin',
  's1.name': 'Groups',
  's1.groups': '8',
  's1.method': 'fixed',
  's1.cycles': '1',
  's1.points': 'football',
  's1.draws': 'on',
  's2.type': 'single_elimination',
  's2.name': 'Knockout',
  's2.ranks': '2',
  's2.best': '0',
  's2.draw': 'cross',
  's2.thirdPlace': 'on',
}

describe('the form', () => {
  test('makes the World Cup: eight groups with draws and a crossed knockout with a third place', () => {
    const shared = { seeding: 'manual', scoring: { kind: 'open' } }

    const event = eventOf(worldCup)

    expect(event).toMatchObject({ type: 'multi_stage', options: { checkIn: false } })
    expect(event['raceTo']).toBeUndefined()
    expect(event['stages']).toEqual([
      {
        type: 'round_robin',
        name: 'Groups',
        options: {
          ...shared,
          cycles: 1,
          groups: { count: 8, method: 'fixed' },
          draws: true,
          points: { win: 3, draw: 1, loss: 0 },
        },
      },
      {
        type: 'single_elimination',
        name: 'Knockout',
        options: { ...shared, thirdPlace: true, from: { stage: 1, ranks: 2, draw: 'cross' } },
      },
    ])
  })

  test('makes plans that the engine takes', () => {
    const stages = eventOf(worldCup)['stages'] as { type: StageType; name: string; options: Partial<StageOptions> }[]
    const whole = stages.map(({ type, name, options }) => {
      const { points, ...rest } = options
      const given = { ...rest, ...(points && { points: { ...points, hillLoss: 0 } }) }
      return { ...(newTournament(type, given).stages[0] ?? { type, options: given as StageOptions }), name }
    })
    const tournament = { ...newTournament('round_robin'), type: 'multi_stage' as const, stages: whole }
    const ctx = { at: '2026-01-01T00:00:00.000Z', actor: null, drawSeed: 1 }

    expect(decide(null, { type: 'tournament.create', tournament }, ctx).problem).toBeUndefined()
  })

  test('makes groups, chips and points of chips', () => {
    expect(eventOf({ type: 'round_robin', groups: '2', method: 'snake', cycles: '2' })['options']).toEqual({
      seeding: 'rating',
      checkIn: false,
      cycles: 2,
      groups: { count: 2, method: 'snake' },
    })
    expect(eventOf({ type: 'chip_lives', startChips: 'five-band', winnerStays: 'on' })['options']).toMatchObject({
      chipLives: { startChips: 'five-band', winnerStays: true, tables: 4 },
    })
    const chips = { rounds: '4', winnerChips: '3', loserChips: '1', finalsCount: '8', pairing: 'rating' }
    expect(eventOf({ type: 'chip_points', ...chips })['options']).toMatchObject({
      chipPoints: {
        rounds: 4,
        winnerChips: 3,
        loserChips: 1,
        finalsCount: 8,
        pairing: 'rating',
        allowRematch: false,
      },
    })
  })

  test('says at its field what is no number', () => {
    expect(read({ type: 'round_robin', groups: '40' })).toEqual({ wrong: { groups: 'A number from 1 to 26.' } })
    expect(read({ ...worldCup, 's2.ranks': '', 's1.groups': 'x' })).toEqual({
      wrong: { 's2.ranks': 'A number from 1 to 1024.', 's1.groups': 'A number from 1 to 26.' },
    })
    expect(read({ type: 'single_elimination', raceTo: '0' })).toEqual({
      wrong: { raceTo: 'A race is to 1 to 100 racks.' },
    })
  })

  test('puts a refusal of the server at the stage that it concerns', () => {
    const words = 'A cross draw needs 2, 4, 8 or 16 groups, not 6.'
    const errors = [{ path: 'stages.1.options.from', code: 'invalid_option', message: words }]
    const problem = { status: 422, code: 'invalid_option', words, errors }

    expect(wrongOf('event', problem as never, parseRoster(''))).toEqual({ 's2.ranks': words })
  })
})
