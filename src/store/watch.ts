/**
 * Tells a watch of every statement: what was sent, how long its caller had waited for a connection, how long it took.
 * What is sent ahead without waiting (the setting of the org) counts to the statement after it.
 */
import type postgres from 'postgres'
import type { OrgId } from '../engine/types.ts'

type Sent = ReturnType<postgres.Sql['unsafe']>

/** What the driver calls when a query has ended. */
interface Settled {
  resolve: (result: { readonly count?: number | null; readonly length: number }) => void
  reject: (error: unknown) => void
}

/** Called when the statement has ended, once. */
export type StatementEnd = (rows: number, error?: unknown) => void

/** Who is told of statements. Must be quick and must not throw: every query passes here. */
export interface QueryWatch {
  /** A statement is sent; its caller had waited `waitMs` for a connection before. Without `orgId` it is for none. */
  began(text: string, parameters: readonly unknown[], waitMs: number, orgId: OrgId | null): StatementEnd
}

/** One caller of the pool: from its wish for a connection to the end of its last statement. */
export class Visit {
  readonly #watch: QueryWatch
  readonly #orgId: OrgId | null
  readonly #askedAt = Bun.nanoseconds()
  #waitMs = 0

  constructor(watch: QueryWatch, orgId: OrgId | null) {
    this.#watch = watch
    this.#orgId = orgId
  }

  /** A connection is there. */
  entered(): void {
    this.#waitMs = (Bun.nanoseconds() - this.#askedAt) / 1e6
  }

  /** A statement was made, which is sent as soon as somebody waits for it: at once. */
  made(sent: Sent, text: string, parameters: readonly unknown[]): void {
    // One cast: postgres.js does not type what it settles its queries by. NOTE a `then` of its own would cost 15 us.
    const query = sent as unknown as Settled
    const { resolve, reject } = query
    const end = this.#began(text, parameters)
    query.resolve = (result) => {
      end(result.count ?? result.length)
      resolve(result)
    }
    query.reject = (error) => {
      end(0, error)
      reject(error)
    }
  }

  /** The transaction is about to be committed, which waits for the disk. */
  committing(): StatementEnd {
    return this.#began('commit', [])
  }

  // The wait is told once, with the first statement.
  #began(text: string, parameters: readonly unknown[]): StatementEnd {
    const waitMs = this.#waitMs
    this.#waitMs = 0
    return this.#watch.began(text, parameters, waitMs, this.#orgId)
  }
}
