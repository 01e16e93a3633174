/**
 * What an index costs beside the time it saves: its size, and what it adds to the insertion of a row. Rows of the
 * table itself are inserted again under other keys, with and without the index, and rolled back.
 */
import type postgres from 'postgres'

/** An index and its price. */
export interface Price {
  readonly index: string
  readonly table: string
  readonly bytes: number
  /** Microseconds to insert one row into the table with all its indexes, and without this one. */
  readonly withUs: number
  readonly withoutUs: number
}

const rowsOf = 2000
const times = 7

/** Columns that must be others in a copy of a row. */
const otherKeys: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  tournaments: { id: 'gen_random_uuid()' },
  matches: { id: 'gen_random_uuid()', table_id: 'null' },
  players: { id: 'gen_random_uuid()', user_id: 'case when user_id is not null then gen_random_uuid() end' },
  users: { id: 'gen_random_uuid()', email: `gen_random_uuid()::text || '@seed.example'` },
  organization_members: { user_id: 'gen_random_uuid()' },
  audit_logs: { id: 'gen_random_uuid()' },
  notifications: { id: 'gen_random_uuid()', dedupe_key: 'gen_random_uuid()::text' },
  payments: { id: 'gen_random_uuid()' },
  match_players: { match_id: 'gen_random_uuid()' },
}

async function insertion(sql: postgres.Sql, table: string): Promise<string> {
  const columns = await sql<{ name: string }[]>`
    select attname as name from pg_attribute where attrelid = ${table}::regclass and attnum > 0 and not attisdropped`
  const names = columns.map(({ name }) => `"${name}"`)
  const values = columns.map(({ name }) => otherKeys[table]?.[name] ?? `"${name}"`)
  return `insert into ${table} (${names.join(', ')}) select ${values.join(', ')} from sample`
}

/** Microseconds a row, the quickest of several statements. Triggers are off: they cost the same either way. */
async function timed(sql: postgres.Sql, table: string, dropped: string | null): Promise<number> {
  const text = await insertion(sql, table)
  const end = new Error('the rows are not to stay')
  const took: number[] = []
  await sql
    .begin(async (tx) => {
      await tx.unsafe('set local session_replication_role = replica')
      await tx.unsafe('set local auto_explain.log_min_duration = -1')
      await tx.unsafe(`create temporary table sample on commit drop as select * from ${table} limit ${rowsOf}`)
      if (dropped !== null) await tx.unsafe(`drop index ${dropped}`)
      for (let time = 0; time < times + 1; time++) {
        const from = performance.now()
        await tx.unsafe(text)
        if (time > 0) took.push(performance.now() - from)
      }
      throw end
    })
    .catch((error: unknown) => {
      if (error !== end) throw error
    })
  return (Math.min(...took) * 1000) / rowsOf
}

/** The price of one index. */
export async function priceOf(sql: postgres.Sql, index: string): Promise<Price> {
  const [found] = await sql<{ table: string; bytes: string }[]>`
    select i.indrelid::regclass::text as table, coalesce((select sum(pg_relation_size(relid))
      from pg_partition_tree(c.oid)), pg_relation_size(c.oid))::text as bytes
    from pg_index i join pg_class c on c.oid = i.indexrelid where c.relname = ${index}`
  if (found === undefined) throw new Error(`there is no index ${index}`)
  const withUs = await timed(sql, found.table, null)
  const withoutUs = await timed(sql, found.table, index)
  // What was rolled back would else lie between the rows.
  await sql.unsafe(`vacuum ${found.table}`)
  return { index, table: found.table, bytes: Number(found.bytes), withUs, withoutUs }
}
