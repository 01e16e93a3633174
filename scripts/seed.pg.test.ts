/** A seed is the same rows every time, may be cut short, and holds logs that fold to its rows. */
import { expect, test } from 'bun:test'
import type postgres from 'postgres'
import { seed } from '../db/seed.ts'
import { castOf } from '../db/seed/cast.ts'
import { playEvent } from '../db/seed/play.ts'
import { seedDemoAccounts } from '../db/seed-accounts.ts'
import { testDatabase } from '../db/testing.ts'
import type { OrgId } from '../src/engine/types.ts'
import { Archive } from '../src/store/archive.ts'
import { checkChains } from './audit-chains.ts'
import { checkAll } from './replay-check.ts'

const more = { earlier: { events: 0, days: 0 }, officeEntries: 50 }
const size = { orgs: 3, users: 160, tournaments: 45, days: 60, live: 3, upcoming: 6, rackedEvery: 5, ...more }

/** As if the run had ended before its last batch. */
async function forgetLastBatch(owner: postgres.Sql): Promise<void> {
  const cast = castOf(size)
  const ids = Array.from({ length: 5 }, (_, at) => playEvent(cast, size, 40 + at, false).id)
  const paid = owner`select id from payments where tournament_id in ${owner(ids)}`
  await owner`delete from ledger_entries where payment_id in (${paid})`
  const all = ['tournament_events', 'tournament_snapshots', 'busy_players', 'racks', 'match_players', 'matches']
  all.push('tournament_tables', 'players', 'stages', 'payments', 'notifications', 'audit_logs')
  for (const table of all) await owner`delete from ${owner(table)} where tournament_id in ${owner(ids)}`
  await owner`delete from tournaments where id in ${owner(ids)}`
}

test('rows fold from their logs, chains hold, nothing is written twice, and a run cut short is completed', async () => {
  await using t = await testDatabase()
  await seedDemoAccounts(t.db)
  const lines: string[] = []

  const first = await seed(t.ownerSql, size, (line) => lines.push(line))
  const again = await seed(t.ownerSql, size, () => undefined)

  expect(lines).toContain('tournaments: 45')
  expect(first.written).toBe(6)
  expect(again).toEqual({ ...first, written: 0 })
  const lost: string[] = []
  const compare = () => checkAll(t.db, (line) => void (line.endsWith('  equal') || lost.push(line)))
  expect(await compare()).toEqual({ equal: 45, all: 45 })
  expect(lost).toEqual([])
  const orgs = await t.ownerSql<{ id: OrgId }[]>`select id from organizations`
  for (const { id } of orgs) expect((await checkChains(t.db, id, new Archive(''))).bad).toEqual([])

  await forgetLastBatch(t.ownerSql)
  const completed = await seed(t.ownerSql, size, () => undefined)

  expect(completed).toEqual({ ...first, written: 1 })
  expect(await compare()).toEqual({ equal: 45, all: 45 })
})

test('tables are bound to their org again after a seed', async () => {
  await using t = await testDatabase()
  await seedDemoAccounts(t.db)
  const secured = async () =>
    await t.ownerSql`select count(*)::int as count from pg_class where relforcerowsecurity and relkind in ('r', 'p')`
  const before = await secured()

  await seed(t.ownerSql, { ...size, tournaments: 12, live: 1, upcoming: 2 }, () => undefined)

  expect(await secured()).toEqual(before)
})
