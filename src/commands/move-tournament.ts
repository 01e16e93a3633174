/** Moves a tournament through its state machine: one action, one event. */
import type { Command } from '../engine/messages.ts'
import type { TournamentId } from '../engine/types.ts'
import { tournamentView } from '../engine/view.ts'
import { runCommand, type Caller, type CommandAnswer, type CommandDeps } from './command.ts'

const commands = {
  open: 'tournament.open',
  'check-in': 'tournament.open_checkin',
  'close-check-in': 'tournament.close_checkin',
  start: 'tournament.start',
  pause: 'tournament.pause',
  resume: 'tournament.resume',
  complete: 'tournament.complete',
  cancel: 'tournament.cancel',
} as const

/** The last part of `/api/tournaments/:id/<action>`. */
export type TournamentAction = keyof typeof commands | 'reopen'

/** Answers 200 with the tournament. Only `reopen` takes a reason. */
export function moveTournament(
  deps: CommandDeps,
  caller: Caller,
  id: TournamentId,
  action: TournamentAction,
  reason = '',
): Promise<CommandAnswer> {
  const command: Command = action === 'reopen' ? { type: 'tournament.reopen', reason } : { type: commands[action] }
  return runCommand(deps, caller, {
    target: { tournament: id },
    command: () => command,
    answer: (state) => ({ status: 200, body: tournamentView(state) }),
  })
}
