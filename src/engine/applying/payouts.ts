/** Events of prize money: its rules, a computation, payouts made and taken back. */
import { assert } from '../assert.ts'
import type { EventData } from '../messages.ts'
import { type PayoutRow, freeEvent } from '../payouts.ts'
import type { PlayerId, State } from '../types.ts'

/** New rules make what was computed by the old ones void. */
export function planned(state: State, data: EventData['payouts.planned']): State {
  return { ...state, payouts: { rules: data.rules, totals: null, rows: [] } }
}

/** What is paid stays paid; everything else is as computed now. */
export function computed(state: State, data: EventData['payouts.computed']): State {
  const paid = new Set(state.payouts?.rows.flatMap((row) => (row.status === 'paid' ? [row.player] : [])))
  const rows = data.rows.map((row): PayoutRow<PlayerId> => {
    return { ...row, status: paid.has(row.player) ? 'paid' : 'pending' }
  })
  return { ...state, payouts: { rules: state.payouts?.rules ?? freeEvent, totals: data.totals, rows } }
}

function withStatus(state: State, player: PlayerId, status: PayoutRow<PlayerId>['status']): State {
  assert(state.payouts !== undefined, 'a payout that was never computed')
  const rows = state.payouts.rows.map((row) => (row.player === player ? { ...row, status } : row))
  return { ...state, payouts: { ...state.payouts, rows } }
}

export function paid(state: State, data: EventData['payout.paid']): State {
  return withStatus(state, data.player, 'paid')
}

export function voided(state: State, data: EventData['payout.voided']): State {
  return withStatus(state, data.player, 'voided')
}

/** A tournament taken up again may end otherwise: nothing that was computed counts any more. */
export function forgotten(state: State): State {
  return state.payouts === undefined ? state : planned(state, { rules: state.payouts.rules })
}
