/** Tables by their criteria: mini-tables among the tied, where they start again, and which of them decided. */
import { describe, expect, test } from 'bun:test'
import { breaksOf, report, tableLines, tableOf } from '../laws/table-play.ts'
import { playerId, registered } from '../laws/director.ts'
import type { Criterion, StageOptions } from '../types.ts'
import { standingsView } from '../view.ts'
import { criteriaOf } from './criteria.ts'

const pool = ['points', 'h2h', 'rackDiff', 'racksWon', 'rating', 'lot'] as const satisfies Criterion[]
const football = [
  'points',
  'goalDifference',
  'goalsFor',
  'h2hPoints',
  'h2hDifference',
  'h2hGoalsFor',
  'conduct',
  'lot',
] as const satisfies Criterion[]

function linesOf(players: number, criteria: readonly Criterion[], results: string): string[] {
  const director = tableOf(players, { criteria })
  report(director, results)
  return tableLines(director.state)
}

describe('the list of pool', () => {
  test('before anything is played all share rank 1, in seed order', () => {
    expect(tableLines(tableOf(3).state)).toEqual(['1 P1 0 =', '1 P2 0 =', '1 P3 0 ='])
  })

  test('points come first, and say so', () => {
    expect(linesOf(3, pool, '1-2 0:5 1-3 0:5 2-3 0:1')).toEqual(['1 P3 2 points', '2 P2 1 points', '3 P1 0 points'])
  })

  test('two with equal points are told apart by their own match, not by the racks against others', () => {
    const lines = linesOf(4, pool, '1-2 0:1 1-3 9:0 1-4 9:0 2-3 0:1 2-4 1:0 3-4 0:1')

    expect(lines).toEqual(['1 P2 2 h2h', '2 P1 2 h2h', '3 P4 1 h2h', '4 P3 1 h2h'])
  })

  test('a circle of three is told apart by the racks among the three alone', () => {
    // 1 > 2 > 3 > 1. Against player 4, who loses to all, player 2 won most: that does not count.
    const lines = linesOf(4, pool, '1-2 5:4 2-3 5:3 3-1 5:1 1-4 5:0 2-4 9:0 3-4 5:4')

    expect(lines).toEqual(['1 P3 2 h2h', '2 P2 2 h2h', '3 P1 2 h2h', '4 P4 0 points'])
  })

  test('the values shown are those of the mini-table', () => {
    const director = tableOf(4, { criteria: pool })
    report(director, '1-2 2:1 2-3 4:2 3-1 2:1 4-1 0:1 4-2 0:1 4-3 0:1')

    expect(tableLines(director.state)).toEqual(['1 P2 2 h2h', '2 P1 2 h2h', '3 P3 2 h2h', '4 P4 0 points'])
    expect(breaksOf(director.state, 2)).toEqual({ h2h: 1, h2hDifference: 1, rackDiff: 2, racksWon: 6 })
    expect(breaksOf(director.state, 4)).toEqual({ rackDiff: -3, racksWon: 0 })
    const [row] = standingsView(director.state).stages[0]?.rows ?? []
    expect(row?.tieBreaks.map(({ code }) => code)).toEqual(['h2h', 'h2hDifference', 'rackDiff', 'racksWon'])
  })

  test('a circle of five in which everything is level stays a tie of five', () => {
    const results = '1-2 3:0 1-3 0:3 1-4 3:0 1-5 0:3 2-3 3:0 2-4 0:3 2-5 3:0 3-4 0:3 3-5 3:0 4-5 0:3'

    expect(linesOf(5, pool, results)).toEqual([1, 2, 3, 4, 5].map((player) => `1 P${player} 2 =`))
  })

  test('where not all of the tied have met, their matches say nothing and the racks decide', () => {
    const lines = linesOf(4, pool, '1-2 1:0 2-4 3:0 3-4 5:0')

    expect(lines.slice(0, 3)).toEqual(['1 P3 1 rackDiff', '2 P2 1 rackDiff', '3 P1 1 rackDiff'])
  })

  test('equal difference falls to the racks won, equal racks to the rating', () => {
    const drawn = '1-2 0:0 1-3 4:2 2-3 3:1'
    expect(linesOf(3, pool, drawn)).toEqual(['1 P1 1.5 racksWon', '2 P2 1.5 racksWon', '3 P3 0 points'])

    const director = tableOf(3, { criteria: pool })
    director.does({ type: 'player.edit', player: playerId(2), edit: { rating: 600 } })
    report(director, '1-2 0:0 1-3 4:2 2-3 4:2')
    expect(tableLines(director.state)).toEqual(['1 P2 1.5 rating', '2 P1 1.5 rating', '3 P3 0 points'])
    expect(breaksOf(director.state, 2)).toEqual({ h2h: 0.5, h2hDifference: 0, rackDiff: 2, racksWon: 4, rating: 600 })
  })

  test('what nothing separates is tied, with the rank of the first and without a criterion', () => {
    const lines = linesOf(4, pool, '1-2 1:1 3-4 1:1 1-3 2:0 1-4 2:0 2-3 2:0 2-4 2:0')

    expect(lines).toEqual(['1 P1 2.5 =', '1 P2 2.5 =', '3 P3 0.5 =', '3 P4 0.5 ='])
  })
})

describe('the restart after a split', () => {
  // 1 to 4 have 3 points each. Among them 1 and 2 have two wins and +1, 3 and 4 one win and -1.
  // In racks of the whole table 1 is far before 2, and 4 far before 3.
  const results = `
    1-2 0:1 1-3 1:0 1-4 1:0 2-3 1:0 2-4 0:1 3-4 1:0
    1-5 0:1 2-5 0:1 3-5 1:0 4-5 9:0 1-6 9:0 2-6 1:0 3-6 1:0 4-6 9:0 5-6 0:0`

  test('pairs left over by the mini-table of four are told apart by their own match, not by their racks', () => {
    const director = tableOf(6, { criteria: pool })
    report(director, results)

    expect(tableLines(director.state)).toEqual([
      '1 P2 3 h2h',
      '2 P1 3 h2h',
      '3 P3 3 h2h',
      '4 P4 3 h2h',
      '5 P5 2.5 points',
      '6 P6 0.5 points',
    ])
    expect(breaksOf(director.state, 1)).toMatchObject({ h2h: 0, h2hDifference: -1, rackDiff: 9 })
  })

  test('begins with the first criterion after points, even one that stands before the mini-table', () => {
    // By racks won, then head-to-head: 1 and 4 lead by racks, and 2 and 3 with equal racks by their match.
    expect(linesOf(6, ['points', 'racksWon', 'h2h', 'rackDiff'], results).slice(0, 4)).toEqual([
      '1 P4 3 racksWon',
      '2 P1 3 racksWon',
      '3 P2 3 h2h',
      '4 P3 3 h2h',
    ])
  })
})

describe('the list of football', () => {
  test('difference comes before the match of the two', () => {
    expect(linesOf(3, football, '1-2 1:0 1-3 0:3 2-3 9:0')).toEqual([
      '1 P2 1 goalDifference',
      '2 P1 1 goalDifference',
      '3 P3 1 goalDifference',
    ])
  })

  test('equal difference and goals leave the match of the two, or conduct where that was a draw', () => {
    const won = '1-2 0:1 1-3 2:0 1-4 1:0 2-3 0:1 2-4 3:1 3-4 5:0'
    // 1: 2 wins, 3:1. 2: 2 wins, 4:2. Difference 2 each, goals 4 and 3.
    expect(linesOf(4, football, won).slice(1, 3)).toEqual(['2 P2 2 goalsFor', '3 P1 2 goalsFor'])

    const level = tableOf(4, { criteria: football })
    report(level, '1-2 1:1 1-3 2:0 1-4 0:1 2-3 0:1 2-4 2:0 3-4 1:0')
    expect(tableLines(level.state).filter((line) => line.includes('='))).toEqual(['2 P1 1.5 =', '2 P2 1.5 ='])
    level.does({ type: 'player.edit', player: playerId(1), edit: { conduct: -2 } })
    expect(tableLines(level.state).slice(1, 3)).toEqual(['2 P2 1.5 conduct', '3 P1 1.5 conduct'])
    expect(breaksOf(level.state, 1)).toEqual({
      goalDifference: 1,
      goalsFor: 3,
      h2hPoints: 0.5,
      h2hDifference: 0,
      h2hGoalsFor: 1,
      conduct: -2,
    })
    expect(breaksOf(level.state, 2)).toMatchObject({ conduct: 0 })
  })

  test('three tied: points, difference and goals of the mini-table keep the set of three', () => {
    const threes = ['points', 'h2hPoints', 'h2hDifference', 'h2hGoalsFor', 'goalDifference'] as const
    // 1 > 2 > 3 > 1, all by one: goals among the three 3, 5 and 4.
    const lines = linesOf(4, threes, '1-2 2:1 2-3 4:3 3-1 1:0 1-4 9:0 2-4 1:0 3-4 1:0')
    expect(lines).toEqual(['1 P2 2 h2hGoalsFor', '2 P3 2 h2hGoalsFor', '3 P1 2 h2hGoalsFor', '4 P4 0 points'])
  })

  test('a set that the mini-table has split keeps the table of all three for the next criterion', () => {
    const threes = ['points', 'h2hDifference', 'h2hGoalsFor', 'rating'] as const
    // 1 > 2 > 3 > 1. Differences +2, -1, -1; goals of 2 and 3 among the three 2 and 6, against each other 2 and 0.
    const lines = linesOf(4, threes, '1-2 3:0 2-3 2:0 3-1 6:5 4-1 0:1 4-2 0:1 4-3 0:1')
    expect(lines).toEqual(['1 P1 2 h2hDifference', '2 P3 2 h2hGoalsFor', '3 P2 2 h2hGoalsFor', '4 P4 0 points'])
  })
})

test('a football form that does not split them leaves the set of the mini-table as it is', () => {
  const threes = ['points', 'h2hDifference', 'h2hGoalsFor', 'h2hPoints'] as const
  // 1 > 2 > 3 > 1: differences +2, -1, -1, goals of 2 and 3 two each, and one win each among the three.
  const lines = linesOf(4, threes, '1-2 3:0 2-3 2:0 3-1 2:1 4-1 0:1 4-2 0:1 4-3 0:1')

  expect(lines).toEqual(['1 P1 2 h2hDifference', '2 P2 2 =', '2 P3 2 =', '4 P4 0 points'])
})

test('a criterion between two football forms begins a new mini-table, whether it splits them or not', () => {
  const apart = ['points', 'h2hDifference', 'racksWon', 'h2hGoalsFor'] as const
  // 1 > 2 > 3 > 1 as above; 2 and 3 have seven racks each. Against each other 2 leads 2:0, among the three 3 leads 6:2.
  const lines = linesOf(4, apart, '1-2 3:0 2-3 2:0 3-1 6:5 4-1 0:1 4-2 0:5 4-3 0:1')

  expect(lines.slice(0, 3)).toEqual(['1 P1 2 h2hDifference', '2 P2 2 h2hGoalsFor', '3 P3 2 h2hGoalsFor'])
})

test('races are ranked by the list of pool, open scores by that of football, and lots come last in any list', () => {
  const criteria = (options: Partial<StageOptions>) => {
    const [stage] = registered({ type: 'round_robin', players: 2, options }).state.stages
    return stage === undefined ? [] : criteriaOf(stage.options)
  }

  expect(criteria({ scoring: { kind: 'race', raceTo: 3 } })).toEqual(pool)
  expect(criteria({ scoring: { kind: 'open' } })).toEqual(football)
  expect(criteria({ criteria: ['points', 'rating'] })).toEqual(['points', 'rating', 'lot'])
  expect(criteria({ criteria: ['points', 'lot', 'rating'] })).toEqual(['points', 'lot', 'rating'])
})

test('two who have met are told apart by their match while one of them has others to play', () => {
  expect(linesOf(3, pool, '1-2 0:1 1-3 5:0').slice(0, 2)).toEqual(['1 P2 1 h2h', '2 P1 1 h2h'])
})

describe('lots', () => {
  test('put the tied in the order drawn, and are shown as places in the lot', () => {
    const director = tableOf(3, { criteria: pool })
    report(director, '1-2 1:1 1-3 2:0 2-3 2:0')
    expect(tableLines(director.state)).toEqual(['1 P1 1.5 =', '1 P2 1.5 =', '3 P3 0 points'])
    expect(director.tries({ type: 'lot', stage: 1, players: [playerId(1), playerId(3)] })?.code).toBe('not_tied')

    director.does({ type: 'lot', stage: 1, players: [playerId(2), playerId(1)] })

    const event = director.events.at(-1)
    const [first, second] = event?.type === 'lot.drawn' ? (event.data.lots[0] ?? []) : []
    const numberOf = (id: string | undefined) => Number(id?.replace('player-', ''))
    expect(tableLines(director.state)).toEqual([
      `1 P${numberOf(first)} 1.5 lot`,
      `2 P${numberOf(second)} 1.5 lot`,
      '3 P3 0 points',
    ])
    expect(breaksOf(director.state, numberOf(first))['lot']).toBe(1)
    expect(breaksOf(director.state, numberOf(second))['lot']).toBe(2)
    expect(director.tries({ type: 'lot', stage: 1 })?.detail).toBe('Nobody is tied in Main draw.')
  })

  test('of two lists that hold all of the tied the last one counts, a list without one of them never', () => {
    const director = tableOf(3, { criteria: pool })
    report(director, '1-2 1:1 1-3 1:1 2-3 1:1')
    const [stage] = director.state.stages
    const lots = (...lists: number[][]) => {
      if (stage === undefined) throw new Error('no stage')
      return { ...director.state, stages: [{ ...stage, lots: lists.map((list) => list.map(playerId)) }] }
    }

    expect(tableLines(lots([3, 1, 2], [2, 3, 1]))).toEqual(['1 P2 1 lot', '2 P3 1 lot', '3 P1 1 lot'])
    expect(tableLines(lots([3, 1, 2], [2, 1]))).toEqual(['1 P3 1 lot', '2 P1 1 lot', '3 P2 1 lot'])
  })
})

test('cycles of two count both matches of a pair, and wait for both', () => {
  const director = tableOf(2, { cycles: 2, criteria: pool })
  report(director, '1-2 0:1')
  expect(tableLines(director.state)).toEqual(['1 P2 1 points', '2 P1 0 points'])

  report(director, '1-2 5:1')
  expect(tableLines(director.state)).toEqual(['1 P1 1 h2h', '2 P2 1 h2h'])
  expect(breaksOf(director.state, 1)).toMatchObject({ h2h: 1, h2hDifference: 3 })
})

test('nobody is in a table before the draw', () => {
  expect(tableLines(registered({ type: 'round_robin', players: 4 }).state)).toEqual([])
})
