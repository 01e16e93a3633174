/** The audit log over HTTP: its filters, its pages, and who may read it. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { openHouse, type Answer, type House, type Person } from './testing.ts'

setDefaultTimeout(60_000)

let house: House
let owner: Person
let director: Person
let rival: Person
let cup: string

interface Listed {
  readonly id: string
  readonly action: string
  readonly userId: string | null
  readonly userName: string | null
  readonly principal: string
  readonly tournamentId: string | null
  readonly timestamp: string
  readonly after: Record<string, unknown> | null
}

const get = (query: string, { token }: Person = owner) => house.call('GET', `/api/audit-logs${query}`, { token })
const rowsOf = (answer: Answer) => answer.json.data as unknown as Listed[]
const actions = (answer: Answer) => rowsOf(answer).map((row) => row.action)

beforeAll(async () => {
  house = await openHouse()
  owner = await house.person('olga', 'Corner Pocket')
  director = await house.person('dora')
  rival = await house.person('rex', 'Rival Hall')
  const { call } = house
  const as = (person: Person) => (method: string, path: string, body?: unknown) =>
    call(method, path, { token: person.token, ...(body === undefined ? {} : { body }) })
  await as(owner)('POST', '/api/members', { email: 'dora@example.com', role: 'director' })
  await as(owner)('POST', '/api/venues', { name: 'North' })
  const made = await as(director)('POST', '/api/tournaments', { name: 'Cup', type: 'single_elimination' })
  cup = String(made.json.id)
  await as(director)('POST', `/api/tournaments/${cup}/open`)
  await as(owner)('POST', `/api/tournaments/${cup}/players`, { name: 'Ada' })
  await as(rival)('POST', '/api/venues', { name: 'Secret cellar' })
})
afterAll(() => house[Symbol.asyncDispose]())

const all = [
  'player.registered',
  'tournament.opened',
  'tournament.created',
  'venue.added',
  'member.added',
  'org.created',
]

test('is the newest first, of this org alone, with who did it', async () => {
  const answer = await get('')
  const [first] = rowsOf(answer)

  expect(actions(answer)).toEqual(all)
  expect(first).toMatchObject({ userId: owner.id, userName: 'olga', principal: `user:${owner.id}`, tournamentId: cup })
  expect(answer.text).not.toContain('Secret')
  expect(actions(await get('', rival))).toEqual(['venue.added', 'org.created'])
})

test('is narrowed by action, person, tournament and time', async () => {
  const whole = rowsOf(await get(''))
  const at = (place: number) => whole[place]?.timestamp ?? ''
  const middle = await get(`?from=${at(4)}&to=${at(2)}`)

  expect(actions(await get('?action=venue.added'))).toEqual(['venue.added'])
  expect(actions(await get(`?userId=${director.id}`))).toEqual(['tournament.opened', 'tournament.created'])
  expect(actions(await get(`?tournamentId=${cup}`))).toEqual(all.slice(0, 3))
  expect(actions(await get(`?tournamentId=${cup}&userId=${owner.id}`))).toEqual(['player.registered'])
  expect(actions(middle)).toContain('venue.added')
  expect(actions(middle)).not.toContain('player.registered')
  expect(actions(await get('?to=2020-01-01'))).toEqual([])
  expect(actions(await get('?from=2020-01-01'))).toEqual(all)
})

test('is paged by number and walked by cursor, there and back', async () => {
  const second = await get('?pageSize=2&page=2&count=exact')
  const seen: string[] = []
  let cursor = ''
  let last: Answer
  do {
    last = await get(`?pageSize=4&cursor=${cursor}`)
    seen.push(...actions(last))
    cursor = (last.json.pagination as unknown as { nextCursor: string | null }).nextCursor ?? ''
  } while (cursor !== '')
  const { prevCursor } = last.json.pagination as unknown as { prevCursor: string }
  const foreign = await get(`?pageSize=4&cursor=${prevCursor}`, rival)

  expect(actions(second)).toEqual(all.slice(2, 4))
  expect(second.json.pagination as unknown).toMatchObject({ page: 2, total: 6, totalPages: 3 })
  expect(seen).toEqual(all)
  expect(actions(await get(`?pageSize=4&cursor=${prevCursor}`))).toEqual(all.slice(0, 4))
  expect(foreign.json).toMatchObject({ status: 400, code: 'bad_cursor' })
  expect(rowsOf(await get('?fields=action&pageSize=1'))).toEqual([{ action: all[0] } as never])
})

test('is for owners and directors only, and for no key', async () => {
  const viewer = await house.person('vera')
  const { token } = owner
  await house.call('POST', '/api/members', { token, body: { email: 'vera@example.com', role: 'viewer' } })
  const key = await house.call('POST', '/api/api-keys', { token, body: { name: 'Board', scopes: ['manage'] } })
  const byKey = await house.call('GET', '/api/audit-logs', { headers: { 'x-api-key': String(key.json.key) } })

  expect((await get('', director)).status).toBe(200)
  expect((await get('', viewer)).status).toBe(403)
  expect(byKey.status).toBe(403)
  expect((await house.call('GET', '/api/audit-logs')).status).toBe(401)
})

test('names the key of a program where no person wrote', async () => {
  const { token } = owner
  const key = await house.call('POST', '/api/api-keys', { token, body: { name: 'Robot', scopes: ['manage'] } })
  const headers = { 'x-api-key': String(key.json.key) }
  const made = await house.call('POST', '/api/venues', { headers, body: { name: 'By a robot' } })
  const [row] = rowsOf(await get('?action=venue.added'))
  const [issued] = rowsOf(await get('?action=api_key.issued'))

  expect(made.status).toBe(201)
  expect(row).toMatchObject({ userId: null, userName: null, principal: `key:${key.json.id}` })
  expect(JSON.stringify(issued)).not.toContain(String(key.json.key))
})
