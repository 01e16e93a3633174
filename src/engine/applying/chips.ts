/** Events of chips: what the director gives or takes, and buy-backs. */
import { assert } from '../assert.ts'
import { withStage } from '../lookup.ts'
import type { EventData } from '../messages.ts'
import type { Instant, PlayerId, Stage, State } from '../types.ts'
import { progressed } from './progress.ts'

/** The drawn chip stage, if there is one. */
export function chipStageOf(state: State): Stage | undefined {
  return state.stages.find((stage) => stage.chips !== undefined)
}

function given(state: State, id: PlayerId, start: number, more: number, at: Instant): State {
  const stage = chipStageOf(state)
  assert(stage?.chips !== undefined, 'chips outside a chip stage')
  const had = stage.chips.given[id]
  assert(had !== undefined, `${id} was not drawn and has no chips`)
  const chips = { ...stage.chips.given, [id]: { start: had.start + start, more: had.more + more } }
  const changed: Stage = { ...stage, chips: { ...stage.chips, given: chips } }
  return progressed(withStage(state, changed), changed, at)
}

export function adjusted(state: State, data: EventData['player.adjusted'], at: Instant): State {
  return given(state, data.player, data.isStart ? data.delta : 0, data.isStart ? 0 : data.delta, at)
}

export function boughtBack(state: State, data: EventData['player.bought_back'], at: Instant): State {
  return given(state, data.player, 0, data.chips, at)
}
