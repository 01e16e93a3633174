/**
 * Tables of honour of an org: figures per person over its completed events, as a whole, per format and per venue.
 * Made anew from `match_players` when the org's list has moved on; only rows that differ are written, so readers see
 * one whole state or the next and wait for nobody.
 * Invariant: after a refresh the rows are exactly what the completed events say.
 */
import { sql } from 'drizzle-orm'
import type { OrgId } from '../engine/types.ts'
import type { Database, Tx } from './database.ts'
import type { Job } from './jobs.ts'

/** What a person has in one table; `rank` is shared by equals and skips after them (standard competition ranking). */
export interface LeaderboardRow {
  readonly rank: number
  readonly userId: string
  readonly name: string
  readonly played: number
  readonly won: number
  readonly racksFor: number
  readonly racksAgainst: number
  /** Events won. */
  readonly titles: number
}

/** Orgs whose tables are older than their events, longest due first. */
export async function dueLeaderboards(db: Database, limit: number): Promise<readonly OrgId[]> {
  const rows = await db.query<{ org_id: OrgId }>(sql`SELECT org_id FROM lookup.leaderboards_due(${limit})`)
  return rows.map((row) => row.org_id)
}

/** Brings the tables of one org up to its events. Returns how many rows have changed. */
export function refreshLeaderboards(db: Database, orgId: OrgId): Promise<number> {
  return db.orgTransaction(orgId, async (tx) => {
    await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`leaderboards ${orgId}`}, 0))`)
    // Before the figures are read: what is raised meanwhile makes the org due again.
    await tx.execute(sql`
      INSERT INTO leaderboard_runs (org_id, list_version)
      SELECT ${orgId}::uuid, coalesce(max(version), 0) FROM tag_versions WHERE org_id = ${orgId} AND tag = 'list'
      ON CONFLICT (org_id) DO UPDATE
      SET list_version = excluded.list_version, refreshed_at = clock_timestamp()`)
    return write(tx, orgId)
  })
}

const dueMax = 200

/** Keeps the tables up to what was played, a minute behind at most. */
export function leaderboardJob(db: Database): Job {
  const run = async () => {
    const due = await dueLeaderboards(db, dueMax)
    let rows = 0
    for (const org of due) rows += await refreshLeaderboards(db, org)
    return rows === 0 ? null : `${rows} rows of ${due.length} orgs have changed`
  }
  return { name: 'leaderboards', pattern: '* * * * *', run }
}

const columns = sql`rank, played, won, racks_for, racks_against, titles`

async function write(tx: Tx, orgId: OrgId): Promise<number> {
  const rows = await tx.execute(sql`
    WITH played AS (
      SELECT p.user_id, t.type, t.venue_id, p.has_won::int AS won, p.score, p.opponent_score, 0 AS title, 1 AS match
      FROM match_players p JOIN tournaments t ON t.id = p.tournament_id
      WHERE p.org_id = ${orgId} AND t.status = 'completed' AND t.deleted_at IS NULL
      UNION ALL
      SELECT p.user_id, t.type, t.venue_id, 0, 0, 0, 1, 0
      FROM players p JOIN tournaments t ON t.id = p.tournament_id
      WHERE p.org_id = ${orgId} AND p.place = 1 AND p.user_id IS NOT NULL AND t.status = 'completed'
        AND t.deleted_at IS NULL
    ), figures AS (
      SELECT s.scope, s.scope_id, x.user_id, sum(x.match)::int AS played, sum(x.won)::int AS won,
        sum(x.score)::int AS racks_for, sum(x.opponent_score)::int AS racks_against, sum(x.title)::int AS titles
      FROM played x CROSS JOIN LATERAL
        (VALUES ('org', ''), ('format', x.type), ('venue', x.venue_id::text)) AS s (scope, scope_id)
      WHERE s.scope_id IS NOT NULL GROUP BY 1, 2, 3
    ), ranked AS (
      SELECT *, rank() OVER (PARTITION BY scope, scope_id
        ORDER BY won DESC, played - won, racks_for - racks_against DESC, titles DESC)::int AS rank
      FROM figures
    ), gone AS (
      DELETE FROM leaderboards l WHERE l.org_id = ${orgId} AND NOT EXISTS
        (SELECT 1 FROM ranked r WHERE (r.scope, r.scope_id, r.user_id) = (l.scope, l.scope_id, l.user_id))
      RETURNING 1
    ), changed AS (
      INSERT INTO leaderboards AS l (org_id, scope, scope_id, user_id, ${columns})
      SELECT ${orgId}::uuid, scope, scope_id, user_id, ${columns} FROM ranked
      ON CONFLICT (org_id, scope, scope_id, user_id) DO UPDATE
      SET rank = excluded.rank, played = excluded.played, won = excluded.won, racks_for = excluded.racks_for,
        racks_against = excluded.racks_against, titles = excluded.titles, updated_at = now()
      WHERE (l.rank, l.played, l.won, l.racks_for, l.racks_against, l.titles) IS DISTINCT FROM
        (excluded.rank, excluded.played, excluded.won, excluded.racks_for, excluded.racks_against, excluded.titles)
      RETURNING 1
    )
    SELECT (SELECT count(*) FROM gone)::int + (SELECT count(*) FROM changed)::int AS count`)
  const [row] = rows as unknown as { count: number }[]
  return row?.count ?? 0
}
