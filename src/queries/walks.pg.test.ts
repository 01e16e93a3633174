import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { testDatabase, type TestDatabase } from '../../db/testing.ts'
import { generator, uniform } from '../engine/random.ts'
import type { OrgId } from '../engine/types.ts'
import { keysetSelect, type Position, type SortColumn, type Window } from '../store/keyset.ts'
import type { QueryDeps } from './deps.ts'
import { tournamentList, type ListOrder } from './tournament-list.ts'

let base: TestDatabase
let deps: QueryDeps

beforeAll(async () => {
  base = await testDatabase()
  // One cast: the list touches the database alone.
  deps = { db: base.db } as unknown as QueryDeps
}, 60_000)
afterAll(() => base[Symbol.asyncDispose]())

/** Adds tournaments with ids in the order of making; many share a name or a date, and some have no date. */
async function add(org: OrgId, howMany: number): Promise<string[]> {
  const rows = await base.ownerSql<{ id: string }[]>`
    insert into tournaments (id, org_id, name, type, game_type, status, epoch, start_date, created_at)
    select gen_random_uuid(), ${org}, 'Night ' || (i % 7), 'single_elimination', 'nine_ball',
      case when i % 3 = 0 then 'active' else 'completed' end, 'e',
      case when i % 5 > 0 then timestamptz '2026-01-01' + (i % 40) * interval '1 day' + (i % 2) * interval '1 us' end,
      timestamptz '2026-01-01' + i * interval '1 us'
    from generate_series(1, ${howMany}) i returning id`
  return rows.map(({ id }) => id)
}

const sorts: readonly (readonly ListOrder[])[] = [
  [],
  [{ name: 'startDate', isDescending: true }],
  [{ name: 'startDate', isDescending: false }],
  [{ name: 'createdAt', isDescending: false }],
  [
    { name: 'name', isDescending: true },
    { name: 'startDate', isDescending: false },
  ],
  [
    { name: 'status', isDescending: false },
    { name: 'startDate', isDescending: true },
    { name: 'name', isDescending: true },
  ],
]
const named = sorts.map((sort) => [sort.map((key) => (key.isDescending ? '-' : '') + key.name).join() || 'id', sort])

describe('walking a list', () => {
  test.each(named as [string, readonly ListOrder[]][])(
    'by %s gives what one long page gives, both ways',
    async (_, sort) => {
      const org = await base.org()
      await add(org, 95)
      const whole = await tournamentList(deps, org, {}, sort, { window: { size: 100, offset: 0 }, count: 'exact' })
      const there = await walk(org, sort, false)
      const back = await walk(org, sort, true)

      expect(whole.total).toBe(95)
      expect(there).toEqual(whole.rows.map(({ row }) => row.id))
      expect(back).toEqual(there.slice(0, -1))
    },
  )

  test('a walk repeats no row and skips none that was there throughout with an unchanged sort key', async () => {
    const next = generator(7)
    const below = (n: number) => Math.floor(uniform(next) * n)
    for (const sort of sorts) {
      const org = await base.org()
      const stable = new Set(await add(org, 120))
      const seen = await walk(org, sort, false, async () => {
        const [doomed] = [...stable].slice(below(stable.size))
        if (doomed !== undefined) {
          await base.ownerSql`delete from tournaments where id = ${doomed}`
          stable.delete(doomed)
        }
        await add(org, 3 + below(5))
        const moved = [...stable][below(stable.size)] ?? ''
        await base.ownerSql`update tournaments set matches_done = matches_done + 1 where id = ${moved}`
      })

      expect(new Set(seen).size).toBe(seen.length)
      expect([...stable].filter((id) => !seen.includes(id))).toEqual([])
    }
  }, 60_000)
})

/** Ids of a whole walk in pages of 7, in list order; backward ones begin at the last row and leave it out. */
async function walk(
  org: OrgId,
  sort: readonly ListOrder[],
  isBackward: boolean,
  between: () => Promise<void> = async () => {},
): Promise<string[]> {
  const ids: string[] = []
  let position: Position | null = isBackward ? await lastRow(org, sort) : null
  for (let page = 0; page < 200; page++) {
    const found = await tournamentList(deps, org, {}, sort, { window: { size: 7, position }, count: 'none' })
    const texts = found.rows.map(({ row }) => row.id)
    if (isBackward) ids.unshift(...texts)
    else ids.push(...texts)
    const edge = isBackward ? found.rows[0] : found.rows.at(-1)
    if (!found.hasMore || edge === undefined) return ids
    position = { values: edge.keys, isBackward }
    await between()
  }
  throw new Error('a walk did not end')
}

async function lastRow(org: OrgId, sort: readonly ListOrder[]): Promise<Position> {
  const { rows } = await tournamentList(deps, org, {}, sort, { window: { size: 1000, offset: 0 }, count: 'none' })
  return { values: rows.at(-1)?.keys ?? [], isBackward: true }
}

describe('page 10,000', () => {
  const pageSize = 2
  const byDate: SortColumn = { sql: sql`t.start_date`, type: 'timestamptz', isNullable: true }
  const byId: SortColumn = { sql: sql`t.id`, type: 'uuid' }
  const orders: readonly [string, readonly SortColumn[]][] = [
    ['id', [byId]],
    ['-startDate', [{ ...byDate, isDescending: true }, byId]],
  ]
  let org: OrgId

  beforeAll(async () => {
    const other = await base.org()
    org = await base.org()
    for (const each of [other, org])
      await base.ownerSql`
      insert into tournaments (id, org_id, name, type, game_type, status, epoch, start_date)
      select gen_random_uuid(), ${each}, 'Night', 'swiss', 'ten_ball', 'completed', 'e',
        timestamptz '2000-01-01' + i * interval '1 hour' from generate_series(1, 20100) i`
    await base.ownerSql`analyze tournaments`
  }, 60_000)

  test.each(orders)('by %s reads as many rows as page 1', async (_, order) => {
    const position = await positionOf(order, pageSize * 9999)

    const first = await rowsRead(order, { size: pageSize + 1, position: null })
    const deep = await rowsRead(order, { size: pageSize + 1, position })

    expect([first, deep]).toEqual([pageSize + 1, pageSize + 1])
  })

  test('counts by plan without a scan, and within reason', async () => {
    const page = { window: { size: 1, offset: 0 }, count: 'planned' } as const
    const { total } = await tournamentList(deps, org, {}, [], page)

    expect(total).toBeGreaterThan(2000)
    expect(total).toBeLessThan(60_000)
  })

  const list = (order: readonly SortColumn[], window: Window) =>
    keysetSelect({
      row: sql`to_jsonb(t.id)`,
      from: sql`tournaments t`,
      where: sql`t.deleted_at IS NULL`,
      order,
      window,
    })

  async function positionOf(order: readonly SortColumn[], row: number): Promise<Position> {
    const rows = await base.db.orgQuery<{ keys: string[] }>(org, list(order, { size: 1, offset: row - 1 }))
    return { values: rows[0]?.keys ?? [], isBackward: false }
  }

  interface Node {
    readonly 'Node Type': string
    readonly 'Actual Rows': number
    readonly 'Rows Removed by Filter'?: number
    readonly Plans?: readonly Node[]
  }

  /** Rows that scans gave or threw away, under the policies of the org. */
  async function rowsRead(order: readonly SortColumn[], window: Window): Promise<number> {
    const plan = await base.db.orgSnapshot(org, async (tx) => {
      const rows = await tx.execute(sql`EXPLAIN (ANALYZE, FORMAT JSON) ${list(order, window)}`)
      return ([...rows] as unknown as { 'QUERY PLAN': [{ Plan: Node }] }[])[0]?.['QUERY PLAN'][0].Plan
    })
    const leaves = (node: Node): number =>
      node.Plans === undefined
        ? node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)
        : node.Plans.reduce((sum, inner) => sum + leaves(inner), 0)
    return plan === undefined ? 0 : leaves(plan)
  }
})
