/** `audit verify` beside somebody who may write everything: whatever one row is made to say, it is named. */
import { afterAll, beforeAll, beforeEach, expect, setDefaultTimeout, test } from 'bun:test'
import type postgres from 'postgres'
import type { OrgId } from '../src/engine/types.ts'
import { openHouse, type House, type Person } from '../src/http/testing.ts'
import { Archive } from '../src/store/archive.ts'
import { anchorKey } from '../src/store/audit-anchors.ts'
import { checkChains } from './audit-chains.ts'
import { verify } from './audit.ts'

setDefaultTimeout(60_000)

const archive = new Archive('')
let house: House
let owner: Person
let org: OrgId
let tournament: string
let sql: postgres.Sql

beforeAll(async () => {
  house = await openHouse()
  sql = house.database.ownerSql
})
afterAll(() => house[Symbol.asyncDispose]())

let count = 0

/** An org of its own for each test: three venues in its chain, and a tournament with a few racks. */
beforeEach(async () => {
  owner = await house.person(`owner${++count}`, `Hall ${count}`)
  const { token } = owner
  const { call } = house
  const [row] = await sql`select id from organizations where slug = ${owner.orgSlug}`
  org = row?.id
  for (const name of ['North', 'South', 'East']) await call('POST', '/api/venues', { token, body: { name } })
  const made = await call('POST', '/api/tournaments', { token, body: { name: 'Cup', type: 'single_elimination' } })
  tournament = String(made.json.id)
  const at = `/api/tournaments/${tournament}`
  await call('POST', `${at}/open`, { token })
  await call('POST', `${at}/players`, { token, body: ['Ada', 'Bo', 'Cy', 'Di'].map((name) => ({ name })) })
  await call('POST', `${at}/draw`, { token })
  await call('POST', `${at}/start`, { token })
  const { json } = await call('GET', `${at}/matches`, { token })
  const [match] = json.data as unknown as { id: string }[]
  for (const winner of ['a', 'b', 'a']) {
    const { status } = await call('POST', `/api/matches/${match?.id}/rack`, { token, body: { winner } })
    expect(status).toBe(200)
  }
})

/** What is found wrong, as `<chain>:<position> <words>`. */
async function found(): Promise<string[]> {
  const { bad } = await checkChains(house.context.db, org, archive)
  return bad.map((one) => `${one.tournamentId === null ? 'org' : 'tournament'}:${one.position} ${one.say}`)
}

/** As the owner of the database, whom no policy holds in a test. */
const doctor = async (text: string) => {
  const { count: rows } = await sql.unsafe(text.replaceAll('$org', `'${org}'`).replaceAll('$id', `'${tournament}'`))
  expect(rows).toBeGreaterThan(0)
}

test('what nobody touched is whole, to its last row', async () => {
  const { chains, rows, bad } = await checkChains(house.context.db, org, archive)
  const [counted] = await sql`select count(*)::int as rows from audit_logs where org_id = ${org}`
  const [head] = await sql`select version from tournaments where id = ${tournament}`
  const lines: string[] = []

  expect({ chains, bad }).toEqual({ chains: 2, bad: [] })
  expect(rows).toBe(counted?.rows)
  expect(rows).toBeGreaterThanOrEqual(Number(head?.version) + 3)
  const key = anchorKey(house.context.secret)
  expect((await verify(house.context.db, (line) => lines.push(line), { key, archive })).bad).toBe(0)
  expect(lines).toEqual([])
})

test.each([
  ['user_id', `user_id = gen_random_uuid()`],
  ['action', `action = 'rack.undone'`],
  ['subject', `subject = 'match:x'`],
  ['after', `after = '{"scoreA": 7}'`],
  ['before', `before = null`],
  ['time', `timestamp = timestamp - interval '1 microsecond'`],
  ['request', `request_id = 'other'`],
  ['address', `address = '198.51.100.0/24'`],
  ['hash of the event', `event_hash = sha256('')`],
  ['own hash', `hash = sha256('')`],
  ['hash before it', `prev_hash = sha256('')`],
])('a changed %s is found', async (_, change) => {
  await doctor(`update audit_logs set ${change} where tournament_id = $id and position = 7`)

  expect((await found()).join()).toMatch(/^tournament:7 it (is not as it was written|does not follow)/)
})

test('a row taken out of the middle, or from the front, is found in both kinds of chain', async () => {
  await doctor(`delete from audit_logs where tournament_id = $id and position = 4`)
  await doctor(`delete from audit_logs where org_id = $org and tournament_id is null and position = 1`)

  expect(await found()).toEqual([
    'tournament:5 the rows before it are gone, 4 to 4',
    'org:2 the rows before it are gone',
  ])
})

test('rows in another order are found', async () => {
  await doctor(`update audit_logs set position = 11 - position where tournament_id = $id and position in (5, 6)`)
  await doctor(`update audit_logs set position = 5 - position
    where org_id = $org and tournament_id is null and position in (2, 3)`)

  expect(await found()).toEqual([
    'tournament:5 it does not follow the row before it',
    'org:2 it does not follow the row before it',
  ])
})

test('a tail that was cut off is found, also when the head was set back with it', async () => {
  await doctor(`delete from audit_logs where tournament_id = $id and position >= 7`)
  await doctor(`delete from audit_logs where org_id = $org and tournament_id is null and position >= 3`)
  const cut = await found()
  await doctor(`update tournaments set audit_hash = (select hash from audit_logs
    where tournament_id = $id and position = 6) where id = $id`)
  const setBack = await found()

  expect(cut.map((line) => line.replace(/\d+$/, 'n'))).toEqual([
    'tournament:6 the rows after it are gone, up to n',
    'org:2 the rows after it are gone, up to n',
  ])
  expect(setBack).toEqual(cut)
})

test('all rows gone, a head gone and a row that was put in are found', async () => {
  await doctor(`insert into audit_logs select month, gen_random_uuid(), org_id, user_id, principal, tournament_id,
    action, subject, before, after, position, prev_hash, hash, event_hash, address, request_id, timestamp
    from audit_logs where tournament_id = $id and position = 3`)
  await doctor(`delete from audit_chains where org_id = $org`)
  const [twice = '', headless = ''] = await found()
  await doctor(`delete from audit_logs where tournament_id = $id`)

  expect(twice).toMatch(/^tournament:3 (two rows have this place|it is not as it was written)$/)
  expect(headless).toMatch(/^org:\d+ the chain has rows and no head$/)
  expect((await found())[0]).toBe('tournament:0 all rows are gone')
})

test('an event of play that was changed or taken out is found by its audit row', async () => {
  const place = `tournament_id = $id and version = 8`
  await doctor(`update tournament_events set data = jsonb_set(data, '{winner}', '"b"') where ${place}`)
  const changed = await found()
  await doctor(`delete from tournament_events where ${place}`)

  expect(changed).toEqual(['tournament:8 its event is not as it was written'])
  expect(await found()).toEqual(['tournament:8 its event is gone'])
})

test('an imported event is vouched for from its first version', async () => {
  const { token } = owner
  const { text } = await house.call('GET', `/api/tournaments/${tournament}/export`, { token })
  const made = await house.call('POST', '/api/tournaments/import', { token, body: JSON.parse(text) })
  expect(made.status).toBe(201)
  tournament = String(made.json.id)
  const whole = await found()
  await doctor(`update tournament_events set actor = null where tournament_id = $id and version = 2`)

  expect(whole).toEqual([])
  expect((await found()).join()).toMatch(/^tournament:\d+ its event is not as it was written$/)
})
