import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { limits } from '../config.ts'
import { itemPath } from './batch-shapes.ts'
import { openHouse, type Answer, type House, type Person } from './testing.ts'

interface Item {
  readonly id: string
  readonly status: number
  readonly headers: Record<string, string>
  readonly body: Record<string, unknown> | null
  readonly error?: { readonly code: string }
}

let house: House
let owner: Person
let rival: Person
let at: string
let foreign: string

beforeAll(async () => {
  house = await openHouse()
  owner = await house.person('olga', 'Corner Pocket')
  rival = await house.person('rex', 'Rival Hall')
  const made = async ({ token }: Person, name: string) => {
    const body = { name, type: 'single_elimination', visibility: 'private' }
    const { json } = await house.call('POST', '/api/tournaments', { token, body })
    return `/api/tournaments/${json.id}`
  }
  at = await made(owner, 'Friday Nine')
  foreign = await made(rival, 'Secret Nine')
}, 30_000)
afterAll(() => house[Symbol.asyncDispose]())

const send = (body: unknown, headers: Record<string, string> = {}) =>
  house.call('POST', '/api/batch', { token: owner.token, body, headers })
const reads = (...urls: string[]) => urls.map((url, i) => ({ id: `i${i}`, method: 'GET', url }))
const one = (url: string, more: object = {}) => [{ id: 'a', method: 'GET', url, ...more }]
const itemsOf = (answer: Answer) => answer.json as unknown as Item[]

describe('a batch', () => {
  test('answers in order, each item as it would be answered alone', async () => {
    const urls = [`${at}/bracket`, '/api/tournaments?page=0', at, '/api/nothing', '/api/public/tournaments']
    const answer = await send(reads(...urls))
    const alone = await Promise.all(urls.map((url) => house.call('GET', url, { token: owner.token })))

    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store'])
    const items = itemsOf(answer)
    expect(items.map(({ id }) => id)).toEqual(['i0', 'i1', 'i2', 'i3', 'i4'])
    expect(items.map(({ status }) => status)).toEqual(alone.map(({ status }) => status))
    expect(items.map(({ status }) => status)).toEqual([200, 400, 200, 404, 200])
    for (const [i, item] of items.entries()) {
      expect(item.headers.etag).toBe(alone[i]?.headers.get('etag') ?? undefined)
      if (item.status === 200) expect(item.body as unknown).toEqual(alone[i]?.json)
    }
    expect(items.map(({ error }) => error?.code)).toEqual([undefined, 'bad_request', undefined, 'not_found', undefined])
  })

  test('is coded as a whole, and refused where nothing is taken', async () => {
    const send = async (coding: string) => {
      const init = { method: 'POST', body: JSON.stringify(reads(...Array.from({ length: 10 }, () => `${at}/bracket`))) }
      const headers = { authorization: `Bearer ${owner.token}`, 'content-type': 'application/json' }
      const request = new Request('http://localhost/api/batch', {
        ...init,
        headers: { ...headers, 'accept-encoding': coding },
      })
      const answer = await house.server.handle(request)
      return { answer, bytes: await answer.bytes() }
    }
    const plain = await send('identity')
    const zstd = await send('zstd')

    expect([zstd.answer.headers.get('content-encoding'), zstd.answer.headers.get('vary')]).toEqual([
      'zstd',
      expect.stringContaining('Accept-Encoding'),
    ])
    expect(zstd.bytes.length).toBeLessThan(plain.bytes.length / 3)
    const items = JSON.parse(Buffer.from(Bun.zstdDecompressSync(zstd.bytes)).toString()) as Item[]
    expect(items.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200))
    expect((await send('identity;q=0, compress')).answer.status).toBe(406)
  })

  test('answers 304 to an item whose copy still holds', async () => {
    const first = itemsOf(await send(reads(at)))[0]
    const headers = { 'If-None-Match': first?.headers.etag ?? '' }
    const [again, other] = itemsOf(
      await send([
        { id: 'a', method: 'GET', url: at, headers },
        { id: 'b', method: 'GET', url: `${at}/bracket`, headers },
      ]),
    )

    expect([again?.status, again?.body, again?.headers.etag]).toEqual([304, null, first?.headers.etag])
    expect(other?.status).toBe(200)
  })

  test('an item sees nothing that its caller could not have read alone', async () => {
    const answer = await send(reads(foreign, `${foreign}/snapshot`, at))
    const outside = await send(reads(at), { 'x-org': rival.orgSlug })
    const nobody = await house.call('POST', '/api/batch', { body: reads(at) })

    expect(itemsOf(answer).map(({ status }) => status)).toEqual([404, 404, 200])
    expect(answer.text).not.toContain('Secret')
    expect([outside.status, nobody.status]).toEqual([404, 401])
  })

  test('shows no page, and no file, only JSON', async () => {
    const [page, spec] = itemsOf(await send(reads('/api/docs', '/api/problems')))

    expect([page?.status, page?.error?.code, page?.body]).toEqual([406, 'not_acceptable', null])
    expect(spec?.status).toBe(200)
  })

  test('is full at its limit of bytes: items that do not fit are refused one by one', async () => {
    await house.call('POST', `${at}/open`, { token: owner.token })
    const players = Array.from({ length: 1000 }, (_, i) => ({ name: `Player ${i}`, club: 'x'.repeat(60) }))
    await house.call('POST', `${at}/players`, { token: owner.token, body: players })

    const answer = await send([...reads(...Array.from({ length: 19 }, () => `${at}/players`)), ...one(at)])
    const items = itemsOf(answer)

    expect(answer.text.length).toBeLessThanOrEqual(limits.batchBytes + 20 * 1024)
    expect(new Set(items.slice(0, 19).map(({ status }) => status))).toEqual(new Set([200, 413]))
    expect(items.find(({ status }) => status === 413)?.error?.code).toBe('body_too_large')
    expect([items[0]?.status, items.at(-1)?.status]).toEqual([200, 200])
  })
})

describe('the limit of a caller', () => {
  let strict: House
  beforeAll(async () => {
    strict = await openHouse({ RATE_PROFILE: 'strict' })
  }, 30_000)
  afterAll(() => strict[Symbol.asyncDispose]())

  const batchOf = (token: string, howMany: number) => {
    const urls = Array.from({ length: howMany }, (_, i) => (i % 2 ? '/api/public/tournaments' : '/api/tournaments'))
    return strict.call('POST', '/api/batch', { token, body: reads(...urls) })
  }

  test('is taken once for each item, known caller or not, and once for the batch', async () => {
    const left = (answer: Answer) => Number(/r=(\d+)/.exec(answer.headers.get('ratelimit') ?? '')?.[1])
    const { token } = await strict.person('lena', 'Lena Hall')

    const before = left(await strict.call('GET', '/api/venues', { token }))
    await batchOf(token, 10)
    const after = left(await strict.call('GET', '/api/venues', { token }))

    // 10, 1 and 1; one comes back each 600 ms.
    expect(before - after).toBeWithin(8, 13)
  })

  test('refuses the items past it one by one', async () => {
    const { token } = await strict.person('sam', 'Sam Hall')
    const isRefused = (items: readonly Item[]) => items.some(({ status }) => status === 429)
    let items: Item[] = []
    for (let i = 0; i < 12 && !isRefused(items); i++) items = itemsOf(await batchOf(token, 20))

    expect(items.at(-1)?.status).toBe(429)
    expect(items.at(-1)?.error?.code).toBe('rate_limited')
    expect(Number(items.at(-1)?.headers['retry-after'])).toBeGreaterThan(0)
  })
})

describe('a bad batch is refused as a whole', () => {
  const bad: readonly [string, unknown][] = [
    ['nothing', []],
    ['an object', {}],
    ['21 items', reads(...Array.from({ length: limits.batchItems + 1 }, () => '/api/public/tournaments'))],
    ['two of one id', [...one('/api/docs/json'), ...one('/api/docs/json')]],
    ['a write', one('/api/tournaments', { method: 'POST' })],
    ['HEAD', one('/api/tournaments', { method: 'HEAD' })],
    ['a body', one('/api/tournaments', { body: {} })],
    ['credentials', one('/api/tournaments', { headers: { Authorization: 'Bearer x' } })],
    ['a cookie', one('/api/tournaments', { headers: { cookie: 'x' } })],
    ['a host header', one('/api/tournaments', { headers: { Host: 'evil.example' } })],
    ['an org', one('/api/tournaments', { headers: { 'X-Org': 'rival-hall' } })],
    ['forwarding', one('/api/tournaments', { headers: { 'X-Forwarded-For': '1.2.3.4' } })],
    ['a header with a line end', one('/api/tournaments', { headers: { 'If-None-Match': '"a"\r\nX: y' } })],
    ['a batch', one('/api/batch')],
  ]
  test.each(bad)('%s', async (_, body) => {
    const answer = await send(body)

    expect([answer.status, answer.json.code as unknown]).toEqual([422, 'invalid_body'])
  })

  test.each([
    'http://evil.example/api/tournaments',
    '//evil.example/api/tournaments',
    '/\\evil.example/api',
    'api/tournaments',
    '/api',
    '/metrics',
    '/api/../metrics',
    '/api/%2e%2e/metrics',
    '/api/./tournaments',
    '/api/batch',
    '/api/batch/',
    '/api/BATCH?x=1',
    '/api/%62atch',
    '/api/live',
    '/api/tournaments#x',
    '/api/tournaments x',
    '/api/tournaments\n',
    '/api/tour\u0000',
    '/api/é',
    'javascript:/api/',
    '',
  ])('the address %p', (url) => {
    expect(itemPath(url)).toBeNull()
  })

  test('too large a one, and one that names no JSON', async () => {
    const large = await send(reads(`/api/tournaments?q=${'x'.repeat(limits.bodyBytes)}`))
    const coded = await send(reads(at), { 'content-encoding': 'gzip' })

    expect([large.status, coded.status]).toEqual([413, 415])
  })
})
