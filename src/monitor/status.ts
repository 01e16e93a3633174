/**
 * What is wrong with a server and its database, by fixed lines: pool, share of slow queries, slowest query, large
 * tables without an index, indexes that nobody reads.
 * Invariant: what cannot be known is an issue of its own, so that it never counts as well.
 */
import type { Catalog } from './catalog.ts'
import type { SlowQuery } from './queries.ts'

/** One thing that is wrong. */
export interface Issue {
  readonly severity: 'warning' | 'critical'
  readonly area: 'pool' | 'slow_share' | 'slow_query' | 'table_without_index' | 'unused_index' | 'unknown'
  readonly message: string
}

interface Seen {
  readonly connections: { readonly active: number; readonly max: number; readonly utilisation: number }
  readonly slow: readonly Pick<SlowQuery, 'at' | 'ms'>[]
  readonly slowMs: number
  /** Queries of the last five minutes, and how many of these were slow. */
  readonly lately: { readonly queries: number; readonly slow: number }
  readonly catalog: Catalog
  /** Milliseconds of the epoch. */
  readonly now: number
}

/** A slow query is told for so long. */
const rememberedMs = 15 * 60_000
/** Fewer statements have no share of slow ones that says anything. */
const queriesMin = 50
/** Smaller tables are read as a whole, and rightly; of larger ones an index that is never read costs every write. */
const rowsMin = 1000
const listed = 20

/** All issues, the gravest first. */
export function issuesOf({ connections, slow, slowMs, lately, catalog, now }: Seen): Issue[] {
  const { active, max, utilisation } = connections
  const share = lately.queries < queriesMin ? 0 : lately.slow / lately.queries
  const slowest = Math.max(0, ...slow.flatMap(({ at, ms }) => (now - at <= rememberedMs ? [ms] : [])))
  const found = [
    above('pool', utilisation, [0.7, 0.9], `${active} of ${max} connections are in use`),
    above(
      'slow_share',
      share,
      [0.1, 0.2],
      `${percent(share)} of the queries of the last five minutes took more than ${slowMs} ms`,
    ),
    above('slow_query', slowest, [500, 1000], `the slowest query of the last quarter of an hour took ${slowest} ms`),
    ...withoutIndex(catalog),
    ...unused(catalog),
    ...catalog.notes.map((message) => ({ severity: severityOf(message), area: 'unknown' as const, message })),
  ]
  const issues = found.filter((issue) => issue !== null)
  return [...issues.filter(({ severity }) => severity === 'critical'), ...issues.filter(isWarning)]
}

const isWarning = ({ severity }: Issue) => severity === 'warning'

function above(area: Issue['area'], value: number, [warning, critical]: [number, number], message: string) {
  if (value <= warning) return null
  return { severity: value > critical ? ('critical' as const) : ('warning' as const), area, message }
}

function withoutIndex({ tables }: Catalog): Issue[] {
  const bare = (tables ?? []).filter(({ rowCount, indexes }) => rowCount >= rowsMin && indexes === 0)
  return bare.slice(0, listed).map(({ name, rowCount }) => {
    const message = `the table ${name} has ${rowCount} rows and no index`
    return { severity: 'warning', area: 'table_without_index', message }
  })
}

function unused({ tables, indexes }: Catalog): Issue[] {
  const large = new Map((tables ?? []).map(({ name, rowCount, scans }) => [name, rowCount >= rowsMin && scans > 0]))
  const idle = (indexes ?? []).filter(
    ({ scans, isNeeded, tableName }) => scans === 0 && !isNeeded && large.get(tableName) === true,
  )
  return idle.slice(0, listed).map(({ indexName, tableName }) => {
    const message = `the index ${indexName} of ${tableName} was never read since the statistics began`
    return { severity: 'warning', area: 'unused_index', message }
  })
}

// The extension is optional; a database that does not answer is not.
function severityOf(note: string): Issue['severity'] {
  return note === 'the database does not answer' ? 'critical' : 'warning'
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}
