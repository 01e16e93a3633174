/** A list that is kept shows every write that was answered, and asks the database for nothing in between. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { until } from '../redis/testing.ts'
import { openHouse, type House, type Person } from './testing.ts'

let house: House
let owner: Person
let stranger: Person

interface Row {
  readonly id: string
  readonly name: string
  readonly version: number
  readonly progress: { readonly done: number; readonly total: number }
}

beforeAll(async () => {
  house = await openHouse()
  owner = await house.person('olga', 'Corner Pocket')
  stranger = await house.person('sam', 'Side Pocket')
}, 30_000)
afterAll(() => house[Symbol.asyncDispose]())

const post = async (path: string, body: unknown) => (await house.call('POST', path, { token: owner.token, body })).json
const listed = async (query = '', who = owner) => {
  const { json } = await house.call('GET', `/api/tournaments${query}`, { token: who.token })
  return json.data as unknown as Row[]
}

async function playing(name: string): Promise<string> {
  const id = String((await post('/api/tournaments', { name, type: 'single_elimination', raceTo: 1 })).id)
  await post(`/api/tournaments/${id}/open`, {})
  await post(`/api/tournaments/${id}/players`, [{ name: 'Ada' }, { name: 'Bo' }, { name: 'Cy' }, { name: 'Di' }])
  await post(`/api/tournaments/${id}/draw`, {})
  await post(`/api/tournaments/${id}/start`, {})
  return id
}

test('a tournament is in the list as soon as its creation was answered, and gone with its deletion', async () => {
  const before = await listed()
  const id = String((await post('/api/tournaments', { name: 'Friday', type: 'single_elimination' })).id)
  const after = await listed()
  await house.call('DELETE', `/api/tournaments/${id}`, { token: owner.token, body: {} })

  expect(before.map((row) => row.id)).not.toContain(id)
  expect(after.map((row) => row.id)).toContain(id)
  expect((await listed()).map((row) => row.id)).not.toContain(id)
})

test('a change of state moves it between filtered lists at once', async () => {
  const [live, upcoming] = [await listed('?status=live'), await listed('?status=upcoming')]
  const id = await playing('Saturday')

  expect([...live, ...upcoming].map((row) => row.id)).not.toContain(id)
  expect((await listed('?status=live')).map((row) => row.id)).toContain(id)
  expect((await listed('?status=upcoming')).map((row) => row.id)).not.toContain(id)
})

test('a result shows in the progress of its row, though it raises no list', async () => {
  const id = await playing('Sunday')
  const rowOf = async () => (await listed()).find((row) => row.id === id)
  const before = await rowOf()
  const { json } = await house.call('GET', `/api/tournaments/${id}/matches?state=ready`, { token: owner.token })
  const [match] = json.data as unknown as { id: string }[]
  await post(`/api/matches/${match?.id}/walkover`, { winner: 'a' })
  const after = await rowOf()

  expect(before?.progress.done).toBe(0)
  expect(after?.progress.done).toBe(1)
  expect(after?.version).toBe((before?.version ?? 0) + 1)
})

test('who turns a page finds the next one there, and who stays on the first costs nothing more', async () => {
  const { token } = await house.person('pia', 'Page Hall')
  for (let n = 0; n < 8; n++)
    await house.call('POST', '/api/tournaments', { token, body: { name: `N${n}`, type: 'single_elimination' } })
  const { nextPages, cache } = house.context.queries
  const read = async (query: string) =>
    (await house.call('GET', `/api/tournaments?pageSize=2&${query}`, { token })).json
  const loaded = () => until(() => cache.flights.figures.running === 0)
  const made = [nextPages.made]
  for (const query of ['page=1', 'page=1', 'page=2', 'page=3', 'page=4']) {
    await read(query)
    await loaded()
    made.push(nextPages.made)
  }
  const used = nextPages.used
  const first = await read('cursor=')
  await loaded()
  const { nextCursor } = first.pagination as unknown as { nextCursor: string }
  await read(`cursor=${encodeURIComponent(nextCursor)}`)

  expect(made.map((count) => count - (made[0] ?? 0))).toEqual([0, 0, 0, 1, 2, 2])
  expect([used, nextPages.used]).toEqual([2, 3])
})

test('what is known is asked of nobody, whatever the other org does', async () => {
  await listed('?sort=name')
  const { statistics } = [...house.context.queries.cache.memory.queues()].find((queue) => queue.entries > 0) ?? {}
  const loads = statistics?.loads
  const { token } = stranger
  const body = { name: 'Monday', type: 'single_elimination' }
  await house.call('POST', '/api/tournaments', { token, body })
  const again = await listed('?sort=name')

  expect(statistics?.loads).toBe(loads as number)
  expect(again.map((row) => row.name)).not.toContain('Monday')
  expect((await listed('', stranger)).map((row) => row.name)).toEqual(['Monday'])
})
