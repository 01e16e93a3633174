/**
 * The tournament row: the lock and the number every write goes through.
 * Reading it names the head (`version`) and the history it belongs to (`epoch`).
 */
import { sql } from 'drizzle-orm'
import type { Instant, MatchId, OrgId, PlayerId, TournamentId } from '../engine/types.ts'
import type { Database, Tx } from './database.ts'

/** A command speaks of a tournament or of one of its matches. */
export type Target = { readonly tournament: TournamentId } | { readonly match: MatchId }

/** A tournament row held by `FOR NO KEY UPDATE`; `now` is the database's clock. */
export interface Locked {
  readonly id: TournamentId
  readonly version: number
  readonly epoch: string
  /** Month of creation, `2026-11-01`: the partition of its log. */
  readonly month: string
  readonly now: Instant
  /** Part of the archive that holds its log; null when the log is in the database. */
  readonly archive: string | null
  /** Head of its audit chain, hex; null: nothing was written since there is one. */
  readonly auditHash: string | null
}

/** Head of a tournament: what every cached statement about it is compared with. */
export interface Head {
  readonly version: number
  readonly epoch: string
}

interface LockRow extends Omit<Locked, 'version'> {
  readonly version: number | string
}

const instant = (column: ReturnType<typeof sql>) =>
  sql`to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

/** Locks the row of a tournament of this org; null when it is unknown, deleted or another org's. */
export async function lockTournament(tx: Tx, orgId: OrgId, target: Target): Promise<Locked | null> {
  const which =
    'tournament' in target
      ? sql`t.id = ${target.tournament}`
      : sql`t.id = (SELECT tournament_id FROM matches WHERE id = ${target.match} AND org_id = ${orgId})`
  const rows = (await tx.execute(sql`
    SELECT t.id, t.version, t.epoch, to_char(t.month, 'YYYY-MM-DD') AS month, t.archive,
      encode(t.audit_hash, 'hex') AS "auditHash", ${instant(sql`clock_timestamp()`)} AS now
    FROM tournaments t WHERE ${which} AND t.org_id = ${orgId} AND t.deleted_at IS NULL
    FOR NO KEY UPDATE`)) as unknown as LockRow[]
  const row = rows[0]
  return row ? { ...row, version: Number(row.version) } : null
}

/** Version that last touched a match or player row; 0 for one that does not exist. */
export async function rowVersion(
  tx: Tx,
  orgId: OrgId,
  subject: { readonly kind: 'match'; readonly id: MatchId } | { readonly kind: 'player'; readonly id: PlayerId },
): Promise<number> {
  const query =
    subject.kind === 'match'
      ? sql`SELECT version FROM matches WHERE id = ${subject.id} AND org_id = ${orgId}`
      : sql`SELECT version FROM players WHERE id = ${subject.id} AND org_id = ${orgId}`
  const rows = (await tx.execute(query)) as unknown as { version: number | string }[]
  return Number(rows[0]?.version ?? 0)
}

/** The head of a living tournament of this org, or null. One round trip. */
export async function readHead(db: Database, orgId: OrgId, id: TournamentId): Promise<Head | null> {
  const rows = await db.orgQuery<{ version: number | string; epoch: string }>(
    orgId,
    sql`SELECT version, epoch FROM tournaments WHERE id = ${id} AND org_id = ${orgId} AND deleted_at IS NULL`,
  )
  const row = rows[0]
  return row ? { version: Number(row.version), epoch: row.epoch } : null
}

/** Which tournament of this org a match belongs to, or null. */
export async function tournamentOfMatch(db: Database, orgId: OrgId, id: MatchId): Promise<TournamentId | null> {
  const rows = await db.orgQuery<{ tournament_id: TournamentId }>(
    orgId,
    sql`SELECT tournament_id FROM matches WHERE id = ${id} AND org_id = ${orgId}`,
  )
  return rows[0]?.tournament_id ?? null
}

/** Heads of many tournaments of any org in one query; a deleted or unknown one is absent. */
export async function readHeads(db: Database, ids: readonly TournamentId[]): Promise<ReadonlyMap<TournamentId, Head>> {
  const list = JSON.stringify(ids)
  const rows = await db.query<{ id: TournamentId; version: number; epoch: string }>(
    sql`SELECT id, version, epoch
        FROM lookup.heads(ARRAY(SELECT jsonb_array_elements_text(${list}::text::jsonb)::uuid))`,
  )
  return new Map(rows.map(({ id, version, epoch }) => [id, { version: Number(version), epoch }]))
}

/** Tournaments of any org that are played, check in or begin soon: those in play first, then by their beginning. */
export async function readDue(
  db: Database,
  soonMs: number,
  limit: number,
): Promise<readonly { readonly id: TournamentId; readonly orgId: OrgId }[]> {
  const rows = await db.query<{ id: TournamentId; org_id: OrgId }>(sql`
    SELECT id, org_id FROM lookup.tournaments_due(now() + make_interval(secs => ${soonMs / 1000}))
    ORDER BY status NOT IN ('active', 'paused'), start_date DESC NULLS LAST, id LIMIT ${limit}`)
  return rows.map(({ id, org_id }) => ({ id, orgId: org_id }))
}
