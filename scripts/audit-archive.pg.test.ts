/** `audit verify` of events whose log and chain lie in the archive. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { archiveMonth, restoreMonth } from '../db/archive-month.ts'
import type { OrgId } from '../src/engine/types.ts'
import { openHouse, type House } from '../src/http/testing.ts'
import { Archive } from '../src/store/archive.ts'
import { checkChains } from './audit-chains.ts'

let house: House
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'railbird-audit-'))
  house = await openHouse()
}, 60_000)
afterAll(async () => {
  await house[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

test('the chain of an archived event is followed in its part, and what was changed is named', async () => {
  const sql = house.database.ownerSql
  const { token } = await house.person('olga', 'Corner Pocket')
  const made = await house.call('POST', '/api/tournaments', {
    token,
    body: { name: 'Cup', type: 'single_elimination' },
  })
  const id = String(made.json.id)
  for (const step of ['open', 'cancel']) await house.call('POST', `/api/tournaments/${id}/${step}`, { token })
  await sql`update tournament_events set month = '2026-03-01' where tournament_id = ${id}`
  const [row] = await sql<{ org: OrgId; hash: Buffer }[]>`
    update tournaments set month = '2026-03-01' where id = ${id} returning org_id as org, audit_hash as hash`
  const archive = new Archive(join(folder, 'archive'))
  const rows = async () => (await sql`select 1 from audit_logs where tournament_id = ${id}`).length
  const check = async () => (await checkChains(house.context.db, row?.org ?? ('' as OrgId), archive)).bad
  const job = { owner: sql, folder: join(folder, 'archive'), failpoint: () => {} }
  await archiveMonth(job, '2026-03', 0)

  expect([await rows(), await check()]).toEqual([0, []])
  await sql`update tournaments set audit_hash = ${Buffer.alloc(32)} where id = ${id}`
  expect(await check()).toMatchObject([{ tournamentId: id, say: 'the head of the chain names another row' }])
  await sql`update tournaments set audit_hash = ${row?.hash ?? null} where id = ${id}`
  await rename(join(folder, 'archive'), join(folder, 'elsewhere'))
  expect(await check()).toMatchObject([{ say: 'its part 2026-03/events-0001 of the archive cannot be read' }])
  await rename(join(folder, 'elsewhere'), join(folder, 'archive'))
  await restoreMonth(job, '2026-03')
  expect([await rows(), await check()]).toEqual([3, []])
}, 60_000)
