/** Anchors against somebody who may write every row, and writes a chain anew as the server would have. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import type postgres from 'postgres'
import { Secret } from '../src/config.ts'
import { openHouse, type House, type Person } from '../src/http/testing.ts'
import { anchorJob, anchorKey } from '../src/store/audit-anchors.ts'
import { connect } from '../src/store/target.ts'
import { checkAnchors } from './audit-anchors.ts'
import { Archive } from '../src/store/archive.ts'
import { verify } from './audit.ts'

setDefaultTimeout(60_000)

let house: House
let owner: Person
let sql: postgres.Sql
let app: postgres.Sql
const said: { readonly position: number; readonly hash: string }[] = []

beforeAll(async () => {
  house = await openHouse()
  sql = house.database.ownerSql
  app = connect(house.database.target.app, { max: 1, fetch_types: false })
  owner = await house.person('olga', 'Corner Pocket')
})
afterAll(async () => {
  await app.end({ timeout: 1 })
  await house[Symbol.asyncDispose]()
})

const venue = async (name: string) => {
  const { status } = await house.call('POST', '/api/venues', { token: owner.token, body: { name } })
  expect(status).toBe(201)
}

/** One run of the job as a node would do it. */
async function anchor(secret = house.context.secret): Promise<string | null> {
  const log = { info: (facts: unknown) => void said.push(facts as (typeof said)[number]) }
  return await anchorJob({ secret, log: log as never }).run(app)
}

async function found(kept: (typeof said)[number] | null = null): Promise<string[]> {
  const lines: string[] = []
  await verify(house.context.db, (line) => lines.push(line), {
    key: anchorKey(house.context.secret),
    archive: new Archive(''),
    kept,
  })
  return lines
}

/** Tries a change of the owner of the database, and takes it back. */
async function whileChanged(text: string): Promise<string[]> {
  const tables = ['audit_logs', 'audit_chains', 'audit_anchors']
  for (const table of tables) await sql.unsafe(`create table kept_${table} as table ${table}`)
  await sql.unsafe(text)
  const lines = await found()
  for (const table of tables) {
    await sql.unsafe(`delete from ${table}; insert into ${table} table kept_${table}; drop table kept_${table}`)
  }
  return lines
}

// The org's own chain from a row on, linked as the server links it, heads and all.
const rewritten = (change: string) => `
  do $$
  declare
    line record;
    previous bytea := null;
  begin
    ${change}
    for line in select * from audit_logs where tournament_id is null order by position loop
      update audit_logs set prev_hash = previous, hash = sha256(coalesce(previous, ''::bytea) || line.id::text::bytea)
        where id = line.id returning hash into previous;
      update audit_chains set position = line.position, hash = previous;
    end loop;
  end $$`

test('one anchor a minute at most, and none while nothing is written', async () => {
  await venue('North')
  const first = await anchor()
  const idle = await anchor()
  await venue('South')
  const second = await anchor()

  expect([first, idle, second]).toEqual(['anchor 1 of 1 chains', null, 'anchor 2 of 1 chains'])
  expect(said.map(({ position }) => position)).toEqual([1, 2])
  expect(said[1]?.hash).toMatch(/^[0-9a-f]{64}$/)
  expect(await found(said[1])).toEqual([])
})

test('a chain that was written anew does not pass for the one that was anchored', async () => {
  const lines = await whileChanged(rewritten(`update audit_logs set subject = 'venue:x' where position = 2;`))

  expect(lines.join('\n')).toMatch(/^org [\w-]+ {2}position 3: it is not the row that was anchored$/m)
})

test('a tail cut off with its head set back is missed by the anchor', async () => {
  const lines = await whileChanged(`
    delete from audit_logs where position = 3;
    update audit_chains c set position = a.position, hash = a.hash, prev_hash = a.prev_hash
      from audit_logs a where a.org_id = c.org_id and a.position = 2`)

  expect(lines).toHaveLength(1)
  expect(lines[0]).toMatch(/position 3: it is not the row that was anchored$/)
})

test.each([
  ['changed', `update audit_anchors set heads = '[]' where position = 1`, 'anchor 1: it is not as it was written'],
  ['signed anew', `update audit_anchors set signature = sha512('')`, 'anchor 1: it was not signed'],
  ['taken out', 'delete from audit_anchors where position = 1', 'anchor 2: the anchors before it are gone'],
])('an anchor that was %s is found', async (_, change, say) => {
  const lines = await whileChanged(change)

  expect(lines).toHaveLength(1)
  expect(lines[0]).toStartWith(say)
})

test('the last anchors cut off are missed with a line of the log', async () => {
  await sql`delete from audit_anchors where position = 2`

  expect(await found()).toEqual([])
  expect(await found(said[1])).toEqual(['anchor 2: it is not the one that was kept'])
})

test('anchors of another key are refused', async () => {
  const other = anchorKey(new Secret('another key of thirty-two letters'))
  const { bad } = await checkAnchors(house.context.db, other, null)

  expect(bad).toEqual(['anchor 1: it was not signed with the key of this server'])
})
