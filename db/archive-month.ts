/**
 * Moves the logs of one month's events that were over long ago, with their audit chains, into compressed files, drops
 * the partition once it is empty, and puts a month back. The server itself puts one event back when its log is needed
 * (`Archive`).
 * Invariant: killed at any point, every log is in the database, in the archive, or in both.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type postgres from 'postgres'
import type { Failpoint } from '../src/failpoints.ts'
import type { Event } from '../src/engine/messages.ts'
import { fold } from '../src/engine/fold.ts'
import type { OrgId, TournamentId } from '../src/engine/types.ts'
import { type ArchivedLog, type Frame, type Manifest, readFrame, sha256 } from '../src/store/archive.ts'
import { encodeSnapshot } from '../src/store/snapshots.ts'
import { manifestOf, partsOf, writeWhole } from './archive-files.ts'

/** What to do it with, as the owner: partitions have no policy of their own, all other tables are read org by org. */
export interface ArchiveJob {
  readonly owner: postgres.Sql
  /** `DATA_DIR/archive`. */
  readonly folder: string
  readonly failpoint: Failpoint
}

/** What was done to a month. */
export interface Archived {
  readonly logs: number
  readonly rows: number
  /** Logs that stay, because their events are not over for long enough. */
  readonly left: number
  readonly isDropped: boolean
}

interface Candidate {
  readonly id: TournamentId
  readonly orgId: OrgId
  readonly version: number
}

interface Line {
  readonly version: number
  readonly type: Event['type']
  readonly at: string
  readonly actor: string | null
  readonly data: unknown
}

const fallback = 'tournament_events_default'
const zstdLevel = 10

/** Moves what is over out of a month, `2026-05`; see the head of the file. `days` since the last event. */
export async function archiveMonth(job: ArchiveJob, month: string, days: number): Promise<Archived> {
  const { owner, failpoint } = job
  let [logs, rows, left] = [0, 0, 0]
  for (const source of await sourcesOf(owner, month)) {
    const { due, others } = await candidates(owner, source, month, days)
    left += others
    failpoint('archive_begun')
    if (due.length === 0) continue
    const part = await writePart(job, source, month, due)
    const moved = await leave(job, source, part, due)
    logs += moved.length
    rows += moved.reduce((sum, { version }) => sum + version, 0)
    left += due.length - moved.length
  }
  failpoint('archive_left')
  return { logs, rows, left, isDropped: left === 0 && (await dropEmpty(owner, month)) }
}

/** Puts every archived log of a month back. Returns how many. */
export async function restoreMonth({ owner, folder }: ArchiveJob, month: string): Promise<number> {
  let restored = 0
  for (const part of await partsOf(folder, month)) {
    for (const log of (await manifestOf(folder, part)).logs) {
      const frames = [await readFrame(folder, part, log.events), await readFrame(folder, part, log.audit)]
      const [events, audit] = frames.map((lines) => `[${lines.join(',')}]`)
      const isBack = await inOrg(owner, log.orgId, async (sql) => {
        const [row] = await sql`select 1 from tournaments where id = ${log.id} and archive = ${part} for no key update`
        if (!row) return false
        await sql`insert into tournament_events
          select * from jsonb_populate_recordset(null::tournament_events, ${events ?? '[]'}::text::jsonb)
          on conflict do nothing`
        await sql`insert into audit_logs
          select * from jsonb_populate_recordset(null::audit_logs, ${audit ?? '[]'}::text::jsonb)
          on conflict do nothing`
        await sql`update tournaments set archive = null where id = ${log.id}`
        return true
      })
      if (isBack) restored++
    }
  }
  return restored
}

async function sourcesOf(owner: postgres.Sql, month: string): Promise<string[]> {
  const own = partitionOf(month)
  const found = await owner`select 1 from pg_class where oid = to_regclass(${`public.${own}`})`
  return found.length > 0 ? [own, fallback] : [fallback]
}

const partitionOf = (month: string) => `tournament_events_${month.replace('-', '_')}`
const firstOf = (month: string) => `${month}-01`

async function candidates(owner: postgres.Sql, source: string, month: string, days: number) {
  const logs = await owner<(Candidate & { isQuiet: boolean; count: number })[]>`
    select tournament_id as id, org_id as "orgId", max(version)::int as version, count(*)::int as count,
      max(at) < now() - make_interval(days => ${days}) as "isQuiet"
    from ${owner(source)} where month = ${firstOf(month)} group by 1, 2 order by 2, 1`
  const quiet = logs.filter(({ isQuiet, count, version }) => isQuiet && count === version)
  const due: Candidate[] = []
  for (const orgId of new Set(quiet.map((log) => log.orgId))) {
    const ids = quiet.filter((log) => log.orgId === orgId).map(({ id }) => id)
    const over = await inOrg(
      owner,
      orgId,
      (sql) => sql<{ id: TournamentId; version: number }[]>`
      select id, version from tournaments where id in ${sql(ids)} and archive is null
        and (status in ('completed', 'cancelled') or deleted_at is not null)`,
    )
    due.push(...over.map(({ id, version }) => ({ id, orgId, version })))
  }
  return { due, others: logs.length - due.length }
}

/** Writes frames and then the manifest, each complete before it bears its name; then reads both back. */
async function writePart(job: ArchiveJob, source: string, month: string, due: readonly Candidate[]): Promise<string> {
  const { folder, failpoint } = job
  await mkdir(join(folder, month), { recursive: true })
  const number = (await partsOf(folder, month)).length + 1
  const part = `${month}/events-${String(number).padStart(4, '0')}`
  const logs: ArchivedLog[] = []
  const hash = new Bun.CryptoHasher('sha256')
  let [offset, rows] = [0, 0]
  await writeWhole(join(folder, `${part}.zst`), async (write) => {
    const put = async (lines: readonly string[]): Promise<Frame> => {
      const text = lines.map((line) => `${line}\n`).join('')
      const frame = Bun.zstdCompressSync(text, { level: zstdLevel })
      hash.update(frame)
      await write(frame)
      offset += frame.length
      rows += lines.length
      return { rows: lines.length, offset: offset - frame.length, bytes: frame.length, sha256: sha256(text) }
    }
    for (const { id, orgId } of due) {
      const { events, audit } = await linesOf(job.owner, source, month, { id, orgId })
      logs.push({ id, orgId, events: await put(events), audit: await put(audit) })
    }
  })
  failpoint('archive_framed')
  const manifest: Manifest = {
    format: 'railbird-archive',
    formatVersion: 1,
    month,
    rows,
    sha256: hash.digest('hex'),
    logs,
  }
  await writeWhole(join(folder, `${part}.json`), (write) => write(`${JSON.stringify(manifest, null, 1)}\n`))
  for (const { events, audit } of (await manifestOf(folder, part)).logs) {
    await readFrame(folder, part, events)
    await readFrame(folder, part, audit)
  }
  failpoint('archive_listed')
  return part
}

/** Rows of a log and of its audit chain as JSON, in order, times in UTC. */
function linesOf(owner: postgres.Sql, source: string, month: string, { id, orgId }: Pick<Candidate, 'id' | 'orgId'>) {
  return inOrg(owner, orgId, async (sql) => {
    await sql`set local timezone = 'UTC'`
    const events = await sql<{ line: string }[]>`select to_jsonb(e)::text as line from ${sql(source)} e
      where month = ${firstOf(month)} and tournament_id = ${id} order by version`
    const audit = await sql<{ line: string }[]>`select to_jsonb(a)::text as line from audit_logs a
      where org_id = ${orgId} and tournament_id = ${id} order by position`
    return { events: events.map(({ line }) => line), audit: audit.map(({ line }) => line) }
  })
}

/** Removes from the database what the part holds, one event a transaction; one that moved on meanwhile stays. */
async function leave(job: ArchiveJob, source: string, part: string, due: readonly Candidate[]): Promise<Candidate[]> {
  const moved: Candidate[] = []
  const manifest = await manifestOf(job.folder, part)
  const logs = new Map(manifest.logs.map((log) => [log.id, log]))
  for (const candidate of due) {
    const { id, orgId, version } = candidate
    const log = logs.get(id)
    if (!log) continue
    const state = stateOf(await readFrame(job.folder, part, log.events))
    const isMoved = await inOrg(job.owner, orgId, async (sql) => {
      const [row] = await sql`select version from tournaments where id = ${id} and archive is null for no key update`
      if (row?.['version'] !== version) return false
      await sql`insert into tournament_snapshots (tournament_id, version, org_id, state)
        values (${id}, ${version}, ${orgId}, ${Buffer.from(encodeSnapshot(state))}) on conflict do nothing`
      await sql`update tournaments set archive = ${part} where id = ${id}`
      await sql`delete from ${sql(source)} where month = ${firstOf(manifest.month)} and tournament_id = ${id}`
      await sql`delete from audit_logs where org_id = ${orgId} and tournament_id = ${id}`
      job.failpoint('archive_marked')
      return true
    })
    if (isMoved) moved.push(candidate)
  }
  return moved
}

function stateOf(lines: readonly string[]) {
  const events = lines.map((line) => {
    const { type, at, actor, data } = JSON.parse(line) as Line
    return { type, at: new Date(at).toISOString(), actor, data } as unknown as Event
  })
  return fold(events)
}

/** An empty partition of a month that is over; a busy moment leaves it for the next run. */
async function dropEmpty(owner: postgres.Sql, month: string): Promise<boolean> {
  const name = partitionOf(month)
  if (!(await sourcesOf(owner, month)).includes(name)) return false
  return owner.begin(async (sql) => {
    await sql`set local lock_timeout = '2s'`
    const [row] = await sql`select exists (select 1 from ${sql(name)}) as used,
      ${firstOf(month)}::date < date_trunc('month', now() at time zone 'UTC') as past`
    if (row?.['used'] === true || row?.['past'] !== true) return false
    await sql`alter table tournament_events detach partition ${sql(name)}`
    await sql`drop table ${sql(name)}`
    return true
  })
}

function inOrg<T>(owner: postgres.Sql, orgId: OrgId, work: (sql: postgres.TransactionSql) => Promise<T>) {
  return owner.begin(async (sql) => {
    await sql`select set_config('app.org', ${orgId}, true)`
    return work(sql)
  })
}
