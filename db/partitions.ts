/**
 * Monthly partitions of the logs: this month's and the next one's exist before they are needed.
 * A month without one is no fault: its rows lie in the default partition, and stay there.
 */
import type postgres from 'postgres'

/** Tables partitioned by their column `month`. */
const parents = ['tournament_events', 'audit_logs']

/**
 * Makes missing partitions, as the owner: of this month and the next one, or of the months whose first days are given.
 * One query when nothing is missing.
 */
export async function ensurePartitions(owner: postgres.Sql, months?: readonly string[]): Promise<void> {
  const firsts =
    months === undefined
      ? owner`
    select date_trunc('month', now() at time zone 'UTC') + n * interval '1 month' from generate_series(0, 1) n`
      : owner`
    select day::timestamp from unnest(string_to_array(${months.join()}, ',')) day`
  const missing = await owner<{ parent: string; name: string; first: string; next: string }[]>`
    select parent, parent || to_char(month, '_YYYY_MM') as name, month::date::text as first,
      (month + interval '1 month')::date::text as next
    from unnest(string_to_array(${parents.join()}, ',')) parent, (${firsts}) months (month)
    where to_regclass('public.' || parent) is not null
      and to_regclass('public.' || parent || to_char(month, '_YYYY_MM')) is null`
  for (const { parent, name, first, next } of missing) {
    const range = `for values from ('${first}') to ('${next}')`
    try {
      await owner.unsafe(`create table if not exists ${name} partition of ${parent} ${range}`)
    } catch (error) {
      if (!isHarmless(error)) throw error
    }
  }
}

/** The default partition holds rows of that month, another node was quicker, or this login is not the owner's. */
function isHarmless(error: unknown): boolean {
  const { code } = error as postgres.PostgresError
  return code === '23514' || code === '42501' || code === '42P07' || code === '42P17'
}
