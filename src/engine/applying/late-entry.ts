/** Players who are registered after the draw: the format takes them in, and what follows from that follows. */
import { assert } from '../assert.ts'
import { formatOf } from '../formats.ts'
import { stageOf } from '../lookup.ts'
import type { Instant, Player, PlayerId, Stage, State } from '../types.ts'
import { progressed } from './progress.ts'

/** The drawn stage that would take a player in now: that of the chips, else the first while it has no successor. */
export function lateStageOf(state: State): Stage | undefined {
  const chips = state.stages.find((stage) => stage.chips !== undefined && formatOf(stage).joined !== undefined)
  if (chips !== undefined) return chips
  const [first, second] = state.stages
  const isOnly =
    first !== undefined && first.status !== 'planned' && (second === undefined || second.status === 'planned')
  return isOnly && formatOf(first).joined !== undefined ? first : undefined
}

/** Play has begun: the player is in it. Else he waits as those who were there in time. */
function taken(state: State, stage: Stage, player: Player, seed: number | null, at: Instant): Player {
  if (state.tournament.startedAt !== null) return { ...player, status: 'active', seed }
  if (stage.chips !== undefined || !state.tournament.checkIn) return { ...player, seed }
  return { ...player, status: 'checked_in', checkedInAt: at, seed }
}

/** Players registered after the draw of a format that takes them in; before it nothing. */
export function joinedLate(state: State, players: readonly PlayerId[], at: Instant): State {
  const stage = lateStageOf(state)
  if (stage === undefined || players.length === 0) return state
  const seats = new Map(players.map((id, k) => [id, stage.order.length + k + 1]))
  const joining = state.players.map((player) => {
    return seats.has(player.id) ? taken(state, stage, player, seats.get(player.id) ?? null, at) : player
  })
  const next = formatOf(stage).joined?.({ ...state, players: joining }, stage, players, at)
  assert(next !== undefined, 'a format that takes nobody in')
  return progressed(next, stageOf(next, stage.number) ?? stage, at)
}
