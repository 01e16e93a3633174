/** Racks, results and forfeits of one match: everything a scorekeeper reports. */
import type { Command } from '../engine/messages.ts'
import type { MatchId, Side } from '../engine/types.ts'
import { actOnMatch } from './act-on-match.ts'
import type { Caller, CommandAnswer, CommandDeps } from './command.ts'

type Scoring = (deps: CommandDeps, caller: Caller, match: MatchId) => Promise<CommandAnswer>
type Won = (deps: CommandDeps, caller: Caller, match: MatchId, input: { winner: Side }) => Promise<CommandAnswer>

const won =
  (type: 'match.rack' | 'match.walkover' | 'match.retire'): Won =>
  (deps, caller, match, { winner }) =>
    actOnMatch(deps, caller, { type, match, winner })

/** One rack for `winner`; the rack that reaches the race ends the match. */
export const reportRack = won('match.rack')
/** The opponent of `winner` did not come. */
export const giveWalkover = won('match.walkover')
/** The opponent of `winner` gave up; the racks stand. */
export const retire = won('match.retire')

/** Takes the last rack or result back. */
export const undoRack: Scoring = (deps, caller, match) => actOnMatch(deps, caller, { type: 'match.undo', match })
/** Neither came: no winner, the next slot stays empty. */
export const doubleForfeit: Scoring = (deps, caller, match) =>
  actOnMatch(deps, caller, { type: 'match.double_forfeit', match })

/** A final score entered at once. `decider` names the winner of an open score that ended level. */
export function enterResult(
  deps: CommandDeps,
  caller: Caller,
  match: MatchId,
  input: { readonly scoreA: number; readonly scoreB: number; readonly decider?: Side | undefined },
): Promise<CommandAnswer> {
  const { scoreA, scoreB, decider } = input
  const command: Command = { type: 'match.result', match, scoreA, scoreB, ...(decider && { decider }) }
  return actOnMatch(deps, caller, command)
}
