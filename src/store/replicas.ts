/**
 * Read replicas beside the primary. A read goes to one only inside of `nearest`, whose caller knows how old an answer
 * may be and asks the primary if it is older; everything else, and every write, goes to the primary.
 * Invariant: a whole reading comes from one server, so it never mixes two moments of replay.
 * A replica that is away, slow or in the way of its own replay costs one short wait, and then the primary answers.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Database } from './database.ts'

const chosen = new AsyncLocalStorage<Database>()

interface Replicas {
  readonly all: readonly Database[]
  turn: number
}

const known = new WeakMap<Database, Replicas>()

/** The primary, with replicas that `nearest` may ask. Closing it closes all of them. */
export function withReplicas(primary: Database, replicas: readonly Database[]): Database {
  if (replicas.length === 0) return primary
  const here = () => chosen.getStore() ?? primary
  const close = async () => {
    await Promise.all([primary, ...replicas].map((one) => one.close()))
  }
  const routed: Pick<Database, 'orgRead' | 'orgQuery' | 'orgSnapshot' | 'platform' | 'query'> & Partial<Database> = {
    orgRead: (orgId, build) => here().orgRead(orgId, build),
    orgQuery: (orgId, query) => here().orgQuery(orgId, query),
    orgSnapshot: (orgId, work) => here().orgSnapshot(orgId, work),
    platform: (work) => here().platform(work),
    query: (query) => here().query(query),
    close,
    [Symbol.asyncDispose]: close,
  }
  const db = Object.assign(Object.create(primary) as Database, routed)
  known.set(db, { all: replicas, turn: 0 })
  return db
}

/** The replicas of a database, for health. */
export function replicasOf(db: Database): readonly Database[] {
  return known.get(db)?.all ?? []
}

/**
 * Runs reads of `db` on a replica, each in its turn, or on the primary where `isPrimary` says so or there is none.
 * What fails on a replica for whatever reason, a missing row included, is read again from the primary.
 */
export async function nearest<T>(db: Database, isPrimary: boolean, read: () => Promise<T>): Promise<T> {
  const replicas = known.get(db)
  const replica = isPrimary || !replicas ? undefined : replicas.all[replicas.turn++ % replicas.all.length]
  if (!replica) return read()
  try {
    return await chosen.run(replica, read)
  } catch {
    return read()
  }
}
