/**
 * `bun run db:seed -- --size ci|load`: fills a database with invented rooms, people and events, the same rows on every
 * machine. Each batch is one transaction: a run that was cut short goes on where it ended, what is there is left alone.
 * Prints the rows of each table and a hash of everything that the size holds.
 */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import type postgres from 'postgres'
import { limits, loadConfig } from '../src/config.ts'
import { openDatabase } from '../src/store/database.ts'
import { connect, type DatabaseTarget, urlTarget } from '../src/store/target.ts'
import { startEmbedded } from './embedded.ts'
import { prepareDatabase } from './migrate.ts'
import { ensurePartitions } from './partitions.ts'
import { seedDemoAccounts } from './seed-accounts.ts'
import { type Batch, batches } from './seed/batches.ts'
import { copied, type CopiedTable } from './seed/rows.ts'
import { type SeedSize, seedDay, seedSizes } from './seed/sizes.ts'

/** Bytes handed to a socket at once. */
const pieceOf = 65_536
const copyMsMax = 60_000

/** What a seed came to. */
export interface Seeded {
  /** SHA-256 of all rows as they are written, whether or not they were there already. */
  readonly hash: string
  readonly rows: number
  /** Batches that were written now; the others were there. */
  readonly written: number
}

async function writeText(sql: postgres.TransactionSql, table: CopiedTable, text: string): Promise<void> {
  const stream = await sql.unsafe(`copy ${table} (${copied[table].join(', ')}) from stdin`).writable()
  const bytes = Buffer.from(text)
  const pieces = Array.from({ length: Math.ceil(bytes.length / pieceOf) }, (_, at) => {
    return bytes.subarray(at * pieceOf, (at + 1) * pieceOf)
  })
  // A COPY that the server refuses ends neither the driver's query nor its stream.
  const signal = AbortSignal.timeout(copyMsMax)
  await pipeline(Readable.from(pieces), stream, { signal }).catch((error: unknown) => {
    const isRefused = signal.aborted
    throw isRefused
      ? new Error(`the database did not take the rows of ${table}; are other rows of a seed there?`)
      : error
  })
}

/** One transaction. COPY is refused under a policy, which binds the owner too: the tables are let go for its time. */
async function write(owner: postgres.Sql, { texts }: Batch): Promise<void> {
  await owner.begin(async (sql) => {
    const tables = texts.map(({ table }) => table).toSorted()
    const secured = await sql<{ name: string }[]>`
      select relname as name from pg_class where relforcerowsecurity and relname = any (${tables}) order by 1`
    for (const { name } of secured) await sql.unsafe(`alter table ${name} no force row level security`)
    for (const { table, text } of texts) await writeText(sql, table, text)
    // Postings are added up at the end of a transaction; no table is altered before that is done.
    await sql.unsafe('set constraints all immediate')
    for (const { name } of secured) await sql.unsafe(`alter table ${name} force row level security`)
  })
}

/** A batch was committed as a whole, so one row stands for all of it. */
async function isThere(owner: postgres.Sql, { table, key }: Batch['mark']): Promise<boolean> {
  const where = table === 'audit_logs' ? 'month = $1::text::date and id = $2::text::uuid' : 'id = $1::text::uuid'
  return await owner.begin(async (sql) => {
    const isSecured = table !== 'users'
    if (isSecured) await sql.unsafe(`alter table ${table} no force row level security`)
    const found = await sql.unsafe(`select 1 from ${table} where ${where}`, [...key])
    if (isSecured) await sql.unsafe(`alter table ${table} force row level security`)
    return found.length > 0
  })
}

/** Writes what is missing of a size, as the owner; the demo accounts must be there. */
export async function seed(owner: postgres.Sql, size: SeedSize, say: (line: string) => void): Promise<Seeded> {
  const hash = createHash('sha256')
  const counts = new Map<CopiedTable, number>()
  let written = 0
  await ensurePartitions(owner, monthsOf(size))
  // What is not on disk when the machine stops is written by the next run.
  await owner.unsafe('set synchronous_commit = off')
  for await (const batch of batches(size, threadsOf(size))) {
    for (const { table, text, rows } of batch.texts) {
      hash.update(`${table}\n${text}`)
      counts.set(table, (counts.get(table) ?? 0) + rows)
    }
    if (await isThere(owner, batch.mark)) continue
    await write(owner, batch)
    written++
  }
  for (const [table, count] of counts) say(`${table}: ${count}`)
  if (written > 0) await owner.unsafe(`vacuum analyze ${[...counts.keys()].join(', ')}`)
  return { hash: hash.digest('hex'), rows: [...counts.values()].reduce((sum, count) => sum + count, 0), written }
}

/** First days of the months from the first event to the last day of the seed. */
function monthsOf(size: SeedSize): string[] {
  const last = new Date(seedDay)
  const first = new Date(last.getTime() - (size.days + size.earlier.days + 1) * 86_400_000)
  const months = (last.getUTCFullYear() - first.getUTCFullYear()) * 12 + last.getUTCMonth() - first.getUTCMonth()
  return Array.from({ length: months + 1 }, (_, at) => {
    return new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + at)).toISOString().slice(0, 10)
  })
}

/** A small seed is made before a second thread has begun. */
function threadsOf(size: SeedSize): number {
  return size.tournaments > 100 ? Math.max(1, Math.min(4, navigator.hardwareConcurrency)) : 1
}

async function targetOf(): Promise<{ target: DatabaseTarget; close: () => Promise<void> }> {
  const config = loadConfig()
  const url = config.databaseUrl?.reveal()
  if (url !== undefined) return { target: urlTarget(url, config.databaseOwnerUrl?.reveal()), close: async () => {} }
  const embedded = await startEmbedded({ dataDir: join(config.dataDir, 'postgres') })
  return { target: embedded.target, close: async () => await embedded[Symbol.asyncDispose]() }
}

async function main(name: string | undefined): Promise<void> {
  const size = Object.entries(seedSizes).find(([known]) => known === name)?.[1]
  if (size === undefined) throw new Error(`say how much: bun run db:seed -- --size ${Object.keys(seedSizes).join('|')}`)
  if (process.env.NODE_ENV === 'production') {
    throw new Error('a seed brings accounts whose passwords everybody knows; it is not for NODE_ENV=production')
  }
  const { target, close } = await targetOf()
  try {
    await prepareDatabase(target)
    if (target.owner === null) throw new Error('a seed needs the login of the owner: set DATABASE_OWNER_URL')
    const db = openDatabase(target, limits)
    try {
      await seedDemoAccounts(db)
    } finally {
      await db.close()
    }
    const owner = connect(target.owner, { max: 1 })
    const say = (line: string) => void process.stdout.write(`${line}\n`)
    const from = performance.now()
    const { hash, rows, written } = await seed(owner, size, say)
    await owner.end({ timeout: 1 })
    const seconds = ((performance.now() - from) / 1000).toFixed(1)
    say(`${rows} rows, ${written === 0 ? 'all of them were there' : `written in ${seconds} s`}`)
    say(`sha256 ${hash}`)
  } finally {
    await close()
  }
}

if (import.meta.main) {
  try {
    const { values } = parseArgs({ args: process.argv.slice(2), options: { size: { type: 'string' } } })
    await main(values.size)
  } catch (error) {
    process.stderr.write(`db:seed: ${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  }
}
