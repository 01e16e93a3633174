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

// Times of events have milliseconds, so the order of two writes within one is not told.
const ofCup = ['player.registered', 'tournament.created', 'tournament.opened']
const all = ['member.added', 'org.created', ...ofCup, 'venue.added']

test('is the newest first, of this org alone, with who did it', async () => {
  const answer = await get('')
  const times = rowsOf(answer).map((row) => row.timestamp)
  const registered = rowsOf(answer).find((row) => row.action === 'player.registered')

  expect(actions(answer).toSorted()).toEqual(all)
  expect(times).toEqual(times.toSorted().toReversed())
  expect(registered).toMatchObject({
    userId: owner.id,
    userName: 'olga',
    principal: `user:${owner.id}`,
    tournamentId: cup,
  })
  expect(answer.text).not.toContain('Secret')
  expect(actions(await get('', rival)).toSorted()).toEqual(['org.created', 'venue.added'])
})

test('is narrowed by action, person, tournament and time', async () => {
  const whole = rowsOf(await get(''))
  const at = (action: string) => whole.find((row) => row.action === action)?.timestamp ?? ''
  const [from, to] = [await get(`?from=${at('venue.added')}`), await get(`?to=${at('tournament.created')}`)]

  expect(actions(await get('?action=venue.added'))).toEqual(['venue.added'])
  expect(actions(await get(`?userId=${director.id}`)).toSorted()).toEqual(['tournament.created', 'tournament.opened'])
  expect(actions(await get(`?tournamentId=${cup}`)).toSorted()).toEqual(ofCup)
  expect(actions(await get(`?tournamentId=${cup}&userId=${owner.id}`))).toEqual(['player.registered'])
  expect(actions(from)).toEqual(whole.filter((row) => row.timestamp >= at('venue.added')).map((row) => row.action))
  expect(actions(to)).toContain('tournament.created')
  expect(actions(await get(`?to=${at('org.created')}`))).toEqual(['org.created'])
  expect(actions(await get('?to=2020-01-01'))).toEqual([])
  expect(rowsOf(await get('?from=2020-01-01'))).toEqual(whole)
})

test('is paged by number and walked by cursor, there and back', async () => {
  const whole = actions(await get(''))
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

  expect(actions(second)).toEqual(whole.slice(2, 4))
  expect(second.json.pagination as unknown).toMatchObject({ page: 2, total: 6, totalPages: 3 })
  expect(seen).toEqual(whole)
  expect(actions(await get(`?pageSize=4&cursor=${prevCursor}`))).toEqual(whole.slice(0, 4))
  expect(foreign.json).toMatchObject({ status: 400, code: 'bad_cursor' })
  expect(rowsOf(await get('?fields=action&pageSize=1'))).toEqual([{ action: whole[0] } as never])
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
