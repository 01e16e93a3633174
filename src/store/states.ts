/**
 * The node's memo of engine states, one per tournament, each exactly the fold of the log up to its version.
 * Caught up by later events; cold it starts from the newest snapshot. Projections are never read back into it.
 * Holds committed states only: a rolled back transaction leaves no trace here.
 */
import { fold } from '../engine/fold.ts'
import type { OrgId, State, TournamentId } from '../engine/types.ts'
import { AppError } from '../errors.ts'
import type { Archive } from './archive.ts'
import type { Database, Tx } from './database.ts'
import { eventsAfter, eventsAfterIn, type StoredEvent } from './events.ts'
import { readSnapshot, readSnapshotIn } from './snapshots.ts'
import { readHead, type Locked } from './tournaments.ts'

const pageSize = 1000

/** A state with the epoch of its history. */
export interface Known {
  readonly state: State
  readonly epoch: string
}

/** States of this node's tournaments, bounded by weight; the one not asked for longest goes first. */
export class States {
  readonly #db: Database
  readonly #archive: Archive
  readonly #memo = new Map<TournamentId, Known & { readonly orgId: OrgId }>()
  #weight = 0
  readonly #weightMax: number

  /** `weightMax` bounds the memo in matches plus players, all tournaments together. */
  constructor(db: Database, archive: Archive, weightMax = 100_000) {
    this.#db = db
    this.#archive = archive
    this.#weightMax = weightMax
  }

  /** The committed state at the time of the call. Throws `not_found` for an unknown or deleted tournament. */
  async current(orgId: OrgId, id: TournamentId): Promise<Known> {
    const head = await readHead(this.#db, orgId, id)
    if (!head) throw new AppError('not_found', 'There is no such tournament.')
    const memo = this.#of(orgId, id, head.epoch)
    if (memo && memo.version >= head.version) return { state: memo, epoch: head.epoch }
    const start = memo ?? (await readSnapshot(this.#db, orgId, id))
    const state = await catchUp(start, head.version, (after) => eventsAfter(this.#db, orgId, id, after, pageSize))
    this.keep(orgId, id, { state, epoch: head.epoch })
    return { state, epoch: head.epoch }
  }

  /** The state under the row lock, exactly at the locked version. A log that was archived is put back first. */
  async underLock(tx: Tx, orgId: OrgId, locked: Locked): Promise<State> {
    await this.#archive.restore(tx, orgId, locked)
    const memo = this.#of(orgId, locked.id, locked.epoch)
    const start = memo ?? (await readSnapshotIn(tx, orgId, locked.id))
    return catchUp(start, locked.version, (after) => eventsAfterIn(tx, orgId, locked.id, after, pageSize))
  }

  /** Remembers a committed state; an older one than the memo's is ignored. */
  keep(orgId: OrgId, id: TournamentId, known: Known): void {
    const old = this.#memo.get(id)
    if (old && old.epoch === known.epoch && old.state.version > known.state.version) return
    if (old) this.#drop(id, old.state)
    this.#memo.set(id, { ...known, orgId })
    this.#weight += weigh(known.state)
    for (const [oldest, entry] of this.#memo) {
      if (this.#weight <= this.#weightMax || oldest === id) break
      this.#drop(oldest, entry.state)
    }
  }

  #of(orgId: OrgId, id: TournamentId, epoch: string): State | null {
    const memo = this.#memo.get(id)
    return memo?.orgId === orgId && memo.epoch === epoch ? memo.state : null
  }

  #drop(id: TournamentId, state: State): void {
    this.#memo.delete(id)
    this.#weight -= weigh(state)
  }
}

function weigh(state: State): number {
  return 16 + state.matches.length + state.players.length
}

async function catchUp(
  start: State | null,
  version: number,
  read: (after: number) => Promise<StoredEvent[]>,
): Promise<State> {
  let state = start
  while (!state || state.version < version) {
    const events = (await read(state?.version ?? 0)).map((stored) => stored.event)
    if (events.length === 0) throw new Error(`the log ends at ${state?.version ?? 0}, the row says ${version}`)
    state = fold(events, state ?? undefined)
  }
  return state
}
