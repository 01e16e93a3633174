/**
 * Payments and their ledger. A payment and its posting are written in one transaction; the database refuses at COMMIT
 * what does not sum to zero. Rows leave as JSON made by one expression, so that every reader tells them alike.
 */
import { sql } from 'drizzle-orm'
import { ledgerEntries, payments } from '../../db/schema/house.ts'
import type { Instant, OrgId, PlayerId, TournamentId } from '../engine/types.ts'
import type { Database, Tx } from './database.ts'
import { utc } from './instants.ts'

type Row = typeof payments.$inferSelect

/** A payment as directors see it. Cents are those of the currency, whatever it calls them. */
export interface Payment {
  readonly id: string
  readonly tournamentId: TournamentId | null
  readonly playerId: PlayerId | null
  readonly purpose: Row['purpose']
  readonly amountCents: number
  readonly refundedCents: number
  readonly currency: string
  readonly status: Row['status']
  readonly providerRef: string | null
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

/** A payment with all that it did to the accounts, in order. */
export interface PaymentDetail extends Payment {
  readonly entries: readonly {
    readonly id: string
    readonly posting: string
    readonly account: string
    readonly amountCents: number
    readonly createdAt: Instant
  }[]
}

/** What is written for a new payment. */
export type NewPayment = Pick<
  Row,
  'id' | 'tournamentId' | 'playerId' | 'purpose' | 'amountCents' | 'currency' | 'status'
>

/** The lines of one posting. */
export interface Posting {
  readonly id: string
  readonly paymentId: string
  readonly entries: readonly {
    readonly id: string
    readonly account: (typeof ledgerEntries.$inferSelect)['account']
    readonly amountCents: number
  }[]
}

/** JSON of a row `p` of `payments`. */
export const paymentRow = sql`jsonb_build_object('id', p.id, 'tournamentId', p.tournament_id, 'playerId', p.player_id,
  'purpose', p.purpose, 'amountCents', p.amount_cents, 'refundedCents', p.refunded_cents, 'currency', p.currency,
  'status', p.status, 'providerRef', p.provider_ref, 'createdAt', ${utc(sql`p.created_at`)},
  'updatedAt', ${utc(sql`p.updated_at`)})`

const detail = (org: OrgId, id: string) => sql`
  SELECT ${paymentRow} || jsonb_build_object('entries', (
    SELECT coalesce(jsonb_agg(jsonb_build_object('id', e.id, 'posting', e.posting, 'account', e.account,
      'amountCents', e.amount_cents, 'createdAt', ${utc(sql`e.created_at`)}) ORDER BY e.created_at, e.id), '[]')
    FROM ledger_entries e WHERE e.org_id = p.org_id AND e.payment_id = p.id)) AS row
  FROM payments p WHERE p.org_id = ${org} AND p.id = ${id}`

/** A payment of this org with its ledger, or null. */
export async function readPayment(db: Database, org: OrgId, id: string): Promise<PaymentDetail | null> {
  const rows = await db.orgQuery<{ row: PaymentDetail }>(org, detail(org, id))
  return rows[0]?.row ?? null
}

/** A payment of this org, held until the transaction ends; null if there is none. */
export async function lockPayment(tx: Tx, org: OrgId, id: string): Promise<PaymentDetail | null> {
  // Two statements: one that waits for the lock would show entries from before the wait.
  await tx.execute(sql`SELECT 1 FROM payments WHERE org_id = ${org} AND id = ${id} FOR NO KEY UPDATE`)
  return inTransaction(tx, org, id)
}

/** Adds a payment with its posting. */
export async function insertPayment(tx: Tx, org: OrgId, row: NewPayment, posting: Posting): Promise<PaymentDetail> {
  await tx.insert(payments).values({ ...row, orgId: org })
  await insertPosting(tx, org, posting)
  return written(await inTransaction(tx, org, row.id))
}

/** Adds to what was given back of a payment, with the posting of that. */
export async function refundPayment(
  tx: Tx,
  org: OrgId,
  refund: { readonly amountCents: number; readonly status: Row['status'] },
  posting: Posting,
): Promise<PaymentDetail> {
  const { paymentId: id } = posting
  await tx.execute(sql`UPDATE payments SET refunded_cents = refunded_cents + ${refund.amountCents}::bigint,
    status = ${refund.status}, updated_at = now() WHERE org_id = ${org} AND id = ${id}`)
  await insertPosting(tx, org, posting)
  return written(await inTransaction(tx, org, id))
}

/** True if this org has such a tournament, and in it such a player where one is named. */
export async function hasPayer(
  tx: Tx,
  org: OrgId,
  tournament: TournamentId,
  player: PlayerId | null,
): Promise<boolean> {
  const rows = await tx.execute(sql`SELECT 1 FROM tournaments t WHERE t.org_id = ${org} AND t.id = ${tournament}
    AND t.deleted_at IS NULL AND (${player}::uuid IS NULL OR EXISTS (
      SELECT 1 FROM players p WHERE p.org_id = t.org_id AND p.tournament_id = t.id AND p.id = ${player}::uuid))`)
  return rows.length > 0
}

async function insertPosting(tx: Tx, org: OrgId, { id: posting, paymentId, entries }: Posting): Promise<void> {
  await tx.insert(ledgerEntries).values(entries.map((entry) => ({ ...entry, orgId: org, paymentId, posting })))
}

async function inTransaction(tx: Tx, org: OrgId, id: string): Promise<PaymentDetail | null> {
  // One cast: the columns are those of the statement above.
  const rows = (await tx.execute(detail(org, id))) as unknown as { row: PaymentDetail }[]
  return rows[0]?.row ?? null
}

function written(row: PaymentDetail | null): PaymentDetail {
  if (row === null) throw new Error('a written payment was not found')
  return row
}
