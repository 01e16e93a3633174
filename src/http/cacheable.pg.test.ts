/** Which routes the cache answers for, and the whole matrix of codings, methods, conditions and warmth on each. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { brotliDecompressSync } from 'node:zlib'
import { tournamentKey } from '../cache/keys.ts'
import type { OrgId, TournamentId } from '../engine/types.ts'
import { openHouse, type House } from './testing.ts'

let house: House
let token = ''
const ids: Record<string, string> = {}

beforeAll(async () => {
  house = await openHouse({ ALLOWED_ORIGINS: 'https://club.example', RATE_PROFILE: 'open' })
  const owner = await house.person('olga', 'Corner Pocket')
  token = owner.token
  const post = async (path: string, body: unknown) => (await house.call('POST', path, { token, body })).json
  const id = String((await post('/api/tournaments', { name: 'Friday', type: 'single_elimination', raceTo: 3 })).id)
  await post(`/api/tournaments/${id}/open`, {})
  await post(
    `/api/tournaments/${id}/players`,
    Array.from({ length: 16 }, (_, i) => ({ name: `Player ${i}` })),
  )
  await post(`/api/tournaments/${id}/draw`, {})
  const { json } = await house.call('GET', `/api/tournaments/${id}/matches`, { token })
  const orgs = await house.call('GET', '/api/orgs', { token })
  Object.assign(ids, {
    tournaments: id,
    orgSlug: owner.orgSlug,
    venues: String((await post('/api/venues', { name: 'Hall' })).id),
    payments: String((await post('/api/payments', { purpose: 'other', amountCents: 500, currency: 'EUR' })).id),
    matches: (json.data as unknown as { id: string }[])[0]?.id ?? '',
    orgs: (orgs.json.data as unknown as { id: string }[])[0]?.id ?? '',
    code: 'not_found',
  })
}, 60_000)
afterAll(() => house[Symbol.asyncDispose]())

const views = ['', '/bracket', '/chip-standings', '/snapshot', '/standings', '/leaderboard', '/matches', '/players']
const stored = [
  ...views.map((view) => `/api/tournaments/:id${view}`),
  ...views.map((view) => `/api/public/:orgSlug/tournaments/:id${view}`),
  '/api/docs/json',
  '/api/members',
  '/api/public/tournaments',
  '/api/tournaments',
  '/api/venues',
  '/api/tournaments/:id/events',
  '/api/public/:orgSlug/tournaments/:id/events',
]
/** Computed for each request, tagged by what they say: lists, parts of an event, what is small. */
const computed = [
  '/api/problems',
  '/api/problems/:code',
  '/api/auth/me',
  '/api/orgs',
  '/api/orgs/:id',
  '/api/venues/:id',
  '/api/public/tournaments/:id',
  '/api/public/:orgSlug/tournaments/:id/tables',
  '/api/handicap',
  '/api/handicap/fair-race',
  '/api/tournaments/:id/export',
  '/api/tournaments/:id/payouts',
  '/api/tournaments/:id/tables',
  '/api/tournaments/:id/queue',
  '/api/matches/:id',
  '/api/tables/availability',
  '/api/api-keys',
  '/api/audit-logs',
  '/api/leaderboards',
  '/api/notifications',
  '/api/payments',
  '/api/payments/:id',
  '/api/results',
]
/** Computed too, and another at every moment: it speaks of the time. */
const moving = ['/api/tournaments/:id/eta', '/api/admin/cache', '/api/admin/performance']
/** Not for caches at all: health, and the files of the page, which say for themselves how they keep. */
const apart = [
  '/api/health',
  '/api/health/live',
  '/api/health/ready',
  '/api/docs',
  '/api/docs/start.js',
  '/api/docs/swagger-ui.css',
  '/api/docs/swagger-ui.js',
]

/** Not for caches either, and not there for whom the configuration does not name. */
const hidden = ['/metrics']

const queries: Readonly<Record<string, string>> = {
  '/api/handicap': '?ratingA=500&ratingB=550&raceA=5&raceB=6',
  '/api/handicap/fair-race': '?ratingA=500&ratingB=550&longRace=9',
}

function filled(route: string): string {
  const [, , kind = ''] = route.replace('/public/:orgSlug', '').replace('/public', '').split('/')
  return (
    route.replace(/:(\w+)/g, (_, name: string) => ids[name === 'id' ? kind : name] ?? name) + (queries[route] ?? '')
  )
}

async function ask(route: string, headers: Record<string, string> = {}, method = 'GET') {
  const given = new Headers({ origin: 'https://club.example', ...headers })
  if (!route.startsWith('/api/public')) given.set('authorization', `Bearer ${token}`)
  return house.server.handle(new Request(`http://localhost${filled(route)}`, { method, headers: given }))
}

/** Makes the next read of each view a miss. */
function forget(): void {
  const { memory } = house.context.queries.cache
  const resources = ['detail', 'bracket', 'chipStandings', 'snapshot', 'standings', 'leaderboard', 'matches', 'players']
  for (const resource of resources)
    for (const view of ['staff', 'public'] as const) {
      const kept = memory.get(tournamentKey(ids.orgs as OrgId, ids.tournaments as TournamentId, resource, view))
      if (kept) memory.drop(kept)
    }
}

describe('every read route', () => {
  test('is stored, computed or kept from caches on purpose', () => {
    const routes = house.server.app.routes.filter(({ method }) => method === 'GET').map(({ path }) => path)

    expect(routes.toSorted()).toEqual([...stored, ...computed, ...moving, ...apart, ...hidden].toSorted())
  })

  test.each([...stored, ...computed])('%s tells of the cache, has a tag, varies and is confirmed', async (route) => {
    const first = await ask(route)
    const again = await ask(route, { 'if-none-match': first.headers.get('etag') ?? '' })
    const status = again.headers.get('cache-status') ?? ''

    expect([first.status, again.status]).toEqual([200, 304])
    expect(first.headers.get('vary')).toContain('Accept-Encoding')
    expect(status).toMatch(stored.includes(route) ? /^railbird; hit(; ttl=\d+)?; detail=L1$/ : /^railbird; fwd=bypass$/)
  })

  test.each(apart)('%s is outside', async (route) => {
    const answer = await ask(route)

    expect(answer.status).toBe(200)
    expect(answer.headers.get('cache-status')).toBeNull()
    expect(answer.headers.get('etag')).toBeNull()
  })
})

describe('a hit of anybody', () => {
  test.each(['', '/bracket', '/chip-standings', '/snapshot'])('waits for no promise: %p', (view) => {
    const path = `/api/public/:orgSlug/tournaments/:id${view}`
    const route = house.server.app.routes.find((one) => one.path === path)

    expect(route?.compile().constructor.name).toBe('Function')
  })
})

// What a client sends, and the codings it could then be answered in; null where nothing could be.
const accepts: readonly (readonly [header: string | null, codings: readonly (string | null)[] | null])[] = [
  [null, [null]],
  ['', [null]],
  ['*', ['zstd', 'br', 'gzip']],
  ['gzip;q=0', [null]],
  ['gzip', ['gzip']],
  ['br', ['br']],
  ['br;q=0.1, zstd', ['zstd']],
  ['identity;q=0', null],
  ['gar/bage;;q', [null]],
]
const suffix: Readonly<Record<string, string>> = { zstd: '.z', br: '.b', gzip: '.g' }
const conditions: readonly (readonly [
  title: string,
  header: (tag: string, base: string) => string,
  isGood: boolean,
])[] = [
  ['the exact tag', (tag) => tag, true],
  ['the tag of the plain body', (_, base) => `"${base}"`, true],
  ['the tag of a dictionary', (_, base) => `"${base}.d12345678"`, false],
  ['a weakened tag', (tag) => `W/${tag}`, true],
  ['a list', (tag) => `"a", "b,c", ${tag}`, true],
  ['a star', () => '*', true],
  ['another version', () => '"v99-12345678"', false],
  ['what is no tag', (tag) => tag.slice(1), false],
]

async function decoded(answer: Response): Promise<string> {
  const bytes = await answer.bytes()
  switch (answer.headers.get('content-encoding')) {
    case 'zstd':
      return Bun.zstdDecompressSync(bytes).toString()
    case 'br':
      return brotliDecompressSync(bytes).toString()
    case 'gzip':
      return new TextDecoder().decode(Bun.gunzipSync(bytes))
  }
  return new TextDecoder().decode(bytes)
}

describe.each(stored)('%s', (route) => {
  test.each(accepts)('in %p: the same body, and a tag of its own', async (header, codings) => {
    const accept: Record<string, string> = header === null ? {} : { 'accept-encoding': header }
    const plain = await (await ask(route)).text()
    for (const warmth of ['cold', 'warm']) {
      if (warmth === 'cold') forget()
      const got = await ask(route, accept)
      const head = await ask(route, accept, 'HEAD')
      const vary = got.headers.get('vary') ?? ''

      expect(vary).toContain('Accept-Encoding')
      expect(vary).toContain('Origin')
      if (codings === null && plain.length > 0) {
        expect([got.status, head.status]).toEqual([406, 406])
        continue
      }
      const coding = got.headers.get('content-encoding')
      expect(plain.length < 1024 ? [null] : codings).toContain(coding)
      expect(await decoded(got)).toBe(plain)
      expect(got.headers.get('etag')).toEndWith(`${suffix[coding ?? ''] ?? ''}"`)
      expect([head.status, await head.text()]).toEqual([200, ''])
      for (const name of ['etag', 'vary', 'cache-control', 'content-type', 'content-encoding', 'x-original-size'])
        expect(head.headers.get(name), name).toBe(got.headers.get(name))
    }
  })

  test.each(conditions)(
    '%s confirms as it should, with GET and HEAD, cold and warm',
    async (_title, header, isGood) => {
      for (const [accept, codings] of accepts) {
        if (codings === null) continue
        const given: Record<string, string> = accept === null ? {} : { 'accept-encoding': accept }
        const tag = (await ask(route, given)).headers.get('etag') ?? ''
        const base = /^"([\w-]+)/.exec(tag)?.[1] ?? ''
        given['if-none-match'] = header(tag, base)
        for (const method of ['GET', 'HEAD'])
          for (const warmth of ['cold', 'warm']) {
            if (warmth === 'cold') forget()
            const answer = await ask(route, given, method)

            expect(answer.status).toBe(isGood ? 304 : 200)
            expect(answer.headers.get('access-control-allow-origin')).toBe('https://club.example')
            if (!isGood) continue
            expect(await answer.text()).toBe('')
            expect(answer.headers.get('etag')).toStartWith(`"${base}`)
            expect(answer.headers.get('vary')).toContain('Accept-Encoding')
            expect(answer.headers.get('content-encoding')).toBeNull()
          }
      }
    },
  )
})
