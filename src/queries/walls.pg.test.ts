/**
 * Two walls stand between the orgs in the database: every query names its org, and the policies admit the rows of one
 * org only. Each is taken away in turn, and 10,000 random questions about what belongs to others are asked of the
 * other one. `WALL_QUERIES` sets their number.
 */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import type postgres from 'postgres'
import { type Chance, chance } from '../engine/laws/director.ts'
import type { MatchId, OrgId, TournamentId, VenueId } from '../engine/types.ts'
import { openHouse, type House } from '../http/testing.ts'
import type { Database, Reader, Tx } from '../store/database.ts'
import { eventsAfter } from '../store/events.ts'
import { readAvailability, readHall } from '../store/hall.ts'
import { readCounters } from '../store/numbers.ts'
import { readPayment } from '../store/payments.ts'
import { residents } from '../store/residents.ts'
import { readSnapshot } from '../store/snapshots.ts'
import { States } from '../store/states.ts'
import { connect } from '../store/target.ts'
import { readHead, tournamentOfMatch } from '../store/tournaments.ts'
import { apiKeyList } from './api-keys.ts'
import { auditList } from './audit-logs.ts'
import { readExport } from './export.ts'
import { notificationList } from './notifications.ts'
import { memberList, venueDetail, venueList } from './org-reads.ts'
import { paymentList } from './payments.ts'
import { tournamentList } from './tournament-list.ts'

setDefaultTimeout(10 * 60_000)

const wanted = Number(process.env['WALL_QUERIES'] ?? 10_000)
const inFlight = 8

interface Club {
  readonly id: OrgId
  readonly word: string
  /** Ids of all its rows, by table. */
  readonly ids: ReadonlyMap<string, readonly string[]>
  /** What no answer to another org may hold. */
  readonly marks: readonly string[]
}

let house: House
let clubs: readonly [Club, Club]
let tables: readonly string[]
let app: postgres.Sql

async function club(word: string, name: string): Promise<Club> {
  const { token, orgSlug } = await house.person(`${name}-owner`, `${word} hall`)
  const post = async (path: string, body: object) => {
    const { status, json } = await house.call('POST', path, { token, body })
    if (status >= 300) throw new Error(`${path} ${status} ${JSON.stringify(json)}`)
    return json as Record<string, unknown>
  }
  await post('/api/venues', { name: `${word} room` })
  await post('/api/api-keys', { name: `${word} key`, scopes: ['read'] })
  for (const type of ['single_elimination', 'round_robin']) {
    const { id } = await post('/api/tournaments', { name: `${word} ${type}`, type })
    await post(`/api/tournaments/${id}/open`, {})
    const people = [1, 2, 3, 4].map((n) => ({ name: `${word} ${n}`, email: `${word}${n}@example.com`.toLowerCase() }))
    await post(`/api/tournaments/${id}/players`, people)
    await post(`/api/tournaments/${id}/draw`, {})
    await post(`/api/tournaments/${id}/tables`, { label: `${word} table` })
    await post('/api/payments', { purpose: 'entry_fee', amountCents: 2500, currency: 'EUR', tournamentId: id })
  }
  const [org] = await house.database.ownerSql`select id from organizations where slug = ${orgSlug}`
  const ids = new Map<string, readonly string[]>()
  for (const table of tables) {
    const rows = await house.database.ownerSql.unsafe(
      `select to_jsonb(x) ->> 'id' as id from ${table} x where org_id = $1 and to_jsonb(x) ? 'id'`,
      [org?.id],
    )
    ids.set(
      table,
      rows.map((row) => String(row.id)),
    )
  }
  return { id: org?.id, word, ids, marks: [word, word.toLowerCase(), org?.id, ...[...ids.values()].flat()] }
}

beforeAll(async () => {
  house = await openHouse()
  app = connect(house.database.target.app, { max: inFlight })
  const rows = await house.database.ownerSql`
    select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'org_id'
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and c.relname not in ('tag_versions', 'audit_chains', 'organizations') order by 1`
  tables = rows.map((row) => String(row.name))
  clubs = [await club('Quartzine', 'alpha'), await club('Feldspar', 'beta')]
}, 60_000)
afterAll(async () => {
  await app.end({ timeout: 1 })
  await house[Symbol.asyncDispose]()
})

/** Takes the policies of all tables away, or puts them back. */
async function policies(verb: 'enable' | 'disable'): Promise<void> {
  for (const table of tables) await house.database.ownerSql.unsafe(`alter table ${table} ${verb} row level security`)
}

/** One read of the server: `org` is what it filters by, `id` draws an id of some row of either org. */
type Read = (db: Database, org: OrgId, id: (table: string) => string, luck: Chance) => Promise<unknown>

const page = (luck: Chance) => ({
  window: luck.is(0.5) ? { size: 20, offset: luck.upTo(3) } : { size: 20, position: null },
  count: luck.of(['exact', 'none'] as const),
})
// Ids are drawn as texts; here they get the brand that the route would have given them.
const cup = (id: (table: string) => string) => id('tournaments') as TournamentId
const states = (db: Database) => new States(db, house.context.queries.archive)

const reads: Readonly<Record<string, Read>> = {
  head: (db, org, id) => readHead(db, org, cup(id)),
  tournamentOfMatch: (db, org, id) => tournamentOfMatch(db, org, id('matches') as MatchId),
  events: (db, org, id, luck) => eventsAfter(db, org, cup(id), luck.upTo(5), 10),
  snapshot: (db, org, id) => readSnapshot(db, org, cup(id)),
  state: (db, org, id) => states(db).current(org, cup(id)),
  exported: (db, org, id) =>
    readExport({ ...house.context.queries, db, states: states(db) }, org, cup(id), { contacts: true }),
  hall: async (db, org, id) => (await readHall(db, org, cup(id))).busy,
  availability: (db, org, _, luck) => readAvailability(db, org, { size: 10, offset: 10 * luck.upTo(2) }, 'exact'),
  counters: (db, org) => readCounters(db, org, ['list', 'tournaments']),
  payment: (db, org, id) => readPayment(db, org, id('payments')),
  residents: async (db, org, id) => {
    const { users, venues } = await residents(db, org, [], [id('venues') as VenueId])
    return [...users, ...venues]
  },
  apiKeys: (db, org, _, luck) => apiKeyList({ db }, org, page(luck)),
  audit: (db, org, id, luck) => auditList({ db }, org, luck.is(0.5) ? {} : { tournamentId: cup(id) }, page(luck)),
  notifications: (db, org, id, luck) =>
    notificationList({ db }, org, luck.is(0.5) ? {} : { tournamentId: cup(id) }, page(luck)),
  members: (db, org, _, luck) => memberList({ db }, org, page(luck)),
  venues: (db, org, _, luck) => venueList({ db }, org, page(luck)),
  venue: (db, org, id) => venueDetail({ db }, org, id('venues') as VenueId),
  payments: (db, org, id, luck) => paymentList({ db }, org, luck.is(0.5) ? {} : { tournamentId: cup(id) }, page(luck)),
  tournaments: (db, org, id, luck) => {
    const filter = luck.of([
      {},
      { q: luck.of(clubs).word },
      { venueId: id('venues') },
      { type: 'round_robin' as const },
    ])
    return tournamentList({ ...house.context.queries, db }, org, filter, [], page(luck))
  },
}

/** Asks `question` as often as is wanted, and gives what answers held that they should not. */
async function askAll(question: (luck: Chance) => Promise<{ asked: string; answer: unknown; foreign: Club }>) {
  const leaks: string[] = []
  let left = wanted
  let answered = 0
  const worker = async (luck: Chance) => {
    while (left-- > 0) {
      const { asked, answer, foreign } = await question(luck)
      const text = JSON.stringify(answer, (_, value: unknown) => (value instanceof Map ? [...value] : value)) ?? ''
      if (text !== '' && text !== 'null' && text !== '[]') answered++
      const found = foreign.marks.filter((mark) => text.includes(mark))
      if (found.length > 0) leaks.push(`${asked}: ${found.slice(0, 3).join()}`)
    }
  }
  await Promise.all(Array.from({ length: inFlight }, (_, at) => worker(chance(20261123 + at))))
  return { leaks: [...new Set(leaks)].toSorted(), answered }
}

/** Id of a row; of the org itself where it has no such row. */
function anId(luck: Chance, { id, ids }: Club, table: string): string {
  const known = ids.get(table) ?? []
  return known.length === 0 ? id : luck.of(known)
}

/** SQL text of ours as the role of the server, for an org. */
async function asApp(org: OrgId, text: string): Promise<readonly object[]> {
  return await app.begin(async (tx) => {
    await tx`select set_config('app.org', ${org}, true)`
    return [...(await tx.unsafe(text))]
  })
}

/**
 * A read of the server, half of them by an id of the other org; such an answer is that of an id that nobody has.
 * `no filter`: its queries name the other org, in transactions that speak for the own one.
 */
async function aRead(luck: Chance, own: Club, foreign: Club, form: 'no policies' | 'no filter') {
  const [asked, read] = luck.of(Object.entries(reads))
  const [seed, isForeign] = [luck.upTo(1_000_000), luck.is(0.5)]
  const { db } = house.context
  const [at, org] = form === 'no policies' ? [db, own.id] : [speakingFor(db, own.id), foreign.id]
  const ask = (idOf: (table: string, draw: Chance) => string) => {
    const draw = chance(seed)
    const answer = read(at, org, (table) => idOf(table, chance(seed + 1)), draw)
    return answer.catch((error: unknown) => ({ refused: error instanceof Error ? error.constructor.name : '' }))
  }
  const answer = await ask((table, draw) => anId(draw, isForeign ? foreign : own, table))
  if (!isForeign) return { asked, answer, foreign }
  const unknown = await ask(() => crypto.randomUUID())
  const isTold = !Bun.deepEquals(answer, unknown)
  return { asked, answer: isTold ? [answer, `unlike that of an unknown id: ${foreign.word}`] : answer, foreign }
}

/** The database for a caller whose org is `speaker`, whatever org its queries name. */
function speakingFor(db: Database, speaker: OrgId): Database {
  return {
    ...db,
    orgRead: <T>(_: OrgId, build: (q: Reader) => PromiseLike<T>) => db.orgRead(speaker, build),
    orgQuery: (_, query) => db.orgQuery(speaker, query),
    orgSnapshot: <T>(_: OrgId, work: (tx: Tx) => Promise<T>) => db.orgSnapshot(speaker, work),
    orgTransaction: <T>(_: OrgId, work: (tx: Tx) => Promise<T>) => db.orgTransaction(speaker, work),
  }
}

const sides = (luck: Chance): readonly [own: Club, foreign: Club] =>
  luck.is(0.5) ? [clubs[0], clubs[1]] : [clubs[1], clubs[0]]

test('without policies no query brings a row of another org: each names its own', async () => {
  await policies('disable')
  const [own, foreign] = clubs
  const unfiltered = await house.context.db.orgQuery<{ rows: number }>(
    own.id,
    sql`SELECT count(*)::int AS rows FROM tournaments WHERE org_id = ${foreign.id}`,
  )

  const { leaks, answered } = await askAll((luck) => aRead(luck, ...sides(luck), 'no policies')).finally(() =>
    policies('enable'),
  )

  expect(unfiltered).toEqual([{ rows: 2 }])
  expect(leaks).toEqual([])
  expect(answered).toBeGreaterThan(wanted / 4)
})

test('without a filter the policies bring no row of another org, whatever the query', async () => {
  const raw = (luck: Chance, foreign: Club) => {
    const table = luck.of(tables)
    const id = anId(luck, foreign, table)
    return luck.of([
      `select * from ${table}`,
      `select * from ${table} where org_id = '${foreign.id}'`,
      `select * from ${table} x where to_jsonb(x) ->> 'id' = '${id}'`,
      `select x.*, t.name from ${table} x left join tournaments t on t.org_id is distinct from x.org_id`,
      `select * from ${table} where org_id in (select org_id from tournaments union select '${foreign.id}')`,
    ])
  }

  const { leaks, answered } = await askAll(async (luck) => {
    const [own, foreign] = sides(luck)
    if (luck.is(0.5)) return aRead(luck, own, foreign, 'no filter')
    const asked = raw(luck, foreign)
    return { asked, answer: await asApp(own.id, asked), foreign }
  })

  expect(leaks).toEqual([])
  expect(answered).toBeGreaterThan(wanted / 8)
})

test('without a filter the policies let nobody write into another org', async () => {
  const [own, foreign] = clubs
  const touched: string[] = []
  for (const table of tables) {
    const change = `update ${table} set org_id = org_id where org_id = '${foreign.id}' returning 1`
    const take = `update ${table} set org_id = '${foreign.id}' where org_id = '${own.id}' returning 1`
    for (const text of [change, take]) {
      const rows = await asApp(own.id, text).catch(() => [])
      if (rows.length > 0) touched.push(`${table}: ${text}`)
    }
  }

  expect(touched).toEqual([])
})
