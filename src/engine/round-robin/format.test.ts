/** What people call the rounds of a round robin. */
import { expect, test } from 'bun:test'
import { tableOf } from '../laws/table-play.ts'
import { roundRobin } from './format.ts'

test('rounds are named after their group where there are several', () => {
  const named = (count: number) => {
    const [stage] = tableOf(6, { groups: { count, method: 'snake' } }).state.stages
    return stage && roundRobin.roundName(stage, { bracket: 'B', round: 2 })
  }

  expect([1, 2, 3].map(named)).toEqual(['Round 2', 'Group B, round 2', 'Group B, round 2'])
})
