/**
 * Monthly partitions of the event log: this month's and the next one's exist before they are needed.
 * A month without one is no fault: its rows lie in the default partition, and stay there.
 */
import type postgres from 'postgres'

/** Makes missing partitions, as the owner. One query when nothing is missing. */
export async function ensurePartitions(owner: postgres.Sql): Promise<void> {
  const months = await owner<{ name: string; first: string; next: string }[]>`
    select 'tournament_events_' || to_char(month, 'YYYY_MM') as name, month::date::text as first,
      (month + interval '1 month')::date::text as next
    from (select date_trunc('month', now() at time zone 'UTC') + n * interval '1 month' as month
      from generate_series(0, 1) n) months
    where to_regclass('public.tournament_events_' || to_char(month, 'YYYY_MM')) is null`
  for (const { name, first, next } of months) {
    const range = `for values from ('${first}') to ('${next}')`
    try {
      await owner.unsafe(`create table if not exists ${name} partition of tournament_events ${range}`)
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
