/** Decisions of re-entry: who comes in again, and the draw of all who are in after round 1. */
import { awaitsField, fieldOf, firstRound, lostFirst } from '../elimination/re-entry.ts'
import { hasLeft, isOver, playerOf } from '../lookup.ts'
import type { DecideContext, Decision } from '../messages.ts'
import type { Match, PlayerId, Stage, State } from '../types.ts'
import { accept, count, refuse } from './answer.ts'
import { said, unknown } from './players.ts'

/** Null while the tournament is played. */
function idleRefusal(state: State): Decision | null {
  const { name, status } = state.tournament
  return status === 'active' ? null : refuse('tournament_not_active', `${name} is not being played.`)
}

export function reenter(state: State, id: PlayerId, ctx: DecideContext): Decision {
  const player = playerOf(state, id)
  if (player === undefined) return unknown(id)
  const { name } = player
  const stage = state.stages.find(({ options, order }) => options.mode === 're-entry' && order.includes(id))
  if (stage === undefined) return refuse('illegal_transition', `${name} is in no stage with re-entry.`, id)
  const idle = idleRefusal(state)
  if (idle !== null) return idle
  if (hasLeft(state, id)) return refuse('illegal_transition', `${name} ${said[player.status]} and cannot re-enter.`, id)
  if (stage.field !== undefined) {
    return refuse('already_drawn', `${stage.name} is drawn anew; nobody can re-enter any more.`, id)
  }
  if (lostFirst(stage, state.matches, id) === undefined) {
    return refuse('illegal_transition', `${name} has not lost a match of round 1 that another has won.`, id)
  }
  if (stage.reentered?.includes(id)) return refuse('illegal_transition', `${name} has re-entered already.`, id)
  return accept(ctx, 'player.reentered', { player: id, stage: stage.number })
}

/** Who drops out of round 1 by double forfeit has no place in the field; once that is drawn the forfeit stands. */
export function seatlessRefusal(state: State, match: Match): Decision | null {
  const { bracket, ref, id, result, winnerTo } = match
  const stage = state.stages[match.stage - 1]
  if (stage?.field === undefined || bracket !== 'W' || result?.winner !== null) return null
  // A double forfeit that came later by correction has left the winner's place empty, and may fill it again.
  if (winnerTo !== null) return null
  const detail = `${stage.name} was drawn anew without a winner of match ${ref}; its double forfeit stands.`
  return refuse('later_play', detail, id)
}

/** Draws the rounds after the first. */
export function drawField(state: State, stage: Stage, ctx: DecideContext): Decision {
  if (stage.order.length === 0) return refuse('not_drawn', `${stage.name} is not drawn.`)
  const idle = idleRefusal(state)
  if (idle !== null) return idle
  if (stage.field !== undefined) return refuse('already_drawn', `The rounds after the first are drawn already.`)
  if (!awaitsField(stage, state.matches)) {
    const open = firstRound(stage, state.matches).filter((match) => !isOver(match))
    return refuse('illegal_transition', `${count(open.length, 'match')} still to be played, ${open[0]?.ref} first.`)
  }
  const order = fieldOf(state, stage, (id) => hasLeft(state, id))
  return accept(ctx, 'field.drawn', { stage: stage.number, order })
}
