/** Any command at all on a small tournament, sensible or not: what a careless client may send. */
import type { Command, CommandType } from '../messages.ts'
import type { MatchId, Side, State } from '../types.ts'
import { noneBusy } from '../queue.ts'
import { type Chance, newPlayer, newTournament, playerId, tableId } from './director.ts'

const types: readonly CommandType[] = [
  'tournament.create',
  'tournament.edit',
  'tournament.open',
  'tournament.open_checkin',
  'tournament.close_checkin',
  'tournament.start',
  'tournament.pause',
  'tournament.resume',
  'tournament.complete',
  'tournament.cancel',
  'tournament.delete',
  'tournament.reopen',
  'player.add',
  'player.edit',
  'player.check_in',
  'player.withdraw',
  'player.adjust',
  'player.buy_back',
  'round.draw',
  'finals.apply',
  'stage.draw',
  'stage.undraw',
  'match.assign',
  'queue.assign',
  'match.tag',
  'match.call',
  'match.free',
  'match.start',
  'match.pause',
  'match.resume',
  'match.undo',
  'match.rack',
  'match.result',
  'match.walkover',
  'match.retire',
  'match.double_forfeit',
  'match.set_race',
  'table.open',
  'table.block',
  'table.free',
  'table.remove',
]

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
    case 'player.buy_back':
    case 'player.check_in':
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
  const command = tournamentCommand(type, luck) ?? playerCommand(type, luck) ?? matchCommand(type, state, luck)
  return command ?? tableCommand(type, luck)
}
