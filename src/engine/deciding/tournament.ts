/** Decisions about the tournament as a whole: its edits and the moves of its state machine. */
import { formatOf } from '../formats.ts'
import { isOver } from '../lookup.ts'
import { placesTaken } from '../applying/players.ts'
import type { Command, DecideContext, Decision, NewTournament, TournamentEdit } from '../messages.ts'
import type { State, TournamentStatus } from '../types.ts'
import { accept, count, refuse } from './answer.ts'
import { paidRefusal } from './payouts.ts'
import { frameProblem, optionsProblem, planProblem } from './options.ts'
import { draw } from './stage.ts'

/** A tournament that does not exist yet. */
export function create(plan: NewTournament, ctx: DecideContext): Decision {
  const problem = planProblem(plan)
  return problem === null ? accept(ctx, 'tournament.created', { rules: 1, tournament: plan }) : { problem }
}

function editOptions(state: State, edit: TournamentEdit): Decision | null {
  const stage = state.stages[0]
  if (edit.options === undefined || stage === undefined) return null
  if (stage.status !== 'planned') {
    return refuse('already_drawn', 'The bracket is drawn; undo the draw before changing its options.', 'options')
  }
  const problem = optionsProblem(stage.type, edit.options)
  return problem === null ? null : { problem }
}

export function edit(state: State, changes: TournamentEdit, ctx: DecideContext): Decision {
  const { tournament } = state
  if (tournament.status === 'cancelled') {
    return refuse('illegal_transition', `${tournament.name} is cancelled and cannot be changed.`)
  }
  const problem = frameProblem({ ...tournament, ...changes })
  if (problem !== null) return { problem }
  const cap = changes.maxParticipants ?? null
  if (cap !== null && placesTaken(state) > cap) {
    const taken = count(placesTaken(state), 'player')
    return refuse('tournament_full', `${taken} hold a place, so the limit cannot be ${cap}.`, 'maxParticipants')
  }
  const isEarly = tournament.status === 'draft' || tournament.status === 'registration'
  const isDrawn = state.stages.some((stage) => stage.status !== 'planned')
  if (changes.checkIn !== undefined && changes.checkIn !== tournament.checkIn && (!isEarly || isDrawn)) {
    return refuse('illegal_transition', 'Check-in can be switched on or off only before it opens.', 'checkIn')
  }
  return editOptions(state, changes) ?? accept(ctx, 'tournament.edited', { edit: changes })
}

const said: Readonly<Record<TournamentStatus, string>> = {
  draft: 'is a draft',
  registration: 'is open for registration',
  check_in: 'is in check-in',
  active: 'is running',
  paused: 'is paused',
  completed: 'is completed',
  cancelled: 'is cancelled',
}

interface Move {
  readonly from: readonly TournamentStatus[]
  /** Ends the sentence "... so it cannot be". */
  readonly done: string
}

type MoveCommand = Exclude<
  Extract<Command, { type: `tournament.${string}` }>,
  { type: 'tournament.create' | 'tournament.edit' }
>

const moves: Readonly<Record<MoveCommand['type'], Move>> = {
  'tournament.open': { from: ['draft'], done: 'opened' },
  'tournament.open_checkin': { from: ['registration'], done: 'opened for check-in' },
  'tournament.close_checkin': { from: ['check_in'], done: 'closed for check-in' },
  'tournament.start': { from: ['registration', 'check_in'], done: 'started' },
  'tournament.pause': { from: ['active'], done: 'paused' },
  'tournament.resume': { from: ['paused'], done: 'resumed' },
  'tournament.complete': { from: ['active', 'paused'], done: 'completed' },
  'tournament.reopen': { from: ['completed'], done: 'reopened' },
  'tournament.cancel': { from: ['draft', 'registration', 'check_in', 'active', 'paused'], done: 'cancelled' },
  'tournament.delete': { from: ['draft', 'registration', 'check_in', 'completed', 'cancelled'], done: 'deleted' },
}

function openCheckIn(state: State, ctx: DecideContext): Decision {
  const { name, checkIn } = state.tournament
  if (!checkIn) return refuse('illegal_transition', `${name} is played without check-in.`)
  if (state.stages.some((stage) => stage.status !== 'planned')) {
    return refuse('already_drawn', 'The bracket is drawn; undo the draw before check-in.')
  }
  return accept(ctx, 'tournament.checkin_opened', {})
}

function closeCheckIn(state: State, ctx: DecideContext): Decision {
  const { name, checkInClosed, maxParticipants } = state.tournament
  if (checkInClosed) return refuse('illegal_transition', `Check-in of ${name} is closed.`)
  const present = state.players.filter((player) => player.status === 'checked_in').length
  const free = maxParticipants === null ? 0 : Math.max(0, maxParticipants - present)
  const waiting = state.players.filter((player) => player.status === 'waitlisted')
  const missing = state.players.filter((player) => player.status === 'registered')
  const absent = [...missing, ...waiting.slice(free)].map((player) => player.id)
  const promoted = waiting.slice(0, free).map((player) => player.id)
  return accept(ctx, 'tournament.checkin_closed', { absent, promoted })
}

function start(state: State, ctx: DecideContext): Decision {
  const { name, status, checkIn, checkInClosed } = state.tournament
  if (status === 'registration' && checkIn) {
    return refuse('illegal_transition', `${name} is played with check-in; open and close it before the start.`)
  }
  if (status === 'check_in' && !checkInClosed) {
    return refuse('illegal_transition', `Close the check-in of ${name} before the start.`)
  }
  if (state.stages[0]?.status === 'planned') {
    return refuse('not_drawn', `${name} has no bracket yet; make the draw before the start.`)
  }
  return accept(ctx, 'tournament.started', {})
}

function complete(state: State, ctx: DecideContext): Decision {
  if (state.stages[0]?.status === 'planned') return refuse('not_drawn', 'There is no bracket to complete.')
  const open = state.matches.filter((match) => !isOver(match))
  if (open.length > 0) {
    const named = open.slice(0, 3).map((match) => match.ref)
    const more = open.length > 3 ? ' and others' : ''
    const detail = `${count(open.length, 'match')} still to be played: ${named.join(', ')}${more}.`
    return refuse('illegal_transition', detail)
  }
  const planned = state.stages.find((stage) => stage.status === 'planned')
  // With nobody left to play it a stage is skipped.
  if (planned !== undefined && draw(state, planned.number, undefined, ctx).problem?.code !== 'too_few_players') {
    return refuse('not_drawn', `${planned.name} is still to be drawn.`)
  }
  const early = state.stages.find((stage) => formatOf(stage).isOver?.(state, stage) === false)
  if (early === undefined) return accept(ctx, 'tournament.completed', {})
  return refuse('illegal_transition', `${early.name} is not over: rounds or finals are still to be drawn.`)
}

/** Moves of the tournament's state machine. */
export function move(state: State, command: MoveCommand, ctx: DecideContext): Decision {
  const { name, status } = state.tournament
  const { from, done } = moves[command.type]
  if (!from.includes(status)) return refuse('illegal_transition', `${name} ${said[status]}, so it cannot be ${done}.`)
  switch (command.type) {
    case 'tournament.open':
      return accept(ctx, 'tournament.opened', {})
    case 'tournament.open_checkin':
      return openCheckIn(state, ctx)
    case 'tournament.close_checkin':
      return closeCheckIn(state, ctx)
    case 'tournament.start':
      return start(state, ctx)
    case 'tournament.pause':
      return accept(ctx, 'tournament.paused', {})
    case 'tournament.resume':
      return accept(ctx, 'tournament.resumed', {})
    case 'tournament.complete':
      return complete(state, ctx)
    case 'tournament.delete':
      return accept(ctx, 'tournament.deleted', {})
    case 'tournament.cancel':
      return accept(ctx, 'tournament.cancelled', {})
    case 'tournament.reopen':
      if (command.reason.trim() === '') return refuse('invalid_option', 'Say why it is reopened.', 'reason')
      return paidRefusal(state, 'reopening') ?? accept(ctx, 'tournament.reopened', { reason: command.reason })
  }
}
