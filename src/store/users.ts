/**
 * Accounts, with the orgs each belongs to. Read before an org is known, so through the look-up functions of db.md.
 */
import { sql } from 'drizzle-orm'
import type { OrgId, UserId } from '../engine/types.ts'
import type { Database, Tx } from './database.ts'

/** One org of an account as the look-up functions give it, in order of slug. */
export interface OrgOfUser {
  readonly orgId: OrgId
  readonly slug: string
  readonly name: string
  readonly role: 'owner' | 'director' | 'scorekeeper' | 'viewer'
}

/** An account. `passwordHash` must not leave `auth/`. */
export interface Account {
  readonly id: UserId
  readonly email: string
  readonly name: string
  readonly passwordHash: string
  readonly isActive: boolean
  readonly isPlatformAdmin: boolean
  readonly orgs: readonly OrgOfUser[]
}

interface Row {
  readonly id: UserId
  readonly email: string
  readonly name: string
  readonly password_hash: string
  readonly status: string
  readonly is_platform_admin: boolean
  readonly orgs: readonly OrgOfUser[]
}

export interface NewAccount {
  readonly id: UserId
  readonly email: string
  readonly name: string
  readonly passwordHash: string
  readonly isPlatformAdmin: boolean
}

/** The account of an e-mail address, letter case ignored; null if there is none. */
export async function findAccount(db: Database, email: string): Promise<Account | null> {
  const rows = await db.query<Row>(sql`SELECT * FROM lookup.user_by_email(${email})`)
  const row = rows[0]
  if (row === undefined) return null
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    passwordHash: row.password_hash,
    isActive: row.status === 'active',
    isPlatformAdmin: row.is_platform_admin,
    orgs: row.orgs,
  }
}

/** False if the e-mail address is taken; then nothing was written. */
export async function insertAccount(tx: Tx, account: NewAccount): Promise<boolean> {
  const rows = await tx.execute(sql`
    INSERT INTO users (id, email, name, password_hash, is_platform_admin)
    VALUES (${account.id}, ${account.email}, ${account.name}, ${account.passwordHash}, ${account.isPlatformAdmin})
    ON CONFLICT (email) DO NOTHING RETURNING id`)
  return rows.length === 1
}

/**
 * Is there a platform admin? Where there is none, the answer holds until the transaction ends: of several first
 * registrations at once exactly one reads `false`.
 */
export async function hasPlatformAdmin(tx: Tx): Promise<boolean> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended('railbird first platform admin', 0))`)
  const rows = await tx.execute(sql`SELECT 1 FROM users WHERE is_platform_admin LIMIT 1`)
  return rows.length > 0
}

/** Replaces a hash made with older parameters, unless the password was changed meanwhile. */
export async function replaceHash(db: Database, id: UserId, from: string, to: string): Promise<void> {
  await db.query(sql`
    UPDATE users SET password_hash = ${to}, updated_at = now() WHERE id = ${id} AND password_hash = ${from}`)
}
