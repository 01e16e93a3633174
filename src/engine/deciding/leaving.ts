/** Decisions about players who leave: by their own wish, by the director's, or by not being there. */
import { pendingOf } from '../applying/leaving.ts'
import { playerOf } from '../lookup.ts'
import type { DecideContext, Decision } from '../messages.ts'
import type { Match, Player, PlayerId, PlayerStatus, State } from '../types.ts'
import { accept, matchName, refuse } from './answer.ts'
import { said, unknown } from './players.ts'

/** Null while the tournament is not over. */
function endRefusal(state: State, verb: string): Decision | null {
  const { name, status } = state.tournament
  if (status === 'completed') {
    return refuse('illegal_transition', `${name} is completed; nobody can ${verb} any more. Reopen it first.`)
  }
  if (status !== 'cancelled') return null
  return refuse('illegal_transition', `${name} is cancelled; nobody can ${verb} any more.`)
}

const mayWithdraw: readonly PlayerStatus[] = ['waitlisted', 'registered', 'checked_in', 'active']

export function withdraw(state: State, id: PlayerId, ctx: DecideContext): Decision {
  const player = playerOf(state, id)
  if (player === undefined) return unknown(id)
  const over = endRefusal(state, 'withdraw')
  if (over !== null) return over
  if (mayWithdraw.includes(player.status)) return accept(ctx, 'player.withdrawn', { player: id })
  return refuse('illegal_transition', `${player.name} ${said[player.status]} and cannot withdraw.`)
}

/** Also of one who is out already or has withdrawn: his place and his prize depend on it. */
export function disqualify(state: State, id: PlayerId, moveUp: boolean, ctx: DecideContext): Decision {
  const player = playerOf(state, id)
  if (player === undefined) return unknown(id)
  const over = endRefusal(state, 'be disqualified')
  if (over !== null) return over
  if (player.status !== 'no_show' && player.status !== 'disqualified') {
    return accept(ctx, 'player.disqualified', { player: id, moveUp })
  }
  return refuse('illegal_transition', `${player.name} ${said[player.status]} and cannot be disqualified.`)
}

const mayBeAbsent: readonly PlayerStatus[] = ['waitlisted', 'registered']

/** The match a player is waited for in: he is at its table, or called to it, or it is the only one he has. */
function awaited(pending: readonly Match[]): Match | undefined {
  const begun = pending.find(({ state }) => state === 'active' || state === 'paused')
  const called = pending.find(({ calledAt }) => calledAt !== null)
  const seated = pending.find(({ state }) => state === 'assigned')
  return begun ?? called ?? seated ?? (pending.length === 1 ? pending[0] : undefined)
}

function absentFromPlay(state: State, player: Player, ctx: DecideContext): Decision {
  const { name, status } = state.tournament
  if (status !== 'active') {
    return refuse('tournament_not_active', `${name} is not being played; nobody is missing from a match.`)
  }
  const all = pendingOf(state.matches, player.id)
  const pending = awaited(all)
  if (pending === undefined) {
    const detail =
      all.length === 0
        ? `${player.name} has no match to come to just now.`
        : `${player.name} has ${all.length} matches to come and is called to none; call the one that is due first.`
    return refuse('match_not_ready', detail, player.id)
  }
  if (pending.state === 'ready' || pending.state === 'assigned') {
    return accept(ctx, 'player.marked_absent', { player: player.id, match: pending.id })
  }
  const detail = `${matchName(state, pending)} has begun; let ${player.name} retire instead.`
  return refuse('illegal_transition', detail, pending.id)
}

/** Before the draw the player is out; after it he loses the match he is called to by walkover. */
export function noShow(state: State, id: PlayerId, ctx: DecideContext): Decision {
  const player = playerOf(state, id)
  if (player === undefined) return unknown(id)
  const over = endRefusal(state, 'be a no-show')
  if (over !== null) return over
  if (state.stages.some((stage) => stage.order.includes(id))) return absentFromPlay(state, player, ctx)
  if (mayBeAbsent.includes(player.status)) return accept(ctx, 'player.marked_absent', { player: id, match: null })
  return refuse('illegal_transition', `${player.name} ${said[player.status]} and cannot be a no-show.`)
}
