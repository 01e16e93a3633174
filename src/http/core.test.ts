import { describe, expect, test } from 'bun:test'
import { Elysia } from 'elysia'
import { z } from 'zod'
import type { Principal } from '../auth/principal.ts'
import { createRateLimiter } from '../auth/rate-limit.ts'
import { Bodies } from '../cache/bodies.ts'
import { AppError } from '../errors.ts'
import { setLogLevel } from '../log.ts'
import { RequestMonitor } from '../monitor/requests.ts'
import { assemble } from './assemble.ts'
import { ofMemory } from './cache-status.ts'
import { core } from './core.ts'
import type { HttpDeps } from './deps.ts'
import { Responder } from './respond.ts'

setLogLevel('silent')

const org = '01890000-0000-7000-8000-000000000001'
const principal = {
  userId: '01890000-0000-7000-8000-000000000002',
  orgs: [{ orgId: org, slug: 'hall', name: 'Hall', role: 'scorekeeper' }],
} as unknown as Principal
const twoOrgs = { ...principal, orgs: [...principal.orgs, { ...principal.orgs[0], orgId: 'other', slug: 'other' }] }

function stubDeps(rateProfile: 'open' | 'strict'): HttpDeps {
  const tokens: Record<string, unknown> = { good: principal, two: twoOrgs }
  return {
    monitor: { requests: new RequestMonitor({ slowMs: 1000 }) },
    respond: new Responder({ allowedOrigins: ['https://club.example'] }),
    auth: {
      peekPrincipal: () => null,
      principalOf: async (token: string) => tokens[token] ?? null,
      limiter: createRateLimiter({ profile: rateProfile, now: () => 0 }),
    },
    addressOf: () => '192.0.2.9',
  } as unknown as HttpDeps
}

function stubServer(rateProfile: 'open' | 'strict' = 'open') {
  const deps = stubDeps(rateProfile)
  const id = z.strictObject({ id: z.uuid() })
  const bodies = Bodies.uncoded(new TextEncoder().encode('{"v":41}'))
  const routes = new Elysia({ name: 'stub' })
    .use(core(deps))
    .get(
      '/api/cached',
      ({ request }) => deps.respond.stored(request, { version: 41, epoch: 'e', bodies }, 'k', 'public', ofMemory),
      {
        anyone: 'public.read',
      },
    )
    .get('/api/list', ({ request, query }) => deps.respond.json(request, { data: [], query }), {
      anyone: 'public.read',
      query: z.strictObject({ page: z.coerce.number().int().min(1).optional() }),
    })
    .get('/api/things/:id', ({ request, caller }) => deps.respond.json(request, { org: caller.orgId }), {
      operation: 'matches.read',
      params: id,
    })
    .post('/api/things/:id', ({ request, body, caller }) => deps.respond.written(request, { body, caller }), {
      operation: 'matches.score',
      params: id,
      body: z.strictObject({ winner: z.enum(['a', 'b']), note: z.string().optional() }),
    })
    .post('/api/directors', ({ request }) => deps.respond.noContent(request), { operation: 'matches.manage' })
    .get(
      '/api/refused',
      () => {
        throw new AppError('match_finished', 'match W1.1 is finished', { currentVersion: 7 })
      },
      { anyone: 'public.read' },
    )
    .get(
      '/api/broken',
      () => {
        throw new Error('secret SELECT * FROM users')
      },
      { anyone: 'public.read' },
    )
    .get(
      '/api/away',
      () => {
        throw new Error('Failed query: secret', { cause: Object.assign(new Error('x'), { code: 'ECONNREFUSED' }) })
      },
      { anyone: 'public.read' },
    )
  return assemble(deps, [routes])
}

const app = stubServer()
const thing = '/api/things/01890000-0000-7000-8000-00000000000a'
const auth = { authorization: 'Bearer good' }
const json = { ...auth, 'content-type': 'application/json' }

async function call(method: string, path: string, headers: Record<string, string> = {}, body?: BodyInit) {
  const init: RequestInit = body === undefined ? { method, headers } : { method, headers, body }
  const response = await app.handle(new Request(`http://localhost${path}`, init))
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, body: text === '' ? null : JSON.parse(text) }
}

type Row = [
  title: string,
  request: [method: string, path: string, headers?: Record<string, string>, body?: BodyInit],
  status: number,
  code: string,
  notExpected?: string,
]

const deep = `${'['.repeat(40)}${']'.repeat(40)}`
const wide = `{${Array.from({ length: 1001 }, (_, i) => `"k${i}":1`).join(',')}}`
const long = `[${'1,'.repeat(1001)}1]`
const gzip = { ...json, 'content-encoding': 'gzip' }

const refusals: Row[] = [
  ['an unknown address', ['GET', '/api/nothing'], 404, 'not_found'],
  ['a wrong method', ['DELETE', thing, auth], 405, 'method_not_allowed'],
  ['no token', ['GET', thing], 401, 'unauthenticated'],
  ['a wrong token', ['GET', thing, { authorization: 'Bearer wrong' }], 401, 'unauthenticated', 'wrong'],
  [
    'no token, before a bad body is judged',
    ['POST', thing, { 'content-type': 'application/json' }, '{'],
    401,
    'unauthenticated',
  ],
  ['no token, before a bad id is judged', ['GET', '/api/things/x'], 401, 'unauthenticated'],
  ['a role too low', ['POST', '/api/directors', json, '{}'], 403, 'forbidden'],
  ['a foreign org', ['GET', thing, { ...auth, 'x-org': 'rival' }], 404, 'not_found', 'rival'],
  ['no org named by somebody with two', ['GET', thing, { authorization: 'Bearer two' }], 400, 'bad_request'],
  ['a malformed id', ['GET', '/api/things/42', auth], 404, 'not_found'],
  ['malformed JSON', ['POST', thing, json, '{"winner":"secret"'], 400, 'malformed_body', 'secret'],
  ['JSON that is not UTF-8', ['POST', thing, json, new Uint8Array([0x22, 0xff, 0x22])], 400, 'malformed_body'],
  ['JSON too deep', ['POST', thing, json, deep], 400, 'malformed_body'],
  ['too many members', ['POST', thing, json, wide], 400, 'malformed_body'],
  ['too many items', ['POST', thing, json, long], 400, 'malformed_body'],
  ['a reserved name', ['POST', thing, json, '{"winner":"a","__proto__":{"admin":1}}'], 400, 'malformed_body', 'admin'],
  ['a reserved name, escaped', ['POST', thing, json, '{"\\u0063onstructor":1}'], 400, 'malformed_body'],
  ['a body over the limit', ['POST', thing, json, `{"winner":"${'x'.repeat(65_536)}"}`], 413, 'body_too_large'],
  [
    'another content type',
    ['POST', thing, { ...auth, 'content-type': 'text/plain' }, 'winner=a'],
    415,
    'unsupported_media_type',
  ],
  [
    'CSV where none is taken',
    ['POST', thing, { ...auth, 'content-type': 'text/csv' }, 'winner\na'],
    415,
    'unsupported_media_type',
  ],
  ['a coded body', ['POST', thing, gzip, 'x'], 415, 'unsupported_media_type'],
  ['no body at all', ['POST', thing, auth], 422, 'invalid_body'],
  ['an unknown member', ['POST', thing, json, '{"winner":"a","shoe":"secret"}'], 422, 'invalid_body', 'secret'],
  ['a mistyped member', ['POST', thing, json, '{"winner":"a","note":{"p":"secret"}}'], 422, 'invalid_body', 'secret'],
  ['an unknown parameter', ['GET', '/api/list?colour=secret'], 400, 'unknown_parameter', 'secret'],
  ['any parameter where none is known', ['GET', '/api/cached?x=secret'], 400, 'unknown_parameter', 'secret'],
  ['a parameter given twice', ['GET', '/api/list?page=1&page=2'], 400, 'bad_request'],
  ['a parameter out of range', ['GET', '/api/list?page=0'], 400, 'bad_request'],
  [
    'an idempotency key with a space',
    ['POST', thing, { ...json, 'idempotency-key': 'a b' }, '{"winner":"a"}'],
    400,
    'bad_request',
  ],
  ['an If-Match that is no tag', ['POST', thing, { ...json, 'if-match': '41' }, '{"winner":"a"}'], 400, 'bad_request'],
  ['a refusal of the house', ['GET', '/api/refused'], 409, 'match_finished'],
  ['a failure', ['GET', '/api/broken'], 500, 'internal', 'SELECT'],
  ['a lost database', ['GET', '/api/away'], 503, 'unavailable', 'secret'],
]

describe('refusals', () => {
  test.each(refusals)('%s', async (_title, [method, path, headers, body], status, code, notExpected) => {
    const answer = await call(method, path, { 'x-request-id': 'r-1', ...headers }, body)

    expect(answer.body).toMatchObject({ status, code, instance: 'r-1', type: `/api/problems/${code}` })
    expect(answer.status).toBe(status)
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.text).not.toContain('at /')
    if (typeof notExpected === 'string') expect(answer.text).not.toContain(notExpected)
  })
})

describe('what a handler gets', () => {
  test('is the caller of its org, with the preconditions and the fingerprint of the body', async () => {
    const headers = { ...json, 'if-match': '"v4"', 'idempotency-key': 'k', 'x-request-id': 'r-1' }
    const { body } = await call('POST', thing, headers, '{"winner":"a"}')

    expect(body.body).toEqual({ winner: 'a' })
    expect(body.caller).toMatchObject({
      orgId: org,
      principal: `user:${principal.userId}`,
      requestId: 'r-1',
      address: '192.0.2.0/24',
      asked: 'POST /api/things/:id',
      ifMatch: { any: false, versions: [4] },
      idempotency: { key: 'k', method: 'POST', route: '/api/things/:id' },
    })
    const spaced = await call('POST', thing, headers, ' { "winner" : "a" } ')
    const other = await call('POST', thing, headers, '{"winner":"b"}')
    const print = (answer: { body: { caller: { idempotency: { bodySha256: string } } } }) =>
      answer.body.caller.idempotency.bodySha256
    expect(print(spaced)).toBe(body.caller.idempotency.bodySha256)
    expect(print(other)).not.toBe(body.caller.idempotency.bodySha256)
  })

  test('is chosen among several orgs by X-Org', async () => {
    const { body } = await call('GET', thing, { authorization: 'Bearer two', 'x-org': 'other' })

    expect(body.org).toBe('other')
  })
})

describe('the limit of a caller', () => {
  test('is told on every answer, and past it comes a 429 with Retry-After', async () => {
    const strict = stubServer('strict')
    const ask = () => strict.handle(new Request(`http://localhost${thing}`, { headers: auth }))
    const first = await ask()
    for (let i = 0; i < 99; i++) await ask()
    const last = await ask()

    expect(first.headers.get('ratelimit-policy')).toBe('"default";q=100;w=60')
    expect(first.headers.get('ratelimit')).toStartWith('"default";r=99;')
    expect(last.status).toBe(429)
    expect(await last.json()).toMatchObject({ code: 'rate_limited' })
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0)
  })
})
