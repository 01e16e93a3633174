/** Migrations on a real server: races, restarts, rollbacks, logins of every kind. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type postgres from 'postgres'
import { limits } from '../src/config.ts'
import { openDatabase } from '../src/store/database.ts'
import { connect, urlTarget, withDatabase, type DatabaseTarget, type Endpoint } from '../src/store/target.ts'
import { startEmbedded, type EmbeddedPostgres } from './embedded.ts'
import { migrateDown, migrateUp, prepareDatabase, requireServer } from './migrate.ts'
import { ensurePartitions } from './partitions.ts'

setDefaultTimeout(20_000)

let server: EmbeddedPostgres
let admin: postgres.Sql
const folders: string[] = []

beforeAll(async () => {
  server = await startEmbedded({ ephemeral: true })
  admin = connect(ownerOf(server.target), { max: 1 })
})

afterAll(async () => {
  await admin.end()
  await server.stop()
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

function ownerOf(target: DatabaseTarget): Endpoint {
  if (target.owner === null) throw new Error('no owner')
  return target.owner
}

let count = 0
async function emptyDatabase(owner = 'railbird_owner'): Promise<Endpoint> {
  const name = `migrate_${++count}`
  await admin.unsafe(`create database ${name} owner ${owner}`)
  return withDatabase(ownerOf(server.target), name)
}

function folderWith(files: Record<string, [up: string, down: string]>): string {
  const folder = mkdtempSync(join(tmpdir(), 'railbird-test-'))
  folders.push(folder)
  for (const [name, [up, down]] of Object.entries(files)) {
    mkdirSync(join(folder, name), { recursive: true })
    writeFileSync(join(folder, name, 'up.sql'), up)
    writeFileSync(join(folder, name, 'down.sql'), down)
  }
  return folder
}

/** Everything the migrations make, as text; partitions apart, whose names depend on the month. */
async function shapeOf(sql: postgres.Sql): Promise<string> {
  const rows = await sql`
    select c.relname as part, a.attname as detail, format_type(a.atttypid, a.atttypmod) as type, c.relacl::text as acl
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where c.relnamespace = 'public'::regnamespace and not c.relispartition
    union all
    select conrelid::regclass::text, conname, pg_get_constraintdef(oid), '' from pg_constraint
      where connamespace = 'public'::regnamespace
    union all
    select tablename, policyname, coalesce(qual, '') || roles::text, '' from pg_policies
    union all
    select 'function', oid::regprocedure::text, prosrc, proacl::text from pg_proc
      where pronamespace = to_regnamespace('lookup')
    order by 1, 2, 3`
  return rows.map((row) => Object.values(row).join(' | ')).join('\n')
}

test('two migrators at once apply every migration exactly once', async () => {
  const endpoint = await emptyDatabase()
  const nodes = Array.from({ length: 3 }, () => connect(endpoint, { max: 1 }))

  const applied = await Promise.all(nodes.map((sql) => migrateUp(sql)))

  const names = applied.flat()
  expect(names).toContain('0001_tenants')
  expect(new Set(names).size).toBe(names.length)
  await Promise.all(nodes.map((sql) => sql.end()))
})

test('every migration can be taken back and applied again, and leaves the same schema', async () => {
  const sql = connect(await emptyDatabase(), { max: 1 })
  const names = await migrateUp(sql)
  const before = await shapeOf(sql)

  for (const name of names.toReversed()) expect(await migrateDown(sql)).toEqual([name])
  const bare = await shapeOf(sql)
  expect(await migrateUp(sql)).toEqual(names)

  expect(await shapeOf(sql)).toBe(before)
  expect(bare.split('\n').filter((line) => !line.startsWith('schema_migrations'))).toEqual([])
  await sql.end()
})

test('an up-to-date database is left after one query', async () => {
  const queries: string[] = []
  const endpoint = await emptyDatabase()
  const first = connect(endpoint, { max: 1 })
  await migrateUp(first)
  const sql = connect(endpoint, { max: 1, fetch_types: false, debug: (_, query) => queries.push(query) })

  expect(await migrateUp(sql)).toEqual([])

  expect(queries).toHaveLength(1)
  await Promise.all([first.end(), sql.end()])
})

test('a step outside a transaction that failed half-way is taken up again', async () => {
  const sql = connect(await emptyDatabase(), { max: 1 })
  const up = `create table log (n int); insert into log values (1), (1);
-- step outside a transaction
drop index concurrently if exists log_n_key;
create unique index concurrently log_n_key on log (n);
-- step
insert into log values (2);`
  const folder = folderWith({ '0001_a': [up, 'drop table log;'] })

  const failed = migrateUp(sql, folder)
  await expect(failed).rejects.toThrow('could not create unique index')
  await sql`delete from log where ctid = (select min(ctid) from log)`
  await migrateUp(sql, folder)

  expect([...(await sql`select n from log order by n`)]).toEqual([{ n: 1 }, { n: 2 }])
  const [index] = await sql`select indisvalid from pg_index where indexrelid = 'log_n_key'::regclass`
  expect(index?.indisvalid).toBe(true)
  await sql.end()
})

test('concurrent index builds of two migrators do not lock each other out', async () => {
  const endpoint = await emptyDatabase()
  const up = `create table log (n int);
-- step outside a transaction
create index concurrently if not exists log_n_idx on log (n);`
  const folder = folderWith({ '0001_a': [up, 'drop table log;'] })
  const nodes = [connect(endpoint, { max: 1 }), connect(endpoint, { max: 1 })]

  const applied = await Promise.all(nodes.map((sql) => migrateUp(sql, folder)))

  expect(applied.flat()).toEqual(['0001_a'])
  await Promise.all(nodes.map((sql) => sql.end()))
})

test('a failed migration leaves nothing behind', async () => {
  const sql = connect(await emptyDatabase(), { max: 1 })
  const folder = folderWith({ '0001_a': ['create table half (n int); select 1 / 0;', 'drop table half;'] })

  await expect(migrateUp(sql, folder)).rejects.toThrow('division by zero')

  expect([...(await sql`select to_regclass('half') as half`)]).toEqual([{ half: null }])
  await sql.end()
})

test('a migration rewritten after it was applied is refused by name', async () => {
  const sql = connect(await emptyDatabase(), { max: 1 })
  const folder = folderWith({ '0001_a': ['create table a (n int);', 'drop table a;'] })
  await migrateUp(sql, folder)
  writeFileSync(join(folder, '0001_a', 'up.sql'), 'create table a (n bigint);')

  await expect(migrateUp(sql, folder)).rejects.toThrow('Migration 0001_a was changed after it had been applied')
  await sql.end()
})

test('a server older than Postgres 15 is refused in one sentence', () => {
  expect(() => requireServer(140_012)).toThrow('Railbird needs Postgres 15 or newer, and this server is version 14.')
  expect(() => requireServer(150_000)).not.toThrow()
})

test('a login that is no superuser can migrate, and serve by putting on the role of the app', async () => {
  await admin.unsafe('create role club login createrole')
  const endpoint = await emptyDatabase('club')
  const asClub = { options: { ...endpoint.options, user: 'club' } }
  const withRole = { options: { ...asClub.options, connection: { role: 'railbird_app' } } }
  const target = { app: withRole, owner: asClub, isSharedLogin: true }
  await admin.unsafe('grant railbird_app, railbird_lookup to club with admin option')

  const applied = await prepareDatabase(target)
  await using db = openDatabase(target, limits)

  expect(applied).toContain('0004_lookups')
  const [who] = await db.platform((d) => d.execute('select current_user::text as role, session_user::text as login'))
  expect(who).toEqual({ role: 'railbird_app', login: 'club' })
  expect([...(await db.platform((d) => d.execute('select * from lookup.public_cards')))]).toEqual([])
})

test('rows of a month that came before its partition stay in the default one and harm nothing', async () => {
  const sql = connect(await emptyDatabase(), { max: 1 })
  await migrateUp(sql)
  const id = Bun.randomUUIDv7()
  await sql`insert into tournament_events (month, tournament_id, version, org_id, type, data, ops, at)
    values (date_trunc('month', now() at time zone 'UTC'), ${id}, 1, ${id}, 'tournament.created', '{}', '[]', now())`

  await ensurePartitions(sql)
  await ensurePartitions(sql)

  const partitions = await sql`select inhrelid::regclass::text as name from pg_inherits
    where inhparent = 'tournament_events'::regclass order by 1`
  expect(partitions).toHaveLength(2)
  expect([...(await sql`select version from tournament_events`)]).toEqual([{ version: 1 }])
  await sql.end()
})

test('a login that may not change the schema serves an up-to-date one, and is told what to do otherwise', async () => {
  const endpoint = await emptyDatabase()
  const app = { options: { ...endpoint.options, user: 'railbird_app' } }
  const target = { app, owner: app, isSharedLogin: false }
  const before = prepareDatabase(target)
  await expect(before).rejects.toThrow('Run bun run db:migrate with DATABASE_OWNER_URL set to the login of the owner.')
  const owner = connect(endpoint, { max: 1 })
  await migrateUp(owner)

  expect(await prepareDatabase(target)).toEqual([])
  await owner.end()
})

test('a database that is away or refuses the login is told in one sentence, without its password', async () => {
  const away = prepareDatabase(urlTarget('postgres://me:hunter2@127.0.0.1:1/x'))
  await expect(away).rejects.toThrow(/^The database cannot be reached: .*127\.0\.0\.1:1.*DATABASE_URL right\?$/)
  const missing = prepareDatabase(urlTarget(`postgres://railbird_owner:hunter2@127.0.0.1:${server.port}/missing`))
  await expect(missing).rejects.toThrow(/^The database cannot be reached: database "missing" does not exist\. Is /)

  expect(String(await away.catch((error: unknown) => error))).not.toContain('hunter2')
})
