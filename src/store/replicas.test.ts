import { expect, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import type { OrgId } from '../engine/types.ts'
import type { Database } from './database.ts'
import { nearest, replicasOf, withReplicas } from './replicas.ts'

const org = 'org' as OrgId
const one = sql`select 1`

/** A database that answers every read with its name. */
function fake(name: string, refuse = false): Database {
  const answer = async () => {
    if (refuse) throw new Error(`${name} is away`)
    return [name]
  }
  // One cast: no more of it is asked here.
  return { orgQuery: answer, query: answer, orgRead: answer, orgTransaction: answer } as unknown as Database
}

const read = async (db: Database) => {
  const [first] = await db.orgQuery<string>(org, one)
  await Promise.resolve()
  const [second] = await db.query<string>(one)
  return [first, second]
}

test('a whole reading comes from one server, so it never mixes two moments of replay', async () => {
  const db = withReplicas(fake('primary'), [fake('a'), fake('b')])

  const readings = await Promise.all([1, 2, 3].map(() => nearest(db, false, () => read(db))))

  expect(readings).toEqual([
    ['a', 'a'],
    ['b', 'b'],
    ['a', 'a'],
  ])
})

test('the primary is asked for what must be new, for every write, and for whatever nobody judges', async () => {
  const db = withReplicas(fake('primary'), [fake('a')])

  expect(await nearest(db, true, () => read(db))).toEqual(['primary', 'primary'])
  expect(await read(db)).toEqual(['primary', 'primary'])
  const write = () => db.orgTransaction(org, async () => [])
  expect(await nearest(db, false, write)).toEqual(['primary'] as never)
})

test('what a replica refuses is read from the primary, all of it', async () => {
  const db = withReplicas(fake('primary'), [fake('a', true)])

  expect(await nearest(db, false, () => read(db))).toEqual(['primary', 'primary'])
})

test('without replicas nothing is in between', async () => {
  const primary = fake('primary')

  expect(withReplicas(primary, [])).toBe(primary)
  expect([replicasOf(primary), await nearest(primary, false, () => read(primary))]).toEqual([
    [],
    ['primary', 'primary'],
  ])
})
