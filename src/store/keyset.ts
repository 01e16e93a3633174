/**
 * Pages by key: ORDER BY and the ranges of rows after a position, so that a deep page reads no more than the first.
 * Invariant: a walk repeats no row and skips none that was there throughout with an unchanged sort key.
 * NULLs stand where the indexes have them: first when descending, last when ascending.
 * Rows after a position are disjoint ranges, each one scan of an index; Postgres merges them in order and stops at the
 * limit. One OR over all keys would be shorter, but it is a filter: it reads every row before the position.
 */
import { sql, type SQL } from 'drizzle-orm'

/** One key of an order. The last one of an order must tell all rows apart. */
export interface SortColumn {
  readonly sql: SQL
  readonly type: 'text' | 'uuid' | 'timestamptz' | 'int4'
  readonly isNullable?: boolean
  readonly isDescending?: boolean
}

/** Where a walk stands: the keys of the row it last saw, as texts. */
export interface Position {
  readonly values: readonly (string | null)[]
  /** The walk goes towards the beginning of the list. */
  readonly isBackward: boolean
}

/** Which rows of an ordered list: from an offset, or after a position (null: from the beginning). */
export type Window = { readonly size: number } & ({ readonly offset: number } | { readonly position: Position | null })

/** A row with its sort keys as texts. */
export interface KeyedRow<Row> {
  readonly row: Row
  readonly keys: readonly (string | null)[]
}

/** Parts of the statement; nothing in them comes from a request but through parameters. */
export interface KeysetQuery {
  /** One JSON value per row. */
  readonly row: SQL
  readonly from: SQL
  readonly where: SQL
  readonly order: readonly SortColumn[]
  readonly window: Window
}

/** SELECT of one window with columns `row` and `keys`; backward walks give the nearest row first. */
export function keysetSelect({ row, from, where, order, window }: KeysetQuery): SQL {
  const position = 'position' in window ? window.position : null
  const columns = position?.isBackward ? order.map(reversed) : order
  const ranges = position === null ? [sql`true`] : rangesAfter(columns, position.values)
  const sorts = columns.map((column, i) => sql`${column.sql} AS ${name(i)}`)
  const keys = sql.join(
    columns.map((column) => asText(column)),
    sql`, `,
  )
  const offset = 'offset' in window && window.offset > 0 ? sql` OFFSET ${window.offset}` : sql``
  const branches = ranges.map(
    (range) => sql`(SELECT ${row} AS row, jsonb_build_array(${keys}) AS keys, ${sql.join(sorts, sql`, `)} FROM ${from}
    WHERE ${where} AND ${range} ORDER BY ${orderBy(columns, (column) => column.sql)} LIMIT ${window.size}${offset})`,
  )
  return sql`SELECT u.row, u.keys FROM (${sql.join(branches, sql` UNION ALL `)}) u
    ORDER BY ${orderBy(columns, (_, i) => sql`u.${name(i)}`)} LIMIT ${window.size}`
}

const names = [sql`k0`, sql`k1`, sql`k2`, sql`k3`, sql`k4`, sql`k5`]

function name(i: number): SQL {
  const found = names[i]
  if (found === undefined) throw new Error(`an order has at most ${names.length} keys`)
  return found
}

const reversed = (column: SortColumn): SortColumn => ({ ...column, isDescending: !column.isDescending })

function orderBy(columns: readonly SortColumn[], at: (column: SortColumn, i: number) => SQL): SQL {
  const parts = columns.map((column, i) => {
    if (!column.isNullable) return column.isDescending ? sql`${at(column, i)} DESC` : at(column, i)
    return column.isDescending ? sql`${at(column, i)} DESC NULLS FIRST` : sql`${at(column, i)} ASC NULLS LAST`
  })
  return sql.join(parts, sql`, `)
}

// Instants keep their microseconds, so that the text is the very value that was compared.
function asText({ sql: column, type }: SortColumn): SQL {
  if (type !== 'timestamptz') return sql`${column}::text`
  return sql`to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`
}

const casts = {
  text: sql`::text`,
  uuid: sql`::text::uuid`,
  timestamptz: sql`::text::timestamptz`,
  int4: sql`::text::int4`,
} as const

function given(column: SortColumn, value: string | null | undefined): SQL {
  return sql`${value ?? null}${casts[column.type]}`
}

/** Disjoint conditions that together hold every row after the one with these keys. */
function rangesAfter(columns: readonly SortColumn[], values: readonly (string | null)[]): SQL[] {
  const isUniform = columns.every(
    ({ isNullable, isDescending }) => !isNullable && Boolean(isDescending) === Boolean(columns[0]?.isDescending),
  )
  if (isUniform) return [rowAfter(columns, values)]
  return columns.flatMap((column, i) => {
    const same = columns.slice(0, i).map((before, j) => equal(before, values[j]))
    return after(column, values[i]).map((range) => sql.join([...same, range], sql` AND `))
  })
}

function rowAfter(columns: readonly SortColumn[], values: readonly (string | null)[]): SQL {
  const left = sql.join(
    columns.map((column) => column.sql),
    sql`, `,
  )
  const right = sql.join(
    columns.map((column, i) => given(column, values[i])),
    sql`, `,
  )
  return columns[0]?.isDescending ? sql`(${left}) < (${right})` : sql`(${left}) > (${right})`
}

function equal(column: SortColumn, value: string | null | undefined): SQL {
  return value === null ? sql`${column.sql} IS NULL` : sql`${column.sql} = ${given(column, value)}`
}

function after(column: SortColumn, value: string | null | undefined): SQL[] {
  if (value === null) return column.isDescending ? [sql`${column.sql} IS NOT NULL`] : []
  if (column.isDescending) return [sql`${column.sql} < ${given(column, value)}`]
  const larger = sql`${column.sql} > ${given(column, value)}`
  return column.isNullable ? [larger, sql`${column.sql} IS NULL`] : [larger]
}
