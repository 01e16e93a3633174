/** What the owner's jobs do: partitions made ahead every day, and old months archived where that is wished for. */
import type postgres from 'postgres'
import type { Job } from '../src/store/jobs.ts'
import { archiveMonth } from './archive-month.ts'
import { ensurePartitions } from './partitions.ts'

const quietDays = 7

interface Wishes {
  /** Months whose logs stay in the database before this one; 0 archives nothing. */
  readonly monthsKept: number
  /** `DATA_DIR/archive`. */
  readonly folder: string
}

/** Jobs of the database itself, in the small hours of UTC. */
export function databaseJobs({ monthsKept, folder }: Wishes): readonly Job[] {
  const partitions: Job = {
    name: 'partitions',
    pattern: '17 2 * * *',
    isOwners: true,
    async run(owner) {
      await ensurePartitions(owner)
      return 'this month and the next are there'
    },
  }
  if (monthsKept === 0) return [partitions]
  const run = (owner: postgres.Sql) => archiveOld(owner, folder, monthsKept)
  return [partitions, { name: 'archive', pattern: '47 2 * * *', isOwners: true, run }]
}

async function archiveOld(owner: postgres.Sql, folder: string, monthsKept: number): Promise<string> {
  const months = await owner<{ month: string }[]>`
    select replace(right(c.relname, 7), '_', '-') as month
    from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'tournament_events'::regclass and c.relname ~ '_[0-9]{4}_[0-9]{2}$'
      and to_date(right(c.relname, 7), 'YYYY_MM')
        < date_trunc('month', now() at time zone 'UTC') - make_interval(months => ${monthsKept})
    order by 1`
  let logs = 0
  for (const { month } of months) {
    logs += (await archiveMonth({ owner, folder, failpoint: () => {} }, month, quietDays)).logs
  }
  return `${logs} logs of ${months.length} months archived`
}
