/**
 * Writes outside of tournaments (venues, members, orgs): one transaction for the org, with the answer kept beside it
 * when the request carries an idempotency key.
 */
import type { OrgId } from '../engine/types.ts'
import type { Database, Tx } from './database.ts'
import { findAnswer, type IdempotencyScope, keepAnswer, type KeptAnswer } from './idempotency.ts'

/** What a write answers; `body` is null for 204. */
export interface Written {
  readonly status: 200 | 201 | 204
  readonly body: unknown
  readonly location?: string
}

/**
 * Runs `work` unless its answer is there already. A refusal thrown by `work` undoes all and keeps nothing.
 * Such things have no version of their own: the kept one is 0.
 */
export function writeOnce(
  db: Database,
  orgId: OrgId,
  scope: IdempotencyScope | null,
  work: (tx: Tx) => Promise<Written>,
): Promise<KeptAnswer> {
  return db.orgTransaction(orgId, async (tx) => {
    const kept = scope && (await findAnswer(tx, scope))
    if (kept) return { ...kept, replayed: true }
    const answer = { ...(await work(tx)), version: 0, replayed: false }
    if (scope) await keepAnswer(tx, scope, answer)
    return answer
  })
}
