/**
 * Tokens of sign-ins: one row per token, its SHA-256 and never its text. A family is one sign-in; each refresh adds a
 * generation, an access and a refresh token that share its number.
 * Times come from the caller's clock, so that grace and expiry are decided by one clock, and cross as milliseconds.
 */
import { sql } from 'drizzle-orm'
import type { UserId } from '../engine/types.ts'
import type { Database, Tx } from './database.ts'
import type { OrgOfUser } from './users.ts'

/** A token with its account, whatever became of it; the caller decides if it still opens anything. */
export interface Session {
  readonly id: string
  readonly kind: 'access' | 'refresh'
  readonly family: string
  readonly generation: number
  readonly lastUsedMs: number
  readonly expiresMs: number
  readonly isRevoked: boolean
  readonly userId: UserId
  readonly email: string
  readonly name: string
  readonly isActive: boolean
  readonly isPlatformAdmin: boolean
  readonly orgs: readonly OrgOfUser[]
}

/** One token of a family, for the decision about a refresh. */
export interface FamilyToken {
  readonly kind: 'access' | 'refresh'
  readonly generation: number
  readonly hash: string
  readonly createdMs: number
  readonly expiresMs: number
  readonly isRevoked: boolean
}

/** One generation to be written. */
export interface NewTokens {
  readonly userId: UserId
  readonly family: string
  readonly generation: number
  readonly atMs: number
  readonly access: { readonly id: string; readonly hash: string; readonly expiresMs: number }
  readonly refresh: { readonly id: string; readonly hash: string; readonly expiresMs: number }
}

const time = (atMs: number) => sql`${new Date(atMs).toISOString()}::timestamptz`

/** The token with this hash, and whose it is; null if no such token was ever issued. */
export async function findSession(db: Database, hash: string): Promise<Session | null> {
  const rows = await db.query<Session>(sql`
    SELECT id, kind, family, generation, (extract(epoch from last_used_at) * 1000)::float8 AS "lastUsedMs",
      (extract(epoch from expires_at) * 1000)::float8 AS "expiresMs", revoked_at IS NOT NULL AS "isRevoked",
      user_id AS "userId", email, name, status = 'active' AS "isActive", is_platform_admin AS "isPlatformAdmin", orgs
    FROM lookup.session_by_hash(${hash})`)
  return rows[0] ?? null
}

/** Writes one generation of a family. */
export async function insertTokens(tx: Tx, tokens: NewTokens): Promise<void> {
  const { userId, family, generation, access, refresh } = tokens
  const at = time(tokens.atMs)
  await tx.execute(sql`
    INSERT INTO sessions (id, user_id, kind, token_hash, family, generation, created_at, last_used_at, expires_at)
    VALUES (${access.id}, ${userId}, 'access', ${access.hash}, ${family}, ${generation}, ${at}, ${at},
            ${time(access.expiresMs)}),
           (${refresh.id}, ${userId}, 'refresh', ${refresh.hash}, ${family}, ${generation}, ${at}, ${at},
            ${time(refresh.expiresMs)})`)
}

/** Takes turns on a family until the transaction ends: refresh and revocation of one sign-in never interleave. */
export async function lockFamily(tx: Tx, family: string): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${family}, 1))`)
}

/** Tokens of a generation and of the one after it. Read after `lockFamily`. */
export async function familyTokens(tx: Tx, family: string, generation: number): Promise<FamilyToken[]> {
  const rows = await tx.execute(sql`
    SELECT kind, generation, token_hash AS hash, (extract(epoch from created_at) * 1000)::float8 AS "createdMs",
      (extract(epoch from expires_at) * 1000)::float8 AS "expiresMs", revoked_at IS NOT NULL AS "isRevoked"
    FROM sessions WHERE family = ${family} AND generation IN (${generation}, ${generation + 1})`)
  return rows as unknown as FamilyToken[]
}

/** Ends a sign-in with all its tokens. */
export async function revokeFamily(tx: Tx, family: string, atMs: number): Promise<void> {
  await tx.execute(sql`
    UPDATE sessions SET revoked_at = ${time(atMs)}, updated_at = now() WHERE family = ${family} AND revoked_at IS NULL`)
}

/** Notes that an access token was used. */
export async function touchSession(db: Database, id: string, atMs: number): Promise<void> {
  await db.query(sql`UPDATE sessions SET last_used_at = ${time(atMs)} WHERE id = ${id}`)
}

/** Removes tokens that nobody can use or replay any more. */
export async function deleteExpired(db: Database, beforeMs: number): Promise<void> {
  await db.query(sql`DELETE FROM sessions WHERE expires_at < ${time(beforeMs)}`)
}
