/**
 * Writes outside of tournaments (orgs, members, venues): one transaction for the org, with the answer kept beside the
 * effect when the request carries an idempotency key. Such things have no version; the answers say 0.
 */
import type { Database, Tx } from '../store/database.ts'
import { findAnswer, keepAnswer } from '../store/idempotency.ts'
import { type Caller, type CommandAnswer, scopeOf } from './command.ts'

/** Refuses by throwing when `If-Match` does not fit a thing as it is now, read under its lock. */
export type Precondition = (now: object) => void

/** What a write answers; `body` is null for 204. */
export interface Written {
  readonly status: 200 | 201 | 204
  readonly body: object | null
  readonly location?: string
}

/** Runs `work` unless its answer is there already. A refusal thrown by `work` undoes all and keeps nothing. */
export function runWrite(db: Database, caller: Caller, work: (tx: Tx) => Promise<Written>): Promise<CommandAnswer> {
  const scope = scopeOf(caller)
  return db.orgTransaction(caller.orgId, async (tx) => {
    const kept = scope && (await findAnswer(tx, scope))
    if (kept) return { ...kept, replayed: true }
    const answer = { ...(await work(tx)), version: 0, replayed: false }
    if (scope) await keepAnswer(tx, scope, answer)
    return answer
  })
}
