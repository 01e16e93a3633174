import { afterEach, beforeEach, expect, test } from 'bun:test'
import { call } from './api.ts'
import { keepSession, session, type Session } from './session.ts'

interface Sent {
  readonly path: string
  readonly headers: Record<string, string>
}

const realFetch = globalThis.fetch
const user = { id: 'u', email: 'dee@example.com', name: 'Dee', orgs: [] }
const signedIn: Session = { token: 'old', refreshToken: 'refresh', user }
let sent: Sent[]

/** Answers the calls one after another; an Error is a lost line. */
function answerWith(...answers: readonly (Response | Error)[]): void {
  const left = [...answers]
  const fake = (path: string, init: { headers: Record<string, string> }) => {
    sent.push({ path, headers: init.headers })
    const next = left.shift() ?? new Error('no more answers')
    return next instanceof Error ? Promise.reject(next) : Promise.resolve(next)
  }
  globalThis.fetch = fake as unknown as typeof fetch
}

const problem = (status: number, code: string, headers: Record<string, string> = {}) =>
  Response.json({ code, detail: 'it cannot be done' }, { status, headers })

beforeEach(() => {
  sent = []
  keepSession(signedIn)
})

afterEach(() => {
  globalThis.fetch = realFetch
  keepSession(null)
})

test('a write whose line was lost is repeated under the same key', async () => {
  answerWith(new Error('lost'), Response.json({ version: 7 }))

  const answer = await call({ method: 'POST', path: '/api/matches/m/rack', body: { winner: 'a' } })

  expect(answer).toEqual({ ok: true, body: { version: 7 } })
  expect(sent.map(({ headers }) => headers['idempotency-key'])).toEqual([
    expect.stringMatching(/^[0-9a-f]{32}$/),
    sent[0]?.headers['idempotency-key'],
  ])
})

test('two writes never share a key', async () => {
  answerWith(Response.json({}), Response.json({}))

  await call({ method: 'POST', path: '/api/a' })
  await call({ method: 'POST', path: '/api/a' })

  expect(sent[0]?.headers['idempotency-key']).not.toBe(sent[1]?.headers['idempotency-key'])
})

test('a token that ran out is renewed once, and the call repeated with the new one', async () => {
  const renewed = { ...signedIn, token: 'new', refreshToken: 'next' }
  answerWith(problem(401, 'unauthenticated'), Response.json(renewed), Response.json({ version: 2 }))

  const answer = await call({ method: 'POST', path: '/api/a' })

  expect(answer.ok).toBe(true)
  expect(sent.map(({ path, headers }) => [path, headers['authorization']])).toEqual([
    ['/api/a', 'Bearer old'],
    ['/api/auth/refresh', undefined],
    ['/api/a', 'Bearer new'],
  ])
  expect(session.value?.refreshToken).toBe('next')
})

test('a sign-in that cannot be renewed has ended', async () => {
  answerWith(problem(401, 'unauthenticated'), problem(401, 'unauthenticated'))

  const answer = await call({ method: 'POST', path: '/api/a' })

  expect(answer.problem?.status).toBe(401)
  expect(session.value).toBeNull()
})

test('a sign-in carries neither token nor key and is not repeated', async () => {
  answerWith(new Error('lost'))

  const answer = await call({ method: 'POST', path: '/api/auth/login', isSignIn: true })

  expect(answer.problem?.code).toBe('offline')
  expect(sent).toHaveLength(1)
  expect(Object.keys(sent[0]?.headers ?? {})).toEqual(['content-type'])
})

test('refusals are sentences, and a limit says how long to wait', async () => {
  answerWith(problem(409, 'table_busy'), problem(429, 'rate_limited', { 'retry-after': '42' }))

  expect((await call({ method: 'POST', path: '/api/a' })).problem?.words).toBe('It cannot be done.')
  expect((await call({ method: 'POST', path: '/api/a' })).problem?.words).toBe(
    'Too many tries. Wait 42 seconds, then try again.',
  )
})
