/** Pages and parts that were put together once are sent again as they are, until what they are made of changes. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { openHouse, type Answer, type House } from './testing.ts'

let house: House
let token = ''
let slug = ''
let at = ''

const get = (path: string, headers: Record<string, string> = {}) => house.call('GET', path, { token, headers })
const write = (method: string, path: string, body: unknown) => house.call(method, path, { token, body })
const sourceOf = ({ headers }: Answer) => headers.get('cache-status') ?? ''
const hit = /^railbird; hit; ttl=\d+; detail=L1$/

beforeAll(async () => {
  house = await openHouse()
  const owner = await house.person('olga', 'Corner Pocket')
  token = owner.token
  slug = owner.orgSlug
  const names = ['Alpha', 'Beta', 'Gamma']
  for (const name of names) {
    await write('POST', '/api/venues', { name })
    const { json } = await write('POST', '/api/tournaments', { name, type: 'single_elimination', raceTo: 1 })
    at = `/api/tournaments/${String(json.id)}`
  }
  await write('POST', `${at}/open`, {})
  const players = ['Ada', 'Bo', 'Cy', 'Di'].map((name) => ({ name }))
  await write('POST', `${at}/players`, players)
  await write('POST', `${at}/draw`, {})
}, 30_000)
afterAll(() => house[Symbol.asyncDispose]())

describe('a page of a list', () => {
  test.each(['/api/tournaments', '/api/venues', '/api/members'])('%s is put together once', async (path) => {
    const first = await get(`${path}?pageSize=2`)
    const again = await get(`${path}?pageSize=2`)
    const same = await get(`${path}?pageSize=2`, { 'if-none-match': again.headers.get('etag') ?? '' })
    const walk = [await get(`${path}?pageSize=2&cursor=`), await get(`${path}?pageSize=2&cursor=`)] as const

    expect([sourceOf(first), sourceOf(walk[0])]).toEqual(Array(2).fill('railbird; fwd=uri-miss; stored'))
    expect([sourceOf(again), sourceOf(same), sourceOf(walk[1])]).toEqual(Array(3).fill(expect.stringMatching(hit)))
    expect([again.text, again.headers.get('link'), same.status]).toEqual([first.text, first.headers.get('link'), 304])
    expect(first.headers.get('railbird-version')).toBeNull()
  })

  test('is the same whatever the order of its parameters, and another for other fields', async () => {
    const one = await get('/api/tournaments?fields=name,id&sort=name&pageSize=3')
    const two = await get('/api/tournaments?pageSize=3&sortBy=name&fields=id,name')
    const other = await get('/api/tournaments?pageSize=3&sort=name&fields=name')

    expect([sourceOf(two), two.text]).toEqual([expect.stringMatching(hit), one.text])
    expect(other.headers.get('etag')).not.toBe(one.headers.get('etag'))
    expect(Object.keys((other.json.data as unknown as object[])[0] ?? {})).toEqual(['name'])
  })

  test('is put together anew after a write that it shows, under the same tag if nothing of it changed', async () => {
    const before = await get('/api/venues?fields=name')
    await write('POST', '/api/venues', { name: 'Delta' })
    const after = await get('/api/venues?fields=name')
    const names = (answer: Answer) => (answer.json.data as unknown as { name: string }[]).map(({ name }) => name)
    const unchanged = await get('/api/venues?page=1&pageSize=1&count=none')
    await write('POST', '/api/venues', { name: 'Epsilon' })
    const etag = unchanged.headers.get('etag') ?? ''

    expect(names(after)).toEqual([...names(before), 'Delta'].toSorted())
    expect((await get('/api/venues?page=1&pageSize=1&count=none', { 'if-none-match': etag })).status).toBe(304)
  })

  test('refuses a bad cursor and a bad name also where the page is known', async () => {
    await get('/api/tournaments?cursor=')

    expect((await get('/api/tournaments?cursor=AAAA')).status).toBe(400)
    expect((await get('/api/tournaments?cursor=&page=1')).status).toBe(400)
    expect((await get('/api/tournaments?fields=secret')).status).toBe(400)
  })
})

describe('a part of a view', () => {
  const parts = [
    '/players?page=1&pageSize=2',
    '/matches?state=ready',
    '/players?fields=name',
    '/events?since=1&limit=2',
  ]
  test.each(parts)('%s is put together once, for the org and for everybody', async (part) => {
    const open = at.replace('/api/', `/api/public/${slug}/`)
    const places = part.startsWith('/matches') ? [at] : [at, open]
    for (const place of places) {
      const [first, again] = [await get(`${place}${part}`), await get(`${place}${part}`)]

      expect([first.status, sourceOf(again), again.text]).toEqual([200, expect.stringMatching(hit), first.text])
      expect(again.headers.get('railbird-version')).toBe(first.headers.get('railbird-version'))
    }
  })

  test('shows a result as soon as it was answered', async () => {
    await write('POST', `${at}/start`, {})
    const ready = async () => (await get(`${at}/matches?state=ready`)).json.data as unknown as { id: string }[]
    const [match] = await ready()
    await write('POST', `/api/matches/${match?.id}/walkover`, { winner: 'a' })

    expect((await ready()).map(({ id }) => id)).not.toContain(match?.id ?? '')
  })

  test('waits for a version that the caller knows of', async () => {
    const behind = await get(`${at}/players?page=1`, { 'railbird-min-version': '99999' })

    expect(behind.status).toBe(400)
  })
})
