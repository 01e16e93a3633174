/** Newcomers take their places one after the other. */
import { expect, test } from 'bun:test'
import { type WithOne, inTurn } from './in-turn.ts'
import { instant, playerId, started } from './laws/director.ts'
import { withStage } from './lookup.ts'

const upTo = (most: number): WithOne => {
  return (state, stage, player) =>
    stage.order.length < most ? withStage(state, { ...stage, order: [...stage.order, player] }) : null
}
const { state } = started({ type: 'single_elimination', players: 3 })
const [stage] = state.stages
const newcomers = [4, 5, 6].map(playerId)

test('each of them meets the stage as the one before him left it, and the first who is too late ends it', () => {
  const placesIn = (most: number) => stage && inTurn(upTo(most)).placesFor(state, stage, newcomers, instant(0))

  expect([3, 4, 5, 6, 7].map(placesIn)).toEqual([0, 1, 2, 3, 3])
})

test('those for whom there is a place join in their order', () => {
  const joined = stage && inTurn(upTo(5)).joined(state, stage, newcomers.slice(0, 2), instant(0))

  expect(joined?.stages[0]?.order).toEqual([1, 2, 3, 4, 5].map(playerId))
})
