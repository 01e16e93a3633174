/** Numbers behind tags on a real server, and bulk invalidation from end to end. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { testDatabase, type TestDatabase } from '../../db/testing.ts'
import { Bodies } from '../cache/bodies.ts'
import { invalidate } from '../cache/bulk.ts'
import { Cache, type Wanted } from '../cache/cache.ts'
import { allTag, categoryTag, orgTag, platform, staticKey, tournamentTag, userTag } from '../cache/keys.ts'
import { policies } from '../cache/policies.ts'
import { bounds } from '../cache/testing.ts'
import type { OrgId, TournamentId, UserId } from '../engine/types.ts'
import { bumpNumbers, readNumbers } from './numbers.ts'

setDefaultTimeout(20_000)

let t: TestDatabase
let org: OrgId

beforeAll(async () => {
  t = await testDatabase()
  org = await t.org()
})
afterAll(() => t[Symbol.asyncDispose]())

test('each kind of tag has its number, and what does not exist has none', async () => {
  const user = await t.user()
  await t.ownerSql`UPDATE users SET version = 7 WHERE id = ${user}`
  const unknown = Bun.randomUUIDv7()

  const numbers = await readNumbers(t.db, [
    userTag(user),
    userTag(unknown as UserId),
    tournamentTag(unknown as TournamentId),
    tournamentTag('no uuid' as TournamentId),
    orgTag(org, 'list'),
    orgTag('no uuid' as OrgId, 'list'),
  ])

  expect(numbers).toEqual([{ version: 7 }, null, null, null, { version: 0 }, null])
})

test('a counter goes up by one each time, for its own org alone; that of the platform for all', async () => {
  const other = await t.org()
  const first = await bumpNumbers(t.db, [
    orgTag(org, 'settings'),
    allTag(org),
    allTag(platform),
    userTag('u' as UserId),
  ])
  const again = await bumpNumbers(t.db, [orgTag(org, 'settings'), allTag(platform)])
  const seen = await readNumbers(t.db, [orgTag(org, 'settings'), orgTag(other, 'settings'), allTag(platform)])

  expect(first.map(({ version }) => version)).toEqual([1, 1, 1])
  expect(again.map(({ version }) => version)).toEqual([2, 2])
  expect(seen).toEqual([{ version: 2 }, { version: 0 }, { version: 2 }])
})

test('a counter that is rolled back has not moved', async () => {
  const tag = orgTag(org, 'members')
  const failing = t.db.orgTransaction(org, async (tx) => {
    await tx.execute(sql`INSERT INTO tag_versions (org_id, tag) VALUES (${org}, 'members')`)
    throw new Error('undo')
  })

  await expect(failing).rejects.toThrow('undo')
  expect(await readNumbers(t.db, [tag])).toEqual([{ version: 0 }])
})

test('what one node invalidates is old on another as soon as that confirms its floors', async () => {
  const own = await t.org()
  const clock = {
    now: () => performance.now(),
    after(ms: number, run: () => void) {
      const timer = setTimeout(run, ms)
      return () => clearTimeout(timer)
    },
  }
  const node = () =>
    new Cache({
      bounds,
      clock,
      wall: () => Date.now(),
      random: () => 0.5,
      readNumbers: (tags) => readNumbers(t.db, tags),
    })
  const [here, there] = [node(), node()]
  const tag = orgTag(own, 'settings')
  const wanted: Wanted = { key: staticKey(own, 'org', 'name'), org: own, policy: policies.config, tags: [tag] }
  let loads = 0
  const load = async () => {
    loads++
    const [number] = await readNumbers(t.db, [tag])
    return { body: await Bodies.ofJson({ loads }), versions: [[tag, number?.version ?? 0]] as const }
  }
  await here.read(wanted, load)
  await there.read(wanted, load)
  await there.read(wanted, load)
  const before = loads

  const news = await invalidate(here, (tags) => bumpNumbers(t.db, tags), [{ org: own, category: 'static' }])
  await here.read(wanted, load)
  there.doubt()
  await there.read(wanted, load)

  expect(news).toEqual([{ tag: categoryTag(own, 'static'), version: 1 }])
  expect([before, loads]).toEqual([2, 4])
})
