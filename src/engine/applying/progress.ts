/**
 * What follows from a match that ended or was taken back: places, player states, the stage, the tournament.
 * All of it is a function of the matches, so a correction needs no bookkeeping of its own.
 */
import { isOver, isRecorded, stageOf, withStage } from '../lookup.ts'
import { formatOf } from '../formats.ts'
import { finalPlaces } from '../stages/placing.ts'
import type { Instant, Player, PlayerStatus, Stage, StageStatus, State } from '../types.ts'

function statusOf(player: Player, hasWon: boolean | undefined): PlayerStatus {
  if (player.status !== 'active' && player.status !== 'eliminated' && player.status !== 'finished') return player.status
  if (hasWon === undefined) return 'active'
  return hasWon ? 'finished' : 'eliminated'
}

/** Places and states of all players as the matches have them. */
export function withPlaces(state: State): State {
  const places = finalPlaces(state)
  let players: Player[] | null = null
  for (let at = 0; at < state.players.length; at++) {
    const player = state.players[at]
    if (player === undefined) continue
    const placed = places.get(player.id)
    const place = placed?.place ?? null
    const status = statusOf(player, placed?.playsOn === true ? undefined : placed?.hasWon)
    if (player.place === place && player.status === status) continue
    players ??= state.players.slice()
    players[at] = { ...player, place, status }
  }
  return players === null ? state : { ...state, players }
}

function stageStatus(state: State, stage: Stage): StageStatus {
  let isStarted = false
  let isDone = true
  for (const match of state.matches) {
    if (match.stage !== stage.number) continue
    isStarted ||= isRecorded(match)
    isDone &&= isOver(match)
    if (isStarted && !isDone) return 'active'
  }
  if (isDone && formatOf(stage).isOver?.(state, stage) === false) return isStarted ? 'active' : 'drawn'
  return isDone ? 'completed' : 'drawn'
}

/**
 * Recomputes what follows in one stage: pairs and chips of its format, places, states; the last match done ends the
 * stage and the tournament with it. `before` is the state whose matches have just changed.
 */
export function progressed(state: State, stage: Stage, at: Instant, before: State = state): State {
  const followed = formatOf(stage).follow?.(state, stage, before, at) ?? state
  // The format may have changed the stage itself, its queue for example.
  const current = stageOf(followed, stage.number) ?? stage
  let next = withPlaces(followed)
  const status = stageStatus(next, current)
  if (status !== current.status) next = withStage(next, { ...current, status })
  return completedIfDone(next, at)
}

/** Completes a running tournament whose stages are all over. */
export function completedIfDone(state: State, at: Instant): State {
  const { tournament } = state
  if (tournament.status !== 'active' && tournament.status !== 'paused') return state
  if (!state.stages.every((stage) => stage.status === 'completed' || stage.status === 'skipped')) return state
  return { ...state, tournament: { ...tournament, status: 'completed', completedAt: at } }
}

/** Blocks the tables that were to be blocked once their match was over. */
export function tablesSettled(state: State): State {
  if (!state.tables.some((table) => table.blockAfter)) return state
  const used = new Set(state.matches.filter((m) => m.state !== 'completed').map((m) => m.table))
  const tables = state.tables.map((table) =>
    table.blockAfter && !used.has(table.id) ? { ...table, status: 'blocked' as const, blockAfter: false } : table,
  )
  return { ...state, tables }
}
