import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { openHouse, type House, type Person } from './testing.ts'

let house: House
let owner: Person
let viewer: Person
let id = ''

beforeAll(async () => {
  house = await openHouse()
  owner = await house.person('olga', 'Corner Pocket')
  viewer = await house.person('vera')
  const post = (path: string, body: unknown) => house.call('POST', path, { token: owner.token, body })
  await post('/api/members', { email: 'vera@example.com', role: 'viewer' })
  const made = await post('/api/tournaments', { name: 'Friday', type: 'single_elimination', raceTo: 1 })
  id = String(made.json.id)
  await post(`/api/tournaments/${id}/open`, {})
  await post(`/api/tournaments/${id}/players`, [{ name: 'Ada' }, { name: 'Bo' }])
  await post(`/api/tournaments/${id}/draw`, {})
  await post(`/api/tournaments/${id}/start`, {})
}, 30_000)
afterAll(() => house[Symbol.asyncDispose]())

const read = (path: string, headers: Record<string, string> = {}, who: Person | null = owner) =>
  house.call('GET', path, { token: who?.token, headers })

describe('a reader who knows a version', () => {
  test('is never answered from before it', async () => {
    const path = `/api/tournaments/${id}`
    const before = Number((await read(path)).headers.get('railbird-version'))
    const written = await house.call('PATCH', path, { token: owner.token, body: { description: 'at eight' } })
    const version = written.headers.get('railbird-version') ?? ''
    const after = await read(path, { 'railbird-min-version': version })

    expect(Number(version)).toBe(before + 1)
    expect([after.status, after.headers.get('railbird-version')]).toEqual([200, version])
    expect(after.text).toContain('at eight')
  })

  test('is refused when there is no such version, and raises nothing for others', async () => {
    const path = `/api/public/${owner.orgSlug}/tournaments/${id}`
    const ahead = await read(path, { 'railbird-min-version': '999' }, null)
    const nonsense = await read(path, { 'railbird-min-version': 'v1' }, null)
    const other = await read(path, {}, null)

    expect([ahead.status, nonsense.status, other.status]).toEqual([400, 400, 200])
  })
})

describe('what took the time', () => {
  test('is told to the owner, and to nobody else', async () => {
    const path = `/api/tournaments/${id}/standings`
    house.context.queries.cache.doubt()
    await house.call('PATCH', `/api/tournaments/${id}`, { token: owner.token, body: { description: 'at nine' } })
    const loaded = await read(path)
    const hit = await read(path)

    expect(loaded.headers.get('server-timing')).toMatch(
      /^auth;dur=[\d.]+, cache;desc=[\w-]+, (pool;dur=[\d.]+, )?db;dur=[\d.]+;desc="\d quer(y|ies)", total;dur=[\d.]+$/,
    )
    expect(hit.headers.get('server-timing')).toMatch(/^auth;dur=[\d.]+, cache;desc=L1, total;dur=[\d.]+$/)
    expect((await read(path, {}, viewer)).headers.get('server-timing')).toBeNull()
    const mirror = await read(`/api/public/${owner.orgSlug}/tournaments/${id}/standings`, {}, null)
    expect(mirror.headers.get('server-timing')).toBeNull()
  })
})

describe('an event that is over', () => {
  test('may be kept by shared caches for longer, until it is taken up again', async () => {
    const path = `/api/public/${owner.orgSlug}/tournaments/${id}/bracket`
    const live = await read(path, {}, null)
    const { json } = await read(`/api/tournaments/${id}/matches`)
    const [match] = json.data as unknown as { id: string }[]
    const post = (to: string, body: unknown) => house.call('POST', to, { token: owner.token, body })
    await post(`/api/matches/${match?.id}/result`, { scoreA: 1, scoreB: 0 })
    await post(`/api/tournaments/${id}/complete`, {})
    const over = await read(path, {}, null)
    await post(`/api/tournaments/${id}/reopen`, { reason: 'a wrong score' })
    const again = await read(path, {}, null)

    const kept = [live, over, again].map(
      (answer) => /s-maxage=(\d+)/.exec(answer.headers.get('cache-control') ?? '')?.[1],
    )
    expect(kept).toEqual(['5', '300', '5'])
    expect((await read(`/api/tournaments/${id}/bracket`)).headers.get('cache-control')).toBe('private, no-cache')
  })
})
