/** Decision about a result that was entered wrong, whatever has been played behind it. */
import { resultCorrected } from '../applying/matches.ts'
import { beforeResult, impact } from '../correction/impact.ts'
import { formatOf } from '../formats.ts'
import { stageOf } from '../lookup.ts'
import type { Command, DecideContext, Decision, EventData, Impact } from '../messages.ts'
import type { Match, MatchId, State } from '../types.ts'
import { accept, count, endOf, matchName, refuse } from './answer.ts'
import { doubleForfeit, forfeit, result } from './scores.ts'

type CorrectCommand = Extract<Command, { type: 'match.correct' }>

/** The new result by the rules of any other; a retirement keeps the racks on record. */
function entered(state: State, match: Match, command: CorrectCommand, ctx: DecideContext): Decision {
  const before = beforeResult(match)
  const given = command.result
  if ('scoreA' in given) return result(state, before, { type: 'match.result', match: match.id, ...given }, ctx)
  if (given.kind === 'double_forfeit') return doubleForfeit(before, ctx)
  return forfeit(before, given.kind, given.winner, ctx)
}

function isSameSet(one: readonly MatchId[], other: readonly MatchId[]): boolean {
  const set = new Set(one)
  return set.size === new Set(other).size && other.every((id) => set.has(id))
}

function cascadeRefusal(state: State, match: Match, given: CorrectCommand['cascade'], due: Impact): Decision | null {
  if (isSameSet(given ?? [], due.cascadeIds)) return null
  const behind = due.items.filter((item) => item.change === 'void').map((item) => item.ref)
  const named = behind.length > 6 ? `${behind.slice(0, 5).join(', ')} and ${behind.length - 5} more` : behind.join(', ')
  if (given === undefined || given.length === 0) {
    const detail =
      `${matchName(state, match)} ${endOf(match)}, and play went on: the correction voids ` +
      `${count(behind.length, 'match')} (${named}). Confirm exactly these to go on.`
    return { problem: { code: 'cascade_required', detail, at: 'cascade', impact: due } }
  }
  const detail =
    behind.length === 0
      ? `The correction of match ${match.ref} voids no other match; leave the cascade out.`
      : `The correction of match ${match.ref} voids ${named}; the list to be confirmed is another.`
  return { problem: { code: 'cascade_mismatch', detail, at: 'cascade', impact: due } }
}

/** A later stage that was drawn from the places of this one holds the result fast, if places would change. */
function laterStageRefusal(
  state: State,
  match: Match,
  data: EventData['match.corrected'],
  at: string,
): Decision | null {
  const later = state.stages.find((stage) => stage.number > match.stage && stage.order.length > 0)
  const stage = stageOf(state, match.stage)
  if (later === undefined || stage === undefined) return null
  const places = (of: State) => [...formatOf(stage).placesOf(of, stage)].map(([id, { place }]) => `${id} ${place}`)
  const after = places(resultCorrected(state, data, at)).sort()
  const isSame = after.join() === places(state).sort().join()
  if (isSame) return null
  const detail = `${later.name} is drawn from the places of ${stage.name}; undo its draw before the correction.`
  return refuse('later_play', detail, match.id)
}

/** Another result for a finished match: at once where nobody has played behind it, else by confirmed cascade. */
export function correct(state: State, match: Match, command: CorrectCommand, ctx: DecideContext): Decision {
  const decision = entered(state, match, command, ctx)
  if (decision.event === undefined || decision.event.type !== 'match.resulted') return decision
  const { kind, scores, winner } = decision.event.data
  const due = impact(state, match, { kind, scores, winner })
  const refusal = cascadeRefusal(state, match, command.cascade, due)
  if (refusal !== null) return refusal
  const data = { match: match.id, kind, scores, winner, cascade: due.cascadeIds }
  return laterStageRefusal(state, match, data, ctx.at) ?? accept(ctx, 'match.corrected', data)
}
