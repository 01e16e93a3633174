/** Payments of an org, newest first, and one of them with its ledger. Read from the database each time. */
import { sql, type SQL } from 'drizzle-orm'
import type { OrgId, PlayerId, TournamentId } from '../engine/types.ts'
import type { SortColumn, Window } from '../store/keyset.ts'
import { type Payment, type PaymentDetail, paymentRow, readPayment } from '../store/payments.ts'
import { readWindow, type CountMode, type Windowed } from '../store/windows.ts'
import type { QueryDeps } from './deps.ts'

type Deps = Pick<QueryDeps, 'db'>

export interface PaymentFilter {
  readonly tournamentId?: TournamentId | undefined
  readonly status?: Payment['status'] | undefined
  readonly playerId?: PlayerId | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
}

// The order of idx_payments_org_timestamp.
const order: readonly SortColumn[] = [
  { sql: sql`p.created_at`, type: 'timestamptz', isDescending: true },
  { sql: sql`p.id`, type: 'uuid' },
]

/** One window of the org's payments. */
export function paymentList(
  { db }: Deps,
  org: OrgId,
  filter: PaymentFilter,
  { window, count }: { readonly window: Window; readonly count: CountMode },
): Promise<Windowed<Payment>> {
  const list = { row: paymentRow, from: sql`payments p`, where: conditions(org, filter), order }
  return readWindow(db, org, list, window, count)
}

/** A payment of this org with its ledger, or null. */
export function paymentDetail({ db }: Deps, org: OrgId, id: string): Promise<PaymentDetail | null> {
  return readPayment(db, org, id)
}

function conditions(org: OrgId, { tournamentId, status, playerId, from, to }: PaymentFilter): SQL {
  const parts = [
    sql`p.org_id = ${org}`,
    tournamentId
      ? sql`p.tournament_id = ${tournamentId}`
      : playerId && sql`p.tournament_id = ${eventOf(org, playerId)}`,
    status && sql`p.status = ${status}`,
    playerId && sql`p.player_id = ${playerId}`,
    from && sql`p.created_at >= ${from}::timestamptz`,
    to && sql`p.created_at <= ${to}::timestamptz`,
  ].filter((part): part is SQL => Boolean(part))
  return sql.join(parts, sql` AND `)
}

// A player is of one tournament, and payments are found by that.
const eventOf = (org: OrgId, player: PlayerId) =>
  sql`(SELECT q.tournament_id FROM players q WHERE q.id = ${player} AND q.org_id = ${org})`
