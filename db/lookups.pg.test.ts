/** The look-up functions: what they give before an org is known, and what they keep to themselves. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import type { OrgId } from '../src/engine/types.ts'
import { testDatabase, type TestDatabase } from './testing.ts'

setDefaultTimeout(20_000)

let t: TestDatabase
let org: OrgId

beforeAll(async () => {
  t = await testDatabase()
  org = await t.org('Corner Pocket')
})
afterAll(() => t[Symbol.asyncDispose]())

interface Card {
  readonly id: string
  readonly org_slug: string
  readonly name: string
  readonly tables_in_play: number
  readonly leader: string | null
}

async function tournament(name: string, status: string, visibility = 'public', start = '2026-11-01'): Promise<string> {
  const id = Bun.randomUUIDv7()
  await t.ownerSql`insert into tournaments
      (id, org_id, name, type, game_type, status, visibility, epoch, start_date, match_count, matches_done)
    values (${id}, ${org}, ${name}, 'single_elimination', '9-ball', ${status}, ${visibility}, 'e', ${start}, 4, 1)`
  return id
}

const page = (statuses: string | null = null, slug: string | null = null) =>
  t.db.query<Card>(sql`select c.* from lookup.public_cards p cross join lateral lookup.public_tournament(p.id) c
    where (${slug}::text is null or p.org_id = (select o.id from lookup.org_by_slug(${slug}) o))
      and (${statuses}::text[] is null or p.status = any (${statuses}::text[]))
    order by p.rank, p.due, p.since desc, p.id desc`)
const one = (id: string) => t.db.query<Card>(sql`select * from lookup.public_tournament(${id})`)

test('an account is found by e-mail in any case, with its orgs in order of slug', async () => {
  const second = await t.org('Annex')
  const id = await t.user('Ana@Example.com', org, 'owner')
  const member = { orgId: second, userId: id }
  await t.ownerSql`insert into organization_members (org_id, user_id, role) values (${member.orgId}, ${id}, 'viewer')`
  const [account] = await t.db.query<{ id: string; email: string; orgs: unknown }>(
    sql`select id, email, orgs from lookup.user_by_email('ana@example.COM')`,
  )

  expect(account).toEqual({
    id,
    email: 'Ana@Example.com',
    orgs: [
      { orgId: second, slug: 'annex', name: 'Annex', role: 'viewer' },
      { orgId: org, slug: 'corner-pocket', name: 'Corner Pocket', role: 'owner' },
    ],
  })
})

test('a suspended member belongs to no org', async () => {
  const id = await t.user('out@example.com', org, 'director')
  await t.ownerSql`update organization_members set status = 'suspended' where user_id = ${id}`

  const [account] = await t.db.query<{ orgs: unknown }>(sql`select orgs from lookup.user_by_id(${id})`)

  expect(account?.orgs).toEqual([])
})

test('a session is found by the hash of its token, with its account', async () => {
  const user = await t.user('session@example.com', org, 'scorekeeper')
  const hash = 'a'.repeat(64)
  await t.db.query(sql`insert into sessions (id, user_id, token_hash, family, expires_at)
    values (${Bun.randomUUIDv7()}, ${user}, ${hash}, ${Bun.randomUUIDv7()}, now() + interval '1 hour')`)

  const found = await t.db.query<{ user_id: string; status: string; revoked_at: string | null }>(
    sql`select user_id, status, revoked_at from lookup.session_by_hash(${hash})`,
  )

  expect(found).toEqual([{ user_id: user, status: 'active', revoked_at: null }])
  expect(await t.db.query(sql`select * from lookup.session_by_hash('unknown')`)).toEqual([])
})

test('a page of public tournaments shows live ones first and keeps the rest of the house closed', async () => {
  await tournament('Past', 'completed')
  await tournament('Later', 'registration', 'public', '2027-02-01')
  await tournament('Sooner', 'registration', 'public', '2027-01-01')
  await tournament('Live', 'active')
  await tournament('Draft', 'draft')
  const unlisted = await tournament('By link', 'active', 'unlisted')
  const hidden = await tournament('Hidden', 'active', 'private')
  const deleted = await tournament('Deleted', 'completed')
  await t.ownerSql`update tournaments set deleted_at = now() where id = ${deleted}`

  const cards = await page()

  expect(cards.map((card) => card.name)).toEqual(['Live', 'Sooner', 'Later', 'Past'])
  expect((await page('{completed}')).map((card) => card.name)).toEqual(['Past'])
  expect((await page(null, 'nobody')).map((card) => card.name)).toEqual([])
  const [count] = await t.db.query<{ n: number }>(sql`select lookup.public_tournament_count(null, null) as n`)
  expect(count?.n).toBe(4)
  expect((await one(unlisted)).map((card) => card.name)).toEqual(['By link'])
  expect([...(await one(hidden)), ...(await one(deleted))]).toEqual([])
})

test('a card counts the tables in play and names whoever leads, or has won', async () => {
  const id = await tournament('Race', 'active', 'unlisted')
  const [stage, table] = [Bun.randomUUIDv7(), Bun.randomUUIDv7()]
  const [ana, bo, cy] = [Bun.randomUUIDv7(), Bun.randomUUIDv7(), Bun.randomUUIDv7()]
  await t.ownerSql`insert into stages (id, org_id, tournament_id, number, type, name, status, version)
    values (${stage}, ${org}, ${id}, 1, 'single_elimination', 'Main', 'active', 1)`
  await t.ownerSql`insert into tables (id, org_id, label) values (${table}, ${org}, '1')`
  for (const [player, name] of [
    [ana, 'Ana'],
    [bo, 'Bo'],
    [cy, 'Cy'],
  ] as const) {
    await t.ownerSql`insert into players (id, org_id, tournament_id, name, status, registered_at, version)
      values (${player}, ${org}, ${id}, ${name}, 'active', now(), 1)`
  }
  const row = { org_id: org, tournament_id: id, stage_id: stage, stage_number: 1, bracket: 'W', version: 1 }
  const done = { ...row, state: 'completed', kind: 'played', winner: 'b', score_a: 3, score_b: 7, table_id: null }
  const live = { ...row, state: 'active', kind: null, winner: null, score_a: 1, score_b: 0, table_id: table }
  const first = {
    ...done,
    id: Bun.randomUUIDv7(),
    ref: 'W1.1',
    number: 1,
    round: 1,
    position: 1,
    player_a: ana,
    player_b: bo,
  }
  const second = {
    ...live,
    id: Bun.randomUUIDv7(),
    ref: 'W2.1',
    number: 2,
    round: 2,
    position: 1,
    player_a: bo,
    player_b: cy,
  }
  await t.ownerSql`insert into matches ${t.ownerSql([first, second])}`

  const [card] = await one(id)
  await t.ownerSql`update players set place = 1 where id = ${ana}`
  const [won] = await one(id)

  expect([card?.tables_in_play, card?.leader, card?.org_slug]).toEqual([1, 'Bo', 'corner-pocket'])
  expect(won?.leader).toBe('Ana')
})

test('while chips are in play the leader is who has most of them and is still there', async () => {
  const id = await tournament('Chips', 'active')
  await t.ownerSql`update tournaments set type = 'chip_lives' where id = ${id}`
  const has = (name: string, chips: number | null, status = 'active') => t.ownerSql`insert into players
    (id, org_id, tournament_id, name, status, chips, registered_at, version)
    values (${Bun.randomUUIDv7()}, ${org}, ${id}, ${name}, ${status}, ${chips}, now(), 1)`
  await has('Ana', 2)
  await has('Bo', 3)
  await has('Cy', null)
  await has('Di', 9, 'withdrawn')

  const [card] = await one(id)

  expect(card?.leader).toBe('Bo')
})

test('heads and due tournaments are told across orgs by numbers alone', async () => {
  const id = await tournament('Watched', 'check_in', 'private')
  const unknown = Bun.randomUUIDv7()

  const heads = await t.db.query(sql`select * from lookup.heads(${`{${id},${unknown}}`}::uuid[])`)
  const due = await t.db.query<{ id: string }>(sql`select id from lookup.tournaments_due('2026-12-01')`)

  expect(heads).toEqual([{ id, org_id: org, epoch: 'e', version: 1 }])
  expect(due.map((row) => row.id)).toContain(id)
})

test('rows of the nil org count for every org, rows of another org for none', async () => {
  const nil = '00000000-0000-0000-0000-000000000000'
  const other = await t.org()
  const bump = (as: OrgId, of: string) =>
    t.db.orgTransaction(as, (tx) =>
      tx.execute(sql`insert into tag_versions (org_id, tag) values (${of}, 'tournaments')
        on conflict (org_id, tag) do update set version = tag_versions.version + 1`),
    )
  await bump(org, nil)
  await bump(other, nil)
  await bump(other, other)

  const seen = await t.db.orgQuery(org, sql`select org_id, version::int as version from tag_versions`)

  expect(seen).toEqual([{ org_id: nil, version: 2 }])
})
