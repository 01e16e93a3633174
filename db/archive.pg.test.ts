import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { archiveMonth, restoreMonth } from './archive-month.ts'
import { parseWish } from './archive.ts'
import { openHouse, type House } from '../src/http/testing.ts'

const month = '2026-03'
let house: House
let dataDir: string
let token: string
let finished: string
let live: string

const job = () => ({ owner: house.database.ownerSql, folder: join(dataDir, 'archive'), failpoint: () => {} })
const call = (method: string, path: string, body?: unknown) =>
  house.call(method, path, { token, ...(body !== undefined && { body }) })

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'railbird-archive-'))
  house = await openHouse({ RATE_PROFILE: 'open', DATA_DIR: dataDir })
  ;({ token } = await house.person('olga', 'Corner Pocket'))
}, 60_000)

afterAll(async () => {
  await house[Symbol.asyncDispose]()
  await rm(dataDir, { recursive: true, force: true })
})

beforeEach(async () => {
  await rm(join(dataDir, 'archive'), { recursive: true, force: true })
  finished = await event()
  await play(finished)
  live = await event()
  await age([finished, live])
}, 60_000)

/** An event of four that has begun. */
async function event(): Promise<string> {
  const made = await call('POST', '/api/tournaments', { name: 'Friday', type: 'single_elimination', raceTo: 1 })
  const at = `/api/tournaments/${made.json.id}`
  await call('POST', `${at}/open`)
  await call(
    'POST',
    `${at}/players`,
    ['Ada', 'Bo', 'Cy', 'Di'].map((name) => ({ name })),
  )
  await call('POST', `${at}/draw`, {})
  expect((await call('POST', `${at}/start`)).status).toBe(200)
  return String(made.json.id)
}

async function play(id: string): Promise<void> {
  for (const ref of ['W1.1', 'W1.2', 'W2.1']) {
    const { json } = await call('GET', `/api/tournaments/${id}/matches`)
    const match = (json.data as unknown as { id: string; ref: string }[]).find((one) => one.ref === ref)
    await call('POST', `/api/matches/${match?.id}/rack`, { winner: 'a' })
  }
  const { json } = await call('GET', `/api/tournaments/${id}`)
  if ((json.status as unknown) === 'active') await call('POST', `/api/tournaments/${id}/complete`)
}

/** Puts events into a month long ago, with a partition of its own. */
async function age(ids: readonly string[]): Promise<void> {
  const sql = house.database.ownerSql
  await sql`create table if not exists tournament_events_2026_03 partition of tournament_events
    for values from ('2026-03-01') to ('2026-04-01')`
  await sql`update tournament_events set month = '2026-03-01'
    where tournament_id in ${sql([...ids])}`
  await sql`update tournaments set month = '2026-03-01' where id in ${sql([...ids])}`
}

/** Hash of every row of the log of an event, in order. */
async function content(id: string): Promise<string> {
  const sql = house.database.ownerSql
  const rows =
    await sql`select to_jsonb(e)::text as line from tournament_events e where tournament_id = ${id} order by version`
  return rows.length === 0 ? 'nothing' : Bun.hash(rows.map((row) => row['line']).join('\n')).toString(16)
}

const parts = async () => (await readdir(join(dataDir, 'archive', month))).toSorted()
const hasPartition = async () =>
  (await house.database.ownerSql`select to_regclass('public.tournament_events_2026_03') as name`)[0]?.['name'] !== null

test('what is over leaves, what is live stays, and both come back equal', async () => {
  const before = [await content(finished), await content(live)]
  const done = await archiveMonth(job(), month, 0)

  expect(done).toMatchObject({ isDropped: false })
  expect(done.logs).toBeGreaterThanOrEqual(1)
  expect(done.left).toBeGreaterThanOrEqual(1)
  expect([await content(finished), await content(live)]).toEqual(['nothing', before[1] ?? ''])
  expect(await parts()).toEqual(['events-0001.json', 'events-0001.zst'])

  expect(await restoreMonth(job(), month)).toBe(done.logs)
  expect([await content(finished), await content(live)]).toEqual(before)
})

test('an event that is over for too short a time is left alone', async () => {
  expect((await archiveMonth(job(), month, 3650)).logs).toBe(0)
  expect(await content(finished)).not.toBe('nothing')
})

test('an archived event is shown as ever; its log is put back when it is read, exported or reopened', async () => {
  for (const read of [
    () => call('GET', `/api/tournaments/${finished}/events?limit=1000`),
    () => call('GET', `/api/tournaments/${finished}/export`),
    () => call('POST', `/api/tournaments/${finished}/reopen`, { reason: 'A rack was missed.' }),
  ]) {
    const before = await content(finished)
    await archiveMonth(job(), month, 0)
    expect(await content(finished)).toBe('nothing')
    const bracket = await call('GET', `/api/tournaments/${finished}/bracket`)
    expect([bracket.status, (await call('GET', `/api/tournaments/${finished}/standings`)).status]).toEqual([200, 200])

    const answer = await read()
    expect(answer.status).toBe(200)
    const after = await content(finished)
    if (after !== before)
      expect((await call('GET', `/api/tournaments/${finished}`)).json.status as unknown).toBe('active')
  }
})

test('the next events of a reopened one follow without a gap', async () => {
  await archiveMonth(job(), month, 0)
  const { json } = await call('POST', `/api/tournaments/${finished}/reopen`, { reason: 'A rack was missed.' })
  const rows = await house.database.ownerSql<{ version: number }[]>`
    select version from tournament_events where tournament_id = ${finished} order by version`

  expect(rows.map(({ version }) => version)).toEqual(Array.from({ length: Number(json.version) }, (_, i) => i + 1))
})

test('a partition goes once nothing is left in it, and the month comes back without it', async () => {
  await house.database
    .ownerSql`delete from tournament_events where month = '2026-03-01' and tournament_id <> ${finished}`
  const before = await content(finished)
  expect(await archiveMonth(job(), month, 0)).toMatchObject({ logs: 1, left: 0, isDropped: true })
  expect(await hasPartition()).toBe(false)
  await restoreMonth(job(), month)
  expect(await content(finished)).toBe(before)
  await archiveMonth(job(), month, 0)
})

test('a log lies in the database or in a part whose content was read back and had the same hash', async () => {
  await archiveMonth(job(), month, 0)
  const path = join(dataDir, 'archive', month, 'events-0001.zst')
  await Bun.write(
    path,
    (await Bun.file(path).bytes()).map((byte, i) => (i % 97 === 50 ? byte ^ 255 : byte)),
  )
  const answer = await call('POST', `/api/tournaments/${finished}/reopen`, { reason: 'A rack was missed.' })

  expect([answer.status, answer.json.code as unknown]).toEqual([409, 'archived'])
  expect(restoreMonth(job(), month)).rejects.toThrow()
  expect((await call('GET', `/api/tournaments/${finished}`)).json.status as unknown).toBe('completed')
})

test('killed at any point, every log is in the database, in the archive, or in both', async () => {
  // The command wants at least a day of rest.
  await house.database.ownerSql`update tournament_events set at = at - interval '200 days' where month = '2026-03-01'`
  const before = await content(finished)
  for (const point of ['archive_begun', 'archive_framed', 'archive_listed', 'archive_marked', 'archive_left']) {
    const child = Bun.spawn([process.execPath, join(import.meta.dir, 'archive.ts'), month], {
      env: { ...process.env, ...childEnv(), FAIL_AT: point },
      stdout: 'ignore',
      stderr: 'pipe',
    })
    expect([await child.exited, point, await new Response(child.stderr).text()]).toEqual([137, point, ''])
    await restoreMonth(job(), month)
    expect([point, await content(finished)]).toEqual([point, before])
  }
  expect((await archiveMonth(job(), month, 0)).logs).toBeGreaterThanOrEqual(1)
  expect(await content(finished)).toBe('nothing')
}, 60_000)

/** The database of this test, for a program of its own. */
function childEnv(): Record<string, string> {
  const { url, options } = house.database.target.owner ?? { options: {} }
  const own = `postgres://${options.user}@127.0.0.1:${String(options.port)}/${options.database}`
  return { DATABASE_URL: url ?? own, DATA_DIR: dataDir, NODE_ENV: 'test' }
}

test('a command line that is wrong is told what would be right', () => {
  expect(parseWish(['2026-05'])).toEqual({ isRestore: false, month: '2026-05', days: 7 })
  expect(parseWish(['restore', '2026-05'])).toMatchObject({ isRestore: true })
  for (const args of [
    [],
    ['2026-13'],
    ['may'],
    ['2026-05', 'x'],
    ['2026-05', '--days', '0'],
    ['2026-05', '--days', 'x'],
  ])
    expect(() => parseWish(args)).toThrow(/2026-05|whole number/)
})
