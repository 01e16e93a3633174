/** The cache's figures and levers: who may use them, what they tell, and that they end what they name, everywhere. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { z } from 'zod'
import { domainNames } from '../cache/events.ts'
import type { report as reportShape } from './admin-cache-shapes.ts'
import { openHouse, type House, type Person } from './testing.ts'

type Report = z.output<typeof reportShape>

let house: House
let admin: Person
let owner: Person
let org = ''
let id = ''

beforeAll(async () => {
  house = await openHouse({ PLATFORM_ADMINS: 'root@example.com' })
  // The first account of an installation is an admin too, so nothing is proved by it.
  await house.person('first')
  admin = await house.person('root')
  owner = await house.person('olga', 'Corner Pocket')
  const { json } = await house.call('GET', '/api/orgs', { token: owner.token })
  org = (json.data as unknown as { id: string }[])[0]?.id ?? ''
  id = await playing('Friday')
}, 30_000)
afterAll(() => house[Symbol.asyncDispose]())

const post = (path: string, body: unknown, who = admin) => house.call('POST', path, { token: who.token, body })
const invalidate = (body: unknown) => post('/api/admin/cache/invalidate', body)
const report = async (query = '') =>
  (await house.call('GET', `/api/admin/cache${query}`, { token: admin.token })).json as unknown as Report
const sourceOf = async (path: string) =>
  (await house.call('GET', path, { token: owner.token })).headers.get('cache-status') ?? ''

async function playing(name: string): Promise<string> {
  const made = await post('/api/tournaments', { name, type: 'single_elimination', raceTo: 1 }, owner)
  const at = `/api/tournaments/${String(made.json.id)}`
  await post(`${at}/open`, {}, owner)
  await post(`${at}/players`, [{ name: 'Ada' }, { name: 'Bo' }], owner)
  await post(`${at}/draw`, {}, owner)
  await post(`${at}/start`, {}, owner)
  return String(made.json.id)
}

describe('the admin routes of the cache', () => {
  const routes = [
    ['GET', '/api/admin/cache', undefined],
    ['POST', '/api/admin/cache/invalidate', { scope: 'users', ids: [crypto.randomUUID()] }],
    ['POST', '/api/admin/cache/warm', { org: crypto.randomUUID() }],
  ] as const

  test.each(routes)('%s %s is for platform admins alone', async (method, path, body) => {
    const nobody = await house.call(method, path, { body })
    const other = await house.call(method, path, { token: owner.token, body })

    expect([nobody.status, nobody.json.code as unknown]).toEqual([401, 'unauthenticated'])
    expect([other.status, other.json.code as unknown]).toEqual([403, 'forbidden'])
  })

  const bad = [
    ['/invalidate', { scope: 'org', org: crypto.randomUUID(), extra: 1 }, 422],
    ['/invalidate', { scope: 'everything' }, 422],
    ['/invalidate', { scope: 'category', org: crypto.randomUUID(), category: 'secret' }, 422],
    ['/invalidate', { scope: 'tournaments', org: crypto.randomUUID(), ids: [] }, 422],
    ['/invalidate', { scope: 'users', ids: Array.from({ length: 101 }, () => crypto.randomUUID()) }, 422],
    ['/invalidate', { scope: 'org', org: crypto.randomUUID() }, 404],
    ['/warm', { org: crypto.randomUUID(), all: true }, 422],
    ['/warm', { org: 'corner-pocket' }, 422],
    ['/warm', { org: crypto.randomUUID() }, 404],
  ] as const
  test.each(bad)('%s %j is refused', async (path, body, status) => {
    expect((await post(`/api/admin/cache${path}`, body)).status).toBe(status)
  })

  test('an unknown parameter of the report is 400, and no cache keeps it', async () => {
    const { token } = admin
    const strange = await house.call('GET', '/api/admin/cache?type=all', { token })
    const good = await house.call('GET', '/api/admin/cache', { token })

    expect(strange.status).toBe(400)
    expect(good.headers.get('cache-control')).toBe('no-store')
  })
})

describe('the report', () => {
  test('counts hits, misses and bytes by org, and names the keys that are read most', async () => {
    await invalidate({ scope: 'org', org })
    const before = (await report('?limit=100')).orgs.find((one) => one.org === org)
    for (let read = 0; read < 4; read++) await sourceOf(`/api/tournaments/${id}/bracket`)
    const after = await report('?limit=100')
    const mine = after.orgs.find((one) => one.org === org)

    expect((mine?.hits.memory ?? 0) - (before?.hits.memory ?? 0)).toBe(3)
    expect((mine?.misses.floor ?? 0) + (mine?.misses.cold ?? 0)).toBe(
      1 + (before?.misses.floor ?? 0) + (before?.misses.cold ?? 0),
    )
    expect(mine?.bytes).toBeGreaterThan(0)
    expect(mine?.hitRate).toBeGreaterThan(0)
    expect(after.totals.bytes).toBe(after.health.l1.memoryUsage ?? -1)
    expect(after.hottest.find(({ key }) => key.includes(`${id}:bracket`))).toMatchObject({ org, hits: 3 })
    expect((await report('?limit=1')).hottest).toHaveLength(1)
  })

  test('tells how the tiers are: memory always, Redis not where there is none', async () => {
    const { health } = await report()

    expect(health).toMatchObject({ l1: { connected: true }, l2: null, breakers: null, bus: null })
    expect(health.l1.keyCount).toBeGreaterThan(0)
  })

  test('counts each of the seventeen events', async () => {
    const countOf = async (name: string) => (await report()).events.find(({ event }) => event === name)?.count ?? -1
    const names = ['org:settings:updated', 'tournament:created', 'match:completed', 'user:logged_out'] as const
    const before = await Promise.all(names.map(countOf))

    await post('/api/venues', { name: 'Hall' }, owner)
    const cup = await playing('Saturday')
    const { json } = await house.call('GET', `/api/tournaments/${cup}/matches`, { token: owner.token })
    const [match] = json.data as unknown as { id: string }[]
    await post(`/api/matches/${match?.id}/walkover`, { winner: 'a' }, owner)
    const guest = await house.person('guest')
    await post('/api/auth/logout', {}, guest)

    expect(await Promise.all(names.map(countOf))).toEqual(before.map((count) => count + 1))
    expect((await report()).events.map(({ event }) => event)).toEqual([...domainNames])
  })
})

describe('what is ended by hand', () => {
  const scopes: readonly [string, () => object, readonly boolean[]][] = [
    ['an org', () => ({ scope: 'org', org }), [true, true]],
    ['a category', () => ({ scope: 'category', org, category: 'tournament' }), [true, true]],
    ['another category', () => ({ scope: 'category', org, category: 'analytics' }), [false, false]],
    ['one tournament', () => ({ scope: 'tournaments', org, ids: [id] }), [true, false]],
  ]
  test.each(scopes)('%s: it is loaded anew, and nothing else is', async (_title, body, isEnded) => {
    const other = await playing('Sunday')
    const paths = [`/api/tournaments/${id}/bracket`, `/api/tournaments/${other}/bracket`]
    for (const path of paths) await sourceOf(path)
    const held = await Promise.all(paths.map(sourceOf))
    const { status, json } = await invalidate(body())
    const after = await Promise.all(paths.map(sourceOf))

    expect(held.every((source) => source.includes('hit'))).toBe(true)
    expect([status, Number(json.raised) > 0]).toEqual([200, true])
    expect(after.map((source) => source.includes('detail=floor'))).toEqual([...isEnded])
  })

  test('is written down in the audit log of the org, with who did it', async () => {
    await invalidate({ scope: 'tournaments', org, ids: [id] })
    const { json } = await house.call('GET', '/api/audit-logs?pageSize=1', { token: owner.token })
    const [last] = json.data as unknown as Record<string, unknown>[]

    expect(last).toMatchObject({ action: 'cache.invalidated', userId: admin.id, after: { tournaments: [id] } })
  })

  test('users: their versions rise, unknown ones are nobody`s', async () => {
    const versionOf = async () =>
      Number((await house.database.ownerSql`select version from users where id = ${owner.id}`)[0]?.version)
    const before = await versionOf()
    const { json } = await invalidate({ scope: 'users', ids: [owner.id, crypto.randomUUID()] })

    expect(Number(json.raised)).toBe(1)
    expect(await versionOf()).toBe(before + 1)
  })
})

describe('warming by hand', () => {
  test('loads the views of one tournament, so that its first reader hits', async () => {
    await invalidate({ scope: 'org', org })
    const { json } = await post('/api/admin/cache/warm', { org, tournaments: [id] })

    expect(json as unknown).toEqual({ tournaments: [id], views: 8, held: 8 })
    expect(await sourceOf(`/api/tournaments/${id}/bracket`)).toContain('hit')
  })

  test('loads what the org plays, and tells what cannot be held', async () => {
    const live = await post('/api/admin/cache/warm', { org })
    const unknown = await post('/api/admin/cache/warm', { org, tournaments: [crypto.randomUUID()] })

    expect(live.json.tournaments as unknown as string[]).toContain(id)
    expect(Number(live.json.held)).toBe(Number(live.json.views))
    expect(unknown.json).toMatchObject({ views: 8, held: 0 })
  })
})
