import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { Elysia, type AnyElysia } from 'elysia'
import { z } from 'zod'
import { setLogLevel } from '../log.ts'
import { assemble } from './assemble.ts'
import { Bodies } from '../cache/bodies.ts'
import { RequestMonitor } from '../monitor/requests.ts'
import { ofMemory } from './cache-status.ts'
import { core } from './core.ts'
import type { HttpDeps } from './deps.ts'
import { Responder } from './respond.ts'

setLogLevel('silent')

const bytes = new TextEncoder().encode(JSON.stringify({ text: 'x'.repeat(5000) }))
const friend = 'https://club.example'
let app: AnyElysia
let origin = ''

beforeAll(() => {
  const made = new Map<string, Bodies>()
  const bodiesOf = (id: string) => made.getOrInsertComputed(id, () => Bodies.uncoded(bytes))
  // One cast: these routes ask for no caller and reach no database.
  const monitor = { requests: new RequestMonitor({ slowMs: 1000 }) }
  const deps = { monitor, respond: new Responder({ allowedOrigins: [friend] }) } as unknown as HttpDeps
  const routes = new Elysia({ name: 'stub', normalize: false })
    .use(core(deps))
    .get(
      '/api/view/:id',
      ({ request, params }) =>
        deps.respond.stored(
          request,
          { version: 41, epoch: params.id, bodies: bodiesOf(params.id) },
          'view',
          'public',
          ofMemory,
        ),
      {
        anyone: 'public.read',
      },
    )
    .post('/api/echo', ({ request, body }) => deps.respond.written(request, body), {
      anyone: 'public.read',
      body: z.strictObject({ text: z.string() }),
    })
  const page = () => new Response('<title>page</title>', { headers: { 'content-type': 'text/html' } })
  app = assemble(deps, [routes], { pages: { '/': page } })
  app.listen({ hostname: '127.0.0.1', port: 0, reusePort: false })
  origin = app.server?.url.origin ?? ''
})
afterAll(() => app.server?.stop(true))

const get = (path: string, init?: RequestInit) => fetch(origin + path, init)

describe('over a socket', () => {
  test('HEAD has the headers of GET and no body', async () => {
    const headers = { 'accept-encoding': 'identity' }
    const full = await get('/api/view/1', { headers })
    const head = await get('/api/view/1', { headers, method: 'HEAD' })
    const names = ['etag', 'content-type', 'content-length', 'cache-control', 'vary', 'railbird-version']

    expect(await head.text()).toBe('')
    expect(names.map((name) => head.headers.get(name))).toEqual(names.map((name) => full.headers.get(name)))
    expect(full.headers.get('content-length')).toBe(String(bytes.length))
  })

  test('the tag of a view says its version and changes with the epoch', async () => {
    const tags = await Promise.all(
      ['one', 'one', 'two'].map(async (id) => (await get(`/api/view/${id}`)).headers.get('etag')),
    )

    expect(tags[0]).toMatch(/^"v41-[0-9a-f]{8}\.\w"$/)
    expect(tags[1]).toBe(tags[0] ?? '')
    expect(tags[2]).not.toBe(tags[0])
  })

  test('every answer carries the headers of the house', async () => {
    for (const path of ['/api/view/1', '/api/nothing', '/api/view/1?x=1']) {
      const { headers } = await get(path)
      expect(headers.get('content-security-policy'), path).toBe("default-src 'none'; frame-ancestors 'none'")
      expect(headers.get('x-content-type-options'), path).toBe('nosniff')
      expect(headers.get('referrer-policy'), path).toBe('no-referrer')
      expect(headers.get('x-powered-by'), path).toBeNull()
    }
  })

  test('the request id is the client’s if it is harmless, else a fresh one', async () => {
    const idOf = async (given: string) => {
      const answer = await get('/api/view/1', { headers: { 'x-request-id': given } })
      return answer.headers.get('x-request-id')
    }

    expect(await idOf('order-66.a_B')).toBe('order-66.a_B')
    for (const bad of ['a b', '<script>', 'x'.repeat(65), 'ä'])
      expect(await idOf(bad)).toMatch(/^[0-9a-f]{20}\.[0-9a-z]+$/)
    expect(await idOf('a b')).not.toBe(await idOf('a b'))
  })

  test('a wrong method is 405 with what is allowed, and OPTIONS tells the same', async () => {
    const wrong = await get('/api/view/1', { method: 'DELETE' })
    const options = await get('/api/echo', { method: 'OPTIONS' })

    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS'])
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'OPTIONS, POST'])
    expect((await get('/api/nothing', { method: 'OPTIONS' })).status).toBe(404)
  })

  test('a body over the limit is a problem, whether its length is told or not', async () => {
    const big = JSON.stringify({ text: 'x'.repeat(70_000) })
    const headers = { 'content-type': 'application/json' }
    const told = await get('/api/echo', { method: 'POST', headers, body: big })
    const stream = new Blob([big]).stream()
    const untold = await get('/api/echo', { method: 'POST', headers, body: stream })

    for (const answer of [told, untold]) {
      expect(answer.status).toBe(413)
      expect(await answer.json()).toMatchObject({ code: 'body_too_large' })
    }
  })

  test('an answer of a write, an error or a token is never stored by a cache', async () => {
    const headers = { 'content-type': 'application/json' }
    const written = await get('/api/echo', { method: 'POST', headers, body: '{"text":"a"}' })
    const refused = await get('/api/echo', { method: 'POST', headers, body: '{' })
    const missing = await get('/api/nothing')

    const all = [written, refused, missing].map((answer) => answer.headers.get('cache-control'))
    expect(all).toEqual(['no-store', 'no-store', 'no-store'])
    expect(written.headers.get('etag')).toBeNull()
  })

  test('a path that cannot be decoded is refused without a fault', async () => {
    for (const path of ['/api/view/%', '/api/view/%ff', '/%00', '/api//view/1', '/api/view/..%2f..%2fetc']) {
      const answer = await get(path)
      expect(answer.status, path).toBeLessThan(500)
      expect(await answer.text(), path).not.toContain('Error')
    }
  })

  test('pages are served beside the API', async () => {
    expect(await (await get('/')).text()).toBe('<title>page</title>')
  })
})

describe('other origins', () => {
  test('one of the list may read, and is named exactly', async () => {
    const answer = await get('/api/view/1', { headers: { origin: friend } })

    expect(answer.headers.get('access-control-allow-origin')).toBe(friend)
    expect(answer.headers.get('vary')).toBe('Accept-Encoding, Origin')
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull()
  })

  test('it keeps its headers on a 304 and on a problem', async () => {
    const { headers } = await get('/api/view/1')
    const etag = headers.get('etag') ?? ''
    const unchanged = await get('/api/view/1', { headers: { origin: friend, 'if-none-match': etag } })
    const missing = await get('/api/nothing', { headers: { origin: friend } })

    expect([unchanged.status, unchanged.headers.get('access-control-allow-origin')]).toEqual([304, friend])
    expect([missing.status, missing.headers.get('access-control-allow-origin')]).toEqual([404, friend])
  })

  test('a preflight is answered for the methods of the address', async () => {
    const headers = { origin: friend, 'access-control-request-method': 'POST' }
    const answer = await get('/api/echo', { method: 'OPTIONS', headers })

    expect(answer.status).toBe(204)
    expect(answer.headers.get('access-control-allow-methods')).toBe('OPTIONS, POST')
    expect(answer.headers.get('access-control-allow-headers')).toContain('Idempotency-Key')
  })

  test.each([
    'https://club.example.evil.test',
    'https://evilclub.example',
    'http://club.example',
    'https://club.example:444',
    'https://CLUB.example',
    'https://club.example/',
    'https://user@club.example',
    'null',
  ])('%s is not one of the list', async (stranger) => {
    const answer = await get('/api/view/1', { headers: { origin: stranger } })
    const preflight = { origin: stranger, 'access-control-request-method': 'POST' }
    const options = await get('/api/echo', { method: 'OPTIONS', headers: preflight })

    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
    expect(answer.headers.get('vary')).toContain('Origin')
    expect(options.headers.get('access-control-allow-methods')).toBeNull()
  })
})

describe('assembling', () => {
  test('a route that names no operation does not start', () => {
    const monitor = { requests: new RequestMonitor({ slowMs: 1000 }) }
    const deps = { monitor, respond: new Responder({ allowedOrigins: [] }) } as unknown as HttpDeps
    const forgotten = new Elysia({ name: 'forgotten' }).get('/api/secret', () => 'x')

    expect(() => assemble(deps, [forgotten])).toThrow('GET /api/secret')
  })

  test('refuses an operation under the wrong guard', () => {
    const monitor = { requests: new RequestMonitor({ slowMs: 1000 }) }
    const deps = { monitor, respond: new Responder({ allowedOrigins: [] }) } as unknown as HttpDeps
    const routes = () =>
      new Elysia({ name: 'wrong' }).use(core(deps)).get('/api/x', () => '', { anyone: 'tournaments.manage' })

    expect(routes).toThrow('wrong guard')
  })
})
