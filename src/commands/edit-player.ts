/** Changes, checks in, withdraws and disqualifies one player, or marks him as not there. */
import type { Command, PlayerEdit } from '../engine/messages.ts'
import type { PlayerId, TournamentId } from '../engine/types.ts'
import { playersView } from '../engine/view.ts'
import { AppError } from '../errors.ts'
import { runCommand, type Call, type Caller, type CommandAnswer, type CommandDeps } from './command.ts'
import { saveContacts } from './register-players.ts'

/** Answers 200 with the player. `email` and `phone` are kept apart from the log. */
export function editPlayer(
  deps: CommandDeps,
  caller: Caller,
  id: TournamentId,
  player: PlayerId,
  edit: PlayerEdit,
  contact: { readonly email?: string | undefined; readonly phone?: string | undefined } = {},
): Promise<CommandAnswer> {
  const contacts = [{ id: player, email: contact.email ?? null, phone: contact.phone ?? null }]
  return onPlayer(
    deps,
    caller,
    id,
    { type: 'player.edit', player, edit },
    { after: (tx) => saveContacts(tx, contacts), personal: contact },
  )
}

/** Before the draw the player leaves the field; after it the open matches are lost. Answers 200 with the player. */
export function withdrawPlayer(
  deps: CommandDeps,
  caller: Caller,
  id: TournamentId,
  player: PlayerId,
): Promise<CommandAnswer> {
  return onPlayer(deps, caller, id, { type: 'player.withdraw', player })
}

/** Answers 200 with the player. */
export function checkInPlayer(
  deps: CommandDeps,
  caller: Caller,
  id: TournamentId,
  player: PlayerId,
): Promise<CommandAnswer> {
  return onPlayer(deps, caller, id, { type: 'player.check_in', player })
}

/** A loser of round 1 is drawn again with the others. Answers 200 with the player. */
export function reenterPlayer(
  deps: CommandDeps,
  caller: Caller,
  id: TournamentId,
  player: PlayerId,
): Promise<CommandAnswer> {
  return onPlayer(deps, caller, id, { type: 'player.reenter', player })
}

/** Before the draw the player is out; after it the match he is called to is lost. Answers 200 with the player. */
export function markNoShow(
  deps: CommandDeps,
  caller: Caller,
  id: TournamentId,
  player: PlayerId,
): Promise<CommandAnswer> {
  return onPlayer(deps, caller, id, { type: 'player.no_show', player })
}

/** All matches still to come are lost; `moveUp`: those placed behind move up. Answers 200 with the player. */
export function disqualifyPlayer(
  deps: CommandDeps,
  caller: Caller,
  id: TournamentId,
  player: PlayerId,
  { moveUp = false }: { readonly moveUp?: boolean | undefined },
): Promise<CommandAnswer> {
  return onPlayer(deps, caller, id, { type: 'player.disqualify', player, moveUp })
}

/** One command about a player; answers 200 with him. */
export function onPlayer(
  deps: CommandDeps,
  caller: Caller,
  id: TournamentId,
  command: Command & { readonly player: PlayerId },
  more: Pick<Call, 'after' | 'personal'> = {},
): Promise<CommandAnswer> {
  return runCommand(deps, caller, {
    ...more,
    target: { tournament: id },
    subject: { kind: 'player', id: command.player },
    command: (state) => {
      if (!state.playerIndex.has(command.player)) throw new AppError('not_found', 'There is no such player here.')
      return command
    },
    answer: (state, version) => ({
      status: 200,
      body: { ...playersView(state).players.find((player) => player.id === command.player), version },
    }),
  })
}
