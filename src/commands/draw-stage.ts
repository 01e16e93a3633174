/** Draws a stage, takes an unplayed draw back, draws lots between those who are tied. */
import type { Command } from '../engine/messages.ts'
import type { PlayerId, TournamentId } from '../engine/types.ts'
import { bracketView, standingsView } from '../engine/view.ts'
import { runCommand, type Caller, type CommandAnswer, type CommandDeps } from './command.ts'

/** `order` lists the players in seed order. Answers 200 with the bracket. */
export function drawStage(
  deps: CommandDeps,
  caller: Caller,
  id: TournamentId,
  input: { readonly stage?: number | undefined; readonly order?: readonly PlayerId[] | undefined },
): Promise<CommandAnswer> {
  const stage = input.stage ?? 1
  const command: Command = { type: 'stage.draw', stage, ...(input.order && { order: input.order }) }
  return answerBracket(deps, caller, id, command)
}

/** Answers 200 with the bracket, empty again. */
export function undrawStage(
  deps: CommandDeps,
  caller: Caller,
  id: TournamentId,
  input: { readonly stage?: number | undefined },
): Promise<CommandAnswer> {
  return answerBracket(deps, caller, id, { type: 'stage.undraw', stage: input.stage ?? 1 })
}

/** Lots between the tied players named, or between all who are tied. Answers 200 with the standings. */
export function drawLots(
  deps: CommandDeps,
  caller: Caller,
  id: TournamentId,
  input: { readonly stage?: number | undefined; readonly players?: readonly PlayerId[] | undefined },
): Promise<CommandAnswer> {
  const command: Command = { type: 'lot', stage: input.stage ?? 1, ...(input.players && { players: input.players }) }
  return runCommand(deps, caller, {
    target: { tournament: id },
    command: () => command,
    answer: (state) => ({ status: 200, body: standingsView(state) }),
  })
}

/** One command on a draw; answers 200 with the bracket. */
export function answerBracket(
  deps: CommandDeps,
  caller: Caller,
  id: TournamentId,
  command: Command,
): Promise<CommandAnswer> {
  return runCommand(deps, caller, {
    target: { tournament: id },
    command: () => command,
    answer: (state) => ({ status: 200, body: bracketView(state) }),
  })
}
