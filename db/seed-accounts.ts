/**
 * The demo org and its accounts, whose passwords everybody knows: for machines that only their owner can reach.
 * Invariant: nothing that somebody else made is touched, not even an org or account of the same name.
 * Written beside the register route, because that one refuses passwords as common as these.
 */
import { sql } from 'drizzle-orm'
import type { OrgId, UserId } from '../src/engine/types.ts'
import type { Database } from '../src/store/database.ts'

/** The org that the demo and the load tests play in. */
export const demoOrg = { id: '0190d3e0-0000-7000-8000-000000000000' as OrgId, slug: 'demo-org', name: 'Demo Room' }

/** An account that signs in with a known password. */
export interface DemoAccount {
  readonly id: UserId
  readonly email: string
  readonly password: string
  readonly name: string
}

const account = (last: number, word: string, name: string): DemoAccount => ({
  id: `0190d3e0-0000-7000-8000-00000000000${last}` as UserId,
  email: `${word}@example.com`,
  password: word === 'test' ? 'password123' : `${word}123`,
  name,
})

/** Each is a director of the demo org. The first one plays the demo. */
export const demoAccounts: readonly [DemoAccount, ...DemoAccount[]] = [
  account(1, 'test', 'Demo Director'),
  account(2, 'loadtest', 'Load Test'),
  account(3, 'apitest', 'API Test'),
  account(4, 'wstest', 'Socket Test'),
]

// The parameters of auth/passwords.ts; others would be replaced at the first sign-in.
const argon = { algorithm: 'argon2id', memoryCost: 19_456, timeCost: 2 } as const

/** Makes what is missing; nothing is hashed when nothing is. Not for installations where NODE_ENV is production. */
export async function seedDemoAccounts(db: Database): Promise<void> {
  await db.query(sql`
    INSERT INTO organizations (id, slug, name) VALUES (${demoOrg.id}, ${demoOrg.slug}, ${demoOrg.name})
    ON CONFLICT DO NOTHING`)
  for (const missing of await missingAccounts(db)) {
    const hash = await Bun.password.hash(missing.password, argon)
    await db.query(sql`
      INSERT INTO users (id, email, name, password_hash)
      VALUES (${missing.id}, ${missing.email}, ${missing.name}, ${hash}) ON CONFLICT DO NOTHING`)
  }
  await joinOrg(db)
}

/** True while an account of the demo is here: the server must then be out of the reach of strangers. */
export async function demoAccountsExist(db: Database): Promise<boolean> {
  const rows = await db.query(sql`SELECT 1 FROM users WHERE id IN ${ids()} AND status = 'active' LIMIT 1`)
  return rows.length > 0
}

const ids = () => sql`(SELECT value::uuid FROM jsonb_array_elements_text(
  ${JSON.stringify(demoAccounts.map(({ id }) => id))}::text::jsonb))`

async function missingAccounts(db: Database): Promise<DemoAccount[]> {
  const rows = await db.query<{ id: UserId }>(sql`SELECT id FROM users WHERE id IN ${ids()}`)
  const known = new Set(rows.map((row) => row.id))
  return demoAccounts.filter(({ id }) => !known.has(id))
}

async function joinOrg(db: Database): Promise<void> {
  const [own] = await db.query(sql`SELECT 1 FROM organizations WHERE id = ${demoOrg.id} AND slug = ${demoOrg.slug}`)
  if (!own) throw new Error(`The demo needs the org ${demoOrg.slug}, which is somebody's already: start with DEMO=off.`)
  await db.orgTransaction(demoOrg.id, (tx) =>
    tx.execute(sql`
      INSERT INTO organization_members (org_id, user_id, role)
      SELECT ${demoOrg.id}, u.id, 'director' FROM users u WHERE u.id IN ${ids()} ON CONFLICT DO NOTHING`),
  )
}
