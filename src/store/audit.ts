/**
 * Rows of the audit log, written in the transaction of the write that they tell of.
 * Invariant: there is no write without its audit row, and no audit row without its write.
 * Order matters: the head of an org's chain is the last lock that a transaction takes, and it holds it to COMMIT.
 */
import { sql, type SQL } from 'drizzle-orm'
import type { Instant, OrgId, TournamentId, UserId } from '../engine/types.ts'
import { type AuditFacts, type Columns, factsDigest, linkHash, microsOf } from './audit-chain.ts'
import type { Tx } from './database.ts'

/** What was done, to what, and its columns before and after: those that changed, personal ones masked. */
export interface Audited {
  /** As events are named: `venue.added`. */
  readonly action: string
  /** Kind and id: `venue:<id>`. */
  readonly subject: string
  readonly before?: Columns | null | undefined
  readonly after?: Columns | null | undefined
}

/** Who did it, for which org, from where. */
export interface Doer {
  readonly orgId: OrgId
  readonly userId: UserId | null
  /** `user:<id>`, or what else asks: `key:<id>`. */
  readonly principal: string
  readonly requestId: string
  /** Network of the client, not its address; absent for what the house does itself. */
  readonly address?: string | undefined
}

/** Where a row of a tournament's chain stands. */
export interface ChainPlace {
  readonly tournamentId: TournamentId
  /** The version that the write makes. */
  readonly version: number
  /** Head of the chain before it, hex; null: this row begins the chain. */
  readonly auditHash: string | null
  readonly at: Instant
}

/** A row ready to be written, and the head that it makes. */
export interface AuditLink {
  readonly insert: SQL
  /** Hex. */
  readonly hash: string
}

function factsOf(doer: Doer, audited: Audited, more: Pick<AuditFacts, 'tournamentId' | 'eventHash'>): AuditFacts {
  const { orgId, userId, principal, requestId, address = null } = doer
  const { action, subject, before = null, after = null } = audited
  const other = userId === null ? principal : null
  const who = { id: Bun.randomUUIDv7(), orgId, userId, principal: other, address, requestId: requestId || null }
  return { ...who, ...more, action, subject, before, after }
}

const json = (columns: Columns | null): SQL => sql`${columns && JSON.stringify(columns)}::text::jsonb`
const bytes = (hex: string | null): SQL => sql`decode(${hex}::text, 'hex')`

const columns = sql`(month, id, org_id, user_id, principal, tournament_id, action, subject, before, after, position,
  prev_hash, hash, event_hash, address, request_id, timestamp)`

/** The next row of a tournament's chain. The caller holds its row lock and puts `hash` on the row. */
export function tournamentLink(doer: Doer, place: ChainPlace, audited: Audited, eventHash: string): AuditLink {
  const { tournamentId, version, auditHash, at } = place
  const facts = factsOf(doer, audited, { tournamentId, eventHash })
  const hash = linkHash(auditHash, version, microsOf(at), factsDigest(facts))
  const insert = sql`INSERT INTO audit_logs ${columns}
    VALUES (date_trunc('month', ${at}::timestamptz AT TIME ZONE 'UTC')::date, ${facts.id}, ${facts.orgId},
      ${facts.userId}, ${facts.principal}, ${tournamentId}, ${facts.action}, ${facts.subject}, ${json(facts.before)},
      ${json(facts.after)}, ${version}, ${bytes(auditHash)}, ${bytes(hash)}, ${bytes(eventHash)}, ${facts.address},
      ${facts.requestId}, ${at}::timestamptz)`
  return { insert, hash }
}

/**
 * The next row of the org's own chain: one statement, which links it under the lock of the chain's head. The last
 * statement of its transaction.
 */
export async function appendOrgAudit(tx: Tx, doer: Doer, audited: Audited): Promise<void> {
  const facts = factsOf(doer, audited, { tournamentId: null, eventHash: null })
  const now = sql`statement_timestamp()`
  const micros = sql`int8send((extract(epoch from ${now}) * 1000000)::int8)`
  const linked = (before: SQL, position: SQL) =>
    sql`sha256(${before} || int8send(${position}) || ${micros} || ${bytes(factsDigest(facts))})`
  const next = sql`c.position + 1`
  await tx.execute(sql`
    WITH head AS (
      INSERT INTO audit_chains AS c (org_id, position, hash)
      VALUES (${facts.orgId}, 1, ${linked(sql`decode(repeat('00', 32), 'hex')`, sql`1::int8`)})
      ON CONFLICT (org_id) DO UPDATE SET position = ${next}, prev_hash = c.hash, hash = ${linked(sql`c.hash`, next)},
        updated_at = now()
      RETURNING position, prev_hash, hash
    )
    INSERT INTO audit_logs ${columns}
    SELECT date_trunc('month', ${now} AT TIME ZONE 'UTC')::date, ${facts.id}::uuid, ${facts.orgId}::uuid,
      ${facts.userId}::uuid, ${facts.principal}, NULL, ${facts.action}, ${facts.subject}, ${json(facts.before)},
      ${json(facts.after)}, head.position, head.prev_hash, head.hash, NULL, ${facts.address}, ${facts.requestId}, ${now}
    FROM head`)
}
