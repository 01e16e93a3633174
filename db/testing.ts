/**
 * Databases for `.pg` tests: each call clones a migrated template, so tests never meet each other's rows.
 * One server per test process, started when first asked for: the embedded one, or the one of DATABASE_URL, whose login
 * must then be a superuser. It ends with the process, whichever way that goes.
 */
import { sql } from 'drizzle-orm'
import type postgres from 'postgres'
import { limits } from '../src/config.ts'
import type { OrgId, UserId } from '../src/engine/types.ts'
import { openDatabase, type Database, type DatabaseLimits } from '../src/store/database.ts'
import { connect, urlTarget, withDatabase, type DatabaseTarget, type Endpoint } from '../src/store/target.ts'
import { startEmbedded } from './embedded.ts'
import { prepareDatabase } from './migrate.ts'

/** A migrated, empty database of its own. Dispose it: `await using t = await testDatabase()`. */
export interface TestDatabase extends AsyncDisposable {
  readonly target: DatabaseTarget
  /** As the server has it, bound by row-level security. */
  readonly db: Database
  /** As the owner, who in tests is a superuser and sees everything. */
  readonly ownerSql: postgres.Sql
  /** Makes an organisation; the slug is the name in small letters. */
  org(name?: string): Promise<OrgId>
  /** Makes an account, and a member of `orgId` when a role is given. Its password opens nothing. */
  user(email?: string, orgId?: OrgId, role?: 'owner' | 'director' | 'scorekeeper' | 'viewer'): Promise<UserId>
}

interface Server {
  readonly target: DatabaseTarget
  readonly template: string
  readonly admin: postgres.Sql
}

let shared: Promise<Server> | null = null
let count = 0

/** Clones the template (about 30 ms; the first call of a process starts the server). Limits default to config's. */
export async function testDatabase(overrides: Partial<DatabaseLimits> = {}): Promise<TestDatabase> {
  const { target, template, admin } = await (shared ??= startShared())
  const name = `${template}_${++count}`
  await admin.unsafe(`create database ${name} template ${template} strategy file_copy`)
  const own = targetOf(target, name)
  const db = openDatabase(own, { ...limits, ...overrides })
  const ownerSql = connect(ownerOf(own), { max: 4 })
  return {
    target: own,
    db,
    ownerSql,
    org: (label) => makeOrg(db, label ?? `Org ${crypto.randomUUID().slice(0, 8)}`),
    user: (email, orgId, role) => makeUser(db, email ?? `${crypto.randomUUID()}@example.com`, orgId, role),
    async [Symbol.asyncDispose]() {
      await Promise.all([db.close(), ownerSql.end({ timeout: 1 })])
      await admin.unsafe(`drop database ${name} with (force)`)
    },
  }
}

async function startShared(): Promise<Server> {
  const url = process.env.DATABASE_URL
  const ownerUrl = process.env.DATABASE_OWNER_URL
  const target = url ? urlTarget(url, ownerUrl) : (await startEmbedded({ ephemeral: true })).target
  const admin = connect(withDatabase(ownerOf(target), 'postgres'), { max: 1 })
  const template = `railbird_test_${process.pid}`
  await admin.unsafe(`drop database if exists ${template}`)
  await admin.unsafe(`create database ${template}`)
  await prepareDatabase(targetOf(target, template))
  return { target, template, admin }
}

function targetOf(target: DatabaseTarget, database: string): DatabaseTarget {
  return { ...target, app: withDatabase(target.app, database), owner: withDatabase(ownerOf(target), database) }
}

function ownerOf(target: DatabaseTarget): Endpoint {
  if (target.owner === null) throw new Error('Tests need the login of an owner.')
  return target.owner
}

async function makeOrg(db: Database, name: string): Promise<OrgId> {
  const id = Bun.randomUUIDv7() as OrgId
  const slug = name.toLowerCase().replace(/[^a-z0-9]+/g, '-')
  await db.query(sql`insert into organizations (id, slug, name) values (${id}, ${slug}, ${name})`)
  return id
}

async function makeUser(db: Database, email: string, orgId?: OrgId, role = 'director'): Promise<UserId> {
  const id = Bun.randomUUIDv7() as UserId
  await db.query(sql`insert into users (id, email, name, password_hash) values (${id}, ${email}, ${email}, '!')`)
  if (orgId === undefined) return id
  await db.orgTransaction(orgId, (tx) =>
    tx.execute(sql`insert into organization_members (org_id, user_id, role) values (${orgId}, ${id}, ${role})`),
  )
  return id
}
