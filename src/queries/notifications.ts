/** Messages of an org, or of one of its people, newest first. Read from the database each time. */
import { sql, type SQL } from 'drizzle-orm'
import type { OrgId, TournamentId, UserId } from '../engine/types.ts'
import type { SortColumn, Window } from '../store/keyset.ts'
import { type Notification, notificationRow } from '../store/notifications.ts'
import { readWindow, type CountMode, type Windowed } from '../store/windows.ts'
import type { QueryDeps } from './deps.ts'

export interface NotificationFilter {
  /** Absent: of everybody in the org. */
  readonly userId?: UserId | undefined
  readonly status?: Notification['status'] | undefined
  readonly tournamentId?: TournamentId | undefined
  /** In the app a message is unread from being sent until it is read. */
  readonly unread?: boolean | undefined
}

// Backwards along the indexes that begin with the org, forwards along idx_notifications_tournament.
const order: readonly SortColumn[] = [
  { sql: sql`n.created_at`, type: 'timestamptz', isDescending: true },
  { sql: sql`n.id`, type: 'uuid', isDescending: true },
]

/** One window of them. */
export function notificationList(
  { db }: Pick<QueryDeps, 'db'>,
  org: OrgId,
  filter: NotificationFilter,
  { window, count }: { readonly window: Window; readonly count: CountMode },
): Promise<Windowed<Notification>> {
  const list = { row: notificationRow, from: sql`notifications n`, where: conditions(org, filter), order }
  return readWindow(db, org, list, window, count)
}

function conditions(org: OrgId, { userId, status, tournamentId, unread }: NotificationFilter): SQL {
  const parts = [
    sql`n.org_id = ${org}`,
    userId && sql`n.user_id = ${userId}`,
    status && sql`n.status = ${status}`,
    tournamentId && sql`n.tournament_id = ${tournamentId}`,
    unread !== undefined && sql`n.channel = 'in_app' AND n.status = ${unread ? 'sent' : 'read'}`,
  ].filter((part): part is SQL => Boolean(part))
  return sql.join(parts, sql` AND `)
}
