/** The performance reports: who may read them, and that they name what is planted. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { openHouse, type House, type Person } from './testing.ts'

setDefaultTimeout(30_000)

let house: House
let admin: Person
let owner: Person

beforeAll(async () => {
  house = await openHouse({ PLATFORM_ADMINS: 'root@example.com' })
  // The first account of an installation is an admin too, so nothing is proved by it.
  await house.person('first')
  admin = await house.person('root')
  owner = await house.person('olga', 'Corner Pocket')
  await plant()
})
afterAll(() => house[Symbol.asyncDispose]())

const at = '/api/admin/performance'
const ask = (type: string, token: string | undefined = admin.token) =>
  house.call('GET', `${at}?type=${type}`, { token })

interface Reported {
  readonly status: string
  readonly issues: readonly { severity: string; area: string; message: string }[]
  readonly connections: { active: number; max: number; utilisation: number }
  readonly indexes: readonly { indexName: string; scans: number }[]
  readonly tables: readonly { name: string; rowCount: number; size: string }[]
  readonly performance: { notes: string[]; database: { commits: number } | null; queries: number }
  readonly summary: { totalSlowQueries: number; criticalQueries: number }
  readonly patterns: readonly { fingerprint: string; route: string; count: number; examples: object[] }[]
  readonly recommendations: readonly { hint: string }[]
}

/** Before anything is asked: a report is kept for ten seconds. Waits until Postgres has counted what was read. */
async function plant(): Promise<void> {
  const { ownerSql } = house.database
  await ownerSql`create table planted_bare as select n from generate_series(1, 5000) n`
  await ownerSql`create table planted_indexed as select n, n % 7 as m from generate_series(1, 5000) n`
  await ownerSql`create index planted_unused on planted_indexed (m)`
  await ownerSql`analyze planted_bare, planted_indexed`
  const untilMs = performance.now() + 20_000
  while (performance.now() < untilMs) {
    await ownerSql`select count(*) from planted_indexed where n > 0`
    const [row] =
      await ownerSql`select seq_scan::int as scans from pg_stat_user_tables where relname = 'planted_indexed'`
    if (row?.scans > 0) return
    await Bun.sleep(50)
  }
}

describe('only platform admins', () => {
  test.each(['health', 'slow-queries', 'status', 'cache', 'http', 'live'])('may read %s', async (type) => {
    const { status, headers } = await ask(type)

    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store'])
    expect((await house.call('GET', `${at}?type=${type}`)).status).toBe(401)
    expect((await ask(type, owner.token)).status).toBe(403)
  })

  test.each(['', '?type=', '?type=everything', '?type=health&more=1', '?type=health&type=live'])(
    'may not ask for %p',
    async (query) => {
      expect((await house.call('GET', at + query, { token: admin.token })).status).toBe(400)
    },
  )
})

test('a slow query is named with its route, without what it asked for', async () => {
  await house.context.db.query(sql`select pg_sleep(0.6), ${'Ann Secret'}::text as name`)

  const { json, text } = await ask('slow-queries')

  const { summary, patterns, recommendations } = json as unknown as Reported
  const planted = patterns.find(({ fingerprint }) => fingerprint.includes('pg_sleep'))
  expect(planted).toMatchObject({ fingerprint: 'select pg_sleep(?), ?::text as name', route: 'background', count: 1 })
  expect(planted?.examples).toMatchObject([{ rows: 1, parameters: ['text of 10'] }])
  expect(summary.criticalQueries).toBeGreaterThanOrEqual(1)
  expect(recommendations[0]?.hint).toBe('critical')
  expect(text).not.toContain('Ann')
  const status = (await ask('status')).json as unknown as Reported
  expect(status.issues.map(({ area }) => area)).toContain('slow_query')
})

test('an index that nobody reads and a large table without one are named', async () => {
  const { status, issues } = (await ask('status')).json as unknown as Reported
  const { tables, indexes } = (await ask('health')).json as unknown as Reported

  const said = issues.map(({ area, message }) => `${area}: ${message}`)
  expect(said).toContain('table_without_index: the table planted_bare has 5000 rows and no index')
  expect(said.join()).toContain('unused_index: the index planted_unused of planted_indexed')
  expect(status).not.toBe('healthy')
  expect(tables.find(({ name }) => name === 'planted_bare')?.rowCount).toBe(5000)
  expect(indexes.find(({ indexName }) => indexName === 'planted_unused')?.scans).toBe(0)
})

test('a pool of which little is left is critical', async () => {
  const { db } = house.context
  const { promise, resolve } = Promise.withResolvers<void>()
  const { count } = db.figures
  // One is left for whoever has to be known.
  const ended = Promise.all(Array.from({ length: count - 1 }, () => db.transaction(() => promise)))

  const { json } = await ask('status')
  const health = (await ask('health')).json as unknown as Reported
  resolve()
  await ended

  const { status, issues } = json as unknown as Reported
  expect([status, issues[0]?.area]).toEqual(['critical', 'pool'])
  expect(health.connections).toMatchObject({ active: count - 1, max: count })
})

test('an extension that is not there is said, and is no trouble', async () => {
  const { performance } = (await ask('health')).json as unknown as Reported
  const { issues } = (await ask('status')).json as unknown as Reported

  expect(performance.notes.join()).toContain('pg_stat_statements')
  expect(issues.filter(({ area }) => area === 'unknown')).toEqual([])
})
