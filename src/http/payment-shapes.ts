/** Bodies and parameters of payments: what comes in, and what goes out as the OpenAPI document names it. */
import { z } from 'zod'
import { dateOrInstant, playerId, tournamentId } from './fields.ts'
import { listOf, listParameters } from './lists.ts'

const time = z.iso.datetime()
const purpose = z.enum(['entry_fee', 'buy_back', 'payout', 'other'])
const status = z.enum(['pending', 'succeeded', 'failed', 'cancelled', 'partially_refunded', 'refunded'])
// Ten million of a currency with cents: far above any event, far below what a number holds.
const amountCents = z.number().int().min(1).max(1_000_000_000)
const currencies = new Set(Intl.supportedValuesOf('currency'))
const currency = z
  .string()
  .regex(/^[A-Z]{3}$/)
  .refine((code) => currencies.has(code), 'must be an ISO 4217 currency such as EUR')

export const newPayment = z
  .strictObject({
    tournamentId: tournamentId.optional(),
    playerId: playerId.optional(),
    purpose,
    amountCents,
    currency,
  })
  .refine(({ tournamentId: of, playerId: by }) => by === undefined || of !== undefined, {
    path: ['tournamentId'],
    message: 'a player pays for a tournament: name it',
  })
export const refund = z.strictObject({ amountCents: amountCents.optional() })
export const paymentParams = z.strictObject({ id: z.uuid().transform((text) => text.toLowerCase()) })

export const paymentListQuery = z.strictObject({
  ...listParameters,
  tournamentId: tournamentId.optional(),
  status: status.optional(),
  playerId: playerId.optional(),
  from: dateOrInstant.optional(),
  to: dateOrInstant.optional(),
})

const paymentShape = {
  id: z.uuid(),
  tournamentId: z.uuid().nullable(),
  playerId: z.uuid().nullable(),
  purpose,
  amountCents: z.int(),
  refundedCents: z.int(),
  currency: z.string(),
  status,
  providerRef: z.string().nullable(),
  createdAt: time,
  updatedAt: time,
}
const entry = z.strictObject({
  id: z.uuid(),
  posting: z.uuid(),
  account: z.enum(['cash', 'entry_fees', 'house', 'prizes', 'fees', 'refunds']),
  amountCents: z.int(),
  createdAt: time,
})
export const listedPayment = z.strictObject(paymentShape)
export const payment = z.strictObject({ ...paymentShape, entries: z.array(entry) }).meta({
  id: 'Payment',
  description: 'The entries of one posting sum to zero; what comes into an account is positive.',
})
export const paymentPage = listOf(listedPayment).meta({ id: 'PaymentPage' })
