/** LAW-5: how many matches a knockout has once it is over, without forfeits. */
import { assert } from '../assert.ts'
import type { Stage, State } from '../types.ts'

function doubleDue(state: State, { options, order }: Stage): number {
  const all = 2 * order.length
  if (options.grandFinal === 'none') return all - 3
  const isReset = state.matches.some((match) => match.ref === 'GF1' && match.result?.winner === 'b')
  return options.grandFinal === 'reset' && isReset ? all - 1 : all - 2
}

function singleDue({ options, order }: Stage): number {
  return order.length - 1 + (options.thirdPlace && order.length >= 4 ? 1 : 0)
}

/** Matches that a finished stage must have been played in. */
export function dueMatches(state: State, stage: Stage): number {
  assert(stage.type === 'double_elimination' || stage.type === 'single_elimination', `no count for ${stage.type}`)
  return stage.type === 'double_elimination' ? doubleDue(state, stage) : singleDue(stage)
}
