/**
 * Tells a watch of every statement: what was sent, how long its caller had waited for a connection, how long it took.
 * A query of postgres.js is sent when it is first waited for, so it is timed from there to its end. What is sent ahead
 * without waiting (the setting of the org) counts to the statement after it.
 */
import type postgres from 'postgres'
import type { OrgId } from '../engine/types.ts'

type Sent = ReturnType<postgres.Sql['unsafe']>

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

  /** A statement was made; it is told of when somebody waits for it. */
  made(sent: Sent, text: string, parameters: readonly unknown[]): void {
    const wait: Sent['then'] = sent.then.bind(sent)
    let isTold = false
    // oxlint-disable-next-line unicorn/no-thenable -- it is one already, and nowhere else says when it is sent
    sent.then = (fulfilled, rejected) => {
      if (isTold) return wait(fulfilled, rejected)
      isTold = true
      const end = this.#began(text, parameters)
      // One cast: without a callback the result passes as it is, which is what the caller then expects.
      type Passed = NonNullable<typeof fulfilled>
      return wait(
        ((result) => {
          end(result.count ?? result.length)
          return fulfilled ? fulfilled(result) : result
        }) as Passed,
        (error: unknown) => {
          end(0, error)
          if (rejected) return rejected(error)
          throw error
        },
      )
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
