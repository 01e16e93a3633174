/** Decisions about prize money. Amounts are bounded so that every sum and product is an exact integer. */
import { namedPlayer } from '../lookup.ts'
import type { Command, DecideContext, Decision } from '../messages.ts'
import { type Finisher, type PayoutRow, type PayoutRules, freeEvent, payoutOf } from '../payouts.ts'
import type { PlayerId, State } from '../types.ts'
import { accept, nameOf, refuse } from './answer.ts'

type PayoutCommand = Extract<Command, { type: `payouts.${string}` | `payout.${string}` }>

/** A million of the main unit: more is a slip of the finger. */
const centsMax = 100_000_000
const placesMax = 1024

/** "36.00", without a currency: the engine knows none. */
function money(cents: number): string {
  return (cents / 100).toFixed(2)
}

function rulesRefusal(rules: PayoutRules): Decision | null {
  for (const name of ['entryFeeCents', 'addedCents', 'feesCents'] as const) {
    const cents = rules[name]
    if (Number.isInteger(cents) && cents >= 0 && cents <= centsMax) continue
    return refuse('invalid_option', `An amount is 0 to ${money(centsMax)}, in whole cents.`, name)
  }
  const isPart = (part: number) => Number.isInteger(part) && part >= 0 && part <= 10_000
  if (!isPart(rules.houseBasisPoints)) {
    return refuse('invalid_option', 'The house keeps 0 to 10000 basis points of the entry fees.', 'houseBasisPoints')
  }
  const parts = rules.basisPoints
  if (parts === null) return null
  if (parts.length === 0 || parts.length > placesMax || !parts.every(isPart)) {
    const detail = `Give 1 to ${placesMax} shares, each of 0 to 10000 basis points.`
    return refuse('invalid_option', detail, 'basisPoints')
  }
  const whole = parts.reduce((sum, part) => sum + part, 0)
  if (whole > 10_000) {
    const detail = `The shares add up to ${whole} basis points, more than the whole pool (10000).`
    return refuse('payout_over_pool', detail, 'basisPoints')
  }
  return whole > 0 ? null : refuse('invalid_option', 'At least one place must get a share.', 'basisPoints')
}

/** Refuses while money is out that new rules or results might take back; `isAtRisk` picks the rows. Null if none is. */
export function paidRefusal(
  state: State,
  doing: string,
  isAtRisk: (row: PayoutRow<PlayerId>) => boolean = () => true,
): Decision | null {
  const row = state.payouts?.rows.find((one) => one.status === 'paid' && isAtRisk(one))
  if (row === undefined) return null
  const detail = `${nameOf(state, row.player)} has been paid ${money(row.cents)}; void that payout before ${doing}.`
  return refuse('payout_paid', detail, row.player)
}

function plan(state: State, rules: PayoutRules, ctx: DecideContext): Decision {
  const { name, status } = state.tournament
  if (status === 'cancelled') return refuse('illegal_transition', `${name} is cancelled; nothing is paid out.`)
  return rulesRefusal(rules) ?? paidRefusal(state, 'the rules change') ?? accept(ctx, 'payouts.planned', { rules })
}

/** All who were drawn, by seed; the money of each is in the pool, whatever became of him. */
function drawn(state: State): PlayerId[] {
  return [...new Set(state.stages.flatMap((stage) => stage.order))]
}

function finishers(state: State): Finisher<PlayerId>[] {
  return drawn(state).flatMap((id): Finisher<PlayerId>[] => {
    const { place, status } = namedPlayer(state, id)
    return place === null ? [] : [{ player: id, place, isPaid: status !== 'disqualified' }]
  })
}

function compute(state: State, ctx: DecideContext): Decision {
  const { name, status } = state.tournament
  if (status !== 'completed') {
    return refuse('illegal_transition', `${name} is not completed; payouts follow the final places.`)
  }
  const entries = drawn(state).length
  const { shares, ...sums } = payoutOf(state.payouts?.rules ?? freeEvent, entries, finishers(state))
  if (sums.poolCents < 0) {
    const detail = `House and fees take more than there is: the pool would be ${money(sums.poolCents)}.`
    return refuse('pool_negative', detail)
  }
  if (sums.poolCents > 0 && shares.length === 0) {
    return refuse('illegal_transition', `Nobody in ${name} has a place that can be paid.`)
  }
  const moved = (row: PayoutRow<PlayerId>) =>
    !shares.some((one) => one.player === row.player && one.cents === row.cents && one.place === row.place)
  const refusal = paidRefusal(state, 'computing again', moved)
  return refusal ?? accept(ctx, 'payouts.computed', { totals: { entries, ...sums }, rows: shares })
}

function payOrVoid(
  state: State,
  command: Extract<PayoutCommand, { type: 'payout.pay' | 'payout.void' }>,
  ctx: DecideContext,
): Decision {
  const { player } = command
  if (!state.playerIndex.has(player)) return refuse('unknown_player', 'This tournament has no such player.', player)
  const row = state.payouts?.rows.find((one) => one.player === player)
  if (row === undefined) return refuse('not_found', `${nameOf(state, player)} has no payout.`, player)
  const said = `The payout of ${money(row.cents)} to ${nameOf(state, player)} is ${row.status}`
  if (command.type === 'payout.pay') {
    if (row.status === 'pending') return accept(ctx, 'payout.paid', { player })
    return refuse('illegal_transition', `${said}, so it cannot be paid.`, player)
  }
  if (row.status === 'voided') return refuse('illegal_transition', `${said} already.`, player)
  if (command.reason.trim() === '') return refuse('invalid_option', 'Say why it is voided.', 'reason')
  return accept(ctx, 'payout.voided', { player, reason: command.reason })
}

/** Decides a command about prize money. */
export function decidePayout(state: State, command: PayoutCommand, ctx: DecideContext): Decision {
  switch (command.type) {
    case 'payouts.plan':
      return plan(state, command.rules, ctx)
    case 'payouts.compute':
      return compute(state, ctx)
    default:
      return payOrVoid(state, command, ctx)
  }
}
