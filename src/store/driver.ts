/**
 * What drizzle talks to in place of a postgres.js client: the same few calls, with three things added.
 * Statements are prepared (drizzle asks for that only by name; preparing makes a read two to three times cheaper);
 * work whose caller has left is refused; and the org is put where row-level security looks for it.
 */
import type postgres from 'postgres'
import type { OrgId } from '../engine/types.ts'
import type { Cancellable } from './cancel.ts'
import type { Lane } from './lane.ts'
import type { Guard } from './pool.ts'
import type { StatementEnd, Visit } from './watch.ts'

/** How a transaction begins: for which org, and with which mode (`isolation level ...`). */
export interface Begin {
  readonly orgId?: OrgId
  readonly mode?: string
}

type Unsafe = postgres.Sql['unsafe']

/** A connection keeps each prepared text for life, so texts that vary without end are sent unprepared. */
const preparedMax = 500
const preparedCharsMax = 8000

/** A client for statements and transactions that begin with `begin`. */
export function plainDriver(lane: Lane, guard: Guard, begin: Begin, visit?: Visit): postgres.Sql {
  const { client } = lane
  const unsafe = preparing(lane, guard, client.unsafe.bind(client), visit)
  const start = async (work: (tx: postgres.TransactionSql) => Promise<unknown>) => {
    let ended: StatementEnd | undefined
    const running = client.begin(begin.mode ?? '', async (tx) => {
      const inner = preparing(lane, guard, tx.unsafe.bind(tx), visit)
      // Sent ahead of the first statement without waiting for it; a failure fails the transaction.
      if (begin.orgId !== undefined) void preparing(lane, guard, tx.unsafe.bind(tx))(setOrg, [begin.orgId]).execute()
      try {
        const result = await work(Object.assign(tx, { unsafe: inner }))
        if (guard.isOver) throw tooLate()
        ended = visit?.committing()
        return result
      } finally {
        // What is to stop a statement must not find the ROLLBACK in its place.
        if (guard.stopping) await guard.stopping
      }
    })
    // It may be rejected while the work goes on, when its connection is lost.
    running.catch(() => (guard.isOver = true))
    const outcome = await running
    ended?.(0)
    return outcome
  }
  return asClient({ options: client.options, unsafe, begin: start })
}

/**
 * A client whose every statement is one SELECT under the policies of `orgId`, in one round trip. The condition on `o`
 * and `offset 0` make Postgres run the inner query after the setting; run too early it would find no row.
 */
export function scopedDriver(lane: Lane, guard: Guard, orgId: string, visit?: Visit): postgres.Sql {
  const { client } = lane
  const prepare = preparing(lane, guard, client.unsafe.bind(client), visit)
  const unsafe = (query: string, params: Parameters<Unsafe>[1] = [], options?: postgres.UnsafeQueryOptions) => {
    const wrapped = `with o as materialized (select set_config('app.org', $${params.length + 1}, true) as org)
select x.* from o cross join lateral (select y.* from (\n${query}\n) y where o.org is not null offset 0) x`
    return prepare(wrapped, [...params, orgId], options)
  }
  return asClient({ options: client.options, unsafe })
}

const setOrg = `select set_config('app.org', $1, true)`

function preparing(lane: Lane, guard: Guard, unsafe: Unsafe, visit?: Visit) {
  return (query: string, params: Parameters<Unsafe>[1] = [], options?: postgres.UnsafeQueryOptions) => {
    if (guard.isOver) throw tooLate()
    const isKept = params.length > 0 && isPrepared(lane.prepared, query)
    const statement = unsafe(query, params, { ...options, prepare: isKept })
    // One cast: postgres.js types neither its state nor its canceller.
    guard.statement = statement as unknown as Cancellable
    visit?.made(statement, query, params)
    return statement
  }
}

function isPrepared(prepared: Set<string>, query: string): boolean {
  if (prepared.has(query)) return true
  if (prepared.size >= preparedMax || query.length > preparedCharsMax) return false
  prepared.add(query)
  return true
}

function tooLate(): Error {
  return new Error('The caller of this query has stopped waiting for it.')
}

/** One cast: drizzle calls nothing of the client but `options`, `unsafe` and `begin`. */
function asClient(calls: object): postgres.Sql {
  return calls as postgres.Sql
}
