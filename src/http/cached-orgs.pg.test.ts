/** Members, venues and orgs are kept by the cache of each node: what was written is what is read, whoever asks. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import fc from 'fast-check'
import { readConfig } from '../config.ts'
import { createContext, type Context } from '../context.ts'
import type { UserId } from '../engine/types.ts'
import { until } from '../redis/testing.ts'
import { buildServer, type Server } from '../server.ts'
import { openHouse, type House, type Person } from './testing.ts'

let house: House
let owner: Person
let second: Person
let guests: Person[]
let org = ''
let away: Server
const stack = new AsyncDisposableStack()

beforeAll(async () => {
  house = stack.use(await openHouse())
  owner = await house.person('olga', 'Corner Pocket')
  second = await house.person('vera')
  guests = [await house.person('gus'), await house.person('gil'), await house.person('gwen')]
  const { json } = await house.call('GET', '/api/orgs', { token: owner.token })
  org = (json.data as unknown as { id: string }[])[0]?.id ?? ''
  await write('POST', '/api/members', { email: 'vera@example.com', role: 'viewer' })
  const config = readConfig({ NODE_ENV: 'test', SESSION_SECRET: 'a key of thirty-two characters..' })
  away = buildServer({ config, context: stack.use(await createContext(config, house.database.target, '')) })
}, 30_000)
afterAll(() => stack.disposeAsync())

async function write(method: string, path: string, body: unknown): Promise<Record<string, never>> {
  const answer = await house.call(method, path, { token: owner.token, body })
  expect([method, path, answer.status < 300]).toEqual([method, path, true])
  return answer.json
}

type Row = Readonly<Record<string, string>>
interface World {
  readonly venues: Map<string, string>
  readonly members: Map<string, string>
  name: string
}

async function read(server: Server, path: string, { token } = owner): Promise<unknown> {
  const headers = { authorization: `Bearer ${token}` }
  const answer = await server.handle(new Request(`http://localhost${path}`, { headers }))
  return answer.status === 200 ? answer.json() : answer.status
}

const rowsOf = async (server: Server, path: string, who = owner) =>
  ((await read(server, path, who)) as { data: readonly Row[] }).data

/** Everything that a node shows of the org, to two people, in a form that can be compared. */
async function shown(server: Server, { venues }: World) {
  const [list, members, profile, orgs] = await Promise.all([
    rowsOf(server, '/api/venues?pageSize=100'),
    rowsOf(server, '/api/members?pageSize=100'),
    read(server, `/api/orgs/${org}`) as Promise<Row>,
    rowsOf(server, '/api/orgs', second),
  ])
  const single = await Promise.all([...venues.keys()].map((id) => read(server, `/api/venues/${id}`) as Promise<Row>))
  return {
    venues: list.map(({ id, name }) => [id, name]).sort(),
    single: single.map(({ id, name }) => [id, name]).sort(),
    members: members.map(({ userId, role }) => [userId, role]).sort(),
    names: [profile.name, ...orgs.map(({ name }) => name)],
  }
}

function expected({ venues, members, name }: World) {
  const all = [...venues].sort()
  return { venues: all, single: all, members: [...members].sort(), names: [name, name] }
}

type Act = (world: World, pick: number) => Promise<void>
const roles = ['viewer', 'scorekeeper', 'director', 'owner'] as const
const picked = <Value>(all: readonly Value[], pick: number) => all[pick % Math.max(1, all.length)]

const acts: Readonly<Record<string, Act>> = {
  async addVenue({ venues }, pick) {
    const made = await write('POST', '/api/venues', { name: `Hall ${pick}` })
    venues.set(String(made.id), `Hall ${pick}`)
  },
  async editVenue({ venues }, pick) {
    const id = picked([...venues.keys()], pick)
    if (id === undefined) return
    await write('PATCH', `/api/venues/${id}`, { name: `Room ${pick}` })
    venues.set(id, `Room ${pick}`)
  },
  async removeVenue({ venues }, pick) {
    const id = picked([...venues.keys()], pick)
    if (id === undefined) return
    await write('DELETE', `/api/venues/${id}`, {})
    venues.delete(id)
    expect(await read(house.server, `/api/venues/${id}`)).toBe(404)
  },
  async enrol({ members }, pick) {
    const free = picked(
      ['gus', 'gil', 'gwen'].filter((_, i) => !members.has(guests[i]?.id ?? '')),
      pick,
    )
    if (free === undefined) return
    const { userId } = await write('POST', '/api/members', { email: `${free}@example.com`, role: 'viewer' })
    members.set(String(userId), 'viewer')
  },
  async setRole({ members }, pick) {
    const id = picked(
      [...members.keys()].filter((one) => one !== owner.id),
      pick,
    )
    const role = picked(roles, pick)
    if (id === undefined || role === undefined) return
    await write('PATCH', `/api/members/${id}`, { role })
    members.set(id, role)
  },
  async drop({ members }, pick) {
    const id = picked(
      [...members.keys()].filter((one) => one !== owner.id && one !== second.id),
      pick,
    )
    if (id === undefined) return
    await write('DELETE', `/api/members/${id}`, {})
    members.delete(id)
  },
  async rename(world, pick) {
    world.name = `Pocket ${pick}`
    await write('PATCH', `/api/orgs/${org}`, { name: world.name })
  },
}

test('after any write each read on the same node shows it, and soon each read on another', async () => {
  const members = (await rowsOf(house.server, '/api/members')).map(
    ({ userId = '', role = '' }) => [userId, role] as const,
  )
  const world: World = { venues: new Map(), members: new Map(members), name: 'Corner Pocket' }
  for (const pick of [1, 2, 3]) await acts.addVenue?.(world, pick)
  const taken = async (act: string, pick: number) => {
    await acts[act]?.(world, pick)
    expect([act, await shown(house.server, world)]).toEqual([act, expected(world)])
  }
  for (const act of Object.keys(acts)) await taken(act, 1)
  const step = fc.record({ act: fc.constantFrom(...Object.keys(acts)), pick: fc.nat({ max: 999 }) })

  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 12 }), async (steps) => {
      for (const { act, pick } of steps) await taken(act, pick)
      await until(async () => Bun.deepEquals(await shown(away, world), expected(world)), 10_000)
    }),
    // What is written stays, so a failing run cannot be made smaller.
    { numRuns: 4, endOnFailure: true },
  )
}, 60_000)

const loadsOf = ({ queries }: Pick<Context, 'queries'>) =>
  [...queries.cache.memory.queues()].reduce((sum, { statistics }) => sum + statistics.loads, 0)

test('a page of members is true while the counter of members and each of its accounts stand', async () => {
  const path = '/api/members?pageSize=50'
  await rowsOf(house.server, path)
  const before = loadsOf(house.context)
  await rowsOf(house.server, path)
  const again = loadsOf(house.context)
  await write('POST', '/api/venues', { name: 'Elsewhere' })
  await rowsOf(house.server, path)
  const unmoved = loadsOf(house.context)
  // An account that changes raises its own version and no counter of any org.
  const by = { userId: owner.id as UserId, requestId: 'r', address: '' }
  await house.context.operations.invalidate({ users: [second.id as UserId] }, by)
  await rowsOf(house.server, path)

  // The page as it is read, and as it is sent.
  expect([again, unmoved, loadsOf(house.context)]).toEqual([before, before, before + 2])
})

test('a role that was taken away is gone with the next request, with no word from the route', async () => {
  const guest = guests[0]
  const invite = { email: 'gus@example.com', role: 'director' }
  await house.call('DELETE', `/api/members/${guest?.id}`, { token: owner.token, body: {} })
  await write('POST', '/api/members', invite)
  const venue = () => house.call('POST', '/api/venues', { token: guest?.token, body: { name: 'Back room' } })
  const before = await venue()
  await write('PATCH', `/api/members/${guest?.id}`, { role: 'viewer' })

  expect([before.status, (await venue()).status]).toEqual([201, 403])
})
