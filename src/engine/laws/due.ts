/** LAW-5: how many matches a knockout has once it is over, without forfeits. */
import { assert } from '../assert.ts'
import type { Match, Stage, State } from '../types.ts'

function doubleDue(state: State, { options, order }: Stage): number {
  const all = 2 * order.length
  if (options.grandFinal === 'none') return all - 3
  const isReset = state.matches.some((match) => match.ref === 'GF1' && match.result?.winner === 'b')
  return options.grandFinal === 'reset' && isReset ? all - 1 : all - 2
}

/** Everybody who lost the first match he played is in the plate, and nobody else. */
function plateDue(matches: readonly Match[]): number {
  const plate = matches.filter((match) => match.bracket === 'P')
  const inPlate = new Set(plate.flatMap(({ slots }) => slots.flatMap((slot) => slot.player ?? []))).size
  return Math.max(0, inPlate - 1)
}

function singleDue({ matches }: State, { options, order }: Stage): number {
  if (options.mode === 'plate') return order.length - 1 + plateDue(matches)
  return order.length - 1 + (options.thirdPlace && order.length >= 4 ? 1 : 0)
}

/** Matches that a finished stage must have been played in. */
export function dueMatches(state: State, stage: Stage): number {
  assert(stage.type === 'double_elimination' || stage.type === 'single_elimination', `no count for ${stage.type}`)
  return stage.type === 'double_elimination' ? doubleDue(state, stage) : singleDue(state, stage)
}
