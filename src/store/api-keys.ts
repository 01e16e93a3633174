/**
 * Keys of programs: one row per key, the HMAC of its text and never the text. A key is found before its org is known,
 * by a function of `lookup`; everything else happens inside the org.
 */
import { and, eq, isNull, sql } from 'drizzle-orm'
import { apiKeys } from '../../db/schema/house.ts'
import type { Instant, OrgId, UserId } from '../engine/types.ts'
import type { Database, Tx } from './database.ts'

type Scope = (typeof apiKeys.$inferSelect.scopes)[number]
type Tier = typeof apiKeys.$inferSelect.tier

/** A key as owners see it. */
export interface ApiKey {
  readonly id: string
  readonly name: string
  readonly prefix: string
  readonly scopes: readonly Scope[]
  readonly tier: Tier
  readonly createdBy: UserId | null
  readonly createdAt: Instant
  readonly expiresAt: Instant | null
  readonly lastUsedAt: Instant | null
  readonly revokedAt: Instant | null
}

/** A key with its org, whatever became of it; the caller decides if it still opens anything. */
export interface FoundApiKey {
  readonly id: string
  readonly prefix: string
  /** Hexadecimal. */
  readonly hash: string
  readonly scopes: readonly Scope[]
  readonly tier: Tier
  readonly expiresMs: number | null
  readonly lastUsedMs: number | null
  readonly isRevoked: boolean
  readonly orgId: OrgId
  readonly orgSlug: string
  readonly orgName: string
}

/** What is written for a new key. */
export interface NewApiKey {
  readonly id: string
  readonly name: string
  readonly prefix: string
  readonly hash: Uint8Array
  readonly scopes: readonly Scope[]
  readonly tier: Tier
  readonly createdBy: UserId | null
  readonly expiresAt: Instant | null
}

const columns = {
  id: apiKeys.id,
  name: apiKeys.name,
  prefix: apiKeys.prefix,
  scopes: apiKeys.scopes,
  tier: apiKeys.tier,
  createdBy: apiKeys.createdBy,
  createdAt: apiKeys.createdAt,
  expiresAt: apiKeys.expiresAt,
  lastUsedAt: apiKeys.lastUsedAt,
  revokedAt: apiKeys.revokedAt,
}

/** The key with this prefix, and whose it is; null if none was ever made. */
export async function findApiKey(db: Database, prefix: string): Promise<FoundApiKey | null> {
  const rows = await db.query<FoundApiKey>(sql`
    SELECT id, ${prefix}::text AS prefix, encode(hash, 'hex') AS hash, to_jsonb(scopes) AS scopes, tier,
      (extract(epoch from expires_at) * 1000)::float8 AS "expiresMs",
      (extract(epoch from last_used_at) * 1000)::float8 AS "lastUsedMs", revoked_at IS NOT NULL AS "isRevoked",
      org_id AS "orgId", org_slug AS "orgSlug", org_name AS "orgName"
    FROM lookup.api_key_by_prefix(${prefix})`)
  return rows[0] ?? null
}

/** Adds a key. */
export async function insertApiKey(tx: Tx, org: OrgId, key: NewApiKey): Promise<ApiKey> {
  const row = { ...key, orgId: org, scopes: [...key.scopes] }
  const [made] = await tx.insert(apiKeys).values(row).returning(columns)
  if (made === undefined) throw new Error('an inserted key was not returned')
  return made
}

/** How many keys of this org are not revoked. Read after `lockOrg`, or others may be added meanwhile. */
export async function countApiKeys(tx: Tx, org: OrgId): Promise<number> {
  return tx.$count(apiKeys, and(eq(apiKeys.orgId, org), isNull(apiKeys.revokedAt)))
}

/** A key of this org, held until the transaction ends; null if there is none. */
export async function lockApiKey(tx: Tx, org: OrgId, id: string): Promise<ApiKey | null> {
  const mine = and(eq(apiKeys.orgId, org), eq(apiKeys.id, id))
  const rows = await tx.select(columns).from(apiKeys).where(mine).for('no key update')
  return rows[0] ?? null
}

/** Ends a key for good; the moment of the first time stays. */
export async function revokeApiKey(tx: Tx, org: OrgId, id: string): Promise<void> {
  await tx
    .update(apiKeys)
    .set({ revokedAt: sql`coalesce(${apiKeys.revokedAt}, now())`, updatedAt: sql`now()` })
    .where(and(eq(apiKeys.orgId, org), eq(apiKeys.id, id)))
}

/** Notes that a key was used, unless another node has done so since `beforeMs`. */
export async function touchApiKey(db: Database, org: OrgId, id: string, atMs: number, beforeMs: number): Promise<void> {
  const time = (ms: number) => sql`${new Date(ms).toISOString()}::timestamptz`
  await db.orgTransaction(org, (tx) =>
    tx.execute(sql`UPDATE api_keys SET last_used_at = ${time(atMs)}
      WHERE org_id = ${org} AND id = ${id} AND (last_used_at IS NULL OR last_used_at <= ${time(beforeMs)})`),
  )
}
