/** Audit rows of a whole server: one for each write, with what it changed, and no word of a person. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { openHouse, type House, type Person } from '../http/testing.ts'

setDefaultTimeout(60_000)

let house: House
let owner: Person

beforeAll(async () => {
  house = await openHouse({ TRUSTED_PROXY_HOPS: '1' })
  owner = await house.person('owner', 'Corner Pocket')
})
afterAll(() => house[Symbol.asyncDispose]())

const headers = { 'x-forwarded-for': '192.0.2.77', 'x-request-id': 'req-1' }

async function write(method: string, path: string, body?: unknown, more: Record<string, string> = {}) {
  const sent = { token: owner.token, headers: { ...headers, ...more }, ...(body === undefined ? {} : { body }) }
  return await house.call(method, path, sent)
}

interface Row {
  readonly action: string
  readonly subject: string
  readonly before: Record<string, unknown> | null
  readonly after: Record<string, unknown> | null
  readonly position: number
}

/** Rows of the org's chain, or of a tournament's, in order. */
async function rowsOf(tournament: string | null): Promise<Row[]> {
  const rows = await house.database.ownerSql`
    select action, subject, before, after, position::int as position from audit_logs
    where tournament_id is not distinct from ${tournament} order by position`
  return rows.map((row) => ({ ...row }) as Row)
}

async function newCup(players: readonly object[]): Promise<string> {
  const made = await write('POST', '/api/tournaments', { name: 'Cup', type: 'single_elimination' })
  const id = String(made.json.id)
  await write('POST', `/api/tournaments/${id}/open`)
  for (const player of players) await write('POST', `/api/tournaments/${id}/players`, player)
  return id
}

test('there is no write without its audit row, and no audit row without its write', async () => {
  const id = await newCup([{ name: 'Ada' }, { name: 'Bo' }])
  const before = (await rowsOf(null)).length
  const statuses = [
    (await write('POST', `/api/tournaments/${id}/players`, { name: 'Ada' })).status,
    (await write('POST', `/api/tournaments/${id}/complete`)).status,
    (await write('POST', '/api/venues', { name: '' })).status,
    (await write('PATCH', '/api/venues/00000000-0000-7000-8000-000000000000', { name: 'X' })).status,
    (await write('DELETE', `/api/members/${owner.id}`)).status,
  ]
  const keyed = { 'idempotency-key': 'once' }
  const first = await write('POST', '/api/venues', { name: 'North' }, keyed)
  const again = await write('POST', '/api/venues', { name: 'North' }, keyed)
  const cup = await write('GET', `/api/tournaments/${id}`)
  const logged = await rowsOf(id)

  expect(statuses.every((status) => status >= 400)).toBe(true)
  expect([first.status, again.status]).toEqual([201, 201])
  expect((await rowsOf(null)).length).toBe(before + 1)
  expect(logged.map((row) => row.position)).toEqual([1, 2, 3, 4])
  expect(cup.json.version as unknown).toBe(4)
  expect(logged.map((row) => row.action)).toEqual([
    'tournament.created',
    'tournament.opened',
    'player.registered',
    'player.registered',
  ])
})

test('a row says who, from which network, by which request, and what changed', async () => {
  const id = await newCup([])
  await write('PATCH', `/api/tournaments/${id}`, { name: 'Bowl' })
  const [row] = await house.database.ownerSql`
    select user_id, principal, address, request_id, before, after,
      abs(extract(epoch from now() - timestamp)) < 3600 as now
    from audit_logs where tournament_id = ${id} and position = 3`

  expect({ ...row }).toEqual({
    user_id: owner.id,
    principal: null,
    address: '192.0.2.0/24',
    request_id: 'req-1',
    before: { name: 'Cup' },
    after: { name: 'Bowl' },
    now: true,
  })
})

test('names and contacts of people are masked, the same words alike', async () => {
  const contact = { email: 'ada@example.com', phone: '+1 555 0100' }
  const id = await newCup([{ name: 'Ada Lovelace', ...contact }])
  const other = await newCup([{ name: 'Ada Lovelace' }])
  const [added] = (await rowsOf(id)).slice(-1)
  const [addedThere] = (await rowsOf(other)).slice(-1)
  const player = String(added?.subject).slice('player:'.length)
  await write('PATCH', `/api/tournaments/${id}/players/${player}`, { name: 'Ada King', email: 'king@example.com' })
  const [edited] = (await rowsOf(id)).slice(-1)
  const text = JSON.stringify(await rowsOf(id))

  expect(added?.after?.['name']).toMatch(/^hmac:[\w-]{22}$/)
  expect(added?.after?.['name']).toBe(addedThere?.after?.['name'])
  expect(added?.after?.['email']).toMatch(/^hmac:/)
  expect(edited?.before?.['name']).toBe(added?.after?.['name'])
  expect(edited?.after?.['email']).not.toBe(added?.after?.['email'])
  for (const word of ['Ada', 'Lovelace', 'King', 'example.com', '555']) expect(text).not.toContain(word)
})

test('writes outside of tournaments stand in the chain of the org with what they changed', async () => {
  const from = (await rowsOf(null)).length
  const made = await write('POST', '/api/venues', { name: 'East', city: 'Riga' })
  await write('PATCH', `/api/venues/${made.json.id}`, { city: 'Oslo' })
  await write('DELETE', `/api/venues/${made.json.id}`)
  await house.person('helper')
  const member = await write('POST', '/api/members', { email: 'helper@example.com', role: 'viewer' })
  await write('PATCH', `/api/members/${member.json.userId}`, { role: 'director' })
  await write('DELETE', `/api/members/${member.json.userId}`)
  const rows = await rowsOf(null)
  const all = { name: 'East', address: null, city: 'Riga', timeZone: 'UTC' }

  expect(rows[0]).toMatchObject({ action: 'org.created', after: { name: 'Corner Pocket', slug: owner.orgSlug } })
  expect(rows.map((row) => row.position)).toEqual(rows.map((_, at) => at + 1))
  expect(rows.slice(from).map(({ action, before, after }) => [action, before, after])).toEqual([
    ['venue.added', null, all],
    ['venue.edited', { city: 'Riga' }, { city: 'Oslo' }],
    ['venue.removed', { ...all, city: 'Oslo' }, null],
    ['member.added', null, { role: 'viewer' }],
    ['member.role_changed', { role: 'viewer' }, { role: 'director' }],
    ['member.removed', null, null],
  ])
})

test('many writers at once leave one chain without a gap', async () => {
  const from = (await rowsOf(null)).length
  const names = Array.from({ length: 24 }, (_, at) => `Hall ${at}`)
  const answers = await Promise.all(names.map((name) => write('POST', '/api/venues', { name })))
  const rows = await rowsOf(null)

  expect(answers.map((answer) => answer.status)).toEqual(names.map(() => 201))
  expect(rows.slice(from).map((row) => row.position)).toEqual(names.map((_, at) => from + at + 1))
})
