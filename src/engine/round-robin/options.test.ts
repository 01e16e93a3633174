/** Options of a round robin: what is refused, where, and in which words. */
import { describe, expect, test } from 'bun:test'
import type { StageOptions } from '../types.ts'
import { fieldProblem, foreignProblem, roundRobinProblem } from './options.ts'

const plain: StageOptions = {
  scoring: { kind: 'race', raceTo: 5 },
  seeding: 'manual',
  thirdPlace: false,
  grandFinal: 'reset',
}
const open = { scoring: { kind: 'open' } } as const
const points = (win: number, draw: number, loss: number, hillLoss = 0) => ({ points: { win, draw, loss, hillLoss } })

describe('accepted', () => {
  const fine: [string, Partial<StageOptions>][] = [
    ['nothing but the defaults', {}],
    ['26 groups in blocks', { groups: { count: 26, method: 'fixed' } }],
    ['two cycles', { cycles: 2 }],
    ['draws with open scores', { ...open, draws: true }],
    ['no draws, said aloud, in a race', { draws: false }],
    ['half points', points(1, 0.5, 0.5, 0)],
    ['a close loss that is worth less than a win', points(3, 1, 0, 2.5)],
    ['a hundred points', points(100, 0, 0)],
    ['a list of points alone', { criteria: ['points'] }],
  ]
  test.each(fine)('%s', (_, options) => {
    expect(roundRobinProblem({ ...plain, ...options })).toBeNull()
  })
})

describe('refused', () => {
  const bad: [string, object, string, string][] = [
    ['a third-place match', { thirdPlace: true }, 'thirdPlace', 'A round robin has no third-place match.'],
    ['a grand final', { grandFinal: 'none' }, 'grandFinal', 'A round robin has no grand final.'],
    ['three cycles', { cycles: 3 }, 'cycles', 'Everybody meets once or twice, not 3 times.'],
    ['draws in a race', { draws: true }, 'draws', 'A race has no draws; they need open scoring.'],
    ['no group', { groups: { count: 0, method: 'snake' } }, 'groups.count', 'A stage has 1 to 26 groups, not 0.'],
    ['27 groups', { groups: { count: 27, method: 'snake' } }, 'groups.count', 'A stage has 1 to 26 groups, not 27.'],
    [
      'half a group',
      { groups: { count: 1.5, method: 'snake' } },
      'groups.count',
      'A stage has 1 to 26 groups, not 1.5.',
    ],
    [
      'a method nobody knows',
      { groups: { count: 2, method: 'zigzag' } },
      'groups.method',
      'Groups are filled by snake, bracket, pots or fixed.',
    ],
    [
      'thirds of points',
      points(1, 1 / 3, 0),
      'points.draw',
      `Points are whole or half numbers from 0 to 100, not ${1 / 3}.`,
    ],
    ['points below zero', points(1, 0, -1), 'points.loss', 'Points are whole or half numbers from 0 to 100, not -1.'],
    ['101 points', points(101, 1, 0), 'points.win', 'Points are whole or half numbers from 0 to 100, not 101.'],
    ...[points(1, 1, 0), points(2, 0, 1), points(2, 1, 0, 2)].map((given): [string, object, string, string] => [
      `${Object.values(given.points).join('/')} points`,
      given,
      'points',
      'A win brings more than a draw or a close loss, and a draw no less than a loss.',
    ]),
    ['an unknown criterion', { criteria: ['points', 'luck'] }, 'criteria', 'There is no criterion luck.'],
    ['the same criterion twice', { criteria: ['points', 'lot', 'lot'] }, 'criteria', 'Each criterion is named once.'],
    ['a list without points', { criteria: ['h2h'] }, 'criteria', 'The list of criteria begins with points.'],
    [
      'both kinds of head-to-head',
      { criteria: ['points', 'h2h', 'h2hDifference'] },
      'criteria',
      'Head-to-head is either h2h or its three football forms, not both.',
    ],
  ]
  test.each(bad)('%s', (_, options, at, detail) => {
    const problem = roundRobinProblem({ ...plain, ...options } as StageOptions)
    expect(problem).toEqual({ code: 'invalid_option', detail, at: `options.${at}` })
  })
})

test('a field fills every group with 2 to 64 players', () => {
  const four: StageOptions = { ...plain, groups: { count: 4, method: 'snake' } }
  expect(fieldProblem(four, 7)?.detail).toBe('4 groups need at least 8 players; 7 can be drawn.')
  expect(fieldProblem(four, 8)).toBeNull()
  expect(fieldProblem(four, 256)).toBeNull()
  expect(fieldProblem(four, 257)?.detail).toBe('A group holds 64 players; 257 do not fit into 4.')
  expect(fieldProblem(plain, 64)).toBeNull()
  expect(fieldProblem(plain, 65)?.code).toBe('too_many_players')
})

test('options of a table are refused in stages of other formats', () => {
  expect(foreignProblem(plain)).toBeNull()
  expect(foreignProblem({ ...plain, draws: false })?.at).toBe('options.draws')
  expect(foreignProblem({ ...plain, criteria: ['points'] })?.detail).toBe(
    'The option criteria belongs to a round robin.',
  )
})
