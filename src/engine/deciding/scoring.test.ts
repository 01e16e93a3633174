import { describe, expect, test } from 'bun:test'
import { decide } from '../decide.ts'
import { newTournament } from '../laws/director.ts'
import type { RaceScoring, StageType } from '../types.ts'

describe('scoring that cannot be is refused in words', () => {
  const refusal = (scoring: Partial<RaceScoring>, type: StageType = 'single_elimination', more = {}) => {
    const ctx = { at: '2026-03-01T00:00:00.000Z', actor: null, drawSeed: 1 }
    const tournament = newTournament(type, { scoring: { kind: 'race', raceTo: 7, ...scoring }, ...more })
    const { problem } = decide(null, { type: 'tournament.create', tournament }, ctx)
    if (problem !== undefined) expect(problem.code).toBe('invalid_option')
    return problem?.detail ?? null
  }

  test('of a race won by two', () => {
    expect(refusal({ winBy2: true, cap: 8 })).toBeNull()
    expect(refusal({ winBy2: true, cap: 7 })).toBe(
      'The cap of a race to 7 won by two is more than that and 100 at most, not 7.',
    )
    expect(refusal({ winBy2: true, cap: 101 })).toContain('not 101')
    expect(refusal({ winBy2: true, raceTo: 100 })).toContain('not 100')
    expect(refusal({ cap: 9 })).toBe('A cap belongs to a race that is won by two.')
    expect(refusal({ winBy2: true, handicap: 'fargo' })).toBe(
      'A race with a handicap is not won by two: its sides need different numbers of racks.',
    )
  })

  test('of a handicap', () => {
    expect(refusal({ handicap: 'fargo', minRace: 7 })).toBeNull()
    expect(refusal({ handicap: 'fargo', minRace: 8 })).toBe(
      'The shortest race beside a race to 7 is to 1 to 7 racks, not 8.',
    )
    expect(refusal({ minRace: 2 })).toBe('A shortest race belongs to a handicap.')
    expect(refusal({ handicap: 'apa' as 'fargo' })).toBe('The handicap of a race is fargo.')
    expect(refusal({ handicap: 'fargo' }, 'chip_lives')).toBe(
      'Chips are played for in plain races, without a handicap and not won by two.',
    )
    expect(refusal({ winBy2: true }, 'double_elimination', { grandFinal: 'extended' })).toBe(
      'An extended grand final needs a plain race, without a handicap and not won by two.',
    )
  })
})
