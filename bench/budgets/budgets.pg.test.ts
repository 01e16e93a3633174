/** The plans of everything the server sends, on the small seed: within their budgets, and red when an index is gone. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { seed } from '../../db/seed.ts'
import { seedDemoAccounts } from '../../db/seed-accounts.ts'
import { seedSizes } from '../../db/seed/sizes.ts'
import { testDatabase, type TestDatabase } from '../../db/testing.ts'
import { compare } from './compare.ts'
import { observe } from './observe.ts'

const plansFile = `${import.meta.dir}/plans.json`
const patienceMs = 600_000

let t: TestDatabase

beforeAll(async () => {
  t = await testDatabase()
  await seedDemoAccounts(t.db)
  await seed(t.ownerSql, seedSizes.ci, () => undefined)
}, patienceMs)
afterAll(() => t[Symbol.asyncDispose]())

test(
  'every statement keeps its budget',
  async () => {
    const seen = await observe(t.target)

    const { faults } = await compare(plansFile, 'ci', seen)

    expect(faults).toEqual([])
    expect(seen.statements.size).toBeGreaterThan(100)
    expect([...seen.statuses.keys()].filter((status) => status >= 500)).toEqual([])
  },
  patienceMs,
)

test(
  'a list whose index is gone is over its budget',
  async () => {
    await t.ownerSql`drop index idx_payments_org_timestamp`

    const { faults } = await compare(plansFile, 'ci', await observe(t.target))

    expect(faults.filter((fault) => fault.includes('FROM payments p')).length).toBeGreaterThan(0)
  },
  patienceMs,
)
