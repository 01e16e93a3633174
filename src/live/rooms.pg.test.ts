/** Rooms over the whole server: real rights, real events, real rows. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { connect } from '../client/client.ts'
import type { TournamentId } from '../engine/types.ts'
import { openHouse, type House, type Person } from '../http/testing.ts'
import { eventually, RealSocket } from './fixtures/real-node.ts'

let house: House
let url: string
let owner: Person
let rival: Person
let viewer: Person

beforeAll(async () => {
  house = await openHouse()
  house.server.listen({ hostname: '127.0.0.1', port: 0, reusePort: false })
  url = house.server.url()
  owner = await house.person('olga', 'Corner Pocket')
  rival = await house.person('rex', 'Rival Hall')
  viewer = await house.person('vera')
  const body = { email: 'vera@example.com', role: 'viewer' }
  await house.call('POST', '/api/members', { token: owner.token, body })
}, 30_000)
afterAll(async () => {
  await house.server.drain(10, 1000)
  await house[Symbol.asyncDispose]()
})

async function tournament(visibility: string, type = 'single_elimination'): Promise<string> {
  const body = { name: 'Friday', type, visibility, options: { scoring: { kind: 'race', raceTo: 2 } } }
  const made = await house.call('POST', '/api/tournaments', { token: owner.token, body })
  return String(made.json.id)
}

/** Which answer a caller gets who asks for a view: `snap`, or the code of the refusal. */
async function entry(id: string, view: string, token?: string): Promise<string | number> {
  const socket = new RealSocket(url)
  await socket.say({ t: 'hello', p: 1, ...(token === undefined ? {} : { tok: token }) })
  await socket.say({ t: 'sub', id: 1, room: `t:${id}`, view })
  await eventually(() => socket.frames.some(({ t }) => t === 'snap' || t === 'err'))
  const frame = socket.frames.find(({ t }) => t === 'snap' || t === 'err')
  socket.socket.close()
  return frame?.t === 'err' ? JSON.stringify([frame.c, frame.m]) : 'snap'
}

test('a foreign tournament and an unknown one are refused alike', async () => {
  const hidden = await tournament('private')
  const foreign = await entry(hidden, 'public', rival.token)

  expect(await entry(crypto.randomUUID(), 'public', rival.token)).toBe(foreign)
  expect(await entry(hidden, 'public')).toBe(foreign)
  expect(await entry(hidden, 'staff', rival.token)).toBe(foreign)
  expect(foreign).toContain('404')
})

test('a page of another site is refused before the upgrade, with a problem', async () => {
  const headers = { upgrade: 'websocket', connection: 'upgrade', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==' }

  const response = await fetch(`${url}/api/live`, {
    headers: { ...headers, 'sec-websocket-version': '13', origin: 'https://evil.example' },
  })

  expect(response.status).toBe(403)
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  expect(await response.json()).toMatchObject({ code: 'forbidden' })
})

test('members see their own rooms, staff their view, everybody what is public', async () => {
  const [hidden, open] = [await tournament('private'), await tournament('public')]

  expect(await entry(hidden, 'public', viewer.token)).toBe('snap')
  expect(await entry(hidden, 'staff', viewer.token)).toContain('403')
  expect(await entry(hidden, 'staff', owner.token)).toBe('snap')
  expect(await entry(open, 'public')).toBe('snap')
  expect(await entry(open, 'public', rival.token)).toBe('snap')
  expect(await entry(open, 'staff')).toContain('404')
})

test('a tournament that becomes private loses its strangers at once', async () => {
  const id = await tournament('public')
  const client = connect({ url })
  const room = client.room(id)
  await room.waitFor(1)

  const { headers } = await house.call('GET', `/api/tournaments/${id}`, { token: owner.token })
  const etag = headers.get('etag') ?? ''
  const sent = { token: owner.token, body: { visibility: 'private' }, headers: { 'if-match': etag } }
  expect((await house.call('PATCH', `/api/tournaments/${id}`, sent)).status).toBe(200)
  await eventually(() => room.status === 'gone')

  expect(room.error).toBe('there is no such room')
  client.close()
})

test('who follows a double elimination to its end holds the rows of the server, without asking twice', async () => {
  const id = await tournament('public', 'double_elimination')
  const at = `/api/tournaments/${id}`
  const { token } = owner
  const strangers = connect({ url })
  const own = connect({ url, token })
  const [room, staff] = [strangers.room(id), own.room(id, 'staff')]
  await Promise.all([room.waitFor(1), staff.waitFor(1)])
  const statuses = new Set<string>()
  room.subscribe(() => statuses.add(room.status))

  const names = ['Ada', 'Bo', 'Cy', 'Di', 'Ed', 'Flo', 'Gus']
  await house.call('POST', `${at}/open`, { token })
  await house.call('POST', `${at}/players`, { token, body: names.map((name) => ({ name })) })
  await house.call('POST', `${at}/draw`, { token })
  await house.call('POST', `${at}/start`, { token })
  let version = 0
  for (let n = 0; n < 200; n++) {
    const { json } = await house.call('GET', `${at}/matches`, { token })
    const playable = (json.data as unknown as { id: string; state: string }[]).find(({ state }) =>
      ['ready', 'active'].includes(state),
    )
    if (!playable) break
    const body = { winner: (n * 7) % 3 === 0 ? 'a' : 'b' }
    const reported = await house.call('POST', `/api/matches/${playable.id}/rack`, { token, body })
    expect(reported.status).toBeLessThan(300)
    version = Number(reported.json.version)
  }
  await Promise.all([room.waitFor(version), staff.waitFor(version)])

  const principal = await house.context.auth.principalOf(token)
  const org = principal?.orgs[0]?.orgId
  if (!org) throw new Error('the owner has no org')
  const snapshot = await house.context.rooms.readSnapshot(org, id as TournamentId)
  expect(version).toBeGreaterThan(20)
  expect(JSON.parse(JSON.stringify(snapshot.rows))).toEqual(staff.get())
  expect(statuses).toEqual(new Set(['live']))
  strangers.close()
  own.close()
})
