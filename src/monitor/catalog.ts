/**
 * What Postgres says of itself: hit ratios, sessions, tables, indexes, and the costliest statements where the extension
 * pg_stat_statements is there. Each part is read on its own: a right or an extension that is missing costs that part
 * and leaves a sentence. Read at most every ten seconds; meanwhile everybody gets the last answer.
 */
import { sql, type SQL } from 'drizzle-orm'
import { codeOf, type Database, type Tx } from '../store/database.ts'

/** One table, without its partitions' parents; sizes with indexes and long values. */
export interface TableFigures {
  readonly name: string
  readonly rowCount: number
  readonly sizeBytes: number
  readonly indexes: number
  readonly scans: number
}

/** One index. `isNeeded`: it guards something, so that nobody may miss it for being read seldom. */
export interface IndexFigures {
  readonly tableName: string
  readonly indexName: string
  readonly scans: number
  readonly tupsRead: number
  readonly tupsFetch: number
  readonly sizeBytes: number
  readonly isNeeded: boolean
}

interface DatabaseFigures {
  readonly cacheHitRatio: number | null
  readonly indexHitRatio: number | null
  readonly commits: number
  readonly rollbacks: number
  readonly deadlocks: number
  readonly tempBytes: number
  readonly sizeBytes: number
}

interface SessionFigures {
  readonly sessions: number
  readonly sessionsMax: number
  readonly idleInTransaction: number
}

interface StatementFigures {
  readonly query: string
  readonly calls: number
  readonly totalMs: number
  readonly meanMs: number
}

/** What could not be read is null, and `notes` says why. */
export interface Catalog {
  readonly database: DatabaseFigures | null
  readonly sessions: SessionFigures | null
  readonly tables: readonly TableFigures[] | null
  readonly indexes: readonly IndexFigures[] | null
  readonly statements: readonly StatementFigures[] | null
  /** A session of the server, to find its processes by: null unless it runs on this machine. */
  readonly localPid: number | null
  readonly notes: readonly string[]
  /** The same of what an installation need not have. */
  readonly asides: readonly string[]
}

const database = sql`select (select sum(blks_hit)::float8 / nullif(sum(blks_hit + blks_read), 0) from pg_stat_database
    where datname = current_database()) as "cacheHitRatio",
  (select sum(idx_blks_hit)::float8 / nullif(sum(idx_blks_hit + idx_blks_read), 0) from pg_statio_user_tables)
    as "indexHitRatio",
  xact_commit::float8 as commits, xact_rollback::float8 as rollbacks, deadlocks::float8 as deadlocks,
  temp_bytes::float8 as "tempBytes", pg_database_size(current_database())::float8 as "sizeBytes"
  from pg_stat_database where datname = current_database()`

const sessions = sql`select count(*)::int as sessions, current_setting('max_connections')::int as "sessionsMax",
  (count(*) filter (where state like 'idle in transaction%'))::int as "idleInTransaction"
  from pg_stat_activity where backend_type = 'client backend'`

const tables = sql`select c.relname as name,
  case when c.reltuples >= 0 then c.reltuples else s.n_live_tup end::float8 as "rowCount",
  pg_total_relation_size(c.oid)::float8 as "sizeBytes", (s.seq_scan + coalesce(s.idx_scan, 0))::float8 as scans,
  (select count(*) from pg_index i where i.indrelid = c.oid)::int as indexes
  from pg_stat_user_tables s join pg_class c on c.oid = s.relid
  order by pg_total_relation_size(c.oid) desc, c.relname limit 100`

const indexes = sql`select s.relname as "tableName", s.indexrelname as "indexName", s.idx_scan::float8 as scans,
  s.idx_tup_read::float8 as "tupsRead", s.idx_tup_fetch::float8 as "tupsFetch",
  pg_relation_size(s.indexrelid)::float8 as "sizeBytes", (i.indisunique or not i.indisvalid) as "isNeeded"
  from pg_stat_user_indexes s join pg_index i on i.indexrelid = s.indexrelid
  order by pg_relation_size(s.indexrelid) desc, s.indexrelname limit 300`

const hasStatements = sql`select to_regclass('pg_stat_statements') is not null as there`
const statements = sql`select left(query, 300) as query, calls::float8 as calls, total_exec_time as "totalMs",
  mean_exec_time as "meanMs" from pg_stat_statements
  where dbid = (select oid from pg_database where datname = current_database()) and query not like '<insufficient%'
  order by total_exec_time desc limit 20`

const noStatements = 'statements are unknown: the extension pg_stat_statements, which is optional, is missing'

const local = sql`select pg_backend_pid() as pid, coalesce(inet_server_addr() <<= '127.0.0.0/8'
  or host(inet_server_addr()) = '::1', true) as "isLocal"`

/** Reads every part that may be read. Rejects only when the server cannot be asked at all. */
export function readCatalog(db: Pick<Database, 'inspect'>): Promise<Catalog> {
  return db.inspect(async (tx) => {
    const notes: string[] = []
    const part = <Row>(what: string, query: SQL) => rowsOf<Row>(tx, what, query, notes)
    const [own] = (await part<{ pid: number; isLocal: boolean }>('processes', local)) ?? []
    const [there] = (await part<{ there: boolean }>('extensions', hasStatements)) ?? []
    return {
      database: (await part<DatabaseFigures>('hit ratios', database))?.[0] ?? null,
      sessions: (await part<SessionFigures>('sessions', sessions))?.[0] ?? null,
      tables: await part<TableFigures>('tables', tables),
      indexes: await part<IndexFigures>('indexes', indexes),
      statements: there?.there === true ? await part<StatementFigures>('statements', statements) : null,
      localPid: own?.isLocal === true ? own.pid : null,
      notes,
      asides: there?.there === true ? [] : [noStatements],
    }
  })
}

/** Behind a savepoint: what one part may not read must not spoil the others. */
async function rowsOf<Row>(tx: Tx, what: string, query: SQL, notes: string[]): Promise<Row[] | null> {
  try {
    // One cast: the text above names the columns.
    return (await tx.transaction(async (inner) => [...(await inner.execute(query))])) as Row[]
  } catch (error) {
    const code = codeOf(error)
    const why = code === '42501' ? 'this login may not read them' : `the database refused (${code ?? 'unknown'})`
    notes.push(`${what} are unknown: ${why}`)
    return null
  }
}

const freshMs = 10_000
const usableMs = 60_000

/** The last answer, kept: a page that is looked at by many asks the database once in ten seconds. */
export class KeptCatalog {
  readonly #read: () => Promise<Catalog>
  readonly #now: () => number
  #kept: { readonly catalog: Catalog; readonly at: number } | null = null
  #reading: Promise<Catalog> | null = null

  /** `now` is any clock in milliseconds. */
  constructor(read: () => Promise<Catalog>, now: () => number) {
    this.#read = read
    this.#now = now
  }

  /** An answer that is a minute old at most; one older than ten seconds is renewed behind the caller's back. */
  async current(): Promise<Catalog> {
    const age = this.#kept === null ? Infinity : this.#now() - this.#kept.at
    if (this.#kept === null || age >= usableMs) return this.#renew()
    // Whoever asks next meets the error, if there is one.
    if (age >= freshMs) void this.#renew().catch(() => undefined)
    return this.#kept.catalog
  }

  /** The last answer if it is a minute old at most; asks nobody. */
  peek(): Catalog | null {
    return this.#kept !== null && this.#now() - this.#kept.at < usableMs ? this.#kept.catalog : null
  }

  #renew(): Promise<Catalog> {
    this.#reading ??= this.#read()
      .then((catalog) => {
        this.#kept = { catalog, at: this.#now() }
        return catalog
      })
      .finally(() => {
        this.#reading = null
      })
    return this.#reading
  }
}
