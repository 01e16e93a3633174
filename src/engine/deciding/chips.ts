/** Decisions about chips: adjustments by hand, buy-backs, and who may still join a chip event. */
import { chipStageOf } from '../applying/chips.ts'
import { chipsMax, livesOptions } from '../chips/options.ts'
import { hasLeft, isRecorded, playerOf } from '../lookup.ts'
import type { Command, DecideContext, Decision } from '../messages.ts'
import type { Instant, Player, PlayerId, Stage, State } from '../types.ts'
import { accept, count, refuse } from './answer.ts'

/** True once the stage is over; reopened it stays so for who joins and buys in, if the next one was drawn from it. */
function isSettled({ tournament: { status }, stages }: State, stage: Stage): boolean {
  const isFollowed = (stages[stage.number]?.order.length ?? 0) > 0
  return isFollowed || stage.status === 'completed' || status === 'cancelled'
}

/** A player with chips in a stage that is still played, or the refusal. */
function holderOf(state: State, id: PlayerId): { player: Player; stage: Stage; chips: number } | Decision {
  const player = playerOf(state, id)
  if (player === undefined) return refuse('not_found', 'This tournament has no such player.', id)
  const stage = chipStageOf(state)
  if (stage === undefined) {
    const isChips = state.stages.some(({ type }) => type === 'chip_lives' || type === 'chip_points')
    if (!isChips) return refuse('illegal_transition', `${state.tournament.name} is not played with chips.`)
    return refuse('not_drawn', 'Chips are handed out by the draw; make it first.')
  }
  const { name } = state.tournament
  if (isSettled(state, stage)) {
    return refuse('illegal_transition', `The chips of ${name} are settled; ${stage.name} is over.`)
  }
  if (player.chips === undefined) return refuse('illegal_transition', `${player.name} was not drawn and has no chips.`)
  if (hasLeft(state, id)) return refuse('illegal_transition', `${player.name} has left and has no use for chips.`)
  return { player, stage, chips: player.chips }
}

type Adjust = Extract<Command, { type: 'player.adjust' }>

function hasBegun(state: State, stage: Stage, id: PlayerId): boolean {
  return state.matches.some(
    (match) => match.stage === stage.number && isRecorded(match) && match.slots.some((slot) => slot.player === id),
  )
}

/** `chips` until his first match, `delta` at any time; nobody ends below zero. */
export function adjust(state: State, command: Adjust, ctx: DecideContext): Decision {
  const holder = holderOf(state, command.player)
  if ('event' in holder || 'problem' in holder) return holder
  const { player, stage, chips } = holder
  if (command.reason.trim() === '') return refuse('invalid_option', 'Say why the chips are changed.', 'reason')
  if ((command.chips === undefined) === (command.delta === undefined)) {
    return refuse('invalid_option', 'Give either the chips in all or the difference.', 'chips')
  }
  const isFresh = !hasBegun(state, stage, player.id)
  if (command.chips !== undefined && !isFresh) {
    const detail = `${player.name} has played; give or take chips by a difference instead.`
    return refuse('illegal_transition', detail, 'chips')
  }
  const delta = command.delta ?? (command.chips ?? 0) - chips
  const after = chips + delta
  if (!Number.isInteger(delta)) return refuse('invalid_option', 'Chips are whole numbers.', 'delta')
  if (after < 0) {
    const less = count(-delta, 'chip')
    return refuse('chips_below_zero', `${player.name} has ${count(chips, 'chip')}; ${less} cannot be taken.`, 'delta')
  }
  if (after > chipsMax && delta > 0) {
    return refuse(
      'invalid_option',
      `Nobody holds more than ${chipsMax} chips.`,
      command.chips === undefined ? 'delta' : 'chips',
    )
  }
  if (delta === 0) return refuse('invalid_option', `${player.name} has ${count(chips, 'chip')} already.`, 'chips')
  const isStart = command.chips !== undefined
  return accept(ctx, 'player.adjusted', { player: player.id, delta, isStart, reason: command.reason.trim() })
}

/** One who is out buys himself in again, at the price and until the time of the options. */
export function buyBack(state: State, id: PlayerId, ctx: DecideContext): Decision {
  const holder = holderOf(state, id)
  if ('event' in holder || 'problem' in holder) return holder
  const { player, stage, chips } = holder
  const offer = stage.type === 'chip_lives' ? livesOptions(stage.options).buyBack : null
  if (offer === null) return refuse('illegal_transition', `${stage.name} is played without buy-backs.`)
  if (offer.until !== null && ctx.at > offer.until) {
    return refuse('illegal_transition', `Buy-backs ended at ${offer.until}.`, 'until')
  }
  if (state.tournament.status !== 'active') {
    return refuse('tournament_not_active', `${state.tournament.name} is not being played.`)
  }
  if (chips > 0) return refuse('illegal_transition', `${player.name} still has ${count(chips, 'chip')}.`, id)
  return accept(ctx, 'player.bought_back', { player: id, chips: offer.chips, priceCents: offer.priceCents })
}

/** Undefined where chips have no say; null where one more may join; else why not. */
export function lateEntryRefusal(state: State, at: Instant): Decision | null | undefined {
  const stage = chipStageOf(state)
  if (stage?.type !== 'chip_lives') return undefined
  const { lateChips, lateUntil } = livesOptions(stage.options)
  const { name } = state.tournament
  if (lateChips === null) return undefined
  if (isSettled(state, stage)) {
    return refuse('registration_closed', `${name} is over; nobody can join any more.`)
  }
  if (lateUntil === null || at <= lateUntil) return null
  return refuse('registration_closed', `Late entry of ${name} ended at ${lateUntil}.`)
}
