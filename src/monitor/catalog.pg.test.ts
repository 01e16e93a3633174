/** What is read of Postgres with few rights, without extensions, and not at all. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { testDatabase, type TestDatabase } from '../../db/testing.ts'
import { AppError } from '../errors.ts'
import { postgresCpuMs } from './machine.ts'
import { KeptCatalog, readCatalog, type Catalog } from './catalog.ts'

setDefaultTimeout(20_000)

let t: TestDatabase

beforeAll(async () => {
  t = await testDatabase()
})
afterAll(() => t[Symbol.asyncDispose]())

test('every part is told where it may be read', async () => {
  const catalog = await readCatalog(t.db)

  expect(catalog.notes).toEqual([])
  expect(catalog.database?.sizeBytes).toBeGreaterThan(0)
  expect(catalog.sessions?.sessionsMax).toBeGreaterThan(0)
  expect(catalog.tables?.map(({ name }) => name)).toContain('tournaments')
  expect(catalog.indexes?.find(({ indexName }) => indexName === 'idx_users_email')).toMatchObject({
    ...{ tableName: 'users', isNeeded: true },
  })
})

test('a right that is missing costs its part only, and is said', async () => {
  await t.ownerSql`revoke execute on function pg_total_relation_size(regclass) from public`
  const catalog = await readCatalog(t.db)
  await t.ownerSql`grant execute on function pg_total_relation_size(regclass) to public`

  expect([catalog.tables, catalog.notes]).toEqual([null, ['tables are unknown: this login may not read them']])
  expect(catalog.indexes?.length).toBeGreaterThan(0)
})

test('statements are told where the extension is, and its absence is said', async () => {
  const without = await readCatalog(t.db)
  await t.ownerSql`create extension pg_stat_statements`
  const unloaded = await readCatalog(t.db)
  await t.ownerSql`drop extension pg_stat_statements`

  expect([without.statements, without.asides.length]).toEqual([null, 1])
  // It is there but not among shared_preload_libraries, or it may be read: both are told plainly.
  expect(unloaded.statements !== null || unloaded.notes.join().includes('statements are unknown')).toBe(true)
})

test.if(process.platform === 'linux' && !process.env.DATABASE_URL)(
  'a server of this machine is found by a session of it, with what it uses',
  async () => {
    const { localPid } = await readCatalog(t.db)

    expect(postgresCpuMs(localPid ?? 0)).toBeGreaterThan(0)
  },
)

const empty = { database: null, sessions: null, tables: null, indexes: null, statements: null, localPid: null }
const made = (note: string): Catalog => ({ ...empty, notes: [note], asides: [] })

test('the catalog is read once in ten seconds, by all who ask together, and behind their back', async () => {
  let now = 0
  let reads = 0
  const kept = new KeptCatalog(
    async () => made(String(++reads)),
    () => now,
  )

  const together = await Promise.all([kept.current(), kept.current()])
  now = 9_000
  const fresh = await kept.current()
  now = 20_000
  const older = await kept.current()
  const renewed = await kept.current()
  now = 100_000
  const afterLong = await kept.current()

  const seen = [...together, fresh, older, renewed, afterLong].map(({ notes }) => notes[0])
  expect(seen).toEqual(['1', '1', '1', '1', '1', '3'].with(4, renewed.notes[0] ?? ''))
  expect(kept.peek()?.notes).toEqual(['3'])
})

test('a database that is away is an error where nothing is known; the last answer is good for a minute', async () => {
  let now = 0
  let isAway = false
  const read = async () => {
    if (isAway) throw new AppError('unavailable', 'away')
    return made('here')
  }
  const kept = new KeptCatalog(read, () => now)
  await kept.current()
  isAway = true
  now = 30_000

  expect((await kept.current()).notes).toEqual(['here'])
  now = 70_000
  expect(kept.peek()).toBeNull()
  expect(kept.current()).rejects.toThrow('away')
})
