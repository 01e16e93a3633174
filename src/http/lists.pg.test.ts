import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { openHouse, type Answer, type House, type Person } from './testing.ts'

let house: House
let owner: Person
let rival: Person

beforeAll(async () => {
  house = await openHouse()
  owner = await house.person('olga', 'Corner Pocket')
  rival = await house.person('rex', 'Rival Hall')
  for (const { token } of [owner, rival])
    for (const name of ['Alpha', 'Beta', 'Gamma', 'Delta', 'Epsilon'])
      await house.call('POST', '/api/tournaments', { token, body: { name, type: 'single_elimination' } })
  for (const name of ['North', 'South', 'West'])
    await house.call('POST', '/api/venues', { token: owner.token, body: { name } })
}, 30_000)
afterAll(() => house[Symbol.asyncDispose]())

interface Walk {
  readonly nextCursor: string | null
  readonly prevCursor: string | null
  readonly hasNext: boolean
}
const get = (path: string, { token } = owner) => house.call('GET', path, { token })
const names = (answer: Answer) => (answer.json.data as unknown as { name: string }[]).map(({ name }) => name)
const walkOf = (answer: Answer) => answer.json.pagination as unknown as Walk
const linksOf = (answer: Answer) =>
  Object.fromEntries(
    [...(answer.headers.get('link') ?? '').matchAll(/<([^>]+)>; rel="(\w+)"/g)].map(([, to, rel]) => [rel, to ?? '']),
  ) as Record<string, string>

describe('a list by cursor', () => {
  test('is walked by its links, there and back', async () => {
    const first = await get('/api/tournaments?cursor=&sort=-name&pageSize=2')
    const second = await get(linksOf(first).next ?? '')
    const third = await get(linksOf(second).next ?? '')
    const back = await get(linksOf(third).prev ?? '')

    expect([first, second, third, back].map(names)).toEqual([
      ['Gamma', 'Epsilon'],
      ['Delta', 'Beta'],
      ['Alpha'],
      ['Delta', 'Beta'],
    ])
    expect(walkOf(first)).toMatchObject({ prevCursor: null, hasNext: true })
    expect(walkOf(third)).toMatchObject({ nextCursor: null, hasNext: false })
    expect(walkOf(back)).toMatchObject({ hasNext: true })
    expect(names(await get(linksOf(back).prev ?? ''))).toEqual(['Gamma', 'Epsilon'])
    expect(names(await get(linksOf(back).first ?? ''))).toEqual(['Gamma', 'Epsilon'])
  })

  test('goes through venues and members as well', async () => {
    const venues = await get('/api/venues?cursor=&limit=2')
    const more = await get(`/api/venues?limit=2&cursor=${walkOf(venues).nextCursor}`)
    const members = await get('/api/members?cursor=')

    expect([...names(venues), ...names(more)]).toEqual(['North', 'South', 'West'])
    expect(names(members)).toEqual(['olga'])
  })

  test('takes no cursor of another org, list, filter or order', async () => {
    const cursor = walkOf(await get('/api/tournaments?cursor=&sort=name&pageSize=2')).nextCursor ?? ''
    const good = `/api/tournaments?cursor=${cursor}`
    const refused = await Promise.all([
      get(`${good}&sort=name`, rival),
      get(good),
      get(`${good}&sort=-name`),
      get(`${good}&sort=name&status=draft`),
      get(`/api/venues?cursor=${cursor}`),
      get(`${good}x&sort=name`),
      get(`/api/tournaments?sort=name&cursor=null`),
      get(`/api/tournaments?sort=name&cursor=${cursor.slice(4)}`),
    ])

    expect((await get(`${good}&sort=name`)).status).toBe(200)
    expect(refused.map(({ status, json }) => [status, json.code as unknown])).toEqual(
      refused.map(() => [400, 'bad_cursor']),
    )
    expect(new Set(refused.map(({ json }) => json.detail as unknown)).size).toBe(1)
  })

  test.each([
    'cursor=&page=1',
    'cursor=&count=exact',
    'cursor=&cursor=',
    'count=maybe',
    'fields=email',
    'excludeFields=id,id2',
    'sort=name,-name',
    'pageSize=0',
    'page=0',
    'offset=3',
    'sortBy=org_id',
    '__proto__=1',
  ])('refuses %s', async (query) => {
    expect((await get(`/api/tournaments?${query}`)).status).toBe(400)
  })

  test('refuses an endless cursor', async () => {
    expect((await get(`/api/tournaments?cursor=${'A'.repeat(3000)}`)).status).toBe(400)
  })
})

describe('a list by page', () => {
  test('counts, guesses or does not count, and links to its neighbours', async () => {
    const exact = await get('/api/tournaments?page=2&pageSize=2&sort=name')
    const none = await get('/api/tournaments?page=2&pageSize=2&count=none')
    const last = await get('/api/tournaments?page=3&pageSize=2&count=none')
    const planned = await get('/api/tournaments?count=planned')

    expect(exact.json.pagination as unknown).toMatchObject({ total: 5, totalPages: 3, hasNext: true, hasPrev: true })
    expect(none.json.pagination as unknown).toMatchObject({ total: null, totalPages: null, hasNext: true })
    expect(last.json.pagination as unknown).toMatchObject({ total: null, hasNext: false })
    expect(planned.json.pagination as unknown).toMatchObject({ total: expect.any(Number), hasNext: false })
    expect(linksOf(exact)).toEqual({
      first: '/api/tournaments?page=1&pageSize=2&sort=name',
      prev: '/api/tournaments?page=1&pageSize=2&sort=name',
      next: '/api/tournaments?page=3&pageSize=2&sort=name',
      last: '/api/tournaments?page=3&pageSize=2&sort=name',
    })
    expect(Object.keys(linksOf(last))).toEqual(['first', 'prev'])
  })

  test('shows the fields that are asked for, under a tag of their own', async () => {
    const whole = await get('/api/tournaments?pageSize=1')
    const cut = await get('/api/tournaments?pageSize=1&fields=name,progress.total')
    const rest = await get('/api/tournaments?pageSize=1&excludeFields=name,progress')

    expect((cut.json.data as unknown as object[])[0]).toEqual({ name: 'Alpha', progress: { total: 0 } })
    const kept = Object.keys((rest.json.data as unknown as object[])[0] ?? {})
    expect(kept).toContain('gameType')
    expect(kept).not.toContain('name')
    expect(new Set([whole, cut, rest].map(({ headers }) => headers.get('etag'))).size).toBe(3)
  })
})

describe('a list that is part of one tournament', () => {
  const rowsOf = (answer: Answer) => answer.json.data as unknown as Record<string, unknown>[]

  test('shows the fields that are asked for, with or without a page, to members and to anybody', async () => {
    const made = await house.call('POST', '/api/tournaments', {
      token: owner.token,
      body: { name: 'Fields', type: 'single_elimination' },
    })
    const at = `/api/tournaments/${made.json.id}`
    const open = `/api/public/${owner.orgSlug}/tournaments/${made.json.id}`
    await house.call('POST', `${at}/open`, { token: owner.token })
    const four = ['Ada', 'Bo', 'Cy', 'Di'].map((name) => ({ name, email: `${name}@example.org` }))
    await house.call('POST', `${at}/players`, { token: owner.token, body: four })
    await house.call('POST', `${at}/draw`, { token: owner.token, body: {} })

    const players = await get(`${at}/players?fields=name,seed&pageSize=1&page=2`)
    const matches = await get(`${at}/matches?fields=ref,next.winner`)
    const all = await house.call('GET', `${open}/players?excludeFields=id,userId,registeredAt`)
    const final = await get(`${at}/matches?round=2&fields=ref`)

    expect(rowsOf(players)).toEqual([{ name: 'Bo', seed: expect.anything() }])
    expect(players.json.version as unknown).toBeGreaterThan(1)
    expect(rowsOf(matches)[0]).toEqual({ ref: 'W1.1', next: { winner: expect.anything() } })
    expect(rowsOf(all)).toHaveLength(4)
    expect(Object.keys(rowsOf(all)[0] ?? {})).not.toContain('id')
    expect(rowsOf(final)).toEqual([{ ref: 'W2.1' }])
    for (const path of [`${at}/players`, `${at}/matches`, `${open}/players`, `${at}/leaderboard`, `${open}/matches`])
      expect((await get(`${path}?fields=email`)).status).toBe(400)
    for (const path of [at, open]) expect((await get(`${path}/standings?page=1`)).status).toBe(400)
  })
})
