/**
 * The database as its operators ask it: catalogs and counters, on one connection of their own, because a full pool is
 * among the things they want to see. It is made when first needed and given back after a minute.
 */
import { sql } from 'drizzle-orm'
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import { late, toFailure } from './failures.ts'
import { connect, type Endpoint } from './target.ts'

type Tx = Parameters<Parameters<PostgresJsDatabase<Record<string, never>>['transaction']>[0]>[0]

const idleSeconds = 60
const connectSeconds = 2

/** Reads at one moment, as `railbird_ops` where the login may put that role on, else as itself. */
export class Operators implements AsyncDisposable {
  readonly #client
  readonly #deadlineMs: number

  /** `deadlineMs` is for one inspection as a whole. */
  constructor(endpoint: Endpoint, deadlineMs: number) {
    this.#deadlineMs = deadlineMs
    this.#client = connect(endpoint, {
      max: 1,
      idle_timeout: idleSeconds,
      connect_timeout: connectSeconds,
      connection: { application_name: 'railbird operators', statement_timeout: deadlineMs },
    })
  }

  /** Rejects with `unavailable` or `deadline` (503) when the server is away or too slow, or what `work` threw. */
  async inspect<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const { promise: overdue, reject } = Promise.withResolvers<never>()
    const timer = setTimeout(() => reject(late()), this.#deadlineMs)
    try {
      return await Promise.race([this.#asOperator(work), overdue])
    } catch (error) {
      throw toFailure(error)
    } finally {
      clearTimeout(timer)
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#client.end({ timeout: 1 })
  }

  /** Since Postgres 16 membership alone does not say whether a role may be put on. */
  #asOperator<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return drizzle(this.#client).transaction(
      async (tx) => {
        await tx.execute(sql`select set_config('role', rolname, true) from pg_roles where rolname = 'railbird_ops'
          and pg_has_role(session_user, rolname, case when current_setting('server_version_num')::int < 160000
            then 'MEMBER' else 'SET' end)`)
        return work(tx)
      },
      { accessMode: 'read only' },
    )
  }
}
