/**
 * `bun run db:archive -- 2026-05 [--days 7]` moves the logs of that month's events whose last entry is so many days
 * old into `DATA_DIR/archive`; `bun run db:archive -- restore 2026-05` puts them back. Both may be cut short and run
 * again. The embedded database needs its folder to itself for this: stop Railbird first.
 */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { loadConfig } from '../src/config.ts'
import { failpointAt } from '../src/failpoints.ts'
import { connect, urlTarget } from '../src/store/target.ts'
import { archiveMonth, type ArchiveJob, restoreMonth } from './archive-month.ts'
import { startEmbedded } from './embedded.ts'

const usage = 'Usage: bun run db:archive -- [restore] 2026-05 [--days 7]'
const daysMin = 1
const daysMax = 3650

interface Wish {
  readonly isRestore: boolean
  readonly month: string
  readonly days: number
}

/** What the command line asks for. Throws one sentence that says what would be accepted. */
export function parseWish(args: readonly string[]): Wish {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { days: { type: 'string', default: '7' } },
  })
  const isRestore = positionals[0] === 'restore'
  const [month, ...more] = isRestore ? positionals.slice(1) : positionals
  if (month === undefined || more.length > 0) throw new Error(usage)
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) throw new Error(`"${month}" is no month such as 2026-05. ${usage}`)
  const days = Number(values.days)
  if (!Number.isInteger(days) || days < daysMin || days > daysMax) {
    throw new Error(`--days is "${values.days}"; accepted: a whole number from ${daysMin} to ${daysMax}`)
  }
  return { isRestore, month, days }
}

async function run(job: ArchiveJob, { isRestore, month, days }: Wish): Promise<string> {
  if (isRestore) return `${await restoreMonth(job, month)} logs of ${month} are back in the database`
  const { logs, rows, left, isDropped } = await archiveMonth(job, month, days)
  const kept = left === 0 ? '' : `; ${left} stay, their events are not over for ${days} days`
  return `${logs} logs of ${month} with ${rows} rows archived${kept}${isDropped ? '; its partition is gone' : ''}`
}

async function main(): Promise<void> {
  const wish = parseWish(process.argv.slice(2))
  const config = loadConfig()
  const url = config.databaseUrl?.reveal()
  await using embedded = url === undefined ? await startEmbedded({ dataDir: join(config.dataDir, 'postgres') }) : null
  const target = embedded?.target ?? urlTarget(url ?? '', config.databaseOwnerUrl?.reveal())
  if (target.owner === null) throw new Error('The archive needs the login of the owner: set DATABASE_OWNER_URL.')
  const owner = connect(target.owner, { max: 1 })
  try {
    const job = { owner, folder: join(config.dataDir, 'archive'), failpoint: failpointAt(config.failAt) }
    process.stdout.write(`${await run(job, wish)}\n`)
  } finally {
    await owner.end({ timeout: 1 })
  }
}

if (import.meta.main) {
  await main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  })
}
