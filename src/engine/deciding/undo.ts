/** Decisions that take something back: the last rack, or a result entered as a whole. */
import { rackUndone, reopened } from '../applying/matches.ts'
import { boardOf, retract } from '../elimination/advance.ts'
import { formatOf } from '../formats.ts'
import { hasLeft, isOnTable, matchOf, stageOf, stageOfMatch } from '../lookup.ts'
import type { DecideContext, Decision } from '../messages.ts'
import { scoresAfter } from '../race.ts'
import type { Match, State } from '../types.ts'
import { accept, endOf, matchName, nameOf, refuse } from './answer.ts'
import { seatlessRefusal } from './re-entry.ts'
import { playersRefusal } from './tables.ts'

/** True if the racks on record made the result, so that undoing takes the last one back. */
function endedByRacks(match: Match): boolean {
  const [a, b] = scoresAfter(match, match.racks)
  return match.result?.kind === 'played' && match.racks !== '' && match.scores[0] === a && match.scores[1] === b
}

function corrected(state: State, match: Match, ctx: DecideContext): Decision {
  const gone = match.slots.find((slot) => slot.player !== null && hasLeft(state, slot.player))
  if (gone !== undefined) {
    const detail = `${nameOf(state, gone.player)} has left, so match ${match.ref} stands as it ${endOf(match)}.`
    return refuse('illegal_transition', detail, match.id)
  }
  const seatless = seatlessRefusal(state, match)
  if (seatless !== null) return seatless
  const stage = stageOfMatch(state, match)
  const next = stageOf(state, stage.number + 1)
  if (next !== undefined && next.status !== 'planned') {
    const detail = `${next.name} is drawn from the ranks of ${stage.name}; undo its draw first.`
    return refuse('later_play', detail, match.id)
  }
  const [begun = formatOf(stage).laterPlay?.(state, stage, match)] = retract(boardOf(state, ctx.at), match.id)
  if (begun !== undefined) {
    const detail = `${matchName(state, begun)} has begun with a player from match ${match.ref}; undo it first.`
    return refuse('later_play', detail, begun.id)
  }
  const undone = { match: match.id, number: match.racks.length }
  const isRack = endedByRacks(match)
  const after = isRack ? rackUndone(state, undone, ctx.at) : reopened(state, undone, ctx.at)
  const back = matchOf(after, match.id)
  // Where players do not wait for each other's results they may be at another table by now.
  const busy = back !== undefined && isOnTable(back) ? playersRefusal(after, back) : null
  if (busy !== null) return busy
  return isRack ? accept(ctx, 'rack.undone', undone) : accept(ctx, 'match.reopened', { match: match.id })
}

/** Takes back the last thing recorded of a match. */
export function undo(state: State, match: Match, ctx: DecideContext): Decision {
  if (match.state === 'completed') return corrected(state, match, ctx)
  if (match.racks !== '') return accept(ctx, 'rack.undone', { match: match.id, number: match.racks.length })
  return refuse('nothing_to_undo', `${matchName(state, match)} has no rack to undo.`, match.id)
}
