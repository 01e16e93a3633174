/** What a whole server counts of its own requests and queries, and whom it tells what took the time. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { openHouse, type House, type Person } from './testing.ts'

setDefaultTimeout(20_000)

let house: House
let owner: Person

beforeAll(async () => {
  house = await openHouse({ SERVER_TIMING: 'all' })
  owner = await house.person('owner', 'Monitored')
})
afterAll(() => house[Symbol.asyncDispose]())

const routeOf = (method: string, route: string) => house.context.monitor.requests.route(method, route)

test('a request counts to its route, with its queries', async () => {
  const before = { ...routeOf('GET', '/api/venues') }

  await house.call('GET', '/api/venues', { token: owner.token })

  const { requests, queries, durations } = routeOf('GET', '/api/venues')
  expect([requests - before.requests, queries - before.queries > 0, durations.total]).toEqual([1, true, requests])
})

test('a hit, a miss and a 304 are told apart, and answers that nobody waits for count too', async () => {
  const made = await house.call('POST', '/api/tournaments', {
    token: owner.token,
    body: { name: 'Open', type: 'single_elimination', gameType: '8ball', raceTo: 5 },
  })
  const id = String(made.json.id)
  const read = (headers: Record<string, string> = {}) =>
    house.call('GET', `/api/tournaments/${id}`, { token: owner.token, headers })

  const first = await read()
  await read()
  await read({ 'if-none-match': first.headers.get('etag') ?? '' })

  const { misses, hitsMemory, unchanged, tagged } = routeOf('GET', '/api/tournaments/:id')
  expect({ misses, hitsMemory, unchanged, tagged }).toEqual({ misses: 1, hitsMemory: 2, unchanged: 1, tagged: 3 })
})

test('refusals count, and an unknown address is no route', async () => {
  await house.call('GET', '/api/venues')
  await house.call('GET', '/nothing/here')

  expect(routeOf('GET', '/api/venues').refused).toBe(1)
  expect(house.context.monitor.requests.routes().map(({ route }) => route)).not.toContain('/nothing/here')
})

test('each query is known by its kind', () => {
  const kinds = house.context.monitor.queries.kinds().map(({ fingerprint }) => fingerprint.text)

  expect(kinds).toContain('commit')
  expect(kinds.filter((text) => text.includes('FROM venues v WHERE v.org_id = ?')).length).toBeGreaterThan(0)
  expect(kinds.join()).not.toContain(owner.id)
})

test('everybody is told what took the time only when the environment says so', async () => {
  const viewer = await house.person('viewer', 'Other')
  const told = await house.call('GET', '/api/orgs', { token: viewer.token })
  await using other = await openHouse()
  const somebody = await other.person('somebody', 'Third')
  const untold = await other.call('GET', '/api/orgs', { token: somebody.token })

  expect(told.headers.get('server-timing')).toMatch(/total;dur=[\d.]+$/)
  expect(untold.headers.get('server-timing')).toBeNull()
})
