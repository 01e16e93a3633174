/** Plans of tournaments that are refused as a whole: frame, type, and where the only stage takes its players. */
import { expect, test } from 'bun:test'
import { decide } from '../decide.ts'
import { newTournament } from '../laws/director.ts'
import type { NewTournament } from '../messages.ts'

const ctx = { at: '2026-03-01T00:00:00.000Z', actor: null, drawSeed: 1 }
const refusal = (plan: NewTournament) => {
  const { problem } = decide(null, { type: 'tournament.create', tournament: plan }, ctx)
  return problem === undefined ? null : [problem.code, problem.at, problem.detail]
}
const single = newTournament('single_elimination')
const from = { stage: 1, ranks: 2, draw: 'seeded' } as const
const several = (...stages: NewTournament['stages'][]): NewTournament => {
  return { ...single, type: 'multi_stage', stages: stages.flat() }
}

test('several stages have a plan of their own beside the frame of any tournament', () => {
  const two = several(newTournament('round_robin').stages, newTournament('single_elimination', { from }).stages)

  expect(refusal(two)).toBeNull()
  expect(refusal(several(single.stages))?.[2]).toBe('A multi-stage tournament has 2 to 8 stages, not 1.')
  expect(refusal({ ...two, maxParticipants: 1 })?.[2]).toBe('A tournament takes at least 2 players, not 1.')
})

test('the only stage takes all players, and is of the type of its tournament', () => {
  expect(refusal(newTournament('single_elimination', { from }))).toEqual([
    'invalid_option',
    'options.from',
    'The only stage takes all players.',
  ])
  for (const stages of [[], newTournament('round_robin').stages, [...single.stages, ...single.stages]]) {
    expect(refusal({ ...single, stages })?.[2]).toBe('A single elimination has exactly one stage, of its own type.')
  }
})

test('a type that cannot be played is refused by its name', () => {
  const swiss = { ...newTournament('swiss'), type: 'swiss' } as const
  expect(refusal(swiss)?.slice(0, 2)).toEqual(['unsupported_format', 'type'])
  expect(refusal(swiss)?.[2]).toStartWith('A swiss cannot be played yet; choose single elimination or ')
})

test('rest, cap and dates are those that a tournament can have', () => {
  const answers = [0, 1, 240, 241, -1, 0.5].map((minRest) => refusal({ ...single, minRest })?.[1] ?? null)
  expect(answers.slice(0, 2)).toEqual([null, null])
  expect(answers.slice(-2)).toEqual(['options.minRest', 'options.minRest'])
  const caps = [2, 1, 2.5, null].map((maxParticipants) => refusal({ ...single, maxParticipants })?.[1] ?? null)
  expect(caps).toEqual([null, 'maxParticipants', 'maxParticipants', null])
  const [day, later] = ['2026-03-01T10:00:00.000Z', '2026-03-01T11:00:00.000Z']
  expect(refusal({ ...single, startDate: later, endDate: day })?.[1]).toBe('endDate')
  expect(refusal({ ...single, startDate: day, endDate: day })).toBeNull()
  expect(refusal({ ...single, startDate: null, endDate: day })).toBeNull()
})
