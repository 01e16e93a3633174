/**
 * The one gate of play: a command on a state becomes exactly one event, or a refusal in plain words.
 * Never changes the state, never throws for what a director may try, and reads time and chance from its context only.
 */
import * as chips from './deciding/chips.ts'
import { assignNext } from './deciding/assign-next.ts'
import { lot } from './deciding/lots.ts'
import { decideMatch } from './deciding/matches.ts'
import { decidePayout } from './deciding/payouts.ts'
import * as leaving from './deciding/leaving.ts'
import * as players from './deciding/players.ts'
import * as reentry from './deciding/re-entry.ts'
import * as rounds from './deciding/rounds.ts'
import * as stage from './deciding/stage.ts'
import { decideTable } from './deciding/tables.ts'
import { refuse } from './deciding/answer.ts'
import * as tournament from './deciding/tournament.ts'
import type { Command, DecideContext, Decision } from './messages.ts'
import type { State } from './types.ts'

/** One event or one problem. `state` is null only for `tournament.create`. */
export function decide(state: State | null, command: Command, ctx: DecideContext): Decision {
  if (command.type === 'tournament.create') {
    if (state === null) return tournament.create(command.tournament, ctx)
    return refuse('illegal_transition', `${state.tournament.name} exists already.`)
  }
  if (state === null || state.tournament.deletedAt !== null) return refuse('not_found', 'There is no such tournament.')
  switch (command.type) {
    case 'tournament.edit':
      return tournament.edit(state, command.edit, ctx)
    case 'tournament.delete':
    case 'tournament.open':
    case 'tournament.open_checkin':
    case 'tournament.close_checkin':
    case 'tournament.start':
    case 'tournament.pause':
    case 'tournament.resume':
    case 'tournament.complete':
    case 'tournament.cancel':
    case 'tournament.reopen':
      return tournament.move(state, command, ctx)
    case 'player.add':
      return players.add(state, command.players, ctx)
    case 'player.edit':
      return players.edit(state, command.player, command.edit, ctx)
    case 'player.check_in':
      return players.checkIn(state, command.player, ctx)
    case 'player.withdraw':
      return leaving.withdraw(state, command.player, ctx)
    case 'player.disqualify':
      return leaving.disqualify(state, command.player, command.moveUp ?? false, ctx)
    case 'player.no_show':
      return leaving.noShow(state, command.player, ctx)
    case 'player.adjust':
      return chips.adjust(state, command, ctx)
    case 'player.buy_back':
      return chips.buyBack(state, command.player, ctx)
    case 'player.reenter':
      return reentry.reenter(state, command.player, ctx)
    case 'round.draw':
      return rounds.drawRound(state, command.stage, ctx)
    case 'finals.apply':
      return rounds.applyFinals(state, command, ctx)
    case 'stage.draw':
      return stage.draw(state, command.stage, command.order, ctx)
    case 'stage.undraw':
      return stage.undraw(state, command.stage, ctx)
    case 'lot':
      return lot(state, command.stage, command.players, ctx)
    case 'table.open':
    case 'table.block':
    case 'table.free':
    case 'table.remove':
      return decideTable(state, command, ctx)
    case 'queue.assign':
      return assignNext(state, command.table, command.busy, ctx)
    case 'payouts.plan':
    case 'payouts.compute':
    case 'payout.pay':
    case 'payout.void':
      return decidePayout(state, command, ctx)
    default:
      return decideMatch(state, command, ctx)
  }
}
