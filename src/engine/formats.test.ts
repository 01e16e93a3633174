import { describe, expect, test } from 'bun:test'
import { decide } from './decide.ts'
import { formatNamed, formatOf, playableTypes } from './formats.ts'
import { instant, newTournament, registered, started } from './laws/director.ts'
import type { StageType, TournamentType } from './types.ts'

// A type that the record lacks would not compile, so a new one cannot be forgotten here.
const all: Readonly<Record<TournamentType, true>> = {
  single_elimination: true,
  double_elimination: true,
  round_robin: true,
  swiss: true,
  chip_lives: true,
  chip_points: true,
  multi_stage: true,
}
const ctx = { at: instant(0), actor: null, drawSeed: 1 }
const unplayable = Object.keys(all).filter((type) => !playableTypes.some((one) => one === type))
const rangeOf = (type: StageType) => {
  const { playersMin, playersMax } = formatOf({ type })
  return [playersMin, playersMax]
}
const spoken = (type: string) => type.replaceAll('_', ' ')

test('brackets and tables hold 2 to 1024 players, chips 2 to 256', () => {
  expect(Object.fromEntries(playableTypes.map((type) => [type, rangeOf(type)]))).toEqual({
    single_elimination: [2, 1024],
    double_elimination: [2, 1024],
    round_robin: [2, 1024],
    chip_lives: [2, 256],
    chip_points: [2, 256],
  })
})

describe.each(playableTypes.map((type) => [type] as const))('%s', (type) => {
  const format = formatOf({ type })

  test('is the format of its name, with limits that make sense', () => {
    expect(formatNamed(type)).toBe(format)
    expect(format.playersMin).toBeGreaterThanOrEqual(2)
    expect(format.playersMax).toBeGreaterThan(format.playersMin)
    expect(format.playersMax).toBeLessThanOrEqual(1024)
  })

  test('is drawn at its least number of players, and refused with one fewer', () => {
    expect(started({ type, players: format.playersMin }).state.tournament.status).toBe('active')

    const few = registered({ type, players: format.playersMin - 1 })
    expect(few.tries({ type: 'stage.draw', stage: 1 })?.code).toBe('too_few_players')
  })

  test('is refused beyond its greatest number of players', () => {
    const many = registered({ type, players: format.playersMax + 1 })

    expect(many.tries({ type: 'stage.draw', stage: 1 })?.code).toBe('too_many_players')
  })

  test('names the round of every match, and ranks everybody who was drawn', () => {
    const players = Math.max(6, format.playersMin)
    const director = started({ type, players })
    // Rounds of chip points are drawn one by one; everything else has its matches.
    director.tries({ type: 'round.draw', stage: 1 })
    const { state } = director
    const stage = state.stages[0]
    if (stage === undefined) throw new Error('a started tournament has a stage')

    expect(state.matches.length).toBeGreaterThan(0)
    for (const match of state.matches) expect(format.roundName(stage, match)).toMatch(/^[A-Z]/)
    const ranked = format.standings(state, stage).map((row) => row.player)
    expect(ranked.toSorted()).toEqual(stage.order.toSorted())
    expect(format.placesOf(state, stage).size).toBe(0)
  })

  test('has no standings before the draw', () => {
    const { state } = registered({ type, players: format.playersMin })
    const stage = state.stages[0]
    if (stage === undefined) throw new Error('a tournament has a stage')

    expect(format.standings(state, stage)).toEqual([])
  })
})

describe('what cannot be played', () => {
  test('has no format', () => {
    for (const type of unplayable) {
      expect(formatNamed(type as StageType)).toBeUndefined()
      expect(() => formatOf({ type: type as StageType })).toThrow(`no format ${type}`)
    }
  })

  test('is refused by create with a sentence that names what can be played', () => {
    // A plan of several stages is judged by its stages.
    for (const type of unplayable.filter((one) => one !== 'multi_stage')) {
      const tournament = { ...newTournament('single_elimination'), type: type as TournamentType }
      const { problem } = decide(null, { type: 'tournament.create', tournament }, ctx)

      expect(problem?.code).toBe('unsupported_format')
      expect(problem?.at).toBe('type')
      expect(problem?.detail).toStartWith(`A ${spoken(type)} cannot be played yet; choose `)
      for (const playable of playableTypes) expect(problem?.detail).toContain(spoken(playable))
    }
  })
})
