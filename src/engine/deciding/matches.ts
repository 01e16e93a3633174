/** Decisions about one match: which command its state allows, then what the command's own file says. */
import { matchOf, tableOf } from '../lookup.ts'
import type { Command, DecideContext, Decision } from '../messages.ts'
import type { Match, MatchState, State } from '../types.ts'
import { accept, endOf, matchName, refuse } from './answer.ts'
import { correct } from './correction.ts'
import { doubleForfeit, forfeit, rack, result, setRace } from './scores.ts'
import { assign, playersRefusal } from './tables.ts'
import { undo } from './undo.ts'

type MatchCommand = Extract<Command, { type: `match.${string}` }>

const unfinished: readonly MatchState[] = ['ready', 'assigned', 'active', 'paused']
const toBePlayed: readonly MatchState[] = ['ready', 'assigned', 'active']

const allowed: Readonly<Record<MatchCommand['type'], readonly MatchState[]>> = {
  'match.call': ['ready', 'assigned'],
  'match.assign': unfinished,
  'match.free': ['assigned'],
  'match.tag': ['locked', ...unfinished],
  'match.start': ['ready', 'assigned'],
  'match.pause': ['active'],
  'match.resume': ['paused'],
  'match.rack': toBePlayed,
  'match.result': toBePlayed,
  'match.walkover': unfinished,
  'match.retire': unfinished,
  'match.double_forfeit': unfinished,
  'match.set_race': ['locked', ...unfinished],
  'match.undo': ['active', 'paused', 'completed'],
  'match.correct': ['completed'],
}

function stateRefusal(state: State, match: Match, command: MatchCommand): Decision {
  const name = matchName(state, match)
  switch (match.state) {
    case 'locked':
      return refuse('match_not_ready', `${name} still waits for a player.`, match.id)
    case 'void':
      return refuse('match_not_ready', `${name} is not played: a player is missing for good.`, match.id)
    case 'completed':
      return refuse('match_finished', `Match ${match.ref} ${endOf(match)}; undo it first.`, match.id)
    case 'paused':
      return refuse('illegal_transition', `${name} is paused; resume it first.`, match.id)
    case 'ready':
    case 'assigned':
      if (command.type === 'match.undo') return refuse('nothing_to_undo', `${name} has not begun.`, match.id)
      if (command.type === 'match.free') return refuse('illegal_transition', `${name} has no table.`, match.id)
      return refuse('illegal_transition', `${name} has not begun.`, match.id)
    case 'active':
      return refuse('illegal_transition', `${name} is being played.`, match.id)
  }
}

/** Refuses play while the tournament does not run; null while it does. */
export function activeRefusal(state: State): Decision | null {
  const { name, status } = state.tournament
  if (status === 'active') return null
  if (status === 'paused') return refuse('tournament_not_active', `${name} is paused; resume it first.`)
  if (status === 'completed') return refuse('tournament_not_active', `${name} is completed; reopen it first.`)
  if (status === 'cancelled') return refuse('tournament_not_active', `${name} is cancelled.`)
  return refuse('tournament_not_active', `${name} has not started.`)
}

/** Tags may be set before the start, and in a pause; what is set already is no change. */
function tag(state: State, match: Match, stream: boolean, ctx: DecideContext): Decision {
  const closed = state.tournament.status === 'cancelled' ? activeRefusal(state) : null
  if (closed !== null) return closed
  if ((match.stream ?? false) !== stream) return accept(ctx, 'match.tagged', { match: match.id, stream })
  const already = stream ? 'is on the stream already' : 'is not on the stream'
  return refuse('illegal_transition', `${matchName(state, match)} ${already}.`, match.id)
}

function start(state: State, match: Match, ctx: DecideContext): Decision {
  return playersRefusal(state, match) ?? accept(ctx, 'match.started', { match: match.id })
}

function beginning(state: State, match: Match): Decision | null {
  return match.state === 'active' ? null : playersRefusal(state, match)
}

/** Decides a command about a match. */
export function decideMatch(state: State, command: MatchCommand, ctx: DecideContext): Decision {
  const match = matchOf(state, command.match)
  if (match === undefined) return refuse('not_found', 'This tournament has no such match.', command.match)
  // An unknown table is named before the state of the match, so that a wrong id is not taken for a busy hall.
  if (command.type === 'match.assign' && tableOf(state, command.table) === undefined) {
    return refuse('unknown_table', 'This tournament has no such table.', 'table')
  }
  const closed = command.type === 'match.tag' ? null : activeRefusal(state)
  if (closed !== null) return closed
  if (match.result?.kind === 'bye') {
    return refuse('illegal_transition', `Match ${match.ref} is a bye; there is nothing to play.`, match.id)
  }
  if (!allowed[command.type].includes(match.state)) return stateRefusal(state, match, command)
  switch (command.type) {
    case 'match.call':
      return accept(ctx, 'match.called', { match: match.id })
    case 'match.assign':
      return assign(state, match, command.table, ctx)
    case 'match.free':
      return accept(ctx, 'match.freed', { match: match.id })
    case 'match.tag':
      return tag(state, match, command.stream, ctx)
    case 'match.start':
      return start(state, match, ctx)
    case 'match.pause':
      return accept(ctx, 'match.paused', { match: match.id })
    case 'match.resume':
      return accept(ctx, 'match.resumed', { match: match.id })
    case 'match.undo':
      return undo(state, match, ctx)
    case 'match.rack':
      return beginning(state, match) ?? rack(state, match, command.winner, ctx)
    case 'match.result':
      return beginning(state, match) ?? result(state, match, command, ctx)
    case 'match.walkover':
      return forfeit(match, 'walkover', command.winner, ctx)
    case 'match.retire':
      return forfeit(match, 'retired', command.winner, ctx)
    case 'match.double_forfeit':
      return doubleForfeit(match, ctx)
    case 'match.correct':
      return correct(state, match, command, ctx)
    case 'match.set_race':
      return setRace(state, match, command, ctx)
  }
}
