/** Whom a stage takes from the tables before it: ranks, the best of the next rank on equal terms, and who has left. */
import { describe, expect, test } from 'bun:test'
import { type Director, newTournament, playerId, registered } from '../laws/director.ts'
import { report } from '../laws/table-play.ts'
import { standingsView } from '../view.ts'
import { qualifiers } from './source.ts'
import type { GroupsOption, PlayerId, StageOptions, StageSource, State } from '../types.ts'

const openScores = { scoring: { kind: 'open' }, draws: true } as const

/** Groups in blocks of the seed order, then a knockout of those whom `from` takes. */
function groupsOf(players: number, count: number, from: Omit<StageSource, 'stage'>, more: Partial<StageOptions> = {}) {
  const groups: GroupsOption = { count, method: 'fixed' }
  const plan = (type: 'round_robin' | 'single_elimination', name: string, options: Partial<StageOptions>) =>
    newTournament(type, options).stages.map((stage) => ({ ...stage, name }))
  const stages = [
    ...plan('round_robin', 'Groups', { ...openScores, groups, ...more }),
    ...plan('single_elimination', 'Knockout', { scoring: { kind: 'open' }, from: { stage: 1, ...from } }),
  ]
  const director = registered({ type: 'round_robin', players, tournament: { type: 'multi_stage', stages } })
  director.does({ type: 'stage.draw', stage: 1 })
  director.does({ type: 'tournament.start' })
  return director
}

const numbers = (ids: readonly PlayerId[] = []) => ids.map((id) => Number(id.replace('player-', '')))
const order = (state: State) => numbers(state.stages[1]?.order)
/** Pairs of the first round, from top to bottom. */
const pairs = (state: State) =>
  state.matches
    .filter((match) => match.stage === 2 && match.round === 1 && match.bracket === 'W')
    .map((match) => numbers(match.slots.flatMap((slot) => slot.player ?? [])).join('-'))

/** All results of one group of `size` players from `first` on: the lower number wins by its lead. */
function inOrder(director: Director, first: number, size: number): void {
  for (let a = first; a < first + size; a++) {
    for (let b = a + 1; b < first + size; b++) report(director, `${a}-${b} ${b - a}:0`)
  }
}

const drawn = (director: Director) => director.does({ type: 'stage.draw', stage: 2 })

describe('the draw by group rank', () => {
  test('cross pairs A1 with B2 and C1 with D2 above, B1 with A2 and D1 with C2 below', () => {
    const director = groupsOf(12, 4, { ranks: 2, draw: 'cross' })
    for (const first of [1, 4, 7, 10]) inOrder(director, first, 3)

    expect(pairs(drawn(director))).toEqual(['1-5', '7-11', '4-2', '10-8'])
  })

  test('seeded takes the winners by their record, then the seconds, group mates in opposite halves', () => {
    const director = groupsOf(8, 4, { ranks: 2, draw: 'seeded' })
    report(director, '1-2 1:0 3-4 4:0 5-6 2:0 7-8 3:0')
    const state = drawn(director)

    expect(order(state).slice(0, 4)).toEqual([3, 7, 5, 1])
    const halves = [pairs(state).slice(0, 2), pairs(state).slice(2)].map((half) =>
      half.join('-').split('-').map(Number),
    )
    for (const half of halves) expect(new Set(half.map((player) => Math.ceil(player / 2))).size).toBe(4)
  })

  test('fixed puts the sources into the bracket as they are listed', () => {
    const sources = ['B2', 'A1', 'A2', 'B1'].map(([group = '', rank]) => ({ group, rank: Number(rank) }))
    const director = groupsOf(6, 2, { ranks: 2, draw: 'fixed', sources })
    inOrder(director, 1, 3)
    inOrder(director, 4, 3)

    expect(pairs(drawn(director))).toEqual(['5-1', '2-4'])
  })
})

describe('the best of the next rank', () => {
  test('is the best second by points, then difference, then racks won, then rating', () => {
    const director = groupsOf(9, 3, { ranks: 1, best: 1, draw: 'seeded' })
    // Seconds: 2 with 1:2, 5 with 3:4, 8 with 3:4.
    report(director, '1-2 2:0 1-3 1:0 2-3 1:0 4-5 4:0 4-6 1:0 5-6 3:0 7-8 4:0 7-9 1:0 8-9 3:0')
    expect(director.tries({ type: 'stage.draw', stage: 2 })?.detail).toBe(
      'Player 5 and Player 8 are tied for the last place from Groups; draw lots between them first.',
    )

    director.does({ type: 'player.edit', player: playerId(8), edit: { rating: 500 } })
    expect(order(drawn(director))).toContain(8)

    director.does({ type: 'stage.undraw', stage: 2 })
    director.does({ type: 'player.edit', player: playerId(8), edit: { rating: null } })
    director.does({ type: 'lot', stage: 1 })
    const event = director.events.at(-1)
    const [winner, loser] = numbers(event?.type === 'lot.drawn' ? event.data.lots[0] : [])
    expect([winner, loser].toSorted()).toEqual([5, 8])
    expect(order(drawn(director))).toContain(winner ?? 0)
    expect(order(director.state)).not.toContain(loser ?? 0)
  })

  test('is drawn by lot only after the lots inside of groups', () => {
    const director = groupsOf(9, 3, { ranks: 1, best: 1, draw: 'seeded' })
    report(director, '1-2 1:0 1-3 1:0 2-3 1:1')
    for (const first of [4, 7]) inOrder(director, first, 3)
    const lots = () => {
      director.does({ type: 'lot', stage: 1 })
      const event = director.events.at(-1)
      return event?.type === 'lot.drawn' ? event.data.lots.map((lot) => numbers(lot).toSorted()) : []
    }

    expect(lots()).toEqual([[2, 3]])
    expect(lots()).toEqual([[5, 8]])
    expect(director.tries({ type: 'stage.draw', stage: 2 })).toBeNull()
  })

  test('is not drawn by a lot that one of the equals was not in', () => {
    const director = groupsOf(9, 3, { ranks: 1, best: 1, draw: 'seeded' })
    report(director, '1-2 2:0 1-3 1:0 2-3 1:0 4-5 4:0 4-6 1:0 5-6 3:0 7-8 4:0 7-9 1:0 8-9 3:0')
    const best = (...lots: number[][]) => {
      const [first, second] = director.state.stages
      if (first === undefined || second?.options.from === undefined) throw new Error('two stages')
      const stages = [{ ...first, lots: lots.map((lot) => lot.map(playerId)) }, second]
      const found = qualifiers({ ...director.state, stages }, second, second.options.from)
      return 'code' in found ? found.code : numbers(found.map(({ player }) => player)).at(-1)
    }

    expect([best([5, 8]), best([8, 5]), best([8, 5], [5, 2]), best([8, 2])]).toEqual([5, 8, 8, 'ranks_not_final'])
  })

  test('is drawn by lot between those who are equal', () => {
    const director = groupsOf(9, 3, { ranks: 1, best: 1, draw: 'seeded' })
    for (const first of [1, 4, 7]) inOrder(director, first, 3)
    const refusal = director.tries({ type: 'stage.draw', stage: 2 })
    expect(refusal?.code).toBe('ranks_not_final')
    expect(refusal?.detail).toContain('Player 2 and Player 5 and Player 8 are tied for the last place')

    director.does({ type: 'lot', stage: 1 })
    const event = director.events.at(-1)
    const winner = event?.type === 'lot.drawn' ? event.data.lots[0]?.[0] : undefined
    expect(drawn(director).stages[1]?.order[3]).toBe(winner ?? ('nobody' as PlayerId))
  })

  test('is nobody of a group that has no such rank', () => {
    const director = groupsOf(8, 3, { ranks: 2, best: 1, draw: 'seeded' })
    inOrder(director, 1, 3)
    report(director, '4-5 5:0 4-6 5:0 5-6 5:0 7-8 1:0')

    // Thirds are 3 and 6; only two play in group C.
    expect(order(drawn(director)).toSorted()).toEqual([1, 2, 3, 4, 5, 7, 8])
  })

  test('is everybody of that rank where there are no more of them', () => {
    const director = groupsOf(8, 3, { ranks: 2, best: 2, draw: 'seeded' })
    inOrder(director, 1, 3)
    inOrder(director, 4, 3)
    report(director, '7-8 1:0')

    expect(order(drawn(director)).toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  })

  test('is asked for only once that rank is clear in each group, not the ranks below it', () => {
    const wins = '5-6 1:0 5-7 1:0 5-8 1:0 6-7 1:0 6-8 2:0 7-8 1:0 1-2 1:0 1-3 1:0 1-4 1:0'
    const tied = groupsOf(8, 2, { ranks: 1, best: 1, draw: 'seeded' })
    report(tied, `${wins} 2-3 1:1 2-4 1:0 3-4 1:0`)
    expect(tied.tries({ type: 'stage.draw', stage: 2 })?.detail).toBe(
      'Player 2 and Player 3 are tied in group A; draw lots between them first.',
    )

    const clear = groupsOf(8, 2, { ranks: 1, best: 1, draw: 'seeded' })
    report(clear, `${wins} 2-3 1:0 2-4 1:0 3-4 1:1`)
    expect(order(drawn(clear))).toEqual([1, 5, 6])
  })

  test('leaves out results against the last of larger groups', () => {
    // Group A has 4 players, B has 3. Second of A: two wins, one of them 9:0 against the last, which does not count.
    const director = groupsOf(10, 3, { ranks: 1, best: 1, draw: 'seeded' })
    inOrder(director, 5, 3)
    inOrder(director, 8, 3)
    report(director, '1-2 5:0 1-3 1:0 1-4 1:0 2-3 1:0 2-4 9:0 3-4 1:0')
    // Without the last of A, 2 has a win and 1:5; 6 and 9 have a win and 1:1.
    const refusal = director.tries({ type: 'stage.draw', stage: 2 })

    expect(refusal?.detail).toContain('Player 6 and Player 9 are tied for the last place')
  })

  test('leaves them out of a group made smaller by one whose results do not count', () => {
    // Both groups have 4, but 8 leaves B before he has played half of his matches.
    const director = groupsOf(8, 2, { ranks: 1, best: 1, draw: 'seeded' })
    report(director, '1-2 5:0 1-3 1:0 1-4 1:0 2-3 1:0 2-4 9:0 3-4 1:0')
    director.does({ type: 'player.withdraw', player: playerId(8) })
    report(director, '5-6 2:0 5-7 1:0 6-7 1:0')

    // 2 has 1:5 without the last of A, 6 has 1:2.
    expect(order(drawn(director))).toEqual([1, 5, 6])
  })
})

describe('who has left', () => {
  test('does not qualify, and the next one of his group moves up', () => {
    const director = groupsOf(6, 2, { ranks: 2, draw: 'cross' })
    inOrder(director, 1, 3)
    inOrder(director, 4, 3)
    director.does({ type: 'player.withdraw', player: playerId(1) })
    director.does({ type: 'player.disqualify', player: playerId(5) })

    expect(pairs(drawn(director))).toEqual(['2-6', '4-3'])
    const qualified = standingsView(director.state).stages[0]?.rows.filter((row) => row.qualified === true)
    expect(qualified?.map(({ player }) => player.id)).toEqual([2, 3, 4, 6].map(playerId))
  })

  test('leaves a bye to whoever would have met the second of his group of two', () => {
    const director = groupsOf(4, 2, { ranks: 2, draw: 'cross' })
    report(director, '1-2 1:0 3-4 1:0')
    director.does({ type: 'player.withdraw', player: playerId(4) })

    const state = drawn(director)
    expect(order(state)).toEqual([1, 3, 2])
    expect(pairs(state)).toEqual(['3-2'])
  })

  test('leaves no bracket to be drawn where two are missing in one half, and the draw says so', () => {
    const director = groupsOf(8, 4, { ranks: 2, draw: 'cross' })
    report(director, '1-2 1:0 3-4 1:0 5-6 1:0 7-8 1:0')
    for (const number of [4, 8]) director.does({ type: 'player.withdraw', player: playerId(number) })

    const refusal = director.tries({ type: 'stage.draw', stage: 2 })
    expect(refusal?.code).toBe('too_few_players')
    expect(refusal?.detail).toBe('Not enough players of stage 1 are left for the bracket of Knockout.')
  })
})

test('the next stage waits for the last result, and is drawn once', () => {
  const director = groupsOf(4, 2, { ranks: 2, draw: 'cross' })
  report(director, '1-2 1:0')
  expect(director.tries({ type: 'stage.draw', stage: 2 })).toMatchObject({
    code: 'ranks_not_final',
    detail: 'Knockout takes its players from Groups, whose ranks are not final yet.',
  })

  report(director, '3-4 1:0')
  const qualified = (state: State) => standingsView(state).stages[0]?.rows.map((row) => row.qualified)
  expect(qualified(director.state)).toEqual([null, null, null, null])
  expect(qualified(drawn(director))).toEqual([true, true, true, true])
  expect(director.tries({ type: 'stage.draw', stage: 2 })?.code).toBe('already_drawn')
  expect(director.tries({ type: 'stage.undraw', stage: 1 })?.code).toBe('later_play')

  director.does({ type: 'stage.undraw', stage: 2 })
  expect(director.state.stages.map(({ status }) => status)).toEqual(['completed', 'planned'])
  expect(director.state.matches.filter((match) => match.stage === 2)).toEqual([])
  expect(pairs(drawn(director))).toEqual(['1-4', '3-2'])
})

test('a tie inside a table is settled by lots before its ranks are used, wherever it crosses', () => {
  const director = groupsOf(6, 2, { ranks: 2, draw: 'cross' })
  report(director, '1-2 1:1 1-3 1:1 2-3 1:1')
  inOrder(director, 4, 3)
  const refusal = director.tries({ type: 'stage.draw', stage: 2 })
  expect(refusal?.detail).toBe('Player 1 and Player 2 and Player 3 are tied in group A; draw lots between them first.')

  const first = groupsOf(6, 2, { ranks: 1, draw: 'seeded' })
  report(first, '1-2 1:1 1-3 1:0 2-3 1:0')
  inOrder(first, 4, 3)
  expect(first.tries({ type: 'stage.draw', stage: 2 })?.detail).toStartWith('Player 1 and Player 2 are tied in group A')

  const beyond = groupsOf(6, 2, { ranks: 1, draw: 'seeded' })
  report(beyond, '1-2 1:0 1-3 1:0 2-3 1:1')
  inOrder(beyond, 4, 3)
  expect(beyond.tries({ type: 'stage.draw', stage: 2 })).toBeNull()
})
