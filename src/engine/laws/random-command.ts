/** Any command at all on a small tournament, sensible or not: what a careless client may send. */
import type { Command, CommandType } from '../messages.ts'
import type { MatchId, Side, State } from '../types.ts'
import { noneBusy } from '../queue.ts'
import { type Chance, newPlayer, newTournament, playerId, tableId } from './director.ts'

/** Every type there is: a new one is not forgotten here, or this does not compile. */
const known: Record<CommandType, true> = {
  'tournament.create': true,
  'tournament.edit': true,
  'tournament.open': true,
  'tournament.open_checkin': true,
  'tournament.close_checkin': true,
  'tournament.start': true,
  'tournament.pause': true,
  'tournament.resume': true,
  'tournament.complete': true,
  'tournament.cancel': true,
  'tournament.delete': true,
  'tournament.reopen': true,
  'player.add': true,
  'player.edit': true,
  'player.check_in': true,
  'player.withdraw': true,
  'player.no_show': true,
  'player.disqualify': true,
  'player.adjust': true,
  'player.buy_back': true,
  'player.reenter': true,
  'round.draw': true,
  'finals.apply': true,
  'stage.draw': true,
  'stage.undraw': true,
  lot: true,
  'match.assign': true,
  'queue.assign': true,
  'match.tag': true,
  'match.call': true,
  'match.free': true,
  'match.start': true,
  'match.pause': true,
  'match.resume': true,
  'match.undo': true,
  'match.rack': true,
  'match.result': true,
  'match.walkover': true,
  'match.retire': true,
  'match.double_forfeit': true,
  'match.correct': true,
  'match.set_race': true,
  'table.open': true,
  'table.block': true,
  'table.free': true,
  'table.remove': true,
  'payouts.plan': true,
  'payouts.compute': true,
  'payout.pay': true,
  'payout.void': true,
}
const types = Object.keys(known) as readonly CommandType[]

/** Ends a tournament for good; rare, or the fun is over too soon. */
const rare: readonly CommandType[] = ['tournament.cancel', 'tournament.delete']

function tournamentCommand(type: CommandType, luck: Chance): Command | null {
  switch (type) {
    case 'tournament.create':
      return { type, tournament: newTournament('single_elimination') }
    case 'tournament.edit': {
      const cap = luck.of([null, 1, 2, 4, 6])
      return { type, edit: luck.of([{ name: 'Saturday Open' }, { maxParticipants: cap }, { checkIn: luck.is(0.5) }]) }
    }
    case 'tournament.reopen':
      return { type, reason: luck.of(['', 'wrong score']) }
    case 'tournament.open':
    case 'tournament.open_checkin':
    case 'tournament.close_checkin':
    case 'tournament.start':
    case 'tournament.pause':
    case 'tournament.resume':
    case 'tournament.complete':
    case 'tournament.cancel':
    case 'tournament.delete':
      return { type }
    case 'stage.draw':
      return luck.is(0.5) ? { type, stage: 1 } : { type, stage: luck.upTo(3), order: [playerId(1), playerId(2)] }
    case 'lot':
      return { type, stage: luck.upTo(3), ...(luck.is(0.2) && { players: [playerId(1), playerId(2)] }) }
    case 'round.draw':
    case 'finals.apply':
    case 'stage.undraw':
      return { type, stage: luck.upTo(3) }
    default:
      return null
  }
}

function playerCommand(type: CommandType, luck: Chance): Command | null {
  const player = playerId(luck.upTo(9))
  switch (type) {
    case 'player.add':
      return { type, players: [newPlayer(luck.upTo(9), { seed: luck.of([null, 0, 1, 2]) })] }
    case 'player.edit':
      return { type, player, edit: luck.of([{ rating: 500 }, { seed: luck.upTo(4) }, { name: 'Player 3' }]) }
    case 'player.adjust':
      return { type, player, delta: luck.upTo(3) - 1, reason: luck.of(['', 'ruling']) }
    case 'player.disqualify':
      return { type, player, moveUp: luck.is(0.3) }
    case 'player.buy_back':
    case 'player.reenter':
    case 'player.check_in':
    case 'player.no_show':
    case 'player.withdraw':
      return { type, player }
    default:
      return null
  }
}

function matchCommand(type: CommandType, state: State, luck: Chance): Command | null {
  const match = luck.is(0.05) || state.matches.length === 0 ? ('nowhere' as MatchId) : luck.of(state.matches).id
  const winner = luck.of<Side>(['a', 'b'])
  switch (type) {
    case 'match.assign':
      return { type, match, table: tableId(luck.upTo(3)) }
    case 'match.rack':
    case 'match.walkover':
    case 'match.retire':
      return { type, match, winner }
    case 'match.result': {
      const scores = { scoreA: luck.upTo(4), scoreB: luck.upTo(4) }
      return luck.is(0.2) ? { type, match, ...scores, decider: winner } : { type, match, ...scores }
    }
    case 'match.correct': {
      const result = luck.of([
        { scoreA: luck.upTo(4), scoreB: luck.upTo(4) },
        { kind: 'walkover', winner } as const,
        { kind: 'double_forfeit' } as const,
      ])
      // Every second time with the set that it takes, as far as the matches of the tournament can tell.
      const ended = state.matches.filter((one) => one.result !== null && one.id !== match).map((one) => one.id)
      return luck.is(0.5) ? { type, match, result } : { type, match, result, cascade: ended.slice(-luck.upTo(3)) }
    }
    case 'match.tag':
      return { type, match, stream: luck.is(0.7) }
    case 'match.set_race':
      return { type, match, races: [luck.upTo(4), luck.upTo(4)] }
    case 'match.call':
    case 'match.free':
    case 'match.start':
    case 'match.pause':
    case 'match.resume':
    case 'match.undo':
    case 'match.double_forfeit':
      return { type, match }
    default:
      return null
  }
}

function moneyCommand(type: CommandType, luck: Chance): Command | null {
  const player = playerId(luck.upTo(9))
  switch (type) {
    case 'payouts.plan': {
      const shares = luck.of([null, [6000, 4000], [10_000], []])
      const fees = {
        houseBasisPoints: 1000 * luck.upTo(12),
        addedCents: 100 * luck.upTo(3),
        feesCents: luck.upTo(9000),
      }
      return { type, rules: { entryFeeCents: 500 * luck.upTo(3), basisPoints: shares, ...fees } }
    }
    case 'payouts.compute':
      return { type }
    case 'payout.pay':
      return { type, player }
    case 'payout.void':
      return { type, player, reason: luck.of(['', 'entered wrongly']) }
    default:
      return null
  }
}

function tableCommand(type: CommandType, luck: Chance): Command {
  const table = tableId(luck.upTo(3))
  if (type === 'queue.assign') return { type, table: luck.is(0.5) ? null : table, busy: noneBusy }
  if (type === 'table.block') return { type, table, reason: 'cloth', after: luck.is(0.5) }
  if (type === 'table.free' || type === 'table.remove') return { type, table }
  return { type: 'table.open', table, label: luck.of(['1', '2', '']), stream: luck.is(0.3) }
}

/** One command of any type, with ids that may or may not exist. */
export function anyCommand(state: State, luck: Chance): Command {
  let type = luck.of(types)
  if (rare.includes(type) && luck.is(0.9)) type = 'match.rack'
  const command =
    tournamentCommand(type, luck) ??
    playerCommand(type, luck) ??
    matchCommand(type, state, luck) ??
    moneyCommand(type, luck)
  return command ?? tableCommand(type, luck)
}
