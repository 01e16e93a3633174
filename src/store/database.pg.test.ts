/** Walls between orgs, the one-statement read, retries and deadlines, on a real server. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { and, desc, eq, sql } from 'drizzle-orm'
import { organizations, venues } from '../../db/schema/tenants.ts'
import { startEmbedded } from '../../db/embedded.ts'
import { prepareDatabase } from '../../db/migrate.ts'
import { testDatabase, type TestDatabase } from '../../db/testing.ts'
import { limits } from '../config.ts'
import type { OrgId, VenueId } from '../engine/types.ts'
import { AppError } from '../errors.ts'
import { codeOf, constraintOf, openDatabase, type Database } from './database.ts'
import { connect } from './target.ts'

setDefaultTimeout(20_000)

let t: TestDatabase

beforeAll(async () => {
  t = await testDatabase()
})
afterAll(() => t[Symbol.asyncDispose]())

async function orgWithVenue(name: string): Promise<{ org: OrgId; venue: VenueId }> {
  const org = await t.org()
  const venue = Bun.randomUUIDv7() as VenueId
  await t.db.orgTransaction(org, (tx) => tx.insert(venues).values({ id: venue, orgId: org, name }))
  return { org, venue }
}

const caught = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => error,
  )

async function problemOf(promise: Promise<unknown>): Promise<string> {
  const error = await caught(promise)
  return error instanceof AppError ? error.problem : `no refusal: ${String(error)}`
}

test('a query that names no org sees no row of any tenant', async () => {
  await orgWithVenue('Seen by nobody')

  const rows = await t.db.platform((db) => db.select().from(venues))
  const inTransaction = await t.db.transaction((tx) => tx.select().from(venues))

  expect([rows, inTransaction]).toEqual([[], []])
})

test('org A sees its own rows only, with and without a condition', async () => {
  const a = await orgWithVenue('A')
  const b = await orgWithVenue('B')

  const all = await t.db.orgRead(a.org, (q) => q.select().from(venues))
  const theirs = await t.db.orgRead(a.org, (q) => q.select().from(venues).where(eq(venues.id, b.venue)))
  const inTransaction = await t.db.orgTransaction(a.org, (tx) => tx.select({ name: venues.name }).from(venues))

  expect(all.map((row) => row.id)).toEqual([a.venue])
  expect(theirs).toEqual([])
  expect(inTransaction).toEqual([{ name: 'A' }])
})

test('org A changes and removes nothing of org B, and adds nothing to it', async () => {
  const a = await orgWithVenue('A')
  const b = await orgWithVenue('B')

  await t.db.orgTransaction(a.org, (tx) => tx.update(venues).set({ name: 'taken' }))
  await t.db.orgTransaction(a.org, (tx) => tx.delete(venues).where(eq(venues.id, b.venue)))
  const id = Bun.randomUUIDv7() as VenueId
  const insert = caught(t.db.orgTransaction(a.org, (tx) => tx.insert(venues).values({ id, orgId: b.org, name: 'x' })))
  const move = caught(t.db.orgTransaction(a.org, (tx) => tx.update(venues).set({ orgId: b.org })))

  expect(codeOf(await insert)).toBe('42501')
  expect(codeOf(await move)).toBe('42501')
  expect(await t.db.orgRead(b.org, (q) => q.select({ name: venues.name }).from(venues))).toEqual([{ name: 'B' }])
})

test('the org is forgotten after each transaction and each read, whatever became of it', async () => {
  await using one = await testDatabase({ poolSize: 1 })
  const org = await one.org()
  const setting = () => one.db.query<{ org: string | null }>(sql`select current_setting('app.org', true) as org`)

  await one.db.orgRead(org, (q) => q.select().from(venues))
  await one.db.orgTransaction(org, (tx) => tx.select().from(venues))
  await caught(one.db.orgTransaction(org, (tx) => tx.execute(sql`select 1 / 0`)))
  await caught(one.db.orgRead(org, (q) => q.execute(sql`select 1 / 0`)))

  expect(await setting()).toEqual([{ org: '' }])
})

test('a one-statement read maps joins, equal column names, order, times and nulls like any other', async () => {
  const { org, venue } = await orgWithVenue('First')
  const second = Bun.randomUUIDv7() as VenueId
  await t.db.orgTransaction(org, (tx) => tx.insert(venues).values({ id: second, orgId: org, name: 'Second' }))

  const rows = await t.db.orgRead(org, (q) =>
    q
      .select({ venue: { id: venues.id, city: venues.city, madeAt: venues.createdAt }, org: { id: organizations.id } })
      .from(venues)
      .innerJoin(organizations, eq(organizations.id, venues.orgId))
      .where(and(eq(venues.orgId, org), eq(venues.timeZone, 'UTC')))
      .orderBy(desc(venues.id))
      .limit(5),
  )

  expect(rows.map((row) => [row.venue.id, row.venue.city, row.org.id])).toEqual([
    [second, null, org],
    [venue, null, org],
  ])
  expect(rows[0]?.venue.madeAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
})

test('a one-statement read fails closed: what is no SELECT does not run at all', async () => {
  const { org } = await orgWithVenue('Kept')

  const remove = caught(t.db.orgQuery(org, sql`delete from venues returning id`))
  const twice = caught(t.db.orgQuery(org, sql`select 1) y; delete from venues; select (1`))

  expect(codeOf(await remove)).toBe('42601')
  expect(codeOf(await twice)).toBe('42601')
  expect(await t.db.orgQuery<{ name: string }>(org, sql`select name from venues`)).toEqual([{ name: 'Kept' }])
})

test('mixed orgs on few connections never meet', async () => {
  await using few = await testDatabase({ poolSize: 2, poolWaitMs: 20_000 })
  const orgs = await Promise.all(Array.from({ length: 4 }, () => few.org()))
  const name = (org: OrgId) => `venue of ${org}`
  for (const org of orgs) {
    const values = { id: Bun.randomUUIDv7() as VenueId, orgId: org, name: name(org) }
    await few.db.orgTransaction(org, (tx) => tx.insert(venues).values(values))
  }

  const reads = Array.from({ length: 400 }, async (_, i) => {
    const org = orgs[i % 4] as OrgId
    const read = (db: Database) =>
      i % 3 === 0
        ? db.orgTransaction(org, (tx) => tx.select({ name: venues.name }).from(venues))
        : db.orgRead(org, (q) => q.select({ name: venues.name }).from(venues))
    const rows = await read(few.db)
    return rows.length === 1 && rows[0]?.name === name(org)
  })

  expect((await Promise.all(reads)).filter((isRight) => !isRight)).toEqual([])
})

test('a deadlock victim is tried again as a whole', async () => {
  const { org, venue } = await orgWithVenue('1')
  const other = Bun.randomUUIDv7() as VenueId
  await t.db.orgTransaction(org, (tx) => tx.insert(venues).values({ id: other, orgId: org, name: '2' }))
  let attempts = 0
  const barrier = Promise.withResolvers<void>()
  const lockBoth = (first: VenueId, second: VenueId) =>
    t.db.orgTransaction(org, async (tx) => {
      await tx.update(venues).set({ city: 'x' }).where(eq(venues.id, first))
      if (++attempts === 2) barrier.resolve()
      await barrier.promise
      await tx.execute(sql`set local lock_timeout = 0`)
      await tx.update(venues).set({ city: 'y' }).where(eq(venues.id, second))
    })

  await Promise.all([lockBoth(venue, other), lockBoth(other, venue)])

  // The one tried again may overtake the other while that one wakes up, and they meet once more.
  expect(attempts).toBeGreaterThanOrEqual(3)
  const cities = await t.db.orgRead(org, (q) => q.select({ city: venues.city }).from(venues).orderBy(venues.name))
  expect(cities.map((row) => row.city).toSorted()).toEqual(['x', 'y'])
})

test('a violated uniqueness stays visible by its name', async () => {
  const email = 'twice@example.com'
  await t.user(email)

  expect(constraintOf(await caught(t.user(email.toUpperCase())))).toBe('idx_users_email')
})

test('several reads at one snapshot do not see what is committed between them, and cannot write', async () => {
  const { org } = await orgWithVenue('First')

  const [before, after] = await t.db.orgSnapshot(org, async (tx) => {
    const first = await tx.select().from(venues)
    const id = Bun.randomUUIDv7() as VenueId
    await t.db.orgTransaction(org, (other) => other.insert(venues).values({ id, orgId: org, name: 'Second' }))
    return [first, await tx.select().from(venues)]
  })
  const write = t.db.orgSnapshot(org, (tx) => tx.update(venues).set({ name: 'x' }))

  expect([before?.length, after?.length]).toEqual([1, 1])
  expect(codeOf(await caught(write))).toBe('25006')
})

test('who finds every connection taken is refused after the wait, with Retry-After', async () => {
  await using small = await testDatabase({ poolSize: 1, poolWaitMs: 20 })
  const release = Promise.withResolvers<void>()
  const entered = Promise.withResolvers<void>()
  const holder = small.db.transaction(async (tx) => {
    await tx.execute(sql`select 1`)
    entered.resolve()
    await release.promise
  })
  await entered.promise

  const refused = await caught(small.db.query(sql`select 1`))
  release.resolve()
  await holder

  expect(refused).toBeInstanceOf(AppError)
  if (refused instanceof AppError) {
    expect([refused.problem, refused.extras.headers]).toEqual(['unavailable', { 'retry-after': '1' }])
  }
  expect(await small.db.query<{ n: number }>(sql`select 1 as n`)).toEqual([{ n: 1 }])
})

test('a statement beyond its time is stopped by the server, a lock by its own', async () => {
  await using quick = await testDatabase({ statementMs: 50, lockMs: 30 })
  await using slow = openDatabase(quick.target, limits)
  await quick.user('locked@example.com')

  const long = problemOf(quick.db.query(sql`select pg_sleep(5)`))
  expect(await long).toBe('deadline')

  const blocked = await slow.transaction(async (tx) => {
    await tx.execute(sql`update users set name = 'x'`)
    return await problemOf(quick.db.query(sql`update users set name = 'y'`))
  })
  expect(blocked).toBe('deadline')
})

test('no caller waits longer than its deadline, not even for a server that is frozen', async () => {
  await using server = await startEmbedded({ ephemeral: true })
  await prepareDatabase(server.target)
  const bounds = { ...limits, statementMs: 100, requestMs: 300, poolWaitMs: 100 }
  await using db = openDatabase(server.target, bounds)
  await db.query(sql`select 1`)
  const family = (await backends(server.pid)).concat(server.pid)
  for (const pid of family) process.kill(pid, 'SIGSTOP')

  const started = performance.now()
  const org = Bun.randomUUIDv7() as OrgId
  const waiting = [
    db.query(sql`select 1`),
    db.orgRead(org, (q) => q.select().from(venues)),
    db.orgTransaction(org, (tx) => tx.select().from(venues)),
  ]
  const first = await Promise.all(waiting.map(problemOf))
  const waited = performance.now() - started
  const health = await problemOf(db.health())
  let quickly = health
  for (const end = performance.now() + 10_000; quickly !== 'unavailable' && performance.now() < end;)
    quickly = await problemOf(db.query(sql`select 1`))
  for (const pid of family) process.kill(pid, 'SIGCONT')

  expect(first.every((problem) => problem === 'deadline')).toBe(true)
  expect(waited).toBeLessThan(2000)
  expect([quickly, health]).toEqual(['unavailable', 'deadline'])
  await recovered(db)
})

test('lost connections are made anew, and a server that is gone is refused', async () => {
  const first = await startEmbedded({ ephemeral: true })
  await prepareDatabase(first.target)
  await using db = openDatabase(first.target, limits)
  const owner = connect(first.target.owner ?? first.target.app, { max: 1 })
  await db.query(sql`select 1`)

  await owner`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'railbird'`
  await owner.end()
  await recovered(db)
  await first.stop()

  expect(await problemOf(db.query(sql`select 1`))).toBe('unavailable')
  expect(await problemOf(db.health())).toBe('unavailable')
})

async function recovered(db: Database): Promise<void> {
  const end = performance.now() + 10_000
  while ((await caught(db.query(sql`select 1`))) !== null) {
    if (performance.now() > end) throw new Error('the pool did not recover')
    await Bun.sleep(20)
  }
  expect(await db.health()).toBeGreaterThan(0)
}

/** Children of the postmaster: a frozen machine stops them all. */
async function backends(pid: number): Promise<number[]> {
  const text = await Bun.file(`/proc/${pid}/task/${pid}/children`).text()
  return text.trim().split(' ').map(Number)
}
