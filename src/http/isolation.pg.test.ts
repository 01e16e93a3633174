/**
 * Two orgs, two roles each, and nobody, ask at random for everything under one server: own ids, each other's, hostile
 * ones, directly and by batch, while events change. No answer may hold a byte of an org that its caller is not in.
 * `FUZZ_RUNS` sets the number of requests; a failure prints the request.
 */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { type Chance, chance } from '../engine/laws/director.ts'
import { openHouse, type House, type Person } from './testing.ts'

const runs = Number(process.env['FUZZ_RUNS'] ?? 2000)
const minutes = 60_000

interface Club {
  readonly owner: Person
  readonly viewer: Person
  /** Words and ids that nobody outside may ever see. */
  readonly marks: readonly string[]
  readonly tournaments: readonly string[]
  readonly matches: readonly string[]
  readonly payments: readonly string[]
  readonly etag: string
}

let house: House
let clubs: readonly [Club, Club]

async function club(word: string, name: string): Promise<Club> {
  const owner = await house.person(`${name}-owner`, `${name} hall`)
  const viewer = await house.person(`${name}-viewer`)
  const { token } = owner
  const { call } = house
  await call('POST', '/api/members', { token, body: { email: `${name}-viewer@example.com`, role: 'viewer' } })
  await call('POST', '/api/venues', { token, body: { name: `${word} room` } })
  await call('POST', '/api/api-keys', { token, body: { name: `${word} till`, scopes: ['read'] } })
  const message = { userId: owner.id, subject: `${word} subject`, text: `${word} text` }
  await call('POST', '/api/notifications', { token, body: message })
  const amount = { purpose: 'other', amountCents: 100, currency: 'EUR' }
  const payment = await call('POST', '/api/payments', { token, body: amount })
  const payments = [String(payment.json.id)]
  const tournaments: string[] = []
  const matches: string[] = []
  for (const type of ['single_elimination', 'round_robin']) {
    const body = { name: `${word} ${type}`, type, visibility: 'private' }
    const made = await call('POST', '/api/tournaments', { token, body })
    const at = `/api/tournaments/${made.json.id}`
    await call('POST', `${at}/open`, { token })
    const players = [1, 2, 3, 4].map((number) => ({ name: `${word} ${number}`, email: `${word}${number}@example.com` }))
    await call('POST', `${at}/players`, { token, body: players })
    await call('POST', `${at}/draw`, { token })
    tournaments.push(String(made.json.id))
    const listed = await call('GET', `${at}/matches`, { token })
    matches.push(...(listed.json.data as unknown as { id: string }[]).map(({ id }) => id))
  }
  const { headers } = await call('GET', `/api/tournaments/${tournaments[0]}/bracket`, { token })
  const marks = [word, ...tournaments, ...matches, ...payments]
  return { owner, viewer, marks, tournaments, matches, payments, etag: headers.get('etag') ?? '' }
}

beforeAll(async () => {
  house = await openHouse()
  clubs = [await club('Quartzine', 'alpha'), await club('Feldspar', 'beta')]
}, 60_000)
afterAll(() => house[Symbol.asyncDispose]())

const views = ['', '/bracket', '/standings', '/leaderboard', '/matches', '/players', '/snapshot', '/events', '/tables']
const lists = [
  '/api/tournaments',
  '/api/venues',
  '/api/members',
  '/api/audit-logs',
  '/api/orgs',
  '/api/auth/me',
  '/api/api-keys',
  '/api/payments',
  '/api/notifications',
  '/api/results',
  '/api/public/tournaments',
]
const queries = ['', '?page=1', '?pageSize=2', '?fields=name', '?cursor=', '?count=none', '?sort=-name', '?q=a', '?x=1']

/** An id as an attacker would write it. */
function hostile(id: string, luck: Chance): string {
  const forms = [':', '%3A', '%00', '/..', '%2F', '\u00e9', '__proto__', ';x', '%25', '*', '{', "'"]
  const form = luck.of(forms)
  return luck.of([`${id}${form}`, `${form}${id}`, id.toUpperCase(), id.replaceAll('-', ''), '__proto__', 'constructor'])
}

function aPath(luck: Chance): string {
  const of = luck.of(clubs)
  const plain = luck.of(of.tournaments)
  const id = luck.is(0.25) ? hostile(plain, luck) : plain
  const slug = luck.of(clubs).owner.orgSlug
  const path = luck.of([
    `/api/tournaments/${id}${luck.of(views)}`,
    `/api/tournaments/${id}${luck.of(views)}`,
    `/api/matches/${luck.is(0.2) ? hostile(luck.of(of.matches), luck) : luck.of(of.matches)}`,
    `/api/payments/${luck.is(0.2) ? hostile(luck.of(of.payments), luck) : luck.of(of.payments)}`,
    `/api/public/${slug}/tournaments/${id}${luck.of(views)}`,
    luck.of(lists),
  ])
  return `${path}${luck.of(queries)}`
}

interface Asked {
  readonly who: string
  readonly foreign: readonly Club[]
  readonly method: string
  readonly path: string
  readonly headers: Record<string, string>
  readonly body?: string
}

function aRequest(luck: Chance): Asked {
  const own = luck.of(clubs)
  const callers = [own.owner, own.viewer, null]
  const person = luck.of(callers)
  const headers: Record<string, string> = {}
  if (person !== null) headers['authorization'] = `Bearer ${person.token}`
  if (luck.is(0.3)) headers['x-org'] = luck.of(clubs).owner.orgSlug
  if (luck.is(0.3)) headers['if-none-match'] = luck.of(clubs).etag
  if (luck.is(0.3)) headers['accept-encoding'] = luck.of(['zstd', 'br', 'gzip'])
  if (luck.is(0.1)) headers['railbird-min-version'] = '1'
  const who = person === null ? 'nobody' : `${person === own.owner ? 'owner' : 'viewer'} of ${own.owner.orgSlug}`
  const foreign = person === null ? clubs : clubs.filter((one) => one !== own)
  if (!luck.is(0.2)) return { who, foreign, method: 'GET', path: aPath(luck), headers }
  const items = Array.from({ length: 4 }, (_, at) => ({ id: `${at}`, method: 'GET', url: aPath(luck) }))
  headers['content-type'] = 'application/json'
  return { who, foreign, method: 'POST', path: '/api/batch', headers, body: JSON.stringify(items) }
}

function decoded(bytes: Uint8Array<ArrayBuffer>, coding: string | null): string {
  if (bytes.byteLength === 0 || coding === null) return new TextDecoder().decode(bytes)
  if (coding === 'zstd') return new TextDecoder().decode(Bun.zstdDecompressSync(bytes))
  if (coding === 'gzip') return new TextDecoder().decode(Bun.gunzipSync(bytes))
  throw new Error(`no reader for ${coding}`)
}

/** What an answer holds that its caller must not see. */
async function leak({ foreign, method, path, headers, body }: Asked): Promise<{ status: number; found: string[] }> {
  const coding = headers['accept-encoding'] === 'br' ? { ...headers, 'accept-encoding': 'gzip' } : headers
  const request = new Request(`http://localhost${path}`, { method, headers: coding, ...(body ? { body } : {}) })
  const response = await house.server.handle(request)
  const text = decoded(await response.bytes(), response.headers.get('content-encoding'))
  // What the caller wrote himself may come back to him: ids of the address in links, items of a batch by their id.
  const said = `${path}${body ?? ''}`
  const marks = foreign.flatMap((one) => one.marks).filter((mark) => !said.includes(mark))
  return { status: response.status, found: marks.filter((mark) => text.includes(mark)) }
}

async function change(luck: Chance): Promise<void> {
  const of = luck.of(clubs)
  const path = `/api/tournaments/${luck.of(of.tournaments)}`
  const name = `${of.marks[0]} ${luck.upTo(1000)}`
  const { status } = await house.call('PATCH', path, { token: of.owner.token, body: { name } })
  expect(status).toBe(200)
}

async function askAtRandom(luck: Chance): Promise<void> {
  const seen = new Map<number, number>()
  for (let run = 0; run < runs; run++) {
    if (run % 40 === 0) await change(luck)
    const asked = aRequest(luck)
    const { status, found } = await leak(asked)
    seen.set(status, (seen.get(status) ?? 0) + 1)
    if (found.length > 0) expect({ ...asked, foreign: undefined, found }).toEqual({ found: [] } as never)
    expect(status, `${asked.who} ${asked.method} ${asked.path}`).toBeLessThan(500)
  }
  // Own events are read all the time, others' are asked for as often and are not there.
  expect(seen.get(200) ?? 0).toBeGreaterThan(runs / 8)
  expect(seen.get(404) ?? 0).toBeGreaterThan(runs / 8)
}

test('no byte of another org, by any address, role, header or batch', () => askAtRandom(chance(20261123)), 15 * minutes)

test(
  'nor without the policies of the database: the queries hold alone',
  async () => {
    const { ownerSql } = house.database
    const secured = await ownerSql`select oid::regclass::text as name from pg_class where relrowsecurity`
    for (const { name } of secured) await ownerSql.unsafe(`alter table ${name} disable row level security`)

    await askAtRandom(chance(20261124)).finally(async () => {
      for (const { name } of secured) await ownerSql.unsafe(`alter table ${name} enable row level security`)
    })

    expect(secured.length).toBeGreaterThanOrEqual(20)
  },
  15 * minutes,
)

test('the watch itself sees a foreign byte', async () => {
  const [one, other] = clubs
  const headers = { authorization: `Bearer ${one.owner.token}` }
  const asked = { who: '', foreign: [one], method: 'GET', path: '/api/tournaments', headers }
  expect((await leak(asked)).found).toContain(one.marks[0] ?? '')
  expect((await leak({ ...asked, foreign: [other] })).found).toEqual([])
})
