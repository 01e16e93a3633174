/**
 * A log that comes from elsewhere, told again: every event is turned back into the command that must have led to it,
 * and that command is decided anew. What `decide` would not have answered with just this event is refused, so a log
 * that passes can hold no state that play could not have reached.
 * Alternative: to check states against invariants. It would let through what is possible but was never allowed.
 * Lots are the exception: their seed is not in the event, so they are held against what any lot could have given.
 */
import { apply } from '../apply.ts'
import { decide } from '../decide.ts'
import { matchOf, playerOf, stageOf } from '../lookup.ts'
import type { Command, CorrectedResult, Event, EventData, EventType, Problem } from '../messages.ts'
import type { State } from '../types.ts'
import { isSameJson, isSameLot, isSameRound, isSameCut } from './sameness.ts'

/** The state after the event, or why the event cannot stand here. */
export type Retold = { readonly state: State; readonly problem?: undefined } | { readonly problem: Problem }

type Played = EventData['match.resulted']
type Commands = { readonly [T in EventType]: (data: EventData[T], state: State | null) => Command }

/** Only an open score that ends level with a winner had a decider; uneven races may end level without one. */
function scoresOf({ match, scores, winner }: Pick<Played, 'match' | 'scores' | 'winner'>, state: State | null) {
  const [scoreA, scoreB] = scores
  const isOpen = state !== null && matchOf(state, match)?.races === null
  return isOpen && scoreA === scoreB && winner !== null ? { scoreA, scoreB, decider: winner } : { scoreA, scoreB }
}

function resultCommand(data: Played, state: State | null): Command {
  const { match, kind, winner } = data
  if (kind === 'played') return { type: 'match.result', match, ...scoresOf(data, state) }
  if (winner === null) return { type: 'match.double_forfeit', match }
  return { type: kind === 'walkover' ? 'match.walkover' : 'match.retire', match, winner }
}

function correctedResult(data: EventData['match.corrected'], state: State | null): CorrectedResult {
  const { kind, winner } = data
  if (kind === 'played') return scoresOf(data, state)
  if (winner === null) return { kind: 'double_forfeit' }
  return { kind: kind === 'walkover' ? 'walkover' : 'retired', winner }
}

function adjustCommand(data: EventData['player.adjusted'], state: State | null): Command {
  const { player, delta, isStart, reason } = data
  const chips = state === null ? undefined : playerOf(state, player)?.chips
  const amount = isStart ? { chips: (chips ?? 0) + delta } : { delta }
  return { type: 'player.adjust', player, ...amount, reason }
}

function drawCommand(data: EventData['stage.drawn'], state: State | null): Command {
  const stage = state === null ? undefined : stageOf(state, data.stage)
  const isByHand = data.stage === 1 && stage?.options.seeding === 'manual'
  return { type: 'stage.draw', stage: data.stage, ...(isByHand && { order: data.order }) }
}

function lotCommand({ stage, lots }: EventData['lot.drawn']): Command {
  const [only] = lots
  return { type: 'lot', stage, ...(lots.length === 1 && only !== undefined && { players: only }) }
}

const ofMatch =
  <T extends 'match.call' | 'match.free' | 'match.start' | 'match.pause' | 'match.resume' | 'match.undo'>(type: T) =>
  ({ match }: Pick<EventData['match.called'], 'match'>): Command => ({ type, match })
const ofPlayer =
  <T extends `player.${'check_in' | 'withdraw' | 'no_show' | 'buy_back' | 'reenter'}` | 'payout.pay'>(type: T) =>
  ({ player }: Pick<EventData['player.withdrawn'], 'player'>): Command => ({ type, player })
const move =
  (
    type: Exclude<
      Extract<Command, { type: `tournament.${string}` }>['type'],
      `${string}.${'create' | 'edit' | 'reopen'}`
    >,
  ) =>
  (): Command => ({ type })

const commands: Commands = {
  'tournament.created': ({ tournament }) => ({ type: 'tournament.create', tournament }),
  'tournament.edited': ({ edit }) => ({ type: 'tournament.edit', edit }),
  'tournament.opened': move('tournament.open'),
  'tournament.checkin_opened': move('tournament.open_checkin'),
  'tournament.checkin_closed': move('tournament.close_checkin'),
  'tournament.started': move('tournament.start'),
  'tournament.paused': move('tournament.pause'),
  'tournament.resumed': move('tournament.resume'),
  'tournament.completed': move('tournament.complete'),
  'tournament.cancelled': move('tournament.cancel'),
  'tournament.deleted': move('tournament.delete'),
  'tournament.reopened': ({ reason }) => ({ type: 'tournament.reopen', reason }),
  'player.registered': ({ players }) => ({ type: 'player.add', players }),
  'player.edited': ({ player, edit }) => ({ type: 'player.edit', player, edit }),
  'player.checked_in': ofPlayer('player.check_in'),
  'player.withdrawn': ofPlayer('player.withdraw'),
  'player.disqualified': ({ player, moveUp }) => ({ type: 'player.disqualify', player, moveUp }),
  'player.marked_absent': ofPlayer('player.no_show'),
  'player.adjusted': adjustCommand,
  'player.bought_back': ofPlayer('player.buy_back'),
  'player.reentered': ofPlayer('player.reenter'),
  'stage.drawn': drawCommand,
  'stage.undrawn': ({ stage }) => ({ type: 'stage.undraw', stage }),
  'field.undrawn': ({ stage }) => ({ type: 'stage.undraw', stage }),
  'field.drawn': ({ stage }) => ({ type: 'round.draw', stage }),
  'round.drawn': ({ stage }) => ({ type: 'round.draw', stage }),
  'finals.applied': ({ stage, format }) => ({ type: 'finals.apply', stage, format }),
  'lot.drawn': lotCommand,
  'match.called': ofMatch('match.call'),
  'match.assigned': ({ match, table }) => ({ type: 'match.assign', match, table }),
  'match.freed': ofMatch('match.free'),
  'match.tagged': ({ match, stream }) => ({ type: 'match.tag', match, stream }),
  'match.started': ofMatch('match.start'),
  'match.paused': ofMatch('match.pause'),
  'match.resumed': ofMatch('match.resume'),
  'rack.recorded': ({ match, winner }) => ({ type: 'match.rack', match, winner }),
  'rack.undone': ofMatch('match.undo'),
  'match.resulted': resultCommand,
  'match.corrected': (data, state) => {
    return { type: 'match.correct', match: data.match, result: correctedResult(data, state), cascade: data.cascade }
  },
  'match.reopened': ofMatch('match.undo'),
  'match.race_set': (data) => ({ type: 'match.set_race', ...data }),
  'table.opened': ({ table, label, stream }) => ({ type: 'table.open', table, label, stream }),
  'table.blocked': ({ table, reason, after }) => ({ type: 'table.block', table, reason, after }),
  'table.freed': ({ table }) => ({ type: 'table.free', table }),
  'table.removed': ({ table }) => ({ type: 'table.remove', table }),
  'payouts.planned': ({ rules }) => ({ type: 'payouts.plan', rules }),
  'payouts.computed': () => ({ type: 'payouts.compute' }),
  'payout.paid': ofPlayer('payout.pay'),
  'payout.voided': ({ player, reason }) => ({ type: 'payout.void', player, reason }),
}

/** True if `decide` could have said `told` where it says `decided`: equal but for what lots leave open. */
function couldBe(told: Event, decided: Event, state: State | null): boolean {
  if (isSameJson(told, decided)) return true
  if (state === null || told.type !== decided.type) return false
  switch (told.type) {
    case 'lot.drawn':
      return isSameLot(told.data, (decided as typeof told).data)
    case 'finals.applied':
      return isSameCut(told.data, (decided as typeof told).data)
    case 'round.drawn':
      return isSameRound(state, told.data, (decided as typeof told).data)
    default:
      return false
  }
}

/** Takes one event of a log on the state before it. Pure; costs one `decide` and one `apply`. */
export function retold(state: State | null, event: Event): Retold {
  if (event.type === 'tournament.created' && event.data.rules !== 1) {
    return refusal('unsupported_format', 'The rules of play it was made under are not known here.')
  }
  // The table pairs each type with its own data; the compiler cannot follow a lookup by a union.
  const commandOf = commands[event.type] as (data: Event['data'], state: State | null) => Command
  const command = commandOf(event.data, state)
  const drawSeed = event.type === 'stage.drawn' ? event.data.drawSeed : 0
  const decision = decide(state, command, { at: event.at, actor: event.actor, drawSeed })
  if (decision.problem !== undefined) return { problem: decision.problem }
  if (couldBe(event, decision.event, state)) return { state: apply(state, event) }
  return refusal('illegal_transition', 'What it says did not follow from what was there before.')
}

function refusal(code: Problem['code'], detail: string): Retold {
  return { problem: { code, detail } }
}
