/** Decision about a result that was entered wrong, whatever has been played behind it. */
import { resultCorrected } from '../applying/matches.ts'
import { beforeResult, impact, withUndraw } from '../correction/impact.ts'
import { arePlacesOther, drawnNext, isDrawnOtherwise, recordedIn } from '../correction/next-stage.ts'
import type { Command, DecideContext, Decision, EventData, Impact } from '../messages.ts'
import type { Instant, Match, MatchId, Stage, State } from '../types.ts'
import { accept, count, endOf, matchName, refuse } from './answer.ts'
import { seatlessRefusal } from './re-entry.ts'
import { doubleForfeit, forfeit, result } from './scores.ts'

type CorrectCommand = Extract<Command, { type: 'match.correct' }>
type Correction = EventData['match.corrected']

/** The new result by the rules of any other; a retirement keeps the racks on record. */
function entered(state: State, match: Match, command: CorrectCommand, ctx: DecideContext): Decision {
  const before = beforeResult(match)
  const given = command.result
  if ('scoreA' in given) return result(state, before, given, ctx)
  if (given.kind === 'double_forfeit') return doubleForfeit(before, ctx)
  return forfeit(before, given.kind, given.winner, ctx)
}

function isSameSet(one: readonly MatchId[], other: readonly MatchId[]): boolean {
  const set = new Set(one)
  return set.size === new Set(other).size && other.every((id) => set.has(id))
}

function named(items: Impact['items']): string {
  const refs = items.map((item) => item.ref)
  return refs.length > 6 ? `${refs.slice(0, 5).join(', ')} and ${refs.length - 5} more` : refs.join(', ')
}

/** What is lost, for the sentence that asks for it to be confirmed. */
function lossOf(voided: Impact['items'], undrawn: Impact['items']): string {
  const matches = `voids ${count(voided.length, 'match')} (${named(voided)})`
  const draw = `takes back the draw of ${named(undrawn)}`
  if (undrawn.length === 0) return matches
  return voided.length === 0 ? draw : `${matches} and ${draw}`
}

/** `cascade` must name what is voided; an empty list will do where only a draw is lost, none at all will not. */
function cascadeRefusal(state: State, match: Match, given: CorrectCommand['cascade'], due: Impact): Decision | null {
  const voided = due.items.filter((item) => item.change === 'void')
  const undrawn = due.items.filter((item) => item.change === 'undraw')
  const isAsked = given !== undefined && (given.length > 0 || voided.length === 0)
  if (!isAsked && voided.length + undrawn.length > 0) {
    const detail =
      `${matchName(state, match)} ${endOf(match)}, and play went on: the correction ${lossOf(voided, undrawn)}. ` +
      'Confirm exactly this to go on.'
    return { problem: { code: 'cascade_required', detail, at: 'cascade', impact: due } }
  }
  if (isSameSet(given ?? [], due.cascadeIds)) return null
  const detail =
    voided.length === 0
      ? `The correction of match ${match.ref} voids no other match; leave the cascade out.`
      : `The correction of match ${match.ref} voids ${named(voided)}; the list to be confirmed is another.`
  return { problem: { code: 'cascade_mismatch', detail, at: 'cascade', impact: due } }
}

/** The next stage where its draw does not hold any more; the refusal where play there holds the result fast. */
function undrawnBy(before: State, match: Match, correction: Correction, at: Instant): Stage | Decision | null {
  const next = drawnNext(before, match)
  if (next === undefined) return null
  const after = resultCorrected(before, correction, at)
  if (!isDrawnOtherwise(before, after, next)) return null
  const recorded = recordedIn(before, next)
  if (recorded === undefined) return next
  if (!arePlacesOther(before, after, next)) return null
  const detail =
    `${next.name} was drawn from the places that this would change, and ${matchName(before, recorded)} is on record ` +
    `there; take back what ${next.name} has on record before the correction.`
  return refuse('later_play', detail, recorded.id)
}

/** Another result for a finished match: at once where nobody has played behind it, else by confirmed cascade. */
export function correct(state: State, match: Match, command: CorrectCommand, ctx: DecideContext): Decision {
  const seatless = seatlessRefusal(state, match)
  if (seatless !== null) return seatless
  const decision = entered(state, match, command, ctx)
  if (decision.event === undefined || decision.event.type !== 'match.resulted') return decision
  const { kind, scores, winner } = decision.event.data
  const own = impact(state, match, { kind, scores, winner })
  const data = { match: match.id, kind, scores, winner, cascade: own.cascadeIds }
  const undrawn = undrawnBy(state, match, data, ctx.at)
  if (undrawn !== null && !('number' in undrawn)) return undrawn
  const refusal = cascadeRefusal(state, match, command.cascade, withUndraw(own, undrawn))
  if (refusal !== null) return refusal
  return accept(ctx, 'match.corrected', undrawn === null ? data : { ...data, undrawn: undrawn.number })
}
