/** Decisions about the draw of a stage. */
import { placesTaken } from '../applying/players.ts'
import { formatOf } from '../formats.ts'
import { isRecorded, namedPlayer, playerOf, stageOf } from '../lookup.ts'
import type { DecideContext, Decision } from '../messages.ts'
import { apart } from '../protection.ts'
import { seedOrder } from '../seeding.ts'
import { seedOrderOf } from '../stages/order.ts'
import { qualifiers } from '../stages/source.ts'
import type { Player, PlayerId, PlayerStatus, Stage, StageOptions, State } from '../types.ts'
import { accept, count, matchName, nameOf, refuse } from './answer.ts'

/** Null when the tournament has come to its draw. */
function timeRefusal(state: State): Decision | null {
  const { name, status, checkIn, checkInClosed } = state.tournament
  if (status === 'active' || status === 'paused') return null
  if (status === 'registration') {
    if (!checkIn) return null
    return refuse('illegal_transition', `${name} is played with check-in; the draw follows its close.`)
  }
  if (status === 'check_in') {
    return checkInClosed ? null : refuse('illegal_transition', `Close the check-in of ${name} before the draw.`)
  }
  if (status === 'draft') return refuse('illegal_transition', `Open the registration of ${name} before the draw.`)
  return refuse('illegal_transition', `${name} is ${status}; nothing can be drawn.`)
}

function drawable(state: State): Player[] {
  const statuses: PlayerStatus[] = state.tournament.checkIn ? ['checked_in'] : ['registered']
  return state.players.filter((player) => statuses.includes(player.status) || player.status === 'active')
}

/** What is wrong with an order given by hand, or null. It holds every player to be drawn, each once. */
function orderRefusal(state: State, stage: Stage, players: Player[], order: readonly PlayerId[]): Decision | null {
  if (stage.options.seeding !== 'manual') {
    const detail = `${stage.name} is seeded by ${stage.options.seeding}; an order can be given for manual seeding only.`
    return refuse('invalid_seed', detail, 'order')
  }
  const due = new Set(players.map((player) => player.id))
  const seen = new Set<PlayerId>()
  for (const id of order) {
    if (playerOf(state, id) === undefined) return refuse('unknown_player', 'The order names an unknown player.', id)
    if (!due.has(id)) return refuse('invalid_seed', `${nameOf(state, id)} is not to be drawn.`, id)
    if (seen.has(id)) return refuse('invalid_seed', `The order names ${nameOf(state, id)} twice.`, id)
    seen.add(id)
  }
  const missing = players.find((player) => !seen.has(player.id))
  return missing === undefined ? null : refuse('invalid_seed', `The order lacks ${missing.name}.`, 'order')
}

function noStage(number: number): Decision {
  return refuse('not_found', `There is no stage ${number}.`, 'stage')
}

/** A later stage is drawn from final ranks; nobody orders it by hand. */
function drawFromRanks(
  state: State,
  stage: Stage,
  order: readonly PlayerId[] | undefined,
  ctx: DecideContext,
): Decision {
  const { from } = stage.options
  if (from === undefined) return refuse('invalid_option', `${stage.name} does not say whom it takes.`, 'options.from')
  if (order !== undefined) {
    return refuse('invalid_seed', `${stage.name} is drawn from the ranks of stage ${from.stage}, not by hand.`, 'order')
  }
  const qualified = qualifiers(state, stage, from)
  if ('code' in qualified) return { problem: qualified }
  const isKnockout = stage.type === 'single_elimination' || stage.type === 'double_elimination'
  const players = seedOrderOf(qualified, from, isKnockout)
  const { playersMin, fieldProblem } = formatOf(stage)
  if (players === null || players.length < playersMin) {
    const detail = `Not enough players of stage ${from.stage} are left for the bracket of ${stage.name}.`
    return refuse('too_few_players', detail)
  }
  const misfit = fieldProblem?.(stage.options, players.length) ?? null
  if (misfit !== null) return { problem: misfit }
  const data = { stage: stage.number, order: players, drawSeed: ctx.drawSeed }
  const seated = players.map((id) => namedPlayer(state, id))
  const chips = formatOf(stage).startChips?.(stage.options, seated)
  return accept(ctx, 'stage.drawn', chips === undefined ? data : { ...data, chips })
}

/** An order by hand stands as it is; any other keeps players of one club apart, where that is asked for. */
function seeded(players: readonly Player[], { seeding, protect }: StageOptions, drawSeed: number): Player[] {
  const order = seedOrder(players, seeding, drawSeed)
  return protect === undefined ? order : apart(order)
}

export function draw(
  state: State,
  number: number,
  order: readonly PlayerId[] | undefined,
  ctx: DecideContext,
): Decision {
  const stage = stageOf(state, number)
  if (stage === undefined) return noStage(number)
  if (stage.status !== 'planned') return refuse('already_drawn', `${stage.name} is already drawn.`)
  const early = timeRefusal(state)
  if (early !== null) return early
  if (number > 1) return drawFromRanks(state, stage, order, ctx)
  const players = drawable(state)
  const { playersMin, playersMax } = formatOf(stage)
  if (players.length < playersMin) {
    const detail = `${stage.name} needs ${playersMin} players; ${count(players.length, 'player')} can be drawn.`
    return refuse('too_few_players', detail)
  }
  if (players.length > playersMax) {
    return refuse('too_many_players', `${stage.name} holds ${playersMax} players, not ${players.length}.`)
  }
  const misfit = formatOf(stage).fieldProblem?.(stage.options, players.length) ?? null
  if (misfit !== null) return { problem: misfit }
  if (order !== undefined) {
    const refusal = orderRefusal(state, stage, players, order)
    if (refusal !== null) return refusal
  }
  const drawn = order ?? seeded(players, stage.options, ctx.drawSeed).map((player) => player.id)
  const data = { stage: number, order: drawn, drawSeed: ctx.drawSeed }
  const seated = drawn.map((id) => namedPlayer(state, id))
  const chips = formatOf(stage).startChips?.(stage.options, seated)
  return accept(ctx, 'stage.drawn', chips === undefined ? data : { ...data, chips })
}

/** Those who came after the draw and found no place in it: they are in the next one, as far as the cap goes. */
function promotion(state: State, number: number): { promoted?: PlayerId[] } {
  const free = (state.tournament.maxParticipants ?? Number.POSITIVE_INFINITY) - placesTaken(state)
  const waiting = state.players.filter((player) => player.status === 'waitlisted')
  const promoted = number > 1 ? [] : waiting.slice(0, Math.max(0, free)).map((player) => player.id)
  return promoted.length === 0 ? {} : { promoted }
}

export function undraw(state: State, number: number, ctx: DecideContext): Decision {
  const stage = stageOf(state, number)
  if (stage === undefined) return noStage(number)
  if (stage.status === 'planned') return refuse('not_drawn', `${stage.name} is not drawn.`)
  const { name, status } = state.tournament
  if (status === 'cancelled' || status === 'completed') {
    return refuse('illegal_transition', `${name} is ${status}; its draw stands.`)
  }
  const next = stageOf(state, number + 1)
  if (next !== undefined && next.status !== 'planned') {
    return refuse('later_play', `${next.name} is drawn from ${stage.name}; undo that draw first.`, 'stage')
  }
  const isLater = stage.field !== undefined
  const begun = state.matches.find((match) => {
    return match.stage === number && isRecorded(match) && (!isLater || match.bracket === 'F')
  })
  if (begun === undefined && isLater) return accept(ctx, 'field.undrawn', { stage: number })
  if (begun === undefined) return accept(ctx, 'stage.undrawn', { stage: number, ...promotion(state, number) })
  return refuse('later_play', `${matchName(state, begun)} is on record, so the draw stands.`, begun.id)
}
