/**
 * One window of an org's list: its rows in list order, whether more follow, and how many there are if anybody asks.
 * One row more than asked for is read, which tells whether there is a next page without counting.
 */
import { sql, type SQL } from 'drizzle-orm'
import type { OrgId } from '../engine/types.ts'
import type { Database } from './database.ts'
import { keysetSelect, type KeyedRow, type KeysetQuery, type Window } from './keyset.ts'

/** `planned` is what the planner guesses from its statistics, at the cost of no scan. */
export type CountMode = 'exact' | 'planned' | 'none'

/** Rows of a window in the order of the list. */
export interface Windowed<Row> {
  readonly rows: readonly KeyedRow<Row>[]
  /** More rows lie beyond, in the direction of the walk. */
  readonly hasMore: boolean
  /** Null when nothing was counted. */
  readonly total: number | null
}

/** Reads one window under the policies of `org`; for null of what the platform shows to everybody. */
export async function readWindow<Row>(
  db: Database,
  org: OrgId | null,
  list: Omit<KeysetQuery, 'window'>,
  window: Window,
  count: CountMode,
): Promise<Windowed<Row>> {
  const { size } = window
  const found = await query<KeyedRow<Row>>(db, org, keysetSelect({ ...list, window: { ...window, size: size + 1 } }))
  const rows = found.slice(0, size)
  if ('position' in window && window.position?.isBackward) rows.reverse()
  return { rows, hasMore: found.length > size, total: await countRows(db, org, list, count) }
}

function query<Row>(db: Database, org: OrgId | null, text: SQL): Promise<Row[]> {
  return org === null ? db.query(text) : db.orgQuery(org, text)
}

type Counted = Pick<KeysetQuery, 'from' | 'where'>

async function countRows(
  db: Database,
  org: OrgId | null,
  { from, where }: Counted,
  mode: CountMode,
): Promise<number | null> {
  if (mode === 'none') return null
  if (mode === 'planned') return plannedRows(db, org, sql`SELECT 1 FROM ${from} WHERE ${where}`)
  const counted = await query<{ total: number | string }>(
    db,
    org,
    sql`SELECT count(*) AS total FROM ${from} WHERE ${where}`,
  )
  return Number(counted[0]?.total ?? 0)
}

interface Explained {
  readonly 'QUERY PLAN': readonly { readonly Plan: { readonly 'Plan Rows': number } }[]
}

// EXPLAIN is no SELECT, so it cannot be read in the one-statement form.
async function plannedRows(db: Database, org: OrgId | null, text: SQL): Promise<number> {
  const explain = sql`EXPLAIN (FORMAT JSON) ${text}`
  const rows = await (org === null ? db.query(explain) : db.orgSnapshot(org, (tx) => tx.execute(explain)))
  // One cast: the shape of a plan is Postgres's.
  const [plan] = [...rows] as unknown as Explained[]
  return plan?.['QUERY PLAN'][0]?.Plan['Plan Rows'] ?? 0
}
