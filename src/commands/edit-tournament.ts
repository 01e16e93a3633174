/** Changes what the tournament's state allows; the engine refuses the rest by name. */
import type { TournamentEdit } from '../engine/messages.ts'
import type { TournamentId } from '../engine/types.ts'
import { tournamentView } from '../engine/view.ts'
import { runCommand, type Caller, type CommandAnswer, type CommandDeps } from './command.ts'
import { requireVenue } from './create-tournament.ts'

/** Answers 200 with the tournament. `options` replaces the options of the first stage as a whole. */
export function editTournament(
  deps: CommandDeps,
  caller: Caller,
  id: TournamentId,
  edit: TournamentEdit,
): Promise<CommandAnswer> {
  return runCommand(deps, caller, {
    target: { tournament: id },
    check: (tx) => requireVenue(tx, caller.orgId, edit.venueId),
    command: () => ({ type: 'tournament.edit', edit }),
    answer: (state) => ({ status: 200, body: tournamentView(state) }),
  })
}
