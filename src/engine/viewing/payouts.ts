/** Prize money as JSON, for directors only. */
import { playerOf } from '../lookup.ts'
import { type PayoutRow, type PayoutRules, type PayoutTotals, freeEvent } from '../payouts.ts'
import type { PlayerId, State, TournamentId } from '../types.ts'
import { type PersonView, personView } from './match.ts'

export interface PayoutsView {
  readonly tournamentId: TournamentId
  readonly version: number
  readonly rules: PayoutRules
  readonly totals: PayoutTotals | null
  readonly rows: readonly {
    readonly place: number
    readonly player: PersonView
    readonly cents: number
    readonly status: PayoutRow<PlayerId>['status']
  }[]
}

/** Rules, sums and rows by place; without rules those of an event without money. */
export function payoutsView(state: State): PayoutsView {
  const { rules, totals, rows } = state.payouts ?? { rules: freeEvent, totals: null, rows: [] }
  return {
    tournamentId: state.tournament.id,
    version: state.version,
    rules,
    totals,
    rows: rows.flatMap(({ place, player, cents, status }) => {
      const found = playerOf(state, player)
      return found === undefined ? [] : [{ place, player: personView(found), cents, status }]
    }),
  }
}
