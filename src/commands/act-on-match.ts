/** One command about one match: found by its id, answered with the match as it is now. */
import type { Command } from '../engine/messages.ts'
import type { MatchId, TableId } from '../engine/types.ts'
import { matchView } from '../engine/view.ts'
import { runCommand, type Caller, type CommandAnswer, type CommandDeps } from './command.ts'

type MatchCommand = Extract<Command, { readonly match: MatchId }>

/** Answers 200 with the match and the tournament's version. */
export function actOnMatch(deps: CommandDeps, caller: Caller, command: MatchCommand): Promise<CommandAnswer> {
  return runCommand(deps, caller, {
    target: { match: command.match },
    subject: { kind: 'match', id: command.match },
    command: () => command,
    answer: (state, version) => {
      const body = { tournamentId: state.tournament.id, ...matchView(state, command.match), version }
      return { status: 200, body }
    },
  })
}

type Plain = (deps: CommandDeps, caller: Caller, match: MatchId) => Promise<CommandAnswer>

const plain =
  (type: 'match.call' | 'match.free' | 'match.start' | 'match.pause' | 'match.resume'): Plain =>
  (deps, caller, match) =>
    actOnMatch(deps, caller, { type, match })

/** Calls both players to their table. */
export const callMatch = plain('match.call')
/** Takes the match off its table; it waits again. */
export const freeTable = plain('match.free')
export const startMatch = plain('match.start')
export const pauseMatch = plain('match.pause')
export const resumeMatch = plain('match.resume')

/** Puts the match on a table of the tournament. */
export function assignTable(
  deps: CommandDeps,
  caller: Caller,
  match: MatchId,
  input: { readonly tableId: TableId },
): Promise<CommandAnswer> {
  return actOnMatch(deps, caller, { type: 'match.assign', match, table: input.tableId })
}

/** Marks a match for the stream, or unmarks it. */
export function tagMatch(
  deps: CommandDeps,
  caller: Caller,
  match: MatchId,
  input: { readonly stream: boolean },
): Promise<CommandAnswer> {
  return actOnMatch(deps, caller, { type: 'match.tag', match, stream: input.stream })
}

/** Sets the racks each side needs, while the match has not begun. */
export function setRace(
  deps: CommandDeps,
  caller: Caller,
  match: MatchId,
  {
    races,
    start,
  }: { readonly races: readonly [number, number]; readonly start?: readonly [number, number] | undefined },
): Promise<CommandAnswer> {
  return actOnMatch(deps, caller, { type: 'match.set_race', match, races, ...(start && { start }) })
}
