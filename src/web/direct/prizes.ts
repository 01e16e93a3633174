/** Prize money as the API gives it, and the rules of the pool as they are typed. Pure. */
import type { PayoutRules, PayoutTotals } from '../../engine/payouts.ts'
import { basisPointsOf, centsOf, plainHundredths, plainPercent, sharesOf } from '../money.ts'

export interface Payout {
  readonly place: number
  readonly player: { readonly id: string; readonly name: string }
  readonly cents: number
  readonly status: 'pending' | 'paid' | 'voided'
}

export interface Payouts {
  readonly version: number
  readonly rules: PayoutRules
  readonly totals: PayoutTotals | null
  readonly rows: readonly Payout[]
}

/** The fields of the form, as text. */
export type PoolText = Readonly<Record<'fee' | 'house' | 'added' | 'costs' | 'shares', string>>

export function poolText(rules: PayoutRules): PoolText {
  return {
    fee: plainHundredths(rules.entryFeeCents),
    house: plainPercent(rules.houseBasisPoints),
    added: plainHundredths(rules.addedCents),
    costs: plainHundredths(rules.feesCents),
    shares: (rules.basisPoints ?? []).map(plainPercent).join(', '),
  }
}

/** Rules that can be sent, or the first thing wrong in words. */
export function rulesOf(text: PoolText): PayoutRules | { readonly words: string } {
  const [fee, added, costs] = [centsOf(text.fee), centsOf(text.added), centsOf(text.costs)]
  if (fee === null || added === null || costs === null) return { words: 'Write amounts like 20 or 12.50.' }
  const house = basisPointsOf(text.house)
  if (house === null || house > 10_000) return { words: 'The house keeps 0 to 100 percent, like 10 or 7.5.' }
  const shares = sharesOf(text.shares)
  if (shares === null) return { words: 'Write the shares in percent, first place first, like 50, 30, 20.' }
  const whole = shares.reduce((sum, share) => sum + share, 0)
  if (whole > 10_000) return { words: `The shares add up to ${plainPercent(whole)} percent; 100 is all there is.` }
  const basisPoints = shares.length === 0 ? null : shares
  return { entryFeeCents: fee, houseBasisPoints: house, addedCents: added, feesCents: costs, basisPoints }
}
