/**
 * Brings a database to the schema of this code, or back, one node at a time.
 * Invariant: two migrators at once apply every migration exactly once.
 * When nothing is to be done it costs one query. Also the program behind `db:migrate`, `db:rollback` and `db:reset`.
 */
import { join } from 'node:path'
import type postgres from 'postgres'
import { loadConfig } from '../src/config.ts'
import { codeOf, isAway } from '../src/store/failures.ts'
import { connect, urlTarget, type DatabaseTarget } from '../src/store/target.ts'
import { requireAppRights } from './app-rights.ts'
import { startEmbedded } from './embedded.ts'
import { readMigrations, type Migration, type Step } from './migrations.ts'
import { ensurePartitions } from './partitions.ts'

const defaultFolder = join(import.meta.dir, 'migrations')
const serverVersionMin = 150_000
const lockKey = 7_245_114_822
const lockMsMax = 60_000
const connectSeconds = 5
const table = 'schema_migrations'

interface Applied {
  readonly name: string
  readonly checksum: string
  /** How many steps of `up.sql` are done. */
  readonly steps: number
}

/** Applies what is missing, as the owner. Returns the names applied; throws one plain sentence when it must not. */
export async function migrateUp(owner: postgres.Sql, folder: string = defaultFolder): Promise<string[]> {
  const migrations = readMigrations(folder)
  if (isUpToDate(migrations, await readApplied(owner))) return []
  return await underLock(owner, async (sql) => {
    await sql.unsafe(`create table if not exists ${table} (name text primary key, checksum text not null,
      steps integer not null, applied_at timestamptz not null default now())`)
    const applied = new Map((await readApplied(sql)).map((row) => [row.name, row]))
    checkHistory(migrations, [...applied.values()])
    const names: string[] = []
    for (const migration of migrations) {
      const done = applied.get(migration.name)?.steps ?? 0
      if (done === migration.up.length) continue
      await applySteps(sql, migration, done)
      names.push(migration.name)
    }
    if (folder === defaultFolder) await sql.unsafe(`grant select on ${table} to railbird_app`)
    return names
  })
}

/** Takes back the last `count` migrations, newest first. Returns their names. */
export async function migrateDown(owner: postgres.Sql, count = 1, folder: string = defaultFolder): Promise<string[]> {
  const known = new Map(readMigrations(folder).map((migration) => [migration.name, migration]))
  return await underLock(owner, async (sql) => {
    const last = (await readApplied(sql)).toReversed().slice(0, count)
    for (const { name } of last) {
      const migration = known.get(name)
      if (!migration) throw new Error(`Migration ${name} is applied but not part of this code; use the newer code.`)
      for (const step of migration.down) await runStep(sql, step, async () => {})
      await sql.unsafe(`delete from ${table} where name = $1`, [name])
    }
    return last.map(({ name }) => name)
  })
}

/**
 * What the server does at every start: migrations, and the partitions of this month and the next. A login that may not
 * change the schema is enough when nothing is to be done. Throws one plain sentence when the database cannot be used.
 */
export async function prepareDatabase(target: DatabaseTarget): Promise<string[]> {
  if (target.owner === null) return []
  const owner = connect(target.owner, { max: 1, fetch_types: false, connect_timeout: connectSeconds })
  try {
    const applied = await migrateUp(owner)
    await ensurePartitions(owner)
    // Our own server is made with the right logins.
    if (target.app.url !== undefined) await requireAppRights(target.app)
    return applied
  } catch (error) {
    throw plainly(error)
  } finally {
    await owner.end({ timeout: 1 })
  }
}

function plainly(error: unknown): unknown {
  const code = codeOf(error)
  const reason = error instanceof Error ? error.message : ''
  if (code === '42501') {
    const advice = 'Run bun run db:migrate with DATABASE_OWNER_URL set to the login of the owner.'
    return new Error(`The schema is not up to date, and this login may not change it (${reason}). ${advice}`, {
      cause: error,
    })
  }
  const isRefused = code !== null && /^(28|3D)/.test(code)
  if (!isRefused && !isAway(error)) return error
  const advice = 'Is Postgres running there, and is DATABASE_URL right?'
  return new Error(`The database cannot be reached: ${reason || code}. ${advice}`, { cause: error })
}

/** Applied migrations in order; none when there is no such table yet. Refuses an old server before anything else. */
async function readApplied(sql: postgres.Sql): Promise<Applied[]> {
  const server = `current_setting('server_version_num')::int as server`
  try {
    const rows = await sql.unsafe(`select name, checksum, steps, ${server} from ${table} order by name`)
    return rows.map(({ name, checksum, steps }) => ({ name, checksum, steps }))
  } catch (error) {
    if ((error as postgres.PostgresError).code !== '42P01') throw error
    const [row] = await sql.unsafe(`select ${server}`)
    requireServer(row?.server)
    return []
  }
}

/** Refuses a server that lacks what the schema uses. `server` is `server_version_num`, 180004 for 18.4. */
export function requireServer(server: number): void {
  if (server >= serverVersionMin) return
  throw new Error(`Railbird needs Postgres 15 or newer, and this server is version ${Math.floor(server / 10_000)}.`)
}

function isUpToDate(migrations: readonly Migration[], applied: readonly Applied[]): boolean {
  if (applied.length > 0) checkHistory(migrations, applied)
  const steps = new Map(applied.map((row) => [row.name, row.steps]))
  return migrations.every((migration) => steps.get(migration.name) === migration.up.length)
}

/** A database ahead of this code is left alone (expand, then contract); a rewritten migration is refused. */
function checkHistory(migrations: readonly Migration[], applied: readonly Applied[]): void {
  const checksums = new Map(migrations.map((migration) => [migration.name, migration.checksum]))
  for (const { name, checksum } of applied) {
    const expected = checksums.get(name)
    if (expected !== undefined && expected !== checksum) {
      throw new Error(`Migration ${name} was changed after it had been applied; undo the change or run db:reset.`)
    }
  }
}

async function applySteps(sql: postgres.ReservedSql, migration: Migration, done: number): Promise<void> {
  for (const [index, step] of migration.up.entries()) {
    if (index < done) continue
    await runStep(sql, step, async () => {
      const values = [migration.name, migration.checksum, index + 1]
      const note = `insert into ${table} (name, checksum, steps) values ($1, $2, $3)
        on conflict (name) do update set steps = excluded.steps, applied_at = now()`
      await sql.unsafe(note, values)
    })
  }
}

/** Runs a step and then `record`; inside one transaction where the step allows it. */
async function runStep(sql: postgres.ReservedSql, step: Step, record: () => Promise<void>): Promise<void> {
  if (step.isTransactional) await sql.unsafe('begin')
  try {
    for (const statement of await statementsOf(sql, step)) await sql.unsafe(statement)
    await record()
    if (step.isTransactional) await sql.unsafe('commit')
  } catch (error) {
    if (step.isTransactional) await sql.unsafe('rollback')
    throw error
  }
}

async function statementsOf(sql: postgres.ReservedSql, step: Step): Promise<readonly string[]> {
  if (step.eachPartitionOf === null) return step.statements
  const partitions = await sql.unsafe(
    'select inhrelid::regclass::text as name from pg_inherits where inhparent = $1::text::regclass order by 1',
    [step.eachPartitionOf],
  )
  return partitions.flatMap(({ name }) => step.statements.map((text) => text.replaceAll('{partition}', String(name))))
}

/**
 * Holds the advisory lock of migrations on one connection. It asks again and again instead of waiting inside Postgres:
 * a waiting statement keeps a snapshot, and CREATE INDEX CONCURRENTLY of the holder would wait for that one in turn.
 */
async function underLock<T>(owner: postgres.Sql, work: (sql: postgres.ReservedSql) => Promise<T>): Promise<T> {
  const sql = await owner.reserve()
  try {
    const until = performance.now() + lockMsMax
    for (;;) {
      const [row] = await sql.unsafe('select pg_try_advisory_lock($1::bigint) as held', [lockKey])
      if (row?.held === true) break
      if (performance.now() > until) throw new Error('Another process has been migrating this database for a minute.')
      await Bun.sleep(50)
    }
    try {
      return await work(sql)
    } finally {
      await sql.unsafe('select pg_advisory_unlock($1::bigint)', [lockKey])
    }
  } finally {
    sql.release()
  }
}

async function main(command: string | undefined): Promise<void> {
  const config = loadConfig()
  const url = config.databaseUrl?.reveal()
  await using embedded = url === undefined ? await startEmbedded({ dataDir: join(config.dataDir, 'postgres') }) : null
  const target = embedded?.target ?? urlTarget(url ?? '', config.databaseOwnerUrl?.reveal())
  if (target.owner === null) throw new Error('Migrations need the login of the owner: set DATABASE_OWNER_URL.')
  const owner = connect(target.owner, { max: 1 })
  try {
    const down = command === 'down' ? 1 : command === 'reset' ? Number.MAX_SAFE_INTEGER : 0
    for (const name of down > 0 ? await migrateDown(owner, down) : []) process.stdout.write(`down ${name}\n`)
    if (command === 'down') return
    for (const name of await migrateUp(owner)) process.stdout.write(`up ${name}\n`)
    await ensurePartitions(owner)
  } finally {
    await owner.end({ timeout: 1 })
  }
}

if (import.meta.main) {
  const command = process.argv[2]
  if (command === 'up' || command === 'down' || command === 'reset') await main(command)
  else process.stderr.write('Usage: bun db/migrate.ts up | down | reset\n')
}
