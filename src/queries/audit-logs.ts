/**
 * The audit log of an org, newest first. Only the database knows it: it is read rarely, and never from a cache.
 * Months are named beside times, so that partitions outside of a period are not even opened.
 */
import { sql, type SQL } from 'drizzle-orm'
import type { OrgId, TournamentId, UserId } from '../engine/types.ts'
import { utc } from '../store/instants.ts'
import type { Window } from '../store/keyset.ts'
import { readWindow, type CountMode, type Windowed } from '../store/windows.ts'
import type { QueryDeps } from './deps.ts'

/** What narrows the list; times are inclusive, to the millisecond that a row shows. */
export interface AuditFilter {
  readonly action?: string | undefined
  readonly userId?: UserId | undefined
  readonly tournamentId?: TournamentId | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
}

/** One row as the API shows it. */
export interface ListedAudit {
  readonly id: string
  readonly timestamp: string
  readonly userId: UserId | null
  /** Of the account as it is now. */
  readonly userName: string | null
  readonly principal: string
  readonly action: string
  readonly subject: string
  readonly tournamentId: TournamentId | null
  readonly before: object | null
  readonly after: object | null
  readonly address: string | null
  readonly requestId: string | null
  readonly position: number
  /** Hex. */
  readonly hash: string
}

const list = {
  row: sql`jsonb_build_object('id', a.id, 'timestamp', ${utc(sql`a.timestamp`)}, 'userId', a.user_id,
    'userName', u.name, 'principal', coalesce(a.principal, 'user:' || a.user_id, 'system'), 'action', a.action,
    'subject', a.subject, 'tournamentId', a.tournament_id, 'before', a.before, 'after', a.after, 'address', a.address,
    'requestId', a.request_id, 'position', a.position, 'hash', encode(a.hash, 'hex'))`,
  from: sql`audit_logs a LEFT JOIN users u ON u.id = a.user_id`,
  order: [
    { sql: sql`a.timestamp`, type: 'timestamptz', isDescending: true },
    { sql: sql`a.id`, type: 'uuid' },
  ],
} as const

/** One window of the org's audit log. */
export function auditList(
  { db }: Pick<QueryDeps, 'db'>,
  org: OrgId,
  filter: AuditFilter,
  { window, count }: { readonly window: Window; readonly count: CountMode },
): Promise<Windowed<ListedAudit>> {
  return readWindow(db, org, { ...list, where: conditions(org, filter) }, window, count)
}

const monthOf = (instant: string) => sql`date_trunc('month', ${instant}::text::timestamptz AT TIME ZONE 'UTC')::date`

function conditions(org: OrgId, { action, userId, tournamentId, from, to }: AuditFilter): SQL {
  const parts = [
    sql`a.org_id = ${org}`,
    action && sql`a.action = ${action}`,
    userId && sql`a.user_id = ${userId}`,
    tournamentId && sql`a.tournament_id = ${tournamentId}`,
    from && sql`a.timestamp >= ${from}::text::timestamptz AND a.month >= ${monthOf(from)}`,
    to && sql`a.timestamp < ${to}::text::timestamptz + interval '1 millisecond' AND a.month <= ${monthOf(to)}`,
  ].filter((part): part is SQL => Boolean(part))
  return sql.join(parts, sql` AND `)
}
