/**
 * Snapshots of the engine state, one each 200 versions, so that a cold node need not fold a whole evening.
 * A snapshot is a copy of what the log says, never a second truth: it may be deleted at any time.
 */
import { sql } from 'drizzle-orm'
import { limits } from '../config.ts'
import { fromSnapshot, toSnapshot } from '../engine/fold.ts'
import type { OrgId, State, TournamentId } from '../engine/types.ts'
import type { Database, Tx } from './database.ts'

interface SnapshotRow {
  readonly state: Uint8Array
}

const newest = (orgId: OrgId, id: TournamentId) => sql`
  SELECT state FROM tournament_snapshots WHERE tournament_id = ${id} AND org_id = ${orgId}
  ORDER BY version DESC LIMIT 1`

/** Keeps a snapshot when the state stands at a multiple of `snapshotEvery`, and drops the older ones. */
export async function keepSnapshot(
  tx: Tx,
  place: { readonly orgId: OrgId; readonly tournamentId: TournamentId; readonly version: number },
  state: State,
): Promise<void> {
  if (place.version % limits.snapshotEvery !== 0) return
  const bytes = encodeSnapshot(state)
  await tx.execute(sql`
    INSERT INTO tournament_snapshots (tournament_id, version, org_id, state)
    VALUES (${place.tournamentId}, ${place.version}, ${place.orgId}, ${bytes})`)
  await tx.execute(
    sql`DELETE FROM tournament_snapshots WHERE tournament_id = ${place.tournamentId} AND version < ${place.version}`,
  )
}

/** A state as a row keeps it. */
export function encodeSnapshot(state: State): Uint8Array {
  return Bun.zstdCompressSync(JSON.stringify(toSnapshot(state)))
}

/** State of the newest snapshot, or null when there is none. */
export async function readSnapshot(db: Database, orgId: OrgId, id: TournamentId): Promise<State | null> {
  const rows = await db.orgQuery<SnapshotRow>(orgId, newest(orgId, id))
  return decode(rows[0])
}

/** The same inside a transaction. */
export async function readSnapshotIn(tx: Tx, orgId: OrgId, id: TournamentId): Promise<State | null> {
  const rows = (await tx.execute(newest(orgId, id))) as unknown as SnapshotRow[]
  return decode(rows[0])
}

function decode(row: SnapshotRow | undefined): State | null {
  if (!row) return null
  const json = Buffer.from(Bun.zstdDecompressSync(row.state)).toString()
  // One cast: `keepSnapshot` wrote it with `toSnapshot`.
  return fromSnapshot(JSON.parse(json) as Parameters<typeof fromSnapshot>[0])
}
