import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { type Entry, paymentPosting, type Purpose, refundOf, refundPosting } from './postings.ts'

const purpose = fc.constantFrom<Purpose>('entry_fee', 'buy_back', 'payout', 'other')
const cents = fc.oneof(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 1_000_000_000 }))
const sum = (entries: readonly Entry[]) => entries.reduce((total, { amountCents }) => total + amountCents, 0)
const inCash = (entries: readonly Entry[]) => sum(entries.filter(({ account }) => account === 'cash'))

describe('postings', () => {
  test('the entries of every posting sum to zero', () => {
    fc.assert(
      fc.property(purpose, cents, (of, amount) => {
        for (const entries of [paymentPosting(of, amount), refundPosting(of, amount)]) {
          expect(sum(entries)).toBe(0)
          expect(entries).toHaveLength(2)
          for (const { amountCents } of entries) expect(Number.isSafeInteger(amountCents)).toBe(true)
        }
      }),
    )
  })

  test('no sequence of refunds gives back more than was paid', () => {
    const asked = fc.array(fc.option(cents, { nil: undefined }), { maxLength: 12 })
    fc.assert(
      fc.property(purpose, cents, asked, (of, paid, refunds) => {
        let payment = { status: 'succeeded', amountCents: paid, refundedCents: 0 }
        const ledger = [...paymentPosting(of, paid)]
        for (const wanted of refunds) {
          const refund = refundOf(payment, wanted)
          if (refund.problem !== undefined) {
            const left = payment.amountCents - payment.refundedCents
            expect(left === 0 || (wanted ?? left) > left).toBe(true)
            continue
          }
          payment = { ...payment, status: refund.status, refundedCents: payment.refundedCents + refund.amountCents }
          ledger.push(...refundPosting(of, refund.amountCents))
        }

        const drawer = paid - payment.refundedCents
        expect(payment.refundedCents).toBeLessThanOrEqual(paid)
        expect(payment.status === 'refunded').toBe(payment.refundedCents === paid)
        expect(sum(ledger)).toBe(0)
        expect(inCash(ledger)).toBe(of === 'payout' ? 0 - drawer : drawer)
      }),
    )
  })

  test('an entry fee fills the drawer, a payout empties it, and money back goes the other way', () => {
    expect(paymentPosting('entry_fee', 2500)).toEqual([
      { account: 'cash', amountCents: 2500 },
      { account: 'entry_fees', amountCents: -2500 },
    ])
    expect(refundPosting('entry_fee', 500)).toEqual([
      { account: 'cash', amountCents: -500 },
      { account: 'refunds', amountCents: 500 },
    ])
    expect(paymentPosting('payout', 9000)).toEqual([
      { account: 'cash', amountCents: -9000 },
      { account: 'prizes', amountCents: 9000 },
    ])
    expect(refundPosting('payout', 9000)).toEqual([
      { account: 'cash', amountCents: 9000 },
      { account: 'prizes', amountCents: -9000 },
    ])
  })

  test('half cents, nothing and what no number holds are no postings', () => {
    for (const amount of [0, 0.5, Number.NaN, 2 ** 53]) expect(() => paymentPosting('other', amount)).toThrow()
  })

  test('what never came in and what is back already has nothing to give back', () => {
    for (const status of ['pending', 'failed', 'cancelled', 'refunded'])
      expect(refundOf({ status, amountCents: 100, refundedCents: 0 }, 1).problem).toBe('payment_not_refundable')
  })
})
