/**
 * Chips by hand and buy-backs of one player, rounds and finals of chip points, and options of chips from what a
 * client sends.
 */
import type { Command } from '../engine/messages.ts'
import type { ChipLivesOptions, ChipPointsOptions, PlayerId, StageOptions, TournamentId } from '../engine/types.ts'
import type { Caller, CommandAnswer, CommandDeps } from './command.ts'
import { answerBracket } from './draw-stage.ts'
import { onPlayer } from './edit-player.ts'

type Loose<Options> = { readonly [K in keyof Options]?: Options[K] | undefined }

/** As a client sends them: absent and undefined are the same. */
export interface ChipInput {
  readonly chipLives?: Loose<ChipLivesOptions> | undefined
  readonly chipPoints?: Loose<ChipPointsOptions> | undefined
}

function sent<Options extends object>(options: Loose<Options>): Options {
  // What is left out is optional in every one of these options.
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Options
}

/** The members that were sent, and no others. */
export function chipOptions({ chipLives, chipPoints }: ChipInput): Pick<StageOptions, 'chipLives' | 'chipPoints'> {
  return {
    ...(chipLives && { chipLives: sent<ChipLivesOptions>(chipLives) }),
    ...(chipPoints && { chipPoints: sent<ChipPointsOptions>(chipPoints) }),
  }
}

/** Gives or takes chips. Answers 200 with the player. */
export function adjustPlayer(
  deps: CommandDeps,
  caller: Caller,
  id: TournamentId,
  player: PlayerId,
  input: { readonly chips?: number | undefined; readonly delta?: number | undefined; readonly reason: string },
): Promise<CommandAnswer> {
  const { chips, delta, reason } = input
  const amount = { ...(chips !== undefined && { chips }), ...(delta !== undefined && { delta }) }
  const command: Command & { player: PlayerId } = { type: 'player.adjust', player, ...amount, reason }
  return onPlayer(deps, caller, id, command)
}

/** Buys a player in again who is out. Answers 200 with the player. */
export function buyBackPlayer(
  deps: CommandDeps,
  caller: Caller,
  id: TournamentId,
  player: PlayerId,
): Promise<CommandAnswer> {
  return onPlayer(deps, caller, id, { type: 'player.buy_back', player })
}

/** Draws the next round of chip points. Answers 200 with the bracket. */
export function drawRound(
  deps: CommandDeps,
  caller: Caller,
  id: TournamentId,
  input: { readonly stage?: number | undefined },
): Promise<CommandAnswer> {
  return answerBracket(deps, caller, id, { type: 'round.draw', stage: input.stage ?? 1 })
}

/** Cuts the field and draws the finals. Answers 200 with the bracket. */
export function applyFinals(
  deps: CommandDeps,
  caller: Caller,
  id: TournamentId,
  input: {
    readonly stage?: number | undefined
    readonly format?: 'single_elimination' | 'double_elimination' | undefined
  },
): Promise<CommandAnswer> {
  const { stage = 1, format } = input
  return answerBracket(deps, caller, id, { type: 'finals.apply', stage, ...(format && { format }) })
}
