/** One caller's trouble is nobody else's: deadlines, callers who leave, full pools, on a real server. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { startEmbedded } from '../../db/embedded.ts'
import { testDatabase, type TestDatabase } from '../../db/testing.ts'
import { limits } from '../config.ts'
import { AppError } from '../errors.ts'
import { whileWanted } from '../patience.ts'
import { codeOf, openDatabase, type Database, type Tx } from './database.ts'
import { connect } from './target.ts'

setDefaultTimeout(30_000)

let t: TestDatabase
/** Nothing ends by its own time: what ends was stopped. */
const endless = { ...limits, statementMs: 60_000, requestMs: 60_000 }

beforeAll(async () => {
  t = await testDatabase()
})
afterAll(() => t[Symbol.asyncDispose]())

async function problemOf(promise: Promise<unknown>): Promise<string> {
  try {
    return `no refusal: ${JSON.stringify(await promise)}`
  } catch (error) {
    return error instanceof AppError ? error.problem : String((error as Error).cause ?? error)
  }
}

/** A transaction that has begun and waits. */
async function hold(db: Database) {
  const entered = Promise.withResolvers<void>()
  const release = Promise.withResolvers<void>()
  const ended = db.transaction(async (tx) => {
    await tx.execute(sql`select 1`)
    entered.resolve()
    await release.promise
    return await tx.execute(sql`select 2`)
  })
  const problem = problemOf(ended)
  await entered.promise
  return { release: release.resolve, problem }
}

/** Statements under way in the test's own database whose text holds `mark`. */
async function running(mark: string): Promise<number[]> {
  const rows = await t.ownerSql<{ pid: number }[]>`
    select pid from pg_stat_activity
    where datname = current_database() and state = 'active' and pid <> pg_backend_pid() and query like ${`%${mark}%`}`
  return rows.map(({ pid }) => pid)
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 10_000
  while (!(await isTrue())) {
    if (performance.now() > end) throw new Error('it never came')
    await Bun.sleep(5)
  }
}

test('work past its deadline is refused alone: nobody else is, and what runs beside it goes on', async () => {
  await using short = openDatabase(t.target, { ...limits, requestMs: 100 })
  const patient = await hold(t.db)
  const late = await hold(short)
  const sleeping = short.query<{ n: number }>(sql`select 7 as n from pg_sleep(1.5)`)

  expect(await late.problem).toBe('deadline')
  const next = await Promise.all(Array.from({ length: 8 }, () => problemOf(short.query(sql`select 1 as n`))))

  expect(next).toEqual(Array(8).fill('no refusal: [{"n":1}]'))
  expect(await sleeping).toEqual([{ n: 7 }])
  late.release()
  patient.release()
  expect(await patient.problem).toMatch(/^no refusal/)
})

test('what begins after the deadline does not write any more, and the place comes back', async () => {
  await using short = openDatabase(t.target, { ...limits, requestMs: 100, poolSize: 1, poolWaitMs: 10_000 })
  const release = Promise.withResolvers<void>()
  let laterMet = 'nothing'
  const refused = await problemOf(
    short.transaction(async (tx) => {
      await tx.execute(sql`insert into users (id, email, name, password_hash)
        values (gen_random_uuid(), 'late@example.com', 'x', '!')`)
      await release.promise
      laterMet = await problemOf((async () => tx.execute(sql`select 1`))())
    }),
  )
  release.resolve()

  expect(refused).toBe('deadline')
  expect(await short.query(sql`select 1 as n`)).toEqual([{ n: 1 }])
  expect(laterMet).toMatch('stopped waiting')
  expect(await t.ownerSql`select 1 from users where email = 'late@example.com'`).toHaveLength(0)
})

test('a read whose only caller has left is stopped at the server', async () => {
  await using slow = openDatabase(t.target, endless)
  const leaving = new AbortController()
  const read = problemOf(whileWanted(leaving.signal, () => slow.query(sql`select 'left alone' from pg_sleep(60)`)))
  await until(async () => (await running('left alone')).length === 1)

  leaving.abort()

  expect(await read).toBe('deadline')
  await until(async () => (await running('left alone')).length === 0)
})

test('who has left before it began asks nothing, and who stays is not disturbed', async () => {
  const leaving = new AbortController()
  leaving.abort()

  expect(await problemOf(whileWanted(leaving.signal, () => t.db.query(sql`select 1 as n`)))).toBe('deadline')
  expect(await t.db.query(sql`select 1 as n`)).toEqual([{ n: 1 }])
})

test('a statement of a transaction is stopped, and its connection is fit for the next', async () => {
  await using one = openDatabase(t.target, { ...endless, poolSize: 1, poolWaitMs: 10_000 })
  const leaving = new AbortController()
  const read = whileWanted(leaving.signal, () =>
    problemOf(one.transaction((tx) => tx.execute(sql`select 'in a transaction' from pg_sleep(60)`))),
  )
  await until(async () => (await running('in a transaction')).length === 1)

  leaving.abort()

  expect(await read).toBe('deadline')
  const [row] = await one.query<{ at: boolean }>(sql`select now() = statement_timestamp() as at`)
  expect(row).toEqual({ at: true })
})

test('a statement that is hit by what was meant for the one before is run again', async () => {
  const leaving = new AbortController()
  const left = problemOf(whileWanted(leaving.signal, () => t.db.query(sql`select 'first' from pg_sleep(60)`)))
  await until(async () => (await running('first')).length === 1)
  leaving.abort()
  await left

  const victim = t.db.query(sql`select 'second' as name from pg_sleep(0.5)`)
  await until(async () => (await running('second')).length === 1)
  for (const pid of await running('second')) await t.ownerSql`select pg_cancel_backend(${pid})`

  expect(await victim).toEqual([{ name: 'second' }])
})

test('a full pool does not look like a dead server', async () => {
  await using small = openDatabase(t.target, { ...limits, poolSize: 2, poolWaitMs: 20 })
  const held = [await hold(small), await hold(small)]

  expect(await problemOf(small.query(sql`select 1`))).toBe('unavailable')
  expect(await small.health()).toBeGreaterThan(0)

  for (const { release } of held) release()
  await Promise.all(held.map(({ problem }) => problem))
  expect(await small.query(sql`select 1 as n`)).toEqual([{ n: 1 }])
})

test('prepared statements outlive a change of the schema under them', async () => {
  await using two = openDatabase(t.target, { ...limits, poolSize: 2 })
  await t.ownerSql.unsafe('create table grown (n int not null); insert into grown values (1), (2)')
  await t.ownerSql.unsafe('grant select, insert on grown to railbird_app')
  const all = (n: number) => sql`select * from grown where n > ${n} order by n`
  const inTransaction = () => two.transaction(async (tx) => [...(await tx.execute(all(1)))])
  const both = () => Promise.all([two.query(all(1)), inTransaction(), inTransaction()])
  expect(await both()).toEqual([[{ n: 2 }], [{ n: 2 }], [{ n: 2 }]])

  await t.ownerSql.unsafe('alter table grown add column more text')
  const wide = [{ n: 2, more: null }]
  expect(await inTransaction()).toEqual(wide)
  expect(await both()).toEqual([wide, wide, wide])

  await t.ownerSql.unsafe('alter table grown alter column n type bigint')
  const big = [{ n: '2', more: null }]
  expect(await both()).toEqual([big, big, big])
})

test('a connection cut in mid-transaction is a refusal, whether or not a statement was under way', async () => {
  await using server = await startEmbedded({ ephemeral: true })
  await using db = openDatabase(server.target, endless)
  const pidOf = async (tx: Tx) => {
    const [row] = (await tx.execute(sql`select pg_backend_pid() as pid`)) as unknown as { pid: number }[]
    return row?.pid ?? 0
  }
  const entered = Promise.withResolvers<number>()
  const release = Promise.withResolvers<void>()
  let after: Promise<string> | null = null
  const waiting = problemOf(
    db.transaction(async (tx) => {
      entered.resolve(await pidOf(tx))
      await release.promise
      after = problemOf((async () => tx.execute(sql`select 1`))())
      await after
    }),
  )
  // Killed like this, Postgres says nothing and starts all its other connections anew.
  const busy = problemOf(
    db.transaction(async (tx) => {
      const pid = await pidOf(tx)
      await entered.promise
      process.kill(pid, 'SIGKILL')
      await tx.execute(sql`select pg_sleep(60)`)
    }),
  )

  expect([await busy, await waiting]).toEqual(['unavailable', 'unavailable'])
  release.resolve()
  await until(async () => after !== null && /is gone/.test(await after))
  await until(async () => (await problemOf(db.query(sql`select 1 as n`))) === 'no refusal: [{"n":1}]')
})

test('so it is for every client, whatever it sends in its transaction', async () => {
  await using server = await startEmbedded({ ephemeral: true })
  const client = connect(server.target.owner ?? server.target.app, { max: 2 })
  const release = Promise.withResolvers<void>()
  const after = Promise.withResolvers<string>()
  const entered = Promise.withResolvers<number>()
  const codes = [
    client.begin(async (tx) => {
      const [row] = await tx`select pg_backend_pid() as pid`
      entered.resolve(Number(row?.pid))
      await release.promise
      after.resolve(await problemOf((async () => tx`select 1`)()))
    }),
    client.begin(async (tx) => {
      process.kill(await entered.promise, 'SIGKILL')
      await tx`select pg_sleep(60)`
    }),
  ].map((one) => one.then(() => 'fine', codeOf))

  expect((await Promise.all(codes)).filter((code) => code === 'fine' || code === null)).toEqual([])
  release.resolve()
  expect(await after.promise).toMatch(/is gone/)
  await client.end({ timeout: 1 })
})
