/**
 * Messages to people, one row for each who is told. `dedupe_key` makes each of them once in an org: a row that is
 * there already is left alone. Rows leave as JSON made by one expression, so that every reader tells them alike.
 */
import { sql } from 'drizzle-orm'
import type { notifications } from '../../db/schema/house.ts'
import type { Instant, OrgId, PlayerStatus, TournamentId, UserId } from '../engine/types.ts'
import type { Tx } from './database.ts'
import { utc } from './instants.ts'

type Row = typeof notifications.$inferSelect

/** A message as its reader sees it. */
export interface Notification {
  readonly id: string
  readonly tournamentId: TournamentId | null
  readonly userId: UserId | null
  readonly channel: Row['channel']
  readonly template: string
  readonly status: Row['status']
  readonly payload: Readonly<Record<string, unknown>>
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

/** One message to several people. */
export interface Message {
  readonly tournamentId: TournamentId | null
  readonly channel: Row['channel']
  readonly template: string
  readonly payload: Readonly<Record<string, unknown>>
}

/** One row of it. */
export interface Told {
  readonly id: string
  readonly userId: UserId
  readonly dedupeKey: string
}

/** JSON of a row `n` of `notifications`. */
export const notificationRow = sql`jsonb_build_object('id', n.id, 'tournamentId', n.tournament_id,
  'userId', n.user_id, 'channel', n.channel, 'template', n.template, 'status', n.status, 'payload', n.payload,
  'createdAt', ${utc(sql`n.created_at`)}, 'updatedAt', ${utc(sql`n.updated_at`)})`

/** Writes a message to each who has not got it yet, as sent; tells how many those are. */
export async function insertNotifications(
  tx: Tx,
  org: OrgId,
  message: Message,
  told: readonly Told[],
): Promise<number> {
  const { tournamentId, channel, template, payload } = message
  const rows = await tx.execute(sql`
    INSERT INTO notifications (id, org_id, tournament_id, user_id, channel, template, status, dedupe_key, payload)
    SELECT t.id, ${org}, ${tournamentId}, t."userId", ${channel}, ${template}, 'sent', t."dedupeKey",
      ${JSON.stringify(payload)}::text::jsonb
    FROM jsonb_to_recordset(${JSON.stringify(told)}::text::jsonb) AS t (id uuid, "userId" uuid, "dedupeKey" text)
    ON CONFLICT (org_id, dedupe_key) DO NOTHING RETURNING id`)
  return rows.length
}

/** Accounts of the players of a tournament, or of those of one status; null if this org has no such tournament. */
export async function accountsOf(
  tx: Tx,
  org: OrgId,
  tournament: TournamentId,
  status?: PlayerStatus,
): Promise<readonly UserId[] | null> {
  const isAsked = status === undefined ? sql`` : sql`AND p.status = ${status}`
  // One cast: the columns are those of the statement.
  const rows = (await tx.execute(sql`SELECT coalesce((SELECT jsonb_agg(DISTINCT p.user_id) FROM players p
      WHERE p.org_id = t.org_id AND p.tournament_id = t.id AND p.user_id IS NOT NULL ${isAsked}), '[]') AS users
    FROM tournaments t WHERE t.org_id = ${org} AND t.id = ${tournament} AND t.deleted_at IS NULL`)) as unknown as {
    users: UserId[]
  }[]
  return rows[0]?.users ?? null
}

/** A person's own message in this org, held until the transaction ends; null if there is none. */
export async function lockNotification(tx: Tx, org: OrgId, user: UserId, id: string): Promise<Notification | null> {
  return one(
    await tx.execute(sql`SELECT ${notificationRow} AS row FROM notifications n
      WHERE n.org_id = ${org} AND n.id = ${id} AND n.user_id = ${user} FOR NO KEY UPDATE`),
  )
}

/** Notes that a message was read; the message after it. */
export async function markRead(tx: Tx, org: OrgId, id: string): Promise<Notification | null> {
  return one(
    await tx.execute(sql`UPDATE notifications n SET status = 'read', updated_at = now()
      WHERE n.org_id = ${org} AND n.id = ${id} RETURNING ${notificationRow} AS row`),
  )
}

function one(rows: unknown): Notification | null {
  // One cast: the column is that of the statements above.
  return (rows as { row: Notification }[])[0]?.row ?? null
}
