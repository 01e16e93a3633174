/**
 * Logs of events that were over long ago, as compressed files beside the data: written by `db/archive.ts`, put back
 * here, inside the transaction of whoever needs one. A part is a file of zstd frames, one for each log and one for its
 * chain of the audit log, and a manifest that names them.
 * Invariant: a log lies in the database or in a part whose content was read back and had the same hash.
 */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import type { OrgId, TournamentId } from '../engine/types.ts'
import { AppError } from '../errors.ts'
import type { Database, Tx } from './database.ts'
import { eventsAfter, type StoredEvent } from './events.ts'
import { lockTournament, type Locked } from './tournaments.ts'

/** Where rows lie in the file of a part, and the SHA-256 of their lines. */
export interface Frame {
  readonly rows: number
  readonly offset: number
  readonly bytes: number
  readonly sha256: string
}

/** One event of a part: its log, and the rows of the audit log that vouch for it. */
export interface ArchivedLog {
  readonly id: TournamentId
  readonly orgId: OrgId
  readonly events: Frame
  readonly audit: Frame
}

const tables = { events: sql`tournament_events`, audit: sql`audit_logs` } as const
const names = ['events', 'audit'] as const

/** `<part>.json`; the frames are in `<part>.zst`. */
export interface Manifest {
  readonly format: 'railbird-archive'
  readonly formatVersion: 1
  readonly month: string
  readonly rows: number
  /** Of the whole file of frames. */
  readonly sha256: string
  readonly logs: readonly ArchivedLog[]
}

/** Rows put back in one statement. */
const chunk = 1000

/** SHA-256 in hex. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

/** Lines of a frame, each a row as JSON, once they are what was written. Throws a plain sentence if they are not. */
export async function readFrame(folder: string, part: string, frame: Frame): Promise<string[]> {
  const { offset, bytes } = frame
  const found = await Bun.file(join(folder, `${part}.zst`))
    .slice(offset, offset + bytes)
    .bytes()
  const text = found.length === bytes ? Buffer.from(Bun.zstdDecompressSync(found)).toString() : ''
  if (sha256(text) !== frame.sha256) throw new Error(`the archive ${part}.zst is damaged at byte ${offset}`)
  return text === '' ? [] : text.trimEnd().split('\n')
}

/** The archive as the server uses it: it puts back, and never writes a file. */
export class Archive {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  /** Puts the log of a locked event back into the database. Throws `archived` where its part cannot be read. */
  async restore(tx: Tx, orgId: OrgId, { id, archive }: Pick<Locked, 'id' | 'archive'>): Promise<void> {
    if (archive === null) return
    for (const name of names) {
      const lines = await this.lines(archive, id, name)
      const into = tables[name]
      for (let first = 0; first < lines.length; first += chunk) {
        const rows = `[${lines.slice(first, first + chunk).join(',')}]`
        await tx.execute(sql`
          INSERT INTO ${into} SELECT * FROM jsonb_populate_recordset(null::${into}, ${rows}::text::jsonb)
          ON CONFLICT DO NOTHING`)
      }
    }
    await tx.execute(sql`UPDATE tournaments SET archive = NULL WHERE id = ${id} AND org_id = ${orgId}`)
  }

  /** As `eventsAfter`, and puts the log back first where it is needed; `head` is the version of the event. */
  async eventsAfter(
    db: Database,
    orgId: OrgId,
    id: TournamentId,
    range: { readonly after: number; readonly head: number; readonly limit: number },
  ): Promise<StoredEvent[]> {
    const read = () => eventsAfter(db, orgId, id, range.after, range.limit)
    const stored = await read()
    if (range.after >= range.head || stored[0]?.version === range.after + 1) return stored
    await db.orgTransaction(orgId, async (tx) => {
      const locked = await lockTournament(tx, orgId, { tournament: id })
      if (locked) await this.restore(tx, orgId, locked)
    })
    return read()
  }

  /** Rows of an archived event in order, as JSON. Throws `archived` where its part cannot be read. */
  async lines(part: string, id: TournamentId, table: keyof typeof tables): Promise<string[]> {
    try {
      const manifest = (await Bun.file(join(this.#folder, `${part}.json`)).json()) as Manifest
      const log = manifest.logs.find((one) => one.id === id)
      if (!log) throw new Error(`${part}.json does not name ${id}`)
      return await readFrame(this.#folder, part, log[table])
    } catch (error) {
      const where = 'The log of this event is archived, and this server cannot read it'
      throw new AppError('archived', `${where}: run bun run db:archive restore where the archive lies.`, {
        cause: error,
      })
    }
  }
}
