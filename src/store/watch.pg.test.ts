/** What a watch hears of statements, and what operators may ask, on a real server. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { venues } from '../../db/schema/tenants.ts'
import { testDatabase, type TestDatabase } from '../../db/testing.ts'
import { limits } from '../config.ts'
import { openDatabase, type Database, type DatabaseLimits } from './database.ts'
import type { QueryWatch } from './watch.ts'

setDefaultTimeout(20_000)

let t: TestDatabase

beforeAll(async () => {
  t = await testDatabase()
})
afterAll(() => t[Symbol.asyncDispose]())

interface Heard {
  readonly text: string
  readonly parameters: readonly unknown[]
  readonly waitMs: number
  rows: number | null
  error: unknown
}

/** A database of the same server whose watch writes down what it hears. */
function watched(overrides: Partial<DatabaseLimits> = {}) {
  const heard: Heard[] = []
  const watch: QueryWatch = {
    began(text, parameters, waitMs) {
      const one: Heard = { text, parameters, waitMs, rows: null, error: undefined }
      heard.push(one)
      return (rows, error) => Object.assign(one, { rows, error })
    },
  }
  const db = openDatabase(t.target, { ...limits, ...overrides }, watch)
  return { db, heard, [Symbol.asyncDispose]: () => db.close() }
}

const firstWords = ({ text }: Heard) => text.split(/\s+/).slice(0, 2).join(' ')

test('every statement is told once, with its parameters and how many rows it gave or changed', async () => {
  const org = await t.org()
  await using w = watched()
  const id = Bun.randomUUIDv7() as never

  await w.db.orgTransaction(org, async (tx) => {
    await tx.insert(venues).values({ id, orgId: org, name: 'Hall' })
    await tx.update(venues).set({ name: 'Hall 2' })
  })
  const rows = await w.db.orgRead(org, (q) => q.select({ id: venues.id }).from(venues))
  await w.db.query(sql`select ${1}::int as a union all select 2`)

  expect(rows).toEqual([{ id }])
  expect(w.heard.map((one) => [firstWords(one), one.rows])).toEqual([
    ['insert into', 1],
    ['update "venues"', 1],
    ['commit', 0],
    ['with o', 1],
    ['select $1::int', 2],
  ])
  expect(w.heard[3]?.parameters).toContain(org)
})

test('an error is told and thrown all the same', async () => {
  await using w = watched()

  const refused = w.db.query(sql`select 1 / 0`)

  expect(refused).rejects.toThrow()
  await refused.catch(() => undefined)
  expect(w.heard.map(({ rows, error }) => [rows, error instanceof Error])).toEqual([[0, true]])
})

/** Takes every connection of a pool until it is released. */
function occupy(db: Database, places: number): { release: () => void; ended: Promise<unknown> } {
  const { promise, resolve } = Promise.withResolvers<void>()
  const ended = Promise.all(Array.from({ length: places }, () => db.transaction(() => promise)))
  return { release: resolve, ended }
}

test('the wait for a connection is told apart from the statement, with the first one only', async () => {
  await using w = watched({ poolSize: 1, poolWaitMs: 20_000 })
  const { release, ended } = occupy(w.db, 1)

  const reading = w.db.transaction(async (tx) => {
    await tx.execute(sql`select 1`)
    await tx.execute(sql`select 2`)
  })
  expect(w.db.figures).toEqual({ taken: 1, peak: 1, count: 1, waiting: 1, refused: 0 })
  const waitedFrom = performance.now()
  while (performance.now() - waitedFrom < 5) await Bun.sleep(1)
  release()
  await Promise.all([reading, ended])

  const waits = w.heard.filter(({ text }) => text.startsWith('select')).map(({ waitMs }) => waitMs)
  expect(waits[0]).toBeGreaterThanOrEqual(4)
  expect(waits[1]).toBe(0)
})

test('who finds the pool full and is sent away is counted, and operators get in all the same', async () => {
  await using w = watched({ poolSize: 2, poolWaitMs: 1 })
  const { release, ended } = occupy(w.db, 2)

  const away = w.db.query(sql`select 1`).catch(() => 'away')
  const inside = await w.db.inspect((tx) => tx.execute(sql`select 2 as two`))

  expect([await away, [...inside]]).toEqual(['away', [{ two: 2 }]])
  expect(w.db.figures).toEqual({ taken: 2, peak: 2, count: 2, waiting: 0, refused: 1 })
  release()
  await ended
})

test('operators read as railbird_ops where the login may, and write nothing', async () => {
  const role = () => t.db.inspect(async (tx) => [...(await tx.execute(sql`select current_user::text as name`))])
  const granted = await role()
  await t.ownerSql`revoke railbird_ops from railbird_app`
  const revoked = await role()
  await t.ownerSql`grant railbird_ops to railbird_app with inherit false, set true`
  const write = await t.db
    .inspect((tx) => tx.execute(sql`create table x ()`))
    .then(
      () => 'written',
      () => 'refused',
    )

  expect([granted, revoked, write]).toEqual([[{ name: 'railbird_ops' }], [{ name: 'railbird_app' }], 'refused'])
})

test('the app has no right of operators unless it puts their role on', async () => {
  const [row] = await t.ownerSql`select pg_has_role('railbird_app', 'pg_monitor', 'usage') as has`

  expect(row?.['has']).toBe(false)
})
