/** The catalogue: policies on every tenant table, grants, index names, and the drizzle tables against what is there. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { sql, type SQL } from 'drizzle-orm'
import type postgres from 'postgres'
import { getTableConfig, type PgTable } from 'drizzle-orm/pg-core'
import { codeOf, constraintOf } from '../src/store/database.ts'
import * as audit from './schema/audit.ts'
import * as house from './schema/house.ts'
import * as log from './schema/log.ts'
import * as tenants from './schema/tenants.ts'
import * as tournaments from './schema/tournaments.ts'
import { testDatabase, type TestDatabase } from './testing.ts'

setDefaultTimeout(20_000)

const twenty = [
  ...['idx_audit_logs_org_timestamp', 'idx_audit_logs_user_timestamp', 'idx_matches_completed_at'],
  ...['idx_matches_player_history', 'idx_matches_table_assignment', 'idx_matches_tournament_status'],
  ...['idx_notifications_org_status', 'idx_notifications_tournament', 'idx_org_members_org_role'],
  ...['idx_payments_org_timestamp', 'idx_payments_tournament_status', 'idx_players_chips_desc'],
  ...['idx_players_tournament_status', 'idx_players_tournament_user', 'idx_tournaments_org_status'],
  ...['idx_tournaments_search', 'idx_tournaments_start_date', 'idx_tournaments_status'],
  ...['idx_users_email', 'idx_users_org_role'],
]

let t: TestDatabase

beforeAll(async () => {
  t = await testDatabase()
})
afterAll(() => t[Symbol.asyncDispose]())

interface TenantTable {
  readonly name: string
  readonly isSafe: boolean
}

/**
 * Every table with an `org_id`. It is safe behind its policy, enabled and forced; a partition, which has none of its
 * own, where nobody but its owner may touch it: it is reached through its parent only.
 */
const tenantTables = `
  select c.relname as name, case when c.relispartition
    then not exists (select 1 from pg_roles r where not r.rolsuper and r.oid <> c.relowner
      and has_table_privilege(r.oid, c.oid, 'SELECT,INSERT,UPDATE,DELETE,TRUNCATE,TRIGGER,REFERENCES')
      and r.rolname !~ '^pg_')
    else c.relrowsecurity and c.relforcerowsecurity and 1 = (select count(*) from pg_policies p
      where p.tablename = c.relname and p.policyname = 'tenant' and p.qual like '%app.org%' and p.cmd = 'ALL'
        and p.roles = '{public}') end as "isSafe"
  from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'org_id'
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by 1`

const unsafeTables = async (sql: postgres.Sql | postgres.TransactionSql) =>
  (await sql.unsafe<TenantTable[]>(tenantTables)).filter((row) => !row.isSafe)

test('every table with an org has its policy, enabled and forced; partitions are closed', async () => {
  const found = await t.ownerSql.unsafe<TenantTable[]>(tenantTables)
  const names = found.map((row) => row.name)

  expect(names).toContain('tournament_events')
  expect(names).toContain('audit_logs_default')
  expect(found.length).toBeGreaterThanOrEqual(26)
  expect(found.filter((row) => !row.isSafe)).toEqual([])
})

test.each([
  ['a table without a policy', 'create table stray (id uuid, org_id uuid)'],
  ['a policy that is not forced', 'alter table venues no force row level security'],
  ['a policy that is not enabled', 'alter table venues disable row level security'],
  ['a policy of another form', 'drop policy tenant on venues; create policy tenant on venues using (true)'],
  ['a partition with a grant of its own', 'grant select on audit_logs_default to railbird_app'],
])('%s is found', async (_, change) => {
  const before = await unsafeTables(t.ownerSql)
  const undo = new Error('only looked at')
  let found: readonly TenantTable[] = []
  const look = t.ownerSql.begin(async (tx) => {
    await tx.unsafe(change)
    found = await unsafeTables(tx)
    throw undo
  })
  await expect(look).rejects.toBe(undo)

  expect(before).toEqual([])
  expect(found).toHaveLength(1)
})

test("only the look-up role has a policy beside the tenants' own", async () => {
  const others =
    await t.ownerSql`select distinct policyname, roles::text, cmd from pg_policies where policyname <> 'tenant'`

  expect([...others]).toEqual([{ policyname: 'lookup', roles: '{railbird_lookup}', cmd: 'SELECT' }])
})

test('the roles that serve own no rows and cannot look past a policy', async () => {
  const roles = await t.ownerSql`select rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,
      (select count(*)::int from pg_class c where c.relowner = r.oid and c.relkind <> 'v') as owns
    from pg_roles r where rolname in ('railbird_app', 'railbird_lookup', 'railbird_ops') order by 1`
  const lookup = await t.ownerSql`select rolcanlogin from pg_roles where rolname = 'railbird_lookup'`

  const nothing = { rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false, owns: 0 }
  const names = ['railbird_app', 'railbird_lookup', 'railbird_ops']
  expect([...roles]).toEqual(names.map((rolname) => ({ rolname, ...nothing })))
  expect([...lookup]).toEqual([{ rolcanlogin: false }])
})

const changes: readonly [string, change: SQL, remove: SQL][] = [
  ['tournament_events', sql`update tournament_events set type = 'x'`, sql`delete from tournament_events`],
  ['audit_logs', sql`update audit_logs set action = 'x'`, sql`delete from audit_logs`],
  ['ledger_entries', sql`update ledger_entries set amount_cents = 1`, sql`delete from ledger_entries`],
]

test.each(changes)('the app may add to %s and read it, never change, remove or empty it', async (table, up, out) => {
  const may = await t.ownerSql`select privilege, has_table_privilege('railbird_app', ${table}, privilege) as may
    from unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) privilege`
  const org = await t.org()
  const attempt = (query: SQL) =>
    t.db
      .orgTransaction(org, (tx) => tx.execute(query))
      .then(
        () => 'done',
        (error: unknown) => codeOf(error),
      )
  const change = await attempt(up)
  const remove = await attempt(out)

  expect(may.filter((row) => row.may).map((row) => row.privilege)).toEqual(['SELECT', 'INSERT'])
  expect([change, remove]).toEqual(['42501', '42501'])
})

test.each(['tournament_events', 'audit_logs'])('partitions of %s cannot be reached but through it', async (parent) => {
  const open = await t.ownerSql`select inhrelid::regclass::text as name from pg_inherits
    where has_table_privilege('railbird_app', inhrelid, 'SELECT,INSERT,UPDATE,DELETE')`
  const all = await t.ownerSql`select inhrelid::regclass::text as name from pg_inherits
    where inhparent = ${parent}::regclass`

  expect(all).toHaveLength(3)
  expect([...open]).toEqual([])
})

test('look-up functions run as the look-up role on a fixed path, and nobody else may call them', async () => {
  const functions =
    await t.ownerSql`select proname, prosecdef, proconfig::text as config, proowner::regrole::text as owner,
      has_function_privilege('public', oid, 'execute') as open
    from pg_proc where pronamespace = 'lookup'::regnamespace`

  expect(functions.length).toBeGreaterThan(10)
  for (const { proname, ...rest } of functions) {
    const config = '{"search_path=public, pg_temp"}'
    expect([proname, rest]).toEqual([proname, { prosecdef: true, config, owner: 'railbird_lookup', open: false }])
  }
})

test('the twenty indexes of the list have their names and are valid', async () => {
  const found = await t.ownerSql<{ name: string; valid: boolean }[]>`
    select c.relname as name, i.indisvalid as valid from pg_index i join pg_class c on c.oid = i.indexrelid
    where c.relname like 'idx%' order by 1`

  expect([...found]).toEqual(twenty.map((name) => ({ name, valid: true })))
})

test('every partition has the indexes of its table, those made later too', async () => {
  const months = `for values from ('1999-01-01') to ('1999-02-01')`
  await t.ownerSql.unsafe(`create table audit_logs_1999_01 partition of audit_logs ${months}`)

  const found = await t.ownerSql<{ name: string; indexes: number }[]>`
    select p.inhrelid::regclass::text as name, count(*)::int as indexes
    from pg_inherits p join pg_index i on i.indrelid = p.inhrelid join pg_inherits h on h.inhrelid = i.indexrelid
    where p.inhparent = 'audit_logs'::regclass and i.indisvalid group by 1`
  const [parent] =
    await t.ownerSql`select count(*)::int as indexes from pg_index where indrelid = 'audit_logs'::regclass`

  expect(found.length).toBeGreaterThan(1)
  expect(new Set(found.map(({ indexes }) => indexes))).toEqual(new Set([parent?.indexes]))
})

test('no deletion runs from a parent to its children by itself', async () => {
  const cascades = await t.ownerSql`select conname from pg_constraint where contype = 'f' and confdeltype <> 'a'
    and connamespace = 'public'::regnamespace`

  expect([...cascades]).toEqual([])
})

const drizzleTables = [tenants, tournaments, log, audit, house].flatMap((file) => Object.values(file)) as PgTable[]

test('the drizzle tables are the tables of the database, column for column', async () => {
  const rows = await t.ownerSql`
    select c.relname as table, a.attname as column, format_type(a.atttypid, a.atttypmod) as type,
      a.attnotnull as required, a.atthasdef as filled
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and c.relname <> 'schema_migrations'`
  const actual = rows.map((row) => `${row.table}.${row.column} ${row.type} ${row.required} ${row.filled}`)

  const described = drizzleTables.flatMap((table) => {
    const { name, columns, primaryKeys } = getTableConfig(table)
    const keys = new Set(primaryKeys.flatMap((key) => key.columns.map((column) => column.name)))
    return columns.map((column) => {
      const isRequired = column.notNull || keys.has(column.name)
      return `${name}.${column.name} ${column.getSQLType()} ${isRequired} ${column.hasDefault}`
    })
  })

  expect(described.toSorted()).toEqual(actual.toSorted())
})

test('a tournament cannot stand in the venue of another org, not even where no policy looks', async () => {
  const [mine, theirs] = [await t.org(), await t.org()]
  const venue = Bun.randomUUIDv7()
  await t.ownerSql`insert into venues (id, org_id, name) values (${venue}, ${theirs}, 'Theirs')`

  const insert = t.ownerSql`insert into tournaments (id, org_id, venue_id, name, type, game_type, status, epoch)
    values (${Bun.randomUUIDv7()}, ${mine}, ${venue}, 'X', 'single_elimination', '9-ball', 'draft', 'e')`

  expect(codeOf(await insert.catch((error: unknown) => error))).toBe('23503')
})

test('a posting that does not sum to zero is refused when its transaction commits', async () => {
  const org = await t.org()
  const payment = Bun.randomUUIDv7()
  await t.ownerSql`insert into payments (id, org_id, purpose, amount_cents, currency)
    values (${payment}, ${org}, 'entry_fee', 2500, 'EUR')`
  const post = (...amounts: readonly number[]) => {
    const posting = Bun.randomUUIDv7()
    return t.db
      .orgTransaction(org, async (tx) => {
        for (const amount of amounts) {
          await tx.execute(sql`insert into ledger_entries (id, org_id, payment_id, posting, account, amount_cents)
            values (${Bun.randomUUIDv7()}, ${org}, ${payment}, ${posting}, 'cash', ${amount})`)
        }
      })
      .then(() => 'kept', constraintOf)
  }

  expect(await post(2500, -2500)).toBe('kept')
  expect(await post(2500, -2000, -500)).toBe('kept')
  expect(await post(2500)).toBe('ledger_entries_posting_check')
  expect(await post(2500, -2499)).toBe('ledger_entries_posting_check')
  expect([...(await t.ownerSql`select count(*)::int as rows from ledger_entries`)]).toEqual([{ rows: 5 }])
})

test('an API key is found by its prefix before its org is known, and by nothing else', async () => {
  const org = await t.org('Key House')
  const id = Bun.randomUUIDv7()
  await t.db.orgTransaction(org, (tx) =>
    tx.execute(sql`insert into api_keys (id, org_id, name, prefix, hash, scopes)
      values (${id}, ${org}, 'Board', 'ab12cd34', '\\x0102', array['read'])`),
  )

  const found = await t.db.query<object>(sql`select * from lookup.api_key_by_prefix('ab12cd34')`)
  const unseen = await t.db.query(sql`select * from api_keys`)

  const never = { created_by: null, expires_at: null, last_used_at: null, revoked_at: null }
  const own = { id, org_id: org, org_slug: 'key-house', org_name: 'Key House', scopes: ['read'], tier: 'free' }
  expect(found).toEqual([{ ...own, ...never, hash: Buffer.from([1, 2]) }])
  expect(unseen).toEqual([])
})
