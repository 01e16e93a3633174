/** Plans of several stages: what is refused at creation, at which stage and in which words. */
import { describe, expect, test } from 'bun:test'
import { newTournament } from '../laws/director.ts'
import type { StageOptions, StageSource, StageType } from '../types.ts'
import { stagesMax, stagesProblem } from './plan.ts'

const stage = (type: StageType, name: string, options: Partial<StageOptions> = {}) => {
  return newTournament(type, options).stages.map((one) => ({ ...one, name }))
}
const groups = (count: number) => stage('round_robin', 'Groups', { groups: { count, method: 'snake' } })
const after = (from: Partial<StageSource>, type: StageType = 'single_elimination') =>
  stage(type, 'Knockout', { from: { stage: 1, ranks: 2, draw: 'seeded', ...from } })
const problem = (plan: ReturnType<typeof stage>) => stagesProblem(plan, () => null)
const source = (name: string) => ({ group: name[0] ?? '', rank: Number(name.slice(1)) })
const fixed = (names: string, more: Partial<StageSource> = {}) =>
  after({ draw: 'fixed', sources: names.split(' ').map(source), ...more })

describe('accepted', () => {
  const fine: [string, ReturnType<typeof stage>][] = [
    ['eight groups, crossed', [...groups(8), ...after({ draw: 'cross' })]],
    ['six groups and the best four thirds', [...groups(6), ...after({ best: 4 })]],
    ['as many ranks as a bracket holds', [...stage('single_elimination', 'First'), ...after({ ranks: 1024 })]],
    ['two groups, fixed', [...groups(2), ...fixed('A1 B2 B1 A2')]],
    ['a fixed draw of the winners alone', [...groups(2), ...fixed('A1 B1')]],
    [
      'a knockout, then a table of four',
      [...stage('double_elimination', 'First'), ...after({ ranks: 4 }, 'round_robin')],
    ],
    ['three stages', [...groups(4), ...after({}, 'round_robin'), ...after({ stage: 2 })]],
    [
      'chips, then a knockout',
      [...stage('chip_points', 'Chips', { chipPoints: { finalsCount: 0 } }), ...after({ ranks: 8 })],
    ],
  ]
  test.each(fine)('%s', (_, plan) => {
    expect(problem(plan)).toBeNull()
  })
})

describe('refused', () => {
  const table = (stages: number) =>
    Array.from({ length: stages }, (_, at) => (at === 0 ? groups(2) : after({ stage: at }))).flat()
  const bad: [string, ReturnType<typeof stage>, string, string][] = [
    ['one stage', table(1), 'stages', 'A multi-stage tournament has 2 to 8 stages, not 1.'],
    ['nine stages', table(stagesMax + 1), 'stages', 'A multi-stage tournament has 2 to 8 stages, not 9.'],
    ['a first stage that takes ranks', [...after({}), ...after({})], '0', 'The first stage takes all players.'],
    [
      'a second that takes nobody',
      [...groups(2), ...stage('round_robin', 'Next')],
      '1',
      'Say which ranks of Groups go on to Next.',
    ],
    [
      'a stage that skips one',
      [...table(2), ...after({ stage: 1 })],
      '2',
      'Knockout takes its players from the stage before it.',
    ],
    [
      'more ranks than players',
      [...groups(2), ...after({ ranks: 1025 })],
      '1',
      'Ranks and best are whole numbers, ranks 1 or more.',
    ],
    ['no rank', [...groups(2), ...after({ ranks: 0 })], '1', 'Ranks and best are whole numbers, ranks 1 or more.'],
    [
      'as many best as groups',
      [...groups(4), ...after({ best: 4 })],
      '1',
      'The best of a rank are fewer than the 4 groups.',
    ],
    ['one player', [...groups(1), ...after({ ranks: 1 })], '1', 'Knockout needs 2 players at least.'],
    [
      'an unknown draw',
      [...groups(2), ...after({ draw: 'random' as 'seeded' })],
      '1',
      'The draw from ranks is cross, seeded or fixed.',
    ],
    [
      'a cross into a table',
      [...groups(2), ...after({ draw: 'cross' }, 'round_robin')],
      '1',
      'A cross draw makes a bracket; this stage is drawn seeded.',
    ],
    [
      'a cross of three ranks',
      [...groups(2), ...after({ draw: 'cross', ranks: 3 })],
      '1',
      'A cross draw takes ranks 1 and 2 of every group, nobody else.',
    ],
    [
      'a cross of six groups',
      [...groups(6), ...after({ draw: 'cross' })],
      '1',
      'A cross draw needs 2, 4, 8 or 16 groups, not 6.',
    ],
    [
      'a cross of one group',
      [...groups(1), ...after({ draw: 'cross' })],
      '1',
      'A cross draw needs 2, 4, 8 or 16 groups, not 1.',
    ],
    [
      'a cross with the best third',
      [...groups(4), ...after({ draw: 'cross', best: 1 })],
      '1',
      'A cross draw takes ranks 1 and 2 of every group, nobody else.',
    ],
    [
      'the winner of a knockout alone',
      [...stage('single_elimination', 'First'), ...after({ ranks: 1 })],
      '1',
      'Knockout needs 2 players at least.',
    ],
    ...[{ ranks: 1.5 }, { best: 0.5 }].map((part): [string, ReturnType<typeof stage>, string, string] => [
      `parts of a rank ${JSON.stringify(part)}`,
      [...groups(2), ...after(part)],
      '1',
      'Ranks and best are whole numbers, ranks 1 or more.',
    ]),
    [
      'a group of two letters',
      [...groups(2), ...after({ draw: 'fixed', sources: [source('B1'), { group: 'AB', rank: 1 }] })],
      '1',
      'A fixed draw names AB1, which does not qualify.',
    ],
    ['rank nought', [...groups(2), ...fixed('A0 B1')], '1', 'A fixed draw names A0, which does not qualify.'],
    [
      'one fixed source',
      [...groups(2), ...fixed('A1')],
      '1',
      'A fixed draw lists 2, 4, 8, 16 ... sources, two to a match.',
    ],
    [
      'three fixed sources',
      [...groups(3), ...fixed('A1 B1 C1', { ranks: 1 })],
      '1',
      'A fixed draw lists 2, 4, 8, 16 ... sources, two to a match.',
    ],
    ['a source twice', [...groups(2), ...fixed('A1 B2 A1 B1')], '1', 'A fixed draw names each rank of a group once.'],
    [
      'a source of no group',
      [...groups(2), ...fixed('A1 B2 C1 A2')],
      '1',
      'A fixed draw names C1, which does not qualify.',
    ],
    [
      'a source below the cut',
      [...groups(2), ...fixed('A1 B2 A3 B1')],
      '1',
      'A fixed draw names A3, which does not qualify.',
    ],
    [
      'fixed with the best of a rank',
      [...groups(2), ...fixed('A1 B1', { ranks: 1, best: 1 })],
      '1',
      'A fixed draw names every source, so it cannot take the best of a rank.',
    ],
  ]
  test.each(bad)('%s', (_, plan, at, detail) => {
    const where = at === 'stages' ? 'options.stages' : `options.stages.${at}.options.from`
    const told = problem(plan)
    expect({ code: told?.code, detail: told?.detail }).toEqual({ code: 'invalid_option', detail })
    expect(where).toEndWith(told?.at ?? '?')
  })
})

describe('chips among several stages', () => {
  const told = (...plan: ReturnType<typeof stage>) => problem(plan)?.detail

  test('are played in one stage at most', () => {
    const lives = after({ ranks: 4 }, 'chip_lives')
    expect(told(...stage('chip_lives', 'Chips'), ...lives)).toBe('One stage at most is played with chips.')
  })

  test('have finals of their own only where no stage follows', () => {
    const chips = stage('chip_points', 'Chips')
    expect(problem([...chips, ...after({ ranks: 8 })])).toEqual({
      code: 'invalid_option',
      detail: 'Knockout takes the place of the finals; set finalsCount to 0.',
      at: 'stages.0.options.chipPoints.finalsCount',
    })
    const last = after({ ranks: 8 }, 'chip_points')
    expect(told(...groups(2), ...last)).toBeUndefined()
    const eight = Array.from({ length: 7 }, (_, at) => (at === 0 ? groups(2) : after({ stage: at }))).flat()
    expect(told(...eight, ...after({ stage: 7 }, 'chip_points'))).toBe('After 8 stages there is no room for finals.')
  })
})

test('the options of each stage are judged, and the answer names the stage', () => {
  const plan = [...groups(2), ...after({})]
  const told = stagesProblem(plan, (type) =>
    type === 'single_elimination' ? { code: 'invalid_option', detail: 'No.', at: 'options.thirdPlace' } : null,
  )
  expect(told).toEqual({ code: 'invalid_option', detail: 'No.', at: 'stages.1.options.thirdPlace' })
})
