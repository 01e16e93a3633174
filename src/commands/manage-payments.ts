/** Payments in cash: recorded and given back, each with a posting that balances. Providers of payments come later. */
import type { PlayerId, TournamentId } from '../engine/types.ts'
import { AppError } from '../errors.ts'
import { hasPayer, insertPayment, lockPayment, type Posting, refundPayment } from '../store/payments.ts'
import type { Tx } from '../store/database.ts'
import type { Caller, CommandAnswer, CommandDeps } from './command.ts'
import { type Entry, paymentPosting, type Purpose, refundOf, refundPosting } from './postings.ts'
import { type Precondition, runWrite } from './write.ts'

type Deps = Pick<CommandDeps, 'db' | 'newId'>

/** Money that changed hands. */
export interface CashPayment {
  readonly tournamentId?: TournamentId | undefined
  readonly playerId?: PlayerId | undefined
  readonly purpose: Purpose
  readonly amountCents: number
  readonly currency: string
}

/** Answers 201 with the payment and its entries; cash has succeeded when it is written down. */
export function recordPayment({ db, newId }: Deps, caller: Caller, input: CashPayment): Promise<CommandAnswer> {
  const { tournamentId = null, playerId = null, purpose, amountCents, currency } = input
  return runWrite(db, caller, async (tx) => {
    if (tournamentId !== null) await requirePayer(tx, caller, tournamentId, playerId)
    const id = newId()
    const row = { id, tournamentId, playerId, purpose, amountCents, currency, status: 'succeeded' } as const
    const posting = postingOf(newId, id, paymentPosting(purpose, amountCents))
    const body = await insertPayment(tx, caller.orgId, row, posting)
    const after = { tournamentId, playerId, purpose, amountCents, currency }
    const audit = { action: 'payment.recorded', subject: `payment:${id}`, after }
    return { status: 201, body, location: `/api/payments/${id}`, audit }
  })
}

/** Gives back a part, or all that is left; 200 with the payment. */
export function giveBack(
  { db, newId }: Deps,
  caller: Caller,
  id: string,
  input: { readonly amountCents?: number | undefined },
  check: Precondition,
): Promise<CommandAnswer> {
  return runWrite(db, caller, async (tx) => {
    const now = await lockPayment(tx, caller.orgId, id)
    if (now === null) throw new AppError('not_found', 'there is nothing at this address')
    check(now)
    const refund = refundOf(now, input.amountCents)
    if (refund.problem !== undefined) throw new AppError(refund.problem, refund.detail)
    const posting = postingOf(newId, id, refundPosting(now.purpose, refund.amountCents))
    const body = await refundPayment(tx, caller.orgId, refund, posting)
    const [before, after] = [now, body].map(({ status, refundedCents }) => ({ status, refundedCents }))
    return { status: 200, body, audit: { action: 'payment.refunded', subject: `payment:${id}`, before, after } }
  })
}

function postingOf(newId: () => string, paymentId: string, entries: readonly Entry[]): Posting {
  return { id: newId(), paymentId, entries: entries.map((entry) => ({ ...entry, id: newId() })) }
}

async function requirePayer(tx: Tx, { orgId }: Caller, id: TournamentId, player: PlayerId | null): Promise<void> {
  if (!(await hasPayer(tx, orgId, id, null))) throw unknown('tournamentId', 'the org has no such tournament')
  if (player !== null && !(await hasPayer(tx, orgId, id, player)))
    throw unknown('playerId', 'the tournament has no such player')
}

function unknown(path: string, message: string): AppError {
  return new AppError('invalid_body', message, { errors: [{ path, code: 'unknown', message }] })
}
