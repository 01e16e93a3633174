/**
 * Writes outside of tournaments (orgs, members, venues): one transaction for the org, with the answer kept beside the
 * effect when the request carries an idempotency key. Such things have no version; the answers say 0. What others have
 * cached of them hangs on counters of the org and on versions of users, raised with the effect.
 * Invariant: what a write makes old is told after COMMIT and before its answer, and never for a repeat.
 */
import type { UserId } from '../engine/types.ts'
import type { Database, Tx } from '../store/database.ts'
import { type Audited, appendOrgAudit } from '../store/audit.ts'
import { findAnswer, keepAnswer } from '../store/idempotency.ts'
import { raiseCounters, raiseUsers } from '../store/numbers.ts'
import { type Caller, type CommandAnswer, scopeOf, timeLeft } from './command.ts'
import type { Raised, Writes } from './raised.ts'

/** Refuses by throwing when `If-Match` does not fit a thing as it is now, read under its lock. */
export type Precondition = (now: object) => void

/** What a write answers; `body` is null for 204. */
export interface Written {
  readonly status: 200 | 201 | 204
  readonly body: object | null
  readonly location?: string
  /** What the audit log says of it; absent: the method, the route and the address of what was made. */
  readonly audit?: Audited
}

interface TellingDeps {
  readonly db: Database
  readonly writes: Writes
}

/** A write by its name. */
interface Telling {
  readonly write: string
  /** Whose rights it changes. */
  readonly users?: readonly UserId[]
}

/** Runs `work` unless its answer is there already. A refusal thrown by `work` undoes all and keeps nothing. */
export function runWrite(db: Database, caller: Caller, work: (tx: Tx) => Promise<Written>): Promise<CommandAnswer> {
  return transact(db, caller, work, async () => {})
}

/** `runWrite` of what others have cached. */
export async function runTelling(
  { db, writes }: TellingDeps,
  caller: Caller,
  { write, users = [] }: Telling,
  work: (tx: Tx) => Promise<Written>,
): Promise<CommandAnswer> {
  const { orgId } = caller
  let raised: Raised | null = null
  const answer = await transact(db, caller, work, async (tx) => {
    const versions = await raiseUsers(tx, users)
    raised = { orgId, users: versions, counters: await raiseCounters(tx, orgId, writes.countersOf(write)) }
  })
  if (raised !== null) writes.committed(write, raised)
  return answer
}

// Order matters: `last` raises numbers that other writers wait for, and the org's audit chain comes after all numbers.
function transact(
  db: Database,
  caller: Caller,
  work: (tx: Tx) => Promise<Written>,
  last: (tx: Tx) => Promise<void>,
): Promise<CommandAnswer> {
  const scope = scopeOf(caller)
  const once = async (tx: Tx) => {
    const kept = scope && (await findAnswer(tx, scope))
    if (kept) return { ...kept, replayed: true }
    const { audit, ...written } = await work(tx)
    const answer = { ...written, version: 0, replayed: false }
    if (scope) await keepAnswer(tx, scope, answer)
    await last(tx)
    await appendOrgAudit(tx, caller, audit ?? unnamed(caller, answer))
    return answer
  }
  return db.orgTransaction(caller.orgId, once, timeLeft(caller))
}

function unnamed({ orgId, asked = 'write' }: Caller, { location }: CommandAnswer): Audited {
  return { action: asked, subject: location ?? `org:${orgId}` }
}
