/** The migration of the indexes on a database that lives: writers go on, and a run cut short is taken up again. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { migrateDown, migrateUp } from './migrate.ts'
import { testDatabase, type TestDatabase } from './testing.ts'

setDefaultTimeout(30_000)

const folder = join(import.meta.dir, 'migrations')
const since = readdirSync(folder).filter((name) => name >= '0006').length

let t: TestDatabase
let org: string

beforeAll(async () => {
  t = await testDatabase()
  org = await t.org()
})
afterAll(() => t[Symbol.asyncDispose]())

const insert = () => t.ownerSql`insert into tournaments (id, org_id, name, type, game_type, status, epoch)
  values (${Bun.randomUUIDv7()}, ${org}, 'Friday', 'single_elimination', '9-ball', 'draft', 'e')`

const invalid = () => t.ownerSql<{ name: string }[]>`
  select indexrelid::regclass::text as name from pg_index where not indisvalid`

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 20_000
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error('it did not come to that')
    await Bun.sleep(5)
  }
}

/** True while a build waits for transactions that are older than itself. */
const isBuilding = async () => {
  const rows = await t.ownerSql`select 1 from pg_stat_activity
    where datname = current_database() and query like '%create index concurrently%' and wait_event_type = 'Lock'`
  return rows.length > 0
}

test('writers go on while the indexes are built', async () => {
  await migrateDown(t.ownerSql, since)
  const { promise: waiting, resolve: letGo } = Promise.withResolvers<void>()
  const long = t.ownerSql.begin(async (tx) => {
    await tx`update organizations set name = name`
    await tx`select 1 from tournaments`
    await tx`lock table tournaments in row exclusive mode`
    await waiting
  })

  const building = migrateUp(t.ownerSql)
  await until(isBuilding)
  await insert()
  letGo()
  const applied = await building
  await long

  expect(applied[0]).toBe('0006_indexes')
  expect([...(await invalid())]).toEqual([])
})

test('what a run cut short has left is built anew', async () => {
  await migrateDown(t.ownerSql, since)
  await insert()
  // A unique index that cannot be one is what an interrupted build leaves: there, and invalid.
  await insert()
  const left = t.ownerSql.unsafe('create unique index concurrently idx_tournaments_search on tournaments (name)')
  await expect(left).rejects.toThrow('could not create unique index')
  await t.ownerSql.unsafe('create index audit_logs_default_org_timestamp on audit_logs_default (org_id)')
  expect([...(await invalid())]).toEqual([{ name: 'idx_tournaments_search' }])

  await migrateUp(t.ownerSql)

  expect([...(await invalid())]).toEqual([])
  const [row] = await t.ownerSql`select pg_get_indexdef('idx_tournaments_search'::regclass) as made`
  expect(row?.made).toContain('USING gin (name gin_trgm_ops)')
  const [part] = await t.ownerSql`select pg_get_indexdef('audit_logs_default_org_timestamp'::regclass) as made`
  expect(part?.made).toContain('(org_id, "timestamp" DESC, id)')
})

test('every partition that is there already gets its own, attached to that of its table', async () => {
  await migrateDown(t.ownerSql, since)
  const months = `for values from ('1999-01-01') to ('1999-02-01')`
  await t.ownerSql.unsafe(`create table audit_logs_1999_01 partition of audit_logs ${months}`)

  await migrateUp(t.ownerSql)

  const rows = await t.ownerSql<{ name: string }[]>`select inhrelid::regclass::text as name from pg_inherits
    where inhparent = 'idx_audit_logs_org_timestamp'::regclass`
  expect(rows.map(({ name }) => name)).toContain('audit_logs_1999_01_org_timestamp')
})
