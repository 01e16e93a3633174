/**
 * The database as the store sees it: transactions and reads that speak for one org, and the platform's own tables.
 * Invariant: a query that names no org sees no row of any tenant.
 * The org is set inside the transaction or the statement, never on a connection. No raw client leaves this folder.
 * Do not call one of these methods from inside a transaction of another: each takes a connection of its own.
 */
import type { SQL } from 'drizzle-orm'
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import type { OrgId } from '../engine/types.ts'
import { log } from '../log.ts'
import { plainDriver, scopedDriver, type Begin } from './driver.ts'
import { isRepeatable } from './failures.ts'
import { Operators } from './operators.ts'
import type { Lane, PoolLimits } from './lane.ts'
import { Pool, type Guard } from './pool.ts'
import type { DatabaseTarget } from './target.ts'
import { Visit, type QueryWatch } from './watch.ts'

export { codeOf, constraintOf } from './failures.ts'

/** Drizzle's query builder on a connection. */
export type Drizzle = PostgresJsDatabase<Record<string, never>>
/** The builder inside a transaction. */
export type Tx = Parameters<Parameters<Drizzle['transaction']>[0]>[0]
/** The builder of a one-statement read: whatever selects. */
export type Reader = Pick<Drizzle, 'select' | 'selectDistinct' | 'selectDistinctOn' | 'with' | '$with' | 'execute'>

/** Bounds of `openDatabase`; the ones of `config.ts` fit. */
export interface DatabaseLimits extends PoolLimits {
  /** For a whole transaction; a single statement has `statementMs` and a little for the way. */
  readonly requestMs: number
  /** How often a deadlock victim is tried again. */
  readonly commitRetries: number
}

/** All methods reject with `AppError` `unavailable` or `deadline` (503) when the server is away or too slow. */
export interface Database extends AsyncDisposable {
  /**
   * One transaction that speaks for the org; tried again as a whole after a deadlock, so `work` must repeat well.
   * `deadlineMs` is for what is longer than any request: `requestMs` where it is left out.
   */
  orgTransaction<T>(orgId: OrgId, work: (tx: Tx) => Promise<T>, deadlineMs?: number): Promise<T>
  /** Several reads at one snapshot: REPEATABLE READ, READ ONLY. A single one is four times cheaper by `orgRead`. */
  orgSnapshot<T>(orgId: OrgId, work: (tx: Tx) => Promise<T>): Promise<T>
  /** One SELECT that speaks for the org, in one round trip: `(q) => q.select().from(matches).where(...)`. */
  orgRead<T>(orgId: OrgId, build: (q: Reader) => PromiseLike<T>): Promise<T>
  /** The same for SQL text. Rows as the driver gives them: times as Postgres text, `int8` as strings. */
  orgQuery<Row>(orgId: OrgId, query: SQL): Promise<Row[]>
  /** Platform tables (`organizations`, `users`, `sessions`) and look-up functions; tenant tables are empty here. */
  platform<T>(work: (db: Drizzle) => PromiseLike<T>): Promise<T>
  /** The same for SQL text. */
  query<Row>(query: SQL): Promise<Row[]>
  /** A transaction on platform tables. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /**
   * Reads of the server's own catalogs and counters, at one moment, on a connection kept for operators: as
   * `railbird_ops` where the login may put that role on, else as itself. No watch hears of them.
   */
  inspect<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /**
   * Connections of the pool at this moment; `peak` is the most that were in use at once, so as many are open.
   * `refused` counts callers for whom none came free.
   */
  readonly figures: Readonly<Record<'taken' | 'peak' | 'count' | 'waiting' | 'refused', number>>
  /** Round trip in milliseconds, on a connection of its own; rejects when the server is away. */
  health(): Promise<number>
  close(): Promise<void>
}

/** Work with a connection, and with whoever watches it. */
type Visited<T> = (lane: Lane, guard: Guard, visit?: Visit) => PromiseLike<T>

/** Above the server's own timeout, so that the server is the one to say it, unless it says nothing. */
const wayMs = 500

/** Opens the pool; connections are made when first needed. `watch` hears of every statement. */
export function openDatabase(target: DatabaseTarget, limits: DatabaseLimits, watch?: QueryWatch): Database {
  if (target.isSharedLogin) {
    log('store').info('one login serves migrations and requests: requests put on the role railbird_app')
  }
  const pool = new Pool(target.app, limits)
  const readMs = limits.statementMs + wayMs
  const operators = new Operators(target.app, readMs)
  const run = <T>(work: Visited<T>, ms: number, orgId: OrgId | null = null): Promise<T> => {
    if (watch === undefined) return pool.run(work, ms)
    const visit = new Visit(watch, orgId)
    return pool.run((lane, guard) => {
      visit.entered()
      return work(lane, guard, visit)
    }, ms)
  }

  const transact = async <T>(begin: Begin, work: (tx: Tx) => Promise<T>, ms = limits.requestMs): Promise<T> => {
    const once = (lane: Lane, guard: Guard, visit?: Visit) =>
      drizzle(plainDriver(lane, guard, begin, visit)).transaction(work)
    const until = performance.now() + ms
    for (let retry = 0; ; retry++) {
      try {
        return await run(once, until - performance.now(), begin.orgId)
      } catch (error) {
        if (retry >= limits.commitRetries || !isRepeatable(error)) throw error
      }
    }
  }
  const orgRead = <T>(orgId: OrgId, build: (q: Reader) => PromiseLike<T>) =>
    run((lane, guard, visit) => build(drizzle(scopedDriver(lane, guard, orgId, visit))), readMs, orgId)
  const platform = <T>(work: (db: Drizzle) => PromiseLike<T>) =>
    run((lane, guard, visit) => work(drizzle(plainDriver(lane, guard, {}, visit))), readMs)
  const close = async () => {
    await Promise.all([pool.close(), operators[Symbol.asyncDispose]()])
  }

  return {
    orgTransaction: (orgId, work, deadlineMs) => transact({ orgId }, work, deadlineMs),
    orgSnapshot: (orgId, work) => transact({ orgId, mode: 'isolation level repeatable read read only' }, work),
    orgRead,
    // One cast: the caller names the columns its own text selects.
    orgQuery: async <Row>(orgId: OrgId, query: SQL) => [...(await orgRead(orgId, (q) => q.execute(query)))] as Row[],
    platform,
    query: async <Row>(query: SQL) => [...(await platform((db) => db.execute(query)))] as Row[],
    transaction: (work) => transact({}, work),
    inspect: (work) => operators.inspect(work),
    get figures() {
      const { taken, peak, count, waiting, refused } = pool.slots
      return { taken, peak, count, waiting, refused }
    },
    health: () => pool.probe(),
    close,
    [Symbol.asyncDispose]: close,
  }
}
