import { afterAll, describe, expect, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import type { z } from 'zod'
import { testDatabase } from '../../db/testing.ts'
import { readConfig } from '../config.ts'
import { createContext } from '../context.ts'
import { setLogLevel } from '../log.ts'
import { buildServer } from '../server.ts'
import * as shapes from './account-shapes.ts'

setLogLevel('silent')
const stack = new AsyncDisposableStack()
afterAll(() => stack.disposeAsync())
const t = stack.use(await testDatabase())

const password = 'correct horse battery'

/** A node of its own on the one database. */
async function build(rateProfile: 'open' | 'strict') {
  const config = readConfig({
    NODE_ENV: 'test',
    SESSION_SECRET: 'test key of thirty-two characters',
    PLATFORM_ADMINS: 'root@example.com',
    RATE_PROFILE: rateProfile,
  })
  return buildServer({ config, context: stack.use(await createContext(config, t.target, '')) })
}
const open = await build('open')

interface Sent {
  readonly token?: string
  readonly body?: unknown
  readonly headers?: Record<string, string>
  readonly to?: typeof open
}

async function call(method: string, path: string, { token, body, headers, to = open }: Sent = {}) {
  const all = new Headers({ 'content-type': 'application/json', ...headers })
  if (token) all.set('authorization', `Bearer ${token}`)
  const init = { method, headers: all, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }
  const response = await to.handle(new Request(`http://localhost${path}`, init))
  const text = await response.text()
  const json: unknown = text === '' ? null : JSON.parse(text)
  return { status: response.status, headers: response.headers, text, json }
}

const codeOf = (answer: { status: number; json: unknown }) =>
  `${answer.status} ${(answer.json as { code?: string } | null)?.code ?? 'fine'}`

async function register(name: string, orgName?: string) {
  const body = { email: `${name}@example.com`, password, name, ...(orgName ? { orgName } : {}) }
  const answer = await call('POST', '/api/auth/register', { body })
  expect(answer.status).toBe(201)
  const made = answer.json as z.output<typeof shapes.signIn>
  return { ...made, id: made.user.id, org: made.user.orgs[0]?.id ?? '' }
}

/** A caller of the house with a role in the org of somebody else. */
async function join(owner: { token: string }, name: string, role: string) {
  const person = await register(name)
  const answer = await call('POST', '/api/members', {
    token: owner.token,
    body: { email: `${name}@example.com`, role },
  })
  expect(answer.status).toBe(201)
  return person
}

await t.db.query(sql`insert into users (id, email, name, password_hash)
  values (${crypto.randomUUID()}, 'seeded@example.com', 'Seeded', '!')`)
const first = await Promise.all(['ada', 'alan', 'grace'].map((name) => register(name)))
const olga = await register('olga', 'Corner Pocket')
const otto = await register('otto', 'Corner  Pocket!')

describe('registration', () => {
  test('the first account over the API is platform admin, and no seeded one counts', async () => {
    expect(first.map(({ user }) => user.isPlatformAdmin).sort()).toEqual([false, false, true])
    expect(olga.user.isPlatformAdmin).toBe(false)
    expect((await register('root')).user.isPlatformAdmin).toBe(true)
  })

  test('orgName makes an org that the caller owns, under a slug of its own', () => {
    expect(olga.user.orgs).toEqual([{ id: olga.org, slug: 'corner-pocket', name: 'Corner Pocket', role: 'owner' }])
    expect(otto.user.orgs[0]?.slug).toBe('corner-pocket-2')
  })

  test('an address is taken whatever the case of its letters, also when two ask at once', async () => {
    const body = { email: 'Twin@Example.com', password, name: 'Twin' }
    const both = await Promise.all([1, 2].map(() => call('POST', '/api/auth/register', { body })))
    const again = await call('POST', '/api/auth/register', { body: { ...body, email: 'twin@example.COM' } })

    expect(both.map(codeOf).sort()).toEqual(['201 fine', '409 email_taken'])
    expect(codeOf(again)).toBe('409 email_taken')
  })

  test('a weak password is 422 with the sentence, and the body is never echoed', async () => {
    for (const [weak, code] of [
      ['short', 'too_short'],
      ['password123', 'too_common'],
      ['new@example.com', 'contains_email'],
    ]) {
      const body = { email: 'new@example.com', password: weak, name: 'New' }
      const answer = await call('POST', '/api/auth/register', { body })
      expect(codeOf(answer)).toBe('422 invalid_body')
      expect(answer.json).toMatchObject({ errors: [{ path: 'password', code }] })
      if (weak !== 'new@example.com') expect(answer.text).not.toContain(`"${weak}"`)
    }
  })

  test('what does not fit is refused by name: members unknown, mistyped, missing', async () => {
    const good = { email: 'who@example.com', password, name: 'Who' }
    const bad = [
      { ...good, role: 'owner' },
      { ...good, isPlatformAdmin: true },
      { ...good, email: 'x' },
      { email: 1 },
      [],
    ]
    for (const body of bad) {
      expect([body, codeOf(await call('POST', '/api/auth/register', { body }))]).toEqual([body, '422 invalid_body'])
    }
    expect(codeOf(await call('POST', '/api/auth/login', { body: { ...good, email: 'who@example.com' } }))).toBe(
      '422 invalid_body',
    )
  })
})

describe('sign-in', () => {
  test('answers tokens that are never stored, and me, in their documented shapes', async () => {
    const answer = await call('POST', '/api/auth/login', { body: { email: 'OLGA@example.com', password } })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.headers.get('etag')).toBeNull()
    const made = shapes.signIn.parse(answer.json)

    const me = await call('GET', '/api/auth/me', { token: made.token })
    expect(shapes.profile.parse(me.json)).toEqual(made.user)
    expect(me.headers.get('cache-control')).toBe('private, no-cache')
  })

  test('a wrong password and an unknown account get the same answer', async () => {
    const wrong = await call('POST', '/api/auth/login', {
      body: { email: 'olga@example.com', password: 'wrong password' },
    })
    const unknown = await call('POST', '/api/auth/login', { body: { email: 'nobody@example.com', password } })
    const plain = (text: string) => text.replace(/"instance":"[^"]*"/, '')

    expect(codeOf(wrong)).toBe('401 unauthenticated')
    expect(plain(unknown.text)).toBe(plain(wrong.text))
    expect([...unknown.headers.keys()]).toEqual([...wrong.headers.keys()])
  })

  test('refresh takes its token in the body or as bearer, and sign-out ends both', async () => {
    const { token, refreshToken } = await register('rita')
    const inBody = await call('POST', '/api/auth/refresh', { body: { refreshToken } })
    const asBearer = await call('POST', '/api/auth/refresh', { token: refreshToken })
    expect(inBody.json).toEqual(asBearer.json)
    const next = shapes.signIn.parse(inBody.json)

    expect((await call('POST', '/api/auth/logout', { token: next.token })).status).toBe(204)
    for (const ended of [token, next.token]) {
      expect(codeOf(await call('GET', '/api/auth/me', { token: ended }))).toBe('401 unauthenticated')
    }
    expect(codeOf(await call('POST', '/api/auth/refresh', { token: next.refreshToken }))).toBe('401 unauthenticated')
    expect(codeOf(await call('POST', '/api/auth/refresh'))).toBe('401 unauthenticated')
  })

  test('guessing is limited per account, by the profile, and says when to come back', async () => {
    const to = await build('strict')
    const body = { email: 'ada@example.com', password }
    expect((await call('POST', '/api/auth/login', { body, to })).status).toBe(200)
    const guesses = await Promise.all(
      Array.from({ length: 8 }, () => call('POST', '/api/auth/login', { body: { ...body, password: 'guess' }, to })),
    )

    expect(guesses.map(codeOf).sort()).toEqual([
      ...Array.from({ length: 5 }, () => '401 unauthenticated'),
      ...Array.from({ length: 3 }, () => '429 rate_limited'),
    ])
    const refused = guesses.find((answer) => answer.status === 429)
    expect(refused?.headers.get('retry-after')).toBe('12')
    expect(refused?.headers.get('ratelimit-policy')).toBe('"default";q=5;w=60')
  })
})

describe('orgs', () => {
  test('are listed, made, read and renamed by their owner', async () => {
    const list = await call('GET', '/api/orgs', { token: olga.token })
    expect(shapes.orgPage.parse(list.json).data).toEqual(olga.user.orgs)

    const made = await call('POST', '/api/orgs', {
      token: first[0]?.token ?? '',
      body: { name: 'Hall Ä', slug: 'hall-a' },
    })
    const hall = shapes.org.parse(made.json)
    expect([made.status, made.headers.get('location')]).toEqual([201, `/api/orgs/${hall.id}`])
    const renamed = await call('PATCH', `/api/orgs/${hall.id}`, {
      token: first[0]?.token ?? '',
      body: { slug: 'hall-b' },
    })
    expect(shapes.org.parse(renamed.json)).toMatchObject({ slug: 'hall-b', name: 'Hall Ä', role: 'owner' })
    const read = await call('GET', `/api/orgs/${hall.id}`, { token: first[0]?.token ?? '' })
    expect(read.json).toEqual(renamed.json)
    expect(read.headers.get('etag')).toBe(renamed.headers.get('etag'))
  })

  test('a slug that is taken is 409, on making and on renaming', async () => {
    const body = { name: 'Copy', slug: 'corner-pocket' }
    expect(codeOf(await call('POST', '/api/orgs', { token: otto.token, body }))).toBe('409 slug_taken')
    const rename = { token: otto.token, body: { slug: 'corner-pocket' } }
    expect(codeOf(await call('PATCH', `/api/orgs/${otto.org}`, rename))).toBe('409 slug_taken')
  })

  test('made twice under one key is one org with one answer; another body under the key is 422', async () => {
    const { token } = await register('ines')
    const headers = { 'idempotency-key': 'make-1' }
    const both = await Promise.all(
      [1, 2].map(() => call('POST', '/api/orgs', { token, headers, body: { name: 'Once' } })),
    )
    const other = await call('POST', '/api/orgs', { token, headers, body: { name: 'Twice' } })

    expect(both[0]?.text).toBe(both[1]?.text ?? '')
    expect(both.map((answer) => answer.headers.get('idempotency-replayed')).sort()).toEqual([null, 'true'])
    expect(codeOf(other)).toBe('422 idempotency_key_reused')
    expect(shapes.orgPage.parse((await call('GET', '/api/orgs', { token })).json).data).toHaveLength(1)
  })

  test('a caller with several orgs names one; a foreign or unknown slug is 404 alike', async () => {
    const { token } = await register('sue', 'Sue One')
    await call('POST', '/api/orgs', { token, body: { name: 'Sue Two' } })
    const of = (slug: string) => call('GET', '/api/venues', { token, headers: { 'x-org': slug } })

    const unnamed = await call('GET', '/api/venues', { token })
    expect(codeOf(unnamed)).toBe('400 bad_request')
    expect(unnamed.json).toMatchObject({ detail: expect.stringContaining('sue-one, sue-two') })
    expect([codeOf(await of('sue-one')), codeOf(await of('sue-two'))]).toEqual(['200 fine', '200 fine'])
    expect([codeOf(await of('corner-pocket')), codeOf(await of('never-made'))]).toEqual([
      '404 not_found',
      '404 not_found',
    ])
  })
})

describe('tenancy', () => {
  test('ids of another org answer like random ones, byte for byte', async () => {
    const made = await call('POST', '/api/venues', { token: otto.token, body: { name: 'Otto`s' } })
    const { id } = shapes.venue.parse(made.json)
    const plain = (answer: { status: number; text: string }) =>
      `${answer.status} ${answer.text.replace(/"instance":"[^"]*"/, '')}`
    const random = crypto.randomUUID()
    const requests = [
      ['GET', '/api/venues/', id, undefined],
      ['PATCH', '/api/venues/', id, { name: 'Mine' }],
      ['DELETE', '/api/venues/', id, undefined],
      ['GET', '/api/orgs/', otto.org, undefined],
      ['PATCH', '/api/orgs/', otto.org, { name: 'Mine' }],
      ['PATCH', '/api/members/', otto.id, { role: 'viewer' }],
      ['DELETE', '/api/members/', otto.id, undefined],
    ] as const

    for (const [method, path, foreign, body] of requests) {
      const answers = [foreign, random, 'nonsense'].map((last) =>
        call(method, path + last, { token: olga.token, body }),
      )
      const [theirs, nobodys, nothings] = await Promise.all(answers)
      expect([method, path, theirs?.status]).toEqual([method, path, 404])
      expect(theirs && plain(theirs)).toBe((nobodys && plain(nobodys)) ?? '')
      expect(theirs && plain(theirs)).toBe((nothings && plain(nothings)) ?? '')
    }
    expect((await call('GET', `/api/venues/${id}`, { token: otto.token })).json).toEqual(made.json)
  })

  test('row-level security alone keeps foreign members out of a list', async () => {
    const seen = shapes.memberPage.parse((await call('GET', '/api/members', { token: olga.token })).json)
    expect(seen.data.map(({ userId }) => userId)).toEqual([olga.id])
    const all = await t.db.orgQuery<{ user_id: string }>(
      olga.user.orgs[0]?.id as never,
      sql`select user_id from organization_members`,
    )
    expect(all).toEqual([{ user_id: olga.id }])
  })
})

describe('members', () => {
  test('roles act with the next request: viewers read, directors manage venues, owners manage members', async () => {
    const hana = await join(olga, 'hana', 'viewer')
    const token = hana.token
    const tries = async () => [
      codeOf(await call('GET', '/api/venues', { token })),
      codeOf(await call('POST', '/api/venues', { token, body: { name: 'V' } })),
      codeOf(await call('GET', '/api/members', { token })),
    ]
    const become = (role: string) => call('PATCH', `/api/members/${hana.id}`, { token: olga.token, body: { role } })

    expect(await tries()).toEqual(['200 fine', '403 forbidden', '403 forbidden'])
    expect(shapes.member.parse((await become('director')).json).role).toBe('director')
    expect(await tries()).toEqual(['200 fine', '201 fine', '403 forbidden'])
    await become('owner')
    expect(await tries()).toEqual(['200 fine', '201 fine', '200 fine'])
    expect((await call('DELETE', `/api/members/${hana.id}`, { token: olga.token })).status).toBe(204)
    expect(await tries()).toEqual(['400 bad_request', '400 bad_request', '400 bad_request'])
  })

  test('the same account twice is 409, an address without account 422', async () => {
    await join(olga, 'dora', 'viewer')
    const add = (email: string) => call('POST', '/api/members', { token: olga.token, body: { email, role: 'viewer' } })

    expect(codeOf(await add('DORA@example.com'))).toBe('409 duplicate_member')
    expect((await add('nobody@example.com')).json).toMatchObject({
      errors: [{ path: 'email', code: 'unknown_account' }],
    })
  })

  test('anybody may leave, nobody but an owner removes another, and the last owner stays', async () => {
    const vera = await join(otto, 'vera', 'viewer')
    const walt = await join(otto, 'walt', 'director')

    expect(codeOf(await call('DELETE', `/api/members/${vera.id}`, { token: walt.token }))).toBe('403 forbidden')
    expect((await call('DELETE', `/api/members/${vera.id}`, { token: vera.token })).status).toBe(204)
    expect(codeOf(await call('DELETE', `/api/members/${otto.id}`, { token: otto.token }))).toBe('409 last_owner')
    const demote = { token: otto.token, body: { role: 'viewer' } }
    expect(codeOf(await call('PATCH', `/api/members/${otto.id}`, demote))).toBe('409 last_owner')
  })

  test('an org that had an owner keeps one, whoever leaves or is demoted at the same moment', async () => {
    for (let round = 0; round < 5; round++) {
      const a = await register(`pair-a${round}`, `Pair ${round}`)
      const b = await join(a, `pair-b${round}`, 'owner')
      const answers = await Promise.all([
        call('DELETE', `/api/members/${a.id}`, { token: a.token }),
        call('PATCH', `/api/members/${b.id}`, { token: b.token, body: { role: 'viewer' } }),
      ])
      expect(answers.filter(({ status }) => status === 409)).toHaveLength(1)
    }
  })
})

describe('venues', () => {
  const token = olga.token

  test('are added, listed by name, changed and removed', async () => {
    const made = await call('POST', '/api/venues', { token, body: { name: 'Zoo Halle', timeZone: 'Europe/Berlin' } })
    const venue = shapes.venue.parse(made.json)
    expect([made.status, made.headers.get('location')]).toEqual([201, `/api/venues/${venue.id}`])
    expect(venue).toMatchObject({ name: 'Zoo Halle', address: null, city: null, timeZone: 'Europe/Berlin' })

    const edit = await call('PATCH', `/api/venues/${venue.id}`, { token, body: { name: 'Aal Halle', city: 'Kiel' } })
    expect(shapes.venue.parse(edit.json)).toMatchObject({ name: 'Aal Halle', city: 'Kiel', timeZone: 'Europe/Berlin' })
    const list = shapes.venuePage.parse((await call('GET', '/api/venues?pageSize=1', { token })).json)
    expect(list.data.map(({ id }) => id)).toEqual([venue.id])
    expect(list.pagination).toMatchObject({ page: 1, pageSize: 1, hasPrev: false })
    expect((await call('DELETE', `/api/venues/${venue.id}`, { token })).status).toBe(204)
    expect(codeOf(await call('GET', `/api/venues/${venue.id}`, { token }))).toBe('404 not_found')
  })

  test('the same key gives the stored answer byte for byte, in each org its own', async () => {
    const headers = { 'idempotency-key': '"venue-1"' }
    const send = (as: { token: string }, name: string) =>
      call('POST', '/api/venues', { token: as.token, headers, body: { name } })
    const [one, two, theirs] = [await send(olga, 'Key'), await send(olga, 'Key'), await send(otto, 'Other')]

    expect(two.text).toBe(one.text)
    expect([one, two, theirs].map(({ headers }) => headers.get('idempotency-replayed'))).toEqual([null, 'true', null])
    expect(theirs.status).toBe(201)
    expect(codeOf(await send(olga, 'Key 2'))).toBe('422 idempotency_key_reused')
  })

  test('If-Match holds against the tag of what is there', async () => {
    const made = shapes.venue.parse((await call('POST', '/api/venues', { token, body: { name: 'Tag' } })).json)
    const path = `/api/venues/${made.id}`
    const tag = (await call('GET', path, { token })).headers.get('etag') ?? ''
    const edit = (name: string, match: string) =>
      call('PATCH', path, { token, headers: { 'if-match': match }, body: { name } })

    expect((await call('GET', path, { token, headers: { 'if-none-match': tag } })).status).toBe(304)
    expect(codeOf(await edit('Weak', `W/${tag}`))).toBe('412 version_changed')
    const done = await edit('Tagged', tag)
    expect(done.status).toBe(200)
    expect(codeOf(await edit('Late', tag))).toBe('412 version_changed')
    expect((await edit('Again', done.headers.get('etag') ?? '')).status).toBe(200)
  })

  test('one that a table names stays, and a made-up time zone is refused', async () => {
    const made = shapes.venue.parse((await call('POST', '/api/venues', { token, body: { name: 'Used' } })).json)
    await t.ownerSql`insert into tables (id, org_id, venue_id, label)
      values (${crypto.randomUUID()}, ${olga.org}, ${made.id}, '1')`

    expect(codeOf(await call('DELETE', `/api/venues/${made.id}`, { token }))).toBe('409 venue_in_use')
    const body = { name: 'Moon', timeZone: 'Moon/Base' }
    expect(codeOf(await call('POST', '/api/venues', { token, body }))).toBe('422 invalid_body')
  })
})
