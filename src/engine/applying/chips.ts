/** Events of chips: what the director gives or takes, buy-backs, and players who come after the draw. */
import { assert } from '../assert.ts'
import { formatOf } from '../formats.ts'
import { stageOf, withStage } from '../lookup.ts'
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
  const had = stage.chips.given[id] ?? { start: 0, more: 0 }
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

/** Players registered after the draw of a format that takes them in; before it nothing. */
export function joinedLate(state: State, players: readonly PlayerId[], at: Instant): State {
  const stage = chipStageOf(state)
  const join = stage === undefined ? undefined : formatOf(stage).joined
  if (stage === undefined || join === undefined || players.length === 0) return state
  const late = new Set(players)
  const seats = new Map(players.map((id, k) => [id, stage.order.length + k + 1]))
  const isUnderWay = state.tournament.startedAt !== null
  const joining = state.players.map((player) => {
    if (!late.has(player.id)) return player
    const status = isUnderWay ? ('active' as const) : player.status
    return { ...player, status, seed: seats.get(player.id) ?? null }
  })
  const next = join({ ...state, players: joining }, stage, players, at)
  return progressed(next, stageOf(next, stage.number) ?? stage, at)
}
