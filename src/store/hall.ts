/**
 * The hall that the tournaments of an org share: which tables and people are taken, and how fast racks fall.
 * All of it is read from projections, so what is taken in a transaction that has not committed is not seen here;
 * two unique indexes (tables in `matches`, people in `busy_players`) make the later of two such writers lose.
 */
import { sql, type SQL } from 'drizzle-orm'
import { defaultMinutesPerRack, type Hall } from '../engine/eta.ts'
import type { Busy } from '../engine/queue.ts'
import type { Instant, MatchId, OrgId, TableId, TournamentId, UserId } from '../engine/types.ts'
import type { Database, Tx } from './database.ts'
import type { Window } from './keyset.ts'
import { readWindow, type CountMode, type Windowed } from './windows.ts'

const held = sql`state IN ('assigned', 'active', 'paused')`
const utc = (column: SQL) => sql`to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

interface BusyRow {
  readonly tables: readonly TableId[]
  readonly people: readonly UserId[]
}

const busyColumns = (org: OrgId, except: TournamentId) => sql`
  coalesce((SELECT jsonb_agg(table_id) FROM matches
    WHERE ${held} AND table_id IS NOT NULL AND org_id = ${org} AND tournament_id <> ${except}), '[]') AS tables,
  coalesce((SELECT jsonb_agg(user_id) FROM busy_players
    WHERE org_id = ${org} AND tournament_id <> ${except}), '[]') AS people`

function busyOf(row: BusyRow | undefined): Busy {
  return { tables: new Set(row?.tables), people: new Set(row?.people) }
}

/** What the other tournaments of the org hold by now, for a decision under the lock of this one. */
export async function busyElsewhere(tx: Tx, org: OrgId, tournament: TournamentId): Promise<Busy> {
  const rows = (await tx.execute(sql`SELECT ${busyColumns(org, tournament)}`)) as unknown as BusyRow[]
  return busyOf(rows[0])
}

// A gap of less than half a minute is a score that was entered after the fact, one of more than an hour is a break.
const paceQuery = (org: OrgId, tournament: TournamentId) => sql`
  SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY gap) / 60.0 FROM (
    SELECT extract(epoch FROM r.created_at - before.created_at)::float8 AS gap
    FROM (
      SELECT m.id FROM matches m
      WHERE m.started_at IS NOT NULL AND m.tournament_id IN (
        SELECT o.id FROM tournaments o JOIN tournaments t ON t.id = ${tournament} AND t.org_id = ${org}
        WHERE o.org_id = t.org_id AND o.started_at IS NOT NULL AND (t.venue_id IS NULL OR o.venue_id = t.venue_id)
        ORDER BY o.started_at DESC LIMIT 8)
      ORDER BY m.started_at DESC LIMIT 60
    ) recent
    JOIN racks r ON r.match_id = recent.id
    JOIN racks before ON before.match_id = r.match_id AND before.number = r.number - 1
    WHERE r.created_at - before.created_at BETWEEN interval '30 seconds' AND interval '1 hour'
    ORDER BY r.created_at DESC LIMIT 50
  ) gaps`

/**
 * The present of the hall around one tournament, in one round trip. Its pace is the median of the last 50 racks at
 * the venue, or in the org for a tournament without one; 6 minutes while none has been seen.
 */
export async function readHall(db: Database, org: OrgId, tournament: TournamentId): Promise<Hall> {
  const [row] = await db.orgQuery<BusyRow & { readonly at: Instant; readonly pace: number | string | null }>(
    org,
    sql`SELECT ${utc(sql`clock_timestamp()`)} AS at, (${paceQuery(org, tournament)}) AS pace,
      ${busyColumns(org, tournament)}`,
  )
  if (row === undefined) throw new Error('the database told no time')
  const minutesPerRack = row.pace === null ? defaultMinutesPerRack : Number(row.pace)
  return { at: row.at, busy: busyOf(row), minutesPerRack }
}

/** A table of the org with what is on it, in whichever tournament. */
export interface Availability {
  readonly table: { readonly id: TableId; readonly label: string; readonly venueId: string | null }
  readonly state: 'available' | 'in_use' | 'blocked'
  readonly match: {
    readonly id: MatchId
    readonly label: string
    readonly tournamentId: TournamentId
    readonly tournamentName: string
    readonly players: readonly [string | null, string | null]
    readonly scores: readonly [number, number]
    readonly startedAt: Instant | null
  } | null
  /** Why one of the tournaments that use it has blocked it. */
  readonly blockedReason: string | null
}

const tablesOfOrg = {
  row: sql`jsonb_build_object(
      'table', jsonb_build_object('id', b.id, 'label', b.label, 'venueId', b.venue_id),
      'state', CASE WHEN m.id IS NOT NULL THEN 'in_use' WHEN x.table_id IS NOT NULL THEN 'blocked'
        ELSE 'available' END,
      'match', CASE WHEN m.id IS NOT NULL THEN jsonb_build_object('id', m.id, 'label', m.ref,
        'tournamentId', t.id, 'tournamentName', t.name, 'players', jsonb_build_array(pa.name, pb.name),
        'scores', jsonb_build_array(m.score_a, m.score_b), 'startedAt', ${utc(sql`m.started_at`)}) END,
      'blockedReason', x.reason)`,
  // No table is held by two matches, so each stands here once.
  from: sql`tables b
    LEFT JOIN matches m ON m.table_id = b.id AND m.${held}
    LEFT JOIN tournaments t ON t.id = m.tournament_id
    LEFT JOIN players pa ON pa.id = m.player_a
    LEFT JOIN players pb ON pb.id = m.player_b
    LEFT JOIN LATERAL (
      SELECT u.table_id, u.reason FROM tournament_tables u JOIN tournaments o ON o.id = u.tournament_id
      WHERE u.table_id = b.id AND u.status = 'blocked' AND o.deleted_at IS NULL
        AND o.status IN ('draft', 'registration', 'check_in', 'active', 'paused')
      ORDER BY u.updated_at DESC LIMIT 1) x ON true`,
  // Table 9 before table 10.
  order: [
    { sql: sql`length(b.label)`, type: 'int4' },
    { sql: sql`b.label`, type: 'text' },
    { sql: sql`b.id`, type: 'uuid' },
  ],
} as const

/** A window of the org's tables by label. */
export function readAvailability(
  db: Database,
  org: OrgId,
  window: Window,
  count: CountMode,
): Promise<Windowed<Availability>> {
  return readWindow(db, org, { ...tablesOfOrg, where: sql`b.org_id = ${org}` }, window, count)
}
