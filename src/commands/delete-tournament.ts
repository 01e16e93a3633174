/** Deletes a tournament for everybody; row, version and log stay. */
import type { TournamentId } from '../engine/types.ts'
import { runCommand, type Caller, type CommandAnswer, type CommandDeps } from './command.ts'

/** Answers 204; every later read is 404. */
export function deleteTournament(deps: CommandDeps, caller: Caller, id: TournamentId): Promise<CommandAnswer> {
  return runCommand(deps, caller, {
    target: { tournament: id },
    command: () => ({ type: 'tournament.delete' }),
    answer: () => ({ status: 204, body: null }),
  })
}
