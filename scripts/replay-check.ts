/**
 * `bun run replay:check`: folds the log of every tournament and compares it with every projected row, org by org.
 * Works on the database of the configuration, also beside a running server: each tournament is read in one snapshot.
 * Last line `N of M tournaments equal`; exit code 1 if one is not, 2 if the database cannot be read.
 */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { sql } from 'drizzle-orm'
import { locate } from '../db/binaries.ts'
import { startEmbedded } from '../db/embedded.ts'
import { limits, loadConfig } from '../src/config.ts'
import type { OrgId } from '../src/engine/types.ts'
import { openDatabase, type Database } from '../src/store/database.ts'
import { urlTarget, type DatabaseTarget } from '../src/store/target.ts'
import { differenceOf, type Listed } from './replay.ts'

interface Tally {
  readonly equal: number
  readonly all: number
}

// A long evening is folded in one transaction, so a single look may take longer than a request.
const patience = { ...limits, poolSize: 2, statementMs: 60_000, requestMs: 120_000, idleInTransactionMs: 60_000 }

/** Compares every tournament of every org; `say` hears one line each. */
export async function checkAll(db: Database, say: (line: string) => void): Promise<Tally> {
  const orgs = await db.query<{ id: OrgId; slug: string }>(sql`SELECT id, slug FROM organizations ORDER BY slug`)
  let [equal, all] = [0, 0]
  for (const org of orgs) {
    const list = await db.orgQuery<Listed>(org.id, sql`SELECT id, name FROM tournaments ORDER BY created_at, id`)
    for (const tournament of list) {
      const difference = await db.orgSnapshot(org.id, (tx) => differenceOf(tx, org.id, tournament.id))
      all++
      if (difference === null) equal++
      say(`${org.slug}  ${tournament.name}  ${tournament.id}  ${difference ?? 'equal'}`)
    }
  }
  return { equal, all }
}

/** The database of the configuration. An embedded one may be running under a server; if not, it is started here. */
export async function openTarget(): Promise<{ target: DatabaseTarget; close: () => Promise<void> }> {
  const config = loadConfig()
  const url = config.databaseUrl?.reveal()
  if (url !== undefined) return { target: urlTarget(url, config.databaseOwnerUrl?.reveal()), close: async () => {} }
  const dataDir = join(config.dataDir, 'postgres')
  const folder = locate(dataDir).dataDir
  if (!existsSync(join(folder, 'PG_VERSION')))
    throw new Error(`There is no database in ${folder}: start Railbird once.`)
  const running = runningTarget(folder)
  if (running) return { target: running, close: async () => {} }
  const embedded = await startEmbedded({ dataDir })
  return { target: embedded.target, close: () => embedded.stop() }
}

/** A server on the folder, told from `postmaster.pid`: process id, folder, start, port, socket folder, address. */
function runningTarget(dataDir: string): DatabaseTarget | null {
  try {
    const lines = readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n')
    const [pid, port, socketDir] = [Number(lines[0]), Number(lines[3]), lines[4]?.trim()]
    process.kill(pid, 0)
    const host = socketDir ? { host: dirname(`${socketDir}/.`), path: `${socketDir}/.s.PGSQL.${port}` } : {}
    const options = { host: '127.0.0.1', ...host, port, user: 'railbird_app', database: 'railbird' }
    return { app: { options }, owner: null, isSharedLogin: false }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT' || code === 'ESRCH') return null
    throw error
  }
}

async function main(): Promise<number> {
  const { target, close } = await openTarget()
  const db = openDatabase(target, patience)
  try {
    const { equal, all } = await checkAll(db, (line) => void process.stdout.write(`${line}\n`))
    process.stdout.write(`${equal} of ${all} tournaments equal\n`)
    return equal === all ? 0 : 1
  } finally {
    await db.close()
    await close()
  }
}

if (import.meta.main) {
  process.exitCode = await main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    return 2
  })
}
