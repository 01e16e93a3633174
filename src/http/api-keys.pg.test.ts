/** Keys of programs over HTTP: shown once, good for what they were given, and for nothing once they are revoked. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { TournamentId } from '../engine/types.ts'
import { openHouse, type Answer, type House, type Person } from './testing.ts'

let house: House
let owner: Person
let director: Person
let rival: Person
let tournament: string

beforeAll(async () => {
  house = await openHouse({ RATE_PROFILE: 'standard' })
  owner = await house.person('olga', 'Corner Pocket')
  rival = await house.person('rex', 'Rival Hall')
  director = await house.person('dora')
  const body = { email: 'dora@example.com', role: 'director' }
  await house.call('POST', '/api/members', { token: owner.token, body })
  const made = await house.call('POST', '/api/tournaments', {
    token: owner.token,
    body: { name: 'Friday Nine', type: 'single_elimination', raceTo: 3, visibility: 'private' },
  })
  tournament = `/api/tournaments/${made.json.id}`
}, 30_000)
afterAll(() => house[Symbol.asyncDispose]())

interface Issued {
  readonly id: string
  readonly key: string
  readonly prefix: string
}

async function issue(scopes: readonly string[], more: object = {}): Promise<Issued> {
  const answer = await house.call('POST', '/api/api-keys', {
    token: owner.token,
    body: { name: 'Scoreboard', scopes, ...more },
  })
  expect(answer.status).toBe(201)
  return answer.json as unknown as Issued
}

const by = (key: string, method: string, path: string, body?: unknown): Promise<Answer> =>
  house.call(method, path, { headers: { 'x-api-key': key }, ...(body === undefined ? {} : { body }) })
const listed = async () => {
  const { json } = await house.call('GET', '/api/api-keys?pageSize=100', { token: owner.token })
  return json.data as unknown as { id: string; lastUsedAt: string | null; revokedAt: string | null }[]
}

describe('a key', () => {
  test('is shown once, and neither kept nor listed', async () => {
    const headers = { 'idempotency-key': 'make-one' }
    const sent = { token: owner.token, body: { name: 'Door', scopes: ['manage', 'read', 'read'] }, headers }
    const made = await house.call('POST', '/api/api-keys', sent)
    const again = await house.call('POST', '/api/api-keys', sent)
    const list = await house.call('GET', '/api/api-keys', { token: owner.token })
    const stored = await house.database.ownerSql`
      select (select string_agg(k::text, ' ') from api_keys k) as keys,
        (select string_agg(i::text, ' ') from idempotency_keys i) as answers,
        (select string_agg(a::text, ' ') from audit_logs a) as audit`

    expect(made.headers.get('cache-control')).toBe('no-store')
    expect(made.json).toMatchObject({ name: 'Door', scopes: ['read', 'manage'], tier: 'free', createdBy: owner.id })
    const { key, prefix } = made.json as unknown as Issued
    expect(key.startsWith(`${prefix}_`)).toBe(true)
    expect(again.json).toEqual({ ...made.json, key: null as never })
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect(list.text).toContain(prefix)
    expect(list.text + JSON.stringify(stored)).not.toContain(key.slice(prefix.length + 1))
  })

  test('does what its scope covers: read as a viewer, score as a scorekeeper, manage as a director', async () => {
    const statuses = async (scope: string) => {
      const { key } = await issue([scope])
      const read = await by(key, 'GET', tournament)
      const score = await by(key, 'POST', `${tournament}/matches/assign-next`, {})
      const manage = await by(key, 'PATCH', tournament, { name: `By ${scope}` })
      return [read.status, score.status, manage.status]
    }

    expect(await statuses('read')).toEqual([200, 403, 403])
    expect(await statuses('score')).toEqual([200, 409, 403])
    expect(await statuses('manage')).toEqual([200, 409, 200])
    const events = await house.call('GET', `${tournament}/events`, { token: owner.token })
    const last = (events.json.data as unknown as { actor: string | null }[]).at(-1)
    expect(last?.actor ?? null).toBeNull()
  })

  test('never has the rights of an owner or of a person', async () => {
    const { key, id } = await issue(['read', 'score', 'manage'])
    const asked = [
      ['GET', '/api/members'],
      ['GET', '/api/api-keys'],
      ['POST', '/api/api-keys', { name: 'More', scopes: ['read'] }],
      ['DELETE', `/api/api-keys/${id}`],
      ['GET', '/api/auth/me'],
      ['GET', '/api/orgs'],
      ['POST', '/api/orgs', { name: 'Mine' }],
      ['GET', `${tournament}/export`],
      ['DELETE', `/api/members/${id}`],
    ] as const
    for (const [method, path, body] of asked)
      expect([path, (await by(key, method, path, body)).status]).toEqual([path, 403])
  })

  test('sees nothing of another org, whatever X-Org says', async () => {
    const { key } = await issue(['manage'])
    const headers = { 'x-api-key': key, 'x-org': rival.orgSlug }

    expect((await house.call('GET', '/api/tournaments', { headers })).status).toBe(404)
    const own = await house.call('GET', '/api/tournaments', { headers: { ...headers, 'x-org': owner.orgSlug } })
    expect(own.status).toBe(200)
  })

  test('is no bearer token, and a bearer token is no key', async () => {
    const { key } = await issue(['read'])

    expect((await house.call('GET', tournament, { token: key })).status).toBe(401)
    expect((await by(owner.token, 'GET', tournament)).status).toBe(401)
    const both = await house.call('GET', tournament, { token: owner.token, headers: { 'x-api-key': key } })
    expect([both.status, both.json.code as unknown]).toEqual([400, 'bad_request'])
  })

  test('reads by batch as it reads alone, and pays for every item', async () => {
    const { key } = await issue(['read'])
    const items = [tournament, '/api/members', '/api/venues'].map((url, i) => ({ id: `${i}`, method: 'GET', url }))

    const before = await by(key, 'GET', tournament)
    const answer = await by(key, 'POST', '/api/batch', items)
    const after = await by(key, 'GET', tournament)

    expect((answer.json as unknown as { status: number }[]).map(({ status }) => status)).toEqual([200, 403, 200])
    const left = (of: Answer) => Number(/r=(\d+)/.exec(of.headers.get('ratelimit') ?? '')?.[1])
    // The clock runs: a unit comes back every 36 s.
    expect(left(before) - left(after)).toBeGreaterThanOrEqual(4)
  })

  test('has the limit of its tier, and is refused beyond it whatever other keys do', async () => {
    const policy = async (tier: string) => {
      const { key } = await issue(['read'], { tier })
      return (await by(key, 'GET', tournament)).headers.get('ratelimit-policy')
    }
    const { key } = await issue(['read'])
    let passed = 0
    let answer = await by(key, 'GET', tournament)
    while (answer.status === 200 && passed < 120) {
      passed++
      answer = await by(key, 'GET', tournament)
    }

    expect([answer.status, answer.json.code as unknown]).toEqual([429, 'rate_limited'])
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(passed).toBeGreaterThanOrEqual(100)
    expect(await policy('free')).toBe('"default";q=100;w=3600')
    expect(await policy('pro')).toBe('"default";q=1000;w=3600')
    expect(await policy('enterprise')).toBe('"default";q=10000;w=3600')
  })

  test('greets a socket as it greets a route, and its end is told to the sockets of this node', async () => {
    const { key, id } = await issue(['score'])
    const { authenticate, openRoom } = house.context.rooms
    const room = tournament.split('/').at(-1) as TournamentId
    const told: string[] = []
    const stop = house.context.auth.watch((user) => void told.push(user))

    const program = await authenticate(key)
    const entry = await openRoom(program, room, 'staff')
    await house.call('DELETE', `/api/api-keys/${id}`, { token: owner.token })
    stop()

    expect(program).toMatchObject({ userId: id, key: { scope: 'score' } })
    expect(entry).toHaveProperty('orgId')
    expect(told).toEqual([id])
    expect(await authenticate(key)).toBeNull()
  })

  test('notes when it was last used', async () => {
    const { key, id } = await issue(['read'])
    expect((await listed()).find((one) => one.id === id)?.lastUsedAt ?? null).toBeNull()

    await by(key, 'GET', tournament)

    const deadline = Date.now() + 10_000
    const used = async () => (await listed()).find((one) => one.id === id)?.lastUsedAt ?? null
    while ((await used()) === null && Date.now() < deadline) await Bun.sleep(10)
    expect(await used()).not.toBeNull()
  })
})

describe('the end of a key', () => {
  test('by revocation is at once, for good, and remembered', async () => {
    const { key, id } = await issue(['manage'])
    expect((await by(key, 'GET', tournament)).status).toBe(200)

    const end = () => house.call('DELETE', `/api/api-keys/${id}`, { token: owner.token })
    const first = await end()
    const refused = await by(key, 'GET', tournament)
    const when = (await listed()).find((one) => one.id === id)?.revokedAt
    const second = await end()

    expect([first.status, second.status, refused.status]).toEqual([204, 204, 401])
    expect(when).toBeString()
    expect((await listed()).find((one) => one.id === id)?.revokedAt).toBe(String(when))
  })

  test('by its date is refused, and a date that is past is not taken', async () => {
    const { key, id } = await issue(['read'], { expiresAt: '2999-01-01T00:00:00Z' })
    await house.database.ownerSql`alter table api_keys no force row level security`
    await house.database.ownerSql`update api_keys set expires_at = now() - interval '1 second' where id = ${id}`
    await house.database.ownerSql`alter table api_keys force row level security`

    expect((await by(key, 'GET', tournament)).status).toBe(401)
    const body = { name: 'Late', scopes: ['read'], expiresAt: '2020-01-01T00:00:00Z' }
    const late = await house.call('POST', '/api/api-keys', { token: owner.token, body })
    expect(late.json).toMatchObject({ status: 422, errors: [{ path: 'expiresAt' }] })
  })
})

describe('keys are an owner’s business', () => {
  test('a director neither sees nor makes nor revokes them, a stranger meets nothing', async () => {
    const { id } = await issue(['read'])
    const body = { name: 'Mine', scopes: ['read'] }
    const statuses = async (person: Person) => {
      const { token } = person
      const list = await house.call('GET', '/api/api-keys', { token })
      const make = await house.call('POST', '/api/api-keys', { token, body })
      const end = await house.call('DELETE', `/api/api-keys/${id}`, { token })
      return [list.status, make.status, end.status]
    }

    expect(await statuses(director)).toEqual([403, 403, 403])
    expect(await statuses(rival)).toEqual([200, 201, 404])
  })

  test('what does not fit is refused by name', async () => {
    const post = (body: unknown) => house.call('POST', '/api/api-keys', { token: owner.token, body })
    for (const body of [
      { name: 'x', scopes: [] },
      { name: 'x', scopes: ['owner'] },
      { name: 'x', scopes: ['read'], tier: 'gold' },
      { name: 'x', scopes: ['read'], orgId: rival.id },
      { name: '', scopes: ['read'] },
    ])
      expect([JSON.stringify(body), (await post(body)).status]).toEqual([JSON.stringify(body), 422])
  })
})

test('an org has at most a hundred keys that are good, however many are asked for at once', async () => {
  const of = await house.person('many', 'Key Hall')
  const make = () =>
    house.call('POST', '/api/api-keys', { token: of.token, body: { name: 'One of many', scopes: ['read'] } })
  for (let made = 0; made < 95; made++) expect((await make()).status).toBe(201)

  const answers = await Promise.all(Array.from({ length: 10 }, make))

  const outcomes = answers.map(({ status, json }) => (status === 201 ? 'made' : String(json.code)))
  expect(outcomes.toSorted()).toEqual([...Array(5).fill('made'), ...Array(5).fill('too_many_keys')])
})
