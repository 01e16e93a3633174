/** Prize money: its rules, the computation, and payouts made or taken back. Each answers 200 with all of it. */
import type { Command } from '../engine/messages.ts'
import type { PayoutRules } from '../engine/payouts.ts'
import type { PlayerId, TournamentId } from '../engine/types.ts'
import { payoutsView } from '../engine/viewing/payouts.ts'
import { runCommand, type Caller, type CommandAnswer, type CommandDeps } from './command.ts'

type On = readonly [deps: CommandDeps, caller: Caller, id: TournamentId]

/** Replaces the rules as a whole; what was computed by the old ones is dropped. */
export function planPayouts(...[deps, caller, id, rules]: [...On, rules: PayoutRules]): Promise<CommandAnswer> {
  return answer(deps, caller, id, { type: 'payouts.plan', rules })
}

/** Computes payouts from the final places; what is paid already stays. */
export function computePayouts(...[deps, caller, id]: On): Promise<CommandAnswer> {
  return answer(deps, caller, id, { type: 'payouts.compute' })
}

/** Notes that a player has his money. */
export function payPlayer(...[deps, caller, id, player]: [...On, player: PlayerId]): Promise<CommandAnswer> {
  return answer(deps, caller, id, { type: 'payout.pay', player })
}

/** Takes a payout back, paid or not. */
export function voidPayout(
  ...[deps, caller, id, player, reason]: [...On, player: PlayerId, reason: string]
): Promise<CommandAnswer> {
  return answer(deps, caller, id, { type: 'payout.void', player, reason })
}

function answer(deps: CommandDeps, caller: Caller, id: TournamentId, command: Command): Promise<CommandAnswer> {
  return runCommand(deps, caller, {
    target: { tournament: id },
    command: () => command,
    answer: (state) => ({ status: 200, body: payoutsView(state) }),
  })
}
