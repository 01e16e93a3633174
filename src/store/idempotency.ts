/**
 * Answers kept for repeated requests. The row is written in the transaction of the write itself, so an answer
 * exists exactly when its effect does. A second caller with the same key waits for the first by an advisory lock.
 */
import { sql } from 'drizzle-orm'
import { limits } from '../config.ts'
import type { OrgId } from '../engine/types.ts'
import { AppError } from '../errors.ts'
import type { Tx } from './database.ts'

/** Every so many versions of a tournament, the write that makes one clears away what is too old. */
const forgetEvery = 100

/** Scope and fingerprint of one idempotent request. `bodySha256` covers path and canonical body. */
export interface IdempotencyScope {
  readonly orgId: OrgId
  readonly principal: string
  readonly method: string
  readonly route: string
  readonly key: string
  readonly bodySha256: string
}

/** An answer as it was first given. */
export interface KeptAnswer {
  readonly status: number
  readonly body: unknown
  readonly version: number
  readonly replayed: boolean
  readonly location?: string
}

interface Row {
  readonly body_sha256: string
  readonly status: number
  readonly response: string
  readonly version: number
}

/**
 * The stored answer of this key, or null when the request is the first. Holds the key until the transaction ends.
 * Throws `idempotency_key_reused` when the key came with another body.
 */
export async function findAnswer(tx: Tx, scope: IdempotencyScope): Promise<KeptAnswer | null> {
  const name = [scope.orgId, scope.principal, scope.method, scope.route, scope.key].join('\n')
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${name}, 0))`)
  const rows = (await tx.execute(sql`
    SELECT body_sha256, status, response, version FROM idempotency_keys
    WHERE org_id = ${scope.orgId} AND principal = ${scope.principal} AND method = ${scope.method}
      AND route = ${scope.route} AND key = ${scope.key}`)) as unknown as Row[]
  const row = rows[0]
  if (!row) return null
  if (row.body_sha256 !== scope.bodySha256)
    throw new AppError('idempotency_key_reused', 'This Idempotency-Key was used with another body; take a new key.')
  const { body, location } = JSON.parse(row.response) as { body: unknown; location?: string }
  const kept = { status: row.status, body, version: Number(row.version), replayed: false }
  return location === undefined ? kept : { ...kept, location }
}

/** Keeps the answer beside the write it belongs to. */
export async function keepAnswer(tx: Tx, scope: IdempotencyScope, answer: KeptAnswer): Promise<void> {
  const response = JSON.stringify({ body: answer.body, location: answer.location })
  await tx.execute(sql`
    INSERT INTO idempotency_keys (org_id, principal, method, route, key, body_sha256, status, response, version)
    VALUES (${scope.orgId}, ${scope.principal}, ${scope.method}, ${scope.route}, ${scope.key}, ${scope.bodySha256},
            ${answer.status}, ${response}, ${answer.version})`)
  if (answer.version % forgetEvery === 0) await forgetOldAnswers(tx, scope.orgId)
}

/** Answers of this org that are past their time; they lie together in an index. */
async function forgetOldAnswers(tx: Tx, orgId: OrgId): Promise<void> {
  await tx.execute(sql`
    DELETE FROM idempotency_keys
    WHERE org_id = ${orgId} AND created_at < now() - make_interval(hours => ${limits.idempotencyHours}::int)`)
}
