/**
 * Checks the chains of the audit log of one org against themselves, against their heads, and against the log of play.
 * Each chain is read in one snapshot, so that a server may write beside it.
 * What was rewritten from some row to the end, heads included, by somebody who may write everything, is not seen here.
 */
import { sql } from 'drizzle-orm'
import type { OrgId, TournamentId } from '../src/engine/types.ts'
import { EventsDigest, factsDigest, linkHash, type Vouched } from '../src/store/audit-chain.ts'
import { AppError } from '../src/errors.ts'
import type { Archive } from '../src/store/archive.ts'
import type { Database, Tx } from '../src/store/database.ts'
import { readArchived, type Row } from './audit-archive.ts'

/** The first row of a chain that is not as it was written; position 0: the chain as a whole. */
export interface BadRow {
  readonly tournamentId: TournamentId | null
  readonly position: number
  readonly say: string
}

interface Head {
  readonly tournamentId: TournamentId | null
  /** Null: this chain has no head, though it has rows. */
  readonly position: number | null
  readonly hash: string | null
  /** Part of the archive where log and chain lie; null: in the database. */
  readonly archive: string | null
}

/** What a check came to. */
export interface ChainsChecked {
  readonly chains: number
  readonly rows: number
  readonly bad: readonly BadRow[]
}

const pageOf = 2000

/** Checks the chain of the org and those of its tournaments. */
export async function checkChains(db: Database, orgId: OrgId, archive: Archive): Promise<ChainsChecked> {
  const heads = await db.orgSnapshot(orgId, (tx) => readHeads(tx, orgId))
  const bad: BadRow[] = []
  let rows = 0
  for (const { tournamentId } of heads) {
    const found = await db.orgSnapshot(orgId, async (tx) => {
      const head = (await readHeads(tx, orgId, tournamentId)).find((one) => one.tournamentId === tournamentId)
      return head === undefined ? null : await checkChain(tx, orgId, head, archive)
    })
    rows += found?.rows ?? 0
    if (found?.bad) bad.push(found.bad)
  }
  return { chains: heads.length, rows, bad }
}

async function readHeads(tx: Tx, orgId: OrgId, only?: TournamentId | null): Promise<Head[]> {
  const one = only ? sql`= ${only}` : sql`IS NOT NULL`
  const rows = await tx.execute(sql`
    SELECT t.id AS "tournamentId", t.version AS position, encode(t.audit_hash, 'hex') AS hash,
      t.archive
    FROM tournaments t WHERE t.org_id = ${orgId} AND t.audit_hash IS NOT NULL AND t.id ${one}
    UNION ALL
    SELECT DISTINCT a.tournament_id, NULL::int, NULL, NULL FROM audit_logs a
    WHERE a.org_id = ${orgId} AND a.tournament_id ${one}
      AND NOT EXISTS (SELECT 1 FROM tournaments t WHERE t.id = a.tournament_id AND t.audit_hash IS NOT NULL)
    UNION ALL
    SELECT NULL, position, hash, NULL FROM (
      SELECT c.position, encode(c.hash, 'hex') AS hash FROM audit_chains c WHERE c.org_id = ${orgId}
      UNION ALL
      SELECT NULL, NULL WHERE NOT EXISTS (SELECT 1 FROM audit_chains c WHERE c.org_id = ${orgId})
        AND EXISTS (SELECT 1 FROM audit_logs a WHERE a.org_id = ${orgId} AND a.tournament_id IS NULL)
    ) org`)
  // One cast: the columns are those of the text above; int8 comes as text.
  const heads = [...rows] as unknown as Head[]
  return heads.map((head) => ({ ...head, position: head.position === null ? null : Number(head.position) }))
}

/** Rows of one chain in order, page by page; sorted once, however long it is. */
async function* pagesOf(tx: Tx, orgId: OrgId, tournamentId: TournamentId | null): AsyncGenerator<readonly Row[]> {
  const chain = tournamentId === null ? sql`a.tournament_id IS NULL` : sql`a.tournament_id = ${tournamentId}`
  await tx.execute(sql`
    DECLARE chain NO SCROLL CURSOR FOR
    SELECT a.id, a.org_id AS "orgId", a.user_id AS "userId", a.principal, a.tournament_id AS "tournamentId", a.action,
      a.subject, a.before, a.after, encode(a.event_hash, 'hex') AS "eventHash", a.address,
      a.request_id AS "requestId", a.position, encode(a.prev_hash, 'hex') AS "prevHash", encode(a.hash, 'hex') AS hash,
      (extract(epoch from a.timestamp) * 1000000)::int8::text AS micros,
      a.month = date_trunc('month', a.timestamp AT TIME ZONE 'UTC')::date AS "isPlaced"
    FROM audit_logs a WHERE a.org_id = ${orgId} AND ${chain} ORDER BY a.position, a.id`)
  for (;;) {
    const rows = await tx.execute(sql`FETCH 2000 FROM chain`)
    if (rows.length === 0) return
    yield ([...rows] as unknown as Row[]).map((row) => ({ ...row, position: Number(row.position) }))
  }
}

async function checkChain(
  tx: Tx,
  orgId: OrgId,
  head: Head,
  archive: Archive,
): Promise<{ rows: number; bad: BadRow | null }> {
  const { tournamentId } = head
  let last: Row | null = null
  let count = 0
  try {
    const { pages, events: eventsOf } = await sourceOf(tx, orgId, head, archive)
    for await (const page of pages) {
      const events = eventsOf && (await digests(eventsOf, page))
      for (const row of page) {
        count++
        const say = wrongIn(row, last, events)
        if (say !== null) return { rows: count, bad: { tournamentId, position: row.position, say } }
        last = row
      }
    }
  } catch (error) {
    if (!(error instanceof AppError) || head.archive === null) throw error
    return {
      rows: 0,
      bad: { tournamentId, position: 0, say: `its part ${head.archive} of the archive cannot be read` },
    }
  }
  const say = wrongEnd(head, last)
  return { rows: count, bad: say === null ? null : { tournamentId, position: last?.position ?? 0, say } }
}

type Events = (after: number, to: number) => Promise<readonly (Vouched & { readonly version: number })[]>

/** Where a chain and its log are read: in the database, or in a part of the archive. */
async function sourceOf(tx: Tx, orgId: OrgId, { tournamentId, archive: part }: Head, archive: Archive) {
  if (tournamentId === null) return { pages: pagesOf(tx, orgId, null), events: null }
  if (part === null) {
    const events: Events = (after, to) => readEvents(tx, tournamentId, after, to)
    return { pages: pagesOf(tx, orgId, tournamentId), events }
  }
  const kept = await readArchived(archive, part, tournamentId)
  const events: Events = async (after, to) => kept.events.filter(({ version }) => version > after && version <= to)
  return { pages: [kept.rows], events }
}

function wrongIn(row: Row, last: Row | null, events: ReadonlyMap<number, string> | null): string | null {
  if (last !== null && row.position !== last.position + 1) {
    const missing = `${last.position + 1} to ${row.position - 1}`
    return row.position === last.position ? 'two rows have this place' : `the rows before it are gone, ${missing}`
  }
  if (row.prevHash !== (last?.hash ?? null)) {
    return last === null ? 'the rows before it are gone' : 'it does not follow the row before it'
  }
  const hash = linkHash(row.prevHash, row.position, BigInt(row.micros), factsDigest(row))
  if (hash !== row.hash || !row.isPlaced) return 'it is not as it was written'
  if (events === null || row.eventHash === null) return null
  const event = events.get(row.position)
  if (event === row.eventHash) return null
  return event === undefined ? 'its event is gone' : 'its event is not as it was written'
}

function wrongEnd({ position, hash }: Head, last: Row | null): string | null {
  if (position === null) return 'the chain has rows and no head'
  if (last === null) return 'all rows are gone'
  if (last.position !== position) return `the rows after it are gone, up to ${position}`
  return last.hash === hash ? null : 'the head of the chain names another row'
}

/** Digests of the events that the rows of a page stand for, by position. */
async function digests(read: Events, page: readonly Row[]): Promise<ReadonlyMap<number, string>> {
  const found = new Map<number, string>()
  const [first] = page
  if (first === undefined) return found
  const isImport = first.action === 'tournament.imported'
  const whole = isImport ? new EventsDigest() : null
  const [from, to] = [isImport ? 0 : first.position - 1, page.at(-1)?.position ?? 0]
  for (let after = from; after < to; after += pageOf) {
    for (const { version, ...event } of await read(after, Math.min(to, after + pageOf))) {
      if (version <= first.position && whole !== null) whole.add(event)
      else found.set(version, new EventsDigest().add(event).hex())
    }
  }
  if (whole !== null) found.set(first.position, whole.hex())
  return found
}

async function readEvents(tx: Tx, id: TournamentId, after: number, to: number) {
  const rows = await tx.execute(sql`
    SELECT e.version, e.type, e.actor, e.data,
      to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at
    FROM tournaments t JOIN tournament_events e ON e.month = t.month AND e.tournament_id = t.id
    WHERE t.id = ${id} AND e.version > ${after} AND e.version <= ${to} ORDER BY e.version`)
  // One cast: rows were written from events.
  return [...rows] as unknown as (Vouched & { readonly version: number })[]
}
