/**
 * The log of play: one row per version of a tournament, inserted once and never changed.
 * Rows carry the engine's event (`data`, what `fold` reads) and its absolute row changes (`ops`, what viewers get).
 */
import { sql, type SQL } from 'drizzle-orm'
import type { Event, EventType } from '../engine/messages.ts'
import type { Op } from '../engine/rows.ts'
import type { OrgId, TournamentId, UserId } from '../engine/types.ts'
import type { Database, Tx } from './database.ts'

/** One committed event as it lies in the log. */
export interface StoredEvent {
  readonly version: number
  readonly epoch: string
  readonly event: Event
  readonly ops: readonly Op[]
}

interface EventRow {
  readonly version: number
  readonly epoch: string
  readonly type: EventType
  readonly actor: UserId | null
  readonly at: string
  readonly data: Event['data']
  readonly ops: readonly Op[]
}

/**
 * Appends one event under the tournament's row lock. `month` is the tournament's own, it picks the partition.
 * `beside` is an INSERT that goes with it in the same statement.
 */
export async function appendEvent(
  tx: Tx,
  place: {
    readonly orgId: OrgId
    readonly tournamentId: TournamentId
    readonly month: string
    readonly version: number
  },
  event: Event,
  ops: readonly Op[],
  requestId: string,
  beside: SQL,
): Promise<void> {
  await tx.execute(sql`
    WITH beside AS (${beside})
    INSERT INTO tournament_events (month, tournament_id, version, org_id, type, actor, data, ops, at, request_id)
    VALUES (${place.month}::date, ${place.tournamentId}, ${place.version}, ${place.orgId}, ${event.type},
            ${event.actor},
            ${JSON.stringify(event.data)}::text::jsonb, ${JSON.stringify(ops)}::text::jsonb,
            ${event.at}::timestamptz, ${requestId})`)
}

/** An event to be appended as text that is JSON already. */
export interface WrittenEvent {
  readonly version: number
  readonly type: EventType
  readonly actor: UserId | null
  readonly at: string
  readonly data: string
  readonly ops: string
}

/** Appends many events at once; only an import may, for a tournament that nobody has seen yet. */
export async function appendEvents(
  tx: Tx,
  place: { readonly orgId: OrgId; readonly tournamentId: TournamentId; readonly month: string },
  events: readonly WrittenEvent[],
  requestId: string,
): Promise<void> {
  // Members are joined as text, so that no event is parsed and written a second time.
  const rows = events.map(({ data, ops, ...row }) => `${JSON.stringify(row).slice(0, -1)},"data":${data},"ops":${ops}}`)
  await tx.execute(sql`
    INSERT INTO tournament_events (month, tournament_id, version, org_id, type, actor, data, ops, at, request_id)
    SELECT ${place.month}::date, ${place.tournamentId}::uuid, x.version, ${place.orgId}::uuid, x.type, x.actor,
      x.data, x.ops, x.at, ${requestId}
    FROM jsonb_to_recordset(${`[${rows.join(',')}]`}::text::jsonb) AS x(version int, type text, actor uuid, data jsonb,
      ops jsonb, at timestamptz)`)
}

/** Events with a version above `after`, oldest first, at most `limit`; empty for an unknown tournament. */
export async function eventsAfter(
  db: Database,
  orgId: OrgId,
  tournamentId: TournamentId,
  after: number,
  limit: number,
): Promise<StoredEvent[]> {
  const rows = await db.orgQuery<EventRow>(orgId, eventsQuery(orgId, tournamentId, after, limit))
  return rows.map(toStored)
}

/** The same read inside a transaction that already speaks for the org. */
export async function eventsAfterIn(
  tx: Tx,
  orgId: OrgId,
  tournamentId: TournamentId,
  after: number,
  limit: number,
): Promise<StoredEvent[]> {
  const rows = (await tx.execute(eventsQuery(orgId, tournamentId, after, limit))) as unknown as EventRow[]
  return rows.map(toStored)
}

function eventsQuery(orgId: OrgId, tournamentId: TournamentId, after: number, limit: number) {
  return sql`
    SELECT e.version, t.epoch, e.type, e.actor, e.data, e.ops,
           to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at
    FROM tournaments t JOIN tournament_events e ON e.month = t.month AND e.tournament_id = t.id
    WHERE t.id = ${tournamentId} AND t.org_id = ${orgId} AND e.version > ${after}
    ORDER BY e.version LIMIT ${limit}`
}

function toStored(row: EventRow): StoredEvent {
  // One cast: the row was written from an Event by appendEvent, type and data belong together.
  const event = { type: row.type, at: row.at, actor: row.actor, data: row.data } as Event
  return { version: Number(row.version), epoch: row.epoch, event, ops: row.ops }
}
