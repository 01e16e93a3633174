import { expect, test } from 'bun:test'
import { Elysia, status } from 'elysia'
import { setLogLevel } from '../log.ts'
import { RequestMonitor } from '../monitor/requests.ts'
import { assemble } from './assemble.ts'
import { core } from './core.ts'
import type { HttpDeps } from './deps.ts'
import { Responder } from './respond.ts'

setLogLevel('silent')

// One cast: these routes ask for no caller and reach no database.
const monitor = { requests: new RequestMonitor({ slowMs: 1000 }) }
const deps = { monitor, respond: new Responder({ allowedOrigins: [] }) } as unknown as HttpDeps
const anyone = { anyone: 'public.read' } as const
const routes = new Elysia({ name: 'stub', normalize: false })
  .use(core(deps))
  .get('/value', () => ({ a: 1 }), anyone)
  .get('/nothing', () => null, anyone)
  .get('/undefined', () => undefined, anyone)
  .get('/text', () => 'a', anyone)
  .get('/status', () => status(418, { a: 1 }), anyone)
  .get('/set', ({ set }) => ((set.status = 202), { a: 1 }), anyone)
  .get('/cookie', ({ set }) => ((set.headers['set-cookie'] = 'sid=1'), { a: 1 }), anyone)
  .get('/finished', () => new Response('as it is', { status: 203 }), anyone)
  .get('/file', () => new Blob(['as it is']), anyone)
  .get('/stream', () => new Blob(['as it is']).stream(), anyone)
  .get('/thrown', () => Promise.reject(new Error('secret')), anyone)
  .get(
    '/parts',
    function* () {
      yield 'a'
      yield 'b'
    },
    anyone,
  )
const app = assemble(deps, [routes])

test.each([
  ['/value', 200, '{"a":1}'],
  ['/nothing', 200, 'null'],
  ['/text', 200, 'a'],
  ['/status', 418, '{"a":1}'],
  ['/set', 202, '{"a":1}'],
  ['/cookie', 200, '{"a":1}'],
])('%s is an answer of the house that nobody keeps', async (path, code, text) => {
  const answer = await app.handle(new Request(`http://localhost${path}`))

  expect([answer.status, await answer.text()]).toEqual([code, text])
  expect(answer.headers.get('cache-control')).toBe('no-store')
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  expect(answer.headers.get('etag')).toBeNull()
  expect(answer.headers.get('set-cookie')).toBe(path === '/cookie' ? 'sid=1' : null)
})

test.each([
  ['/undefined', 200, ''],
  ['/finished', 203, 'as it is'],
  ['/file', 200, 'as it is'],
  ['/stream', 200, 'as it is'],
  ['/parts', 200, 'ab'],
])('%s is left alone', async (path, code, text) => {
  const answer = await app.handle(new Request(`http://localhost${path}`))

  expect([answer.status, await answer.text()]).toEqual([code, text])
  expect(answer.headers.get('content-security-policy')).toBeNull()
})

test('what is thrown is a problem, without a word of its own', async () => {
  const answer = await app.handle(new Request('http://localhost/thrown'))

  expect(answer.status).toBe(500)
  expect(await answer.text()).not.toContain('secret')
})
