/**
 * What a payment does to the accounts of an org: double entry in whole cents, what comes in positive.
 * Invariant: the entries of every posting sum to zero.
 * Invariant: no sequence of refunds gives back more than was paid.
 * `cash` is what lies in the drawer; every other account says where it came from or went to. Entry fees and buy-backs
 * are one pool; what is refunded of them stands apart, so that both what was taken and what was given back are seen.
 */

export type Purpose = 'entry_fee' | 'buy_back' | 'payout' | 'other'
export type Account = 'cash' | 'entry_fees' | 'house' | 'prizes' | 'refunds'

/** One line of a posting. */
export interface Entry {
  readonly account: Account
  readonly amountCents: number
}

/** A payment as far as a refund depends on it. */
export interface Refundable {
  readonly status: string
  readonly amountCents: number
  readonly refundedCents: number
}

/** A refund that may be made, or why not. */
export type Refund =
  | { readonly amountCents: number; readonly status: 'partially_refunded' | 'refunded'; readonly problem?: never }
  | { readonly problem: 'payment_not_refundable' | 'refund_over_payment'; readonly detail: string }

/** Where the other side of the drawer is booked, and where money that goes back is. */
const books: Readonly<
  Record<Purpose, { readonly isIncome: boolean; readonly account: Account; readonly back: Account }>
> = {
  entry_fee: { isIncome: true, account: 'entry_fees', back: 'refunds' },
  buy_back: { isIncome: true, account: 'entry_fees', back: 'refunds' },
  payout: { isIncome: false, account: 'prizes', back: 'prizes' },
  other: { isIncome: true, account: 'house', back: 'refunds' },
}

/** Entries of a payment that was made. */
export function paymentPosting(purpose: Purpose, amountCents: number): readonly Entry[] {
  const { isIncome, account } = books[purpose]
  return posting(account, isIncome ? amountCents : -amountCents)
}

/** Entries of money that goes back the way it came. */
export function refundPosting(purpose: Purpose, amountCents: number): readonly Entry[] {
  const { isIncome, back } = books[purpose]
  return posting(back, isIncome ? -amountCents : amountCents)
}

/** Judges a refund; without an amount all that is left. */
export function refundOf({ status, amountCents, refundedCents }: Refundable, asked?: number): Refund {
  const left = amountCents - refundedCents
  if (status !== 'succeeded' && status !== 'partially_refunded') {
    const detail = `a payment that is ${status.replace('_', ' ')} has nothing to give back`
    return { problem: 'payment_not_refundable', detail }
  }
  const wanted = asked ?? left
  if (wanted > left) {
    const detail = `only ${left} of ${amountCents} cents are left to give back`
    return { problem: 'refund_over_payment', detail }
  }
  return { amountCents: wanted, status: wanted === left ? 'refunded' : 'partially_refunded' }
}

function posting(account: Account, intoDrawer: number): readonly Entry[] {
  if (!Number.isSafeInteger(intoDrawer) || intoDrawer === 0) throw new Error('a posting moves whole cents, and some')
  return [
    { account: 'cash', amountCents: intoDrawer },
    { account, amountCents: -intoDrawer },
  ]
}
