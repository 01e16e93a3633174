/**
 * Numbers that cached statements are compared with, other than those of tournaments: users' versions, orgs' counters.
 * Read from the primary, because they decide whether something may still be served.
 */
import { sql } from 'drizzle-orm'
import type { OrgId, UserId } from '../engine/types.ts'
import type { Database, Tx } from './database.ts'

/** Versions of users; an unknown one is absent. */
export async function readUserVersions(db: Database, ids: readonly UserId[]): Promise<ReadonlyMap<UserId, number>> {
  const list = JSON.stringify(ids)
  const rows = await db.query<{ id: UserId; version: number | string }>(
    sql`SELECT id, version FROM users WHERE id IN (SELECT jsonb_array_elements_text(${list}::text::jsonb)::uuid)`,
  )
  return new Map(rows.map(({ id, version }) => [id, Number(version)]))
}

/** Raises versions of users and returns their new numbers. In order of id, so that two writers cannot deadlock. */
export async function raiseUsers(tx: Tx, ids: readonly UserId[]): Promise<ReadonlyMap<UserId, number>> {
  if (ids.length === 0) return new Map()
  const list = JSON.stringify(ids)
  await tx.execute(sql`
    SELECT 1 FROM users WHERE id IN (SELECT jsonb_array_elements_text(${list}::text::jsonb)::uuid)
    ORDER BY id FOR NO KEY UPDATE`)
  const rows = (await tx.execute(sql`
    UPDATE users SET version = version + 1
    WHERE id IN (SELECT jsonb_array_elements_text(${list}::text::jsonb)::uuid)
    RETURNING id, version`)) as unknown as { id: UserId; version: number | string }[]
  return new Map(rows.map(({ id, version }) => [id, Number(version)]))
}

/** Counters of one org by name; one that was never raised is absent and counts as 0. */
export async function readCounters(
  db: Database,
  org: OrgId,
  names: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const list = JSON.stringify(names)
  const rows = await db.orgQuery<{ tag: string; version: number | string }>(
    org,
    sql`SELECT tag, version FROM tag_versions
        WHERE org_id = ${org} AND tag IN (SELECT jsonb_array_elements_text(${list}::text::jsonb))`,
  )
  return new Map(rows.map(({ tag, version }) => [tag, Number(version)]))
}

/**
 * Raises counters of one org and returns their new numbers. The last statement before COMMIT, so that a list never
 * holds up a match for long; names are taken in order, so that two writers cannot wait for each other.
 */
export async function raiseCounters(
  tx: Tx,
  org: OrgId,
  names: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (names.length === 0) return new Map()
  const list = JSON.stringify([...new Set(names)].toSorted())
  const rows = (await tx.execute(sql`
    INSERT INTO tag_versions (org_id, tag)
    SELECT ${org}::uuid, name FROM jsonb_array_elements_text(${list}::text::jsonb) AS name ORDER BY name
    ON CONFLICT (org_id, tag) DO UPDATE SET version = tag_versions.version + 1, updated_at = now()
    RETURNING tag, version`)) as unknown as { tag: string; version: number | string }[]
  return new Map(rows.map(({ tag, version }) => [tag, Number(version)]))
}
