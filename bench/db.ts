/**
 * `bun run bench:db [-- --only <part of a name>]`: the queries of the application with their indexes and without them,
 * on the database of the configuration, which must hold a seed (`bun run db:seed -- --size load`).
 * Writes bench/results/db.json and db.md. Nobody else may use the database meanwhile: indexes are dropped and rolled
 * back, under locks. An embedded server is started anew before each cold figure.
 */
import { cpus, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import { limits } from '../src/config.ts'
import { openDatabase } from '../src/store/database.ts'
import { capturing, type Sent } from './db/capture.ts'
import { openCluster, type Cluster } from './db/cluster.ts'
import { millis, times } from './db/figures.ts'
import { measure, type Measured } from './db/measure.ts'
import { pickCases, type Probe, probes } from './db/probes.ts'
import { openSession, type Session } from './db/replay.ts'
import { owedTable, priceTable, queryTable, shapeTable } from './db/tables.ts'
import { type Price, priceOf } from './db/writes.ts'

const patience = { ...limits, statementMs: 600_000, requestMs: 600_000 }
const say = (line: string) => void process.stdout.write(`${line}\n`)

function ownerOf(cluster: Cluster) {
  const { owner } = cluster.target()
  if (owner === null)
    throw new Error('the benches of the database need the login of a superuser: set DATABASE_OWNER_URL')
  return owner
}

/** What each probe sends, asked of the application once. */
async function capture(cluster: Cluster, wanted: readonly Probe[]): Promise<Map<Probe, Sent[]>> {
  const heard = capturing(cluster.target())
  await using session = await openSession(ownerOf(cluster))
  const db = openDatabase(heard.target, patience)
  try {
    const cases = await pickCases(session.sql, db)
    const sent = new Map<Probe, Sent[]>()
    for (const probe of wanted) sent.set(probe, await heard.sentBy(() => probe.run(db, cases)))
    return sent
  } finally {
    await db.close()
  }
}

async function rowsOf(session: Session): Promise<string> {
  const rows = await session.sql`select relname as name, reltuples::bigint as count from pg_class
    where relname in ('tournaments', 'matches', 'players', 'payments', 'notifications', 'match_players', 'users')
    union all select 'audit_logs', sum(reltuples)::bigint from pg_class
      where relname like 'audit_logs_%' and relkind = 'r' order by 1`
  const [{ size, version } = { size: '', version: '' }] = await session.sql`
    select pg_size_pretty(pg_database_size(current_database())) as size, current_setting('server_version') as version`
  const counts = rows.map(({ name, count }) => `${Number(count).toLocaleString('en')} ${name}`)
  const [cpu] = cpus()
  const machine = `${cpus().length} cores of ${cpu?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB`
  return `${machine}, Postgres ${version}, database of ${size}: ${counts.join(', ')}`
}

async function main(part: string): Promise<void> {
  await using cluster = await openCluster()
  const wanted = probes.filter(({ name, index }) => name.includes(part) || (index ?? '').includes(part))
  const sent = await capture(cluster, wanted)
  let session = await openSession(ownerOf(cluster))
  try {
    const about = await rowsOf(session)
    say(about)
    const found = await session.sql`select relname as name from pg_class where relname like 'idx%' order by 1`
    const twenty = found.map(({ name }) => String(name))
    const cold = async () => {
      if (cluster.makeCold === null) return { session, isCold: false }
      await session[Symbol.asyncDispose]()
      await cluster.makeCold()
      session = await openSession(ownerOf(cluster))
      return { session, isCold: true }
    }
    const measured: Measured[] = []
    for (const [probe, statements] of sent) {
      const one = await measure(probe, statements, twenty, cold)
      measured.push(one)
      const without = one.without ?? one.withoutAll
      const ratio = times(without.warmMs / one.with.warmMs)
      const lost = `without ${one.index ?? 'the twenty'} ${millis(without.warmMs)}`
      say(`${one.name}: ${millis(one.with.warmMs)}, ${lost}, ${ratio}`)
    }
    const prices: Price[] = []
    for (const index of twenty.filter((name) => part === '' || name.includes(part))) {
      prices.push(await priceOf(session.sql, index))
    }
    await report(about, measured, prices)
  } finally {
    await session[Symbol.asyncDispose]()
  }
}

async function report(about: string, measured: readonly Measured[], prices: readonly Price[]): Promise<void> {
  const tables = [owedTable(measured), queryTable(measured), shapeTable(measured), priceTable(prices)]
  const text = [`# Queries and their indexes\n\n${about}.`, ...tables].join('\n\n')
  say(`\n${text}`)
  await Bun.write(`${import.meta.dir}/results/db.md`, `${text}\n`)
  await Bun.write(`${import.meta.dir}/results/db.json`, `${JSON.stringify({ about, measured, prices }, null, 2)}\n`)
}

if (import.meta.main) {
  try {
    const { values } = parseArgs({ args: process.argv.slice(2), options: { only: { type: 'string', default: '' } } })
    await main(values.only)
    process.exit(0)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(1)
  }
}
