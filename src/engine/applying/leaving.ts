/**
 * Events of players who leave: withdrawn, disqualified, or not there when called.
 * Before the draw they are simply out; after it one who has left loses what he plays and every later slot.
 */
import { assert } from '../assert.ts'
import { type Board, boardOf, complete, matchAt, walkoverScores } from '../elimination/advance.ts'
import { playerOf, stageOfMatch, withPlayer } from '../lookup.ts'
import type { EventData } from '../messages.ts'
import type { Instant, Match, Player, PlayerId, Stage, State } from '../types.ts'
import { promoted } from './players.ts'
import { progressed } from './progress.ts'

function playerOfEvent(state: State, id: PlayerId): Player {
  const player = playerOf(state, id)
  assert(player !== undefined, `event of an unknown player ${id}`)
  return player
}

/** True for a match that could be played now. */
function isPending(match: Match): boolean {
  return match.state !== 'locked' && match.state !== 'void' && match.state !== 'completed'
}

/** The matches a player is in or waits for: one in a knockout, all that are left in a table. */
export function pendingOf(matches: readonly Match[], id: PlayerId): Match[] {
  return matches.filter((match) => isPending(match) && match.slots.some((slot) => slot.player === id))
}

/** What has begun keeps its racks; what has not counts as race to nothing. */
function loses(board: Board, match: Match, id: PlayerId, isDisqualified: boolean): void {
  const winner = match.slots[0].player === id ? 'b' : 'a'
  const hasBegun = match.state === 'active' || match.state === 'paused'
  const scores = hasBegun ? match.scores : walkoverScores(match, winner)
  const kind = hasBegun ? 'retired' : 'walkover'
  complete(board, match, { kind: isDisqualified ? 'disqualified' : kind, winner }, scores)
}

function followed(state: State, stages: readonly Stage[], matches: readonly Match[], at: Instant): State {
  return stages.reduce((next, stage) => progressed(next, stage, at, state), { ...state, matches })
}

/** The player has left with his new status; whatever he would still have played is lost. */
function gone(state: State, player: Player, at: Instant): State {
  const left = withPlayer(state, player)
  const stages = left.stages.filter((stage) => stage.order.includes(player.id))
  if (stages.length === 0) return promoted(left)
  const board = boardOf(left, at)
  for (;;) {
    const [pending] = pendingOf(board.matches, player.id)
    if (pending === undefined) return followed(left, stages, board.matches, at)
    loses(board, pending, player.id, player.status === 'disqualified')
  }
}

/** A withdrawn player keeps the place he had reached. */
export function withdrawn(state: State, data: EventData['player.withdrawn'], at: Instant): State {
  return gone(state, { ...playerOfEvent(state, data.player), status: 'withdrawn' }, at)
}

/** A disqualified player is last among those knocked out with him, or with `moveUp` last of all. */
export function disqualified(state: State, data: EventData['player.disqualified'], at: Instant): State {
  const player: Player = { ...playerOfEvent(state, data.player), status: 'disqualified' }
  return gone(state, data.moveUp ? { ...player, moveUp: true } : player, at)
}

/** One who is not there when called loses this match only; before the draw he is out. */
export function markedAbsent(state: State, data: EventData['player.marked_absent'], at: Instant): State {
  const player = playerOfEvent(state, data.player)
  if (data.match === null) return promoted(withPlayer(state, { ...player, status: 'no_show' }))
  const board = boardOf(state, at)
  const match = matchAt(board, data.match)
  loses(board, match, player.id, false)
  return followed(state, [stageOfMatch(state, match)], board.matches, at)
}
