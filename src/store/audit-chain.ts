/**
 * The hash chain of the audit log, as pure functions: the server writes with them and `bun run audit` checks with them.
 * hash = SHA-256(hash before it, or 32 zeros | position as int8 | microseconds as int8 | SHA-256(canonical row)).
 * The chain of an org is linked by Postgres itself (`audit.ts`), under the lock of its head, by the same formula.
 */
import { createHmac } from 'node:crypto'
import { canonicalJson } from '../canonical.ts'
import type { Secret } from '../config.ts'
import type { Event } from '../engine/messages.ts'
import type { OrgId, TournamentId, UserId } from '../engine/types.ts'

/** Columns of something that changed. */
export type Columns = Readonly<Record<string, unknown>>

/** What an audit row says; its place, its time and its hashes come with the chain. */
export interface AuditFacts {
  readonly id: string
  readonly orgId: OrgId
  readonly userId: UserId | null
  readonly principal: string | null
  readonly tournamentId: TournamentId | null
  readonly action: string
  readonly subject: string
  readonly before: Columns | null
  readonly after: Columns | null
  /** Hex. */
  readonly eventHash: string | null
  readonly address: string | null
  readonly requestId: string | null
}

/** The part of an event that its audit row vouches for. */
export type Vouched = Pick<Event, 'type' | 'at' | 'actor' | 'data'>

const zeros = '00'.repeat(32)

/** SHA-256 of what a row says, hex. */
export function factsDigest(facts: AuditFacts): string {
  const { id, orgId, userId, principal, tournamentId, action, subject } = facts
  const { before, after, eventHash, address, requestId } = facts
  const who = [id, orgId, userId, principal, tournamentId, address, requestId]
  return sha256(canonicalJson([...who, action, subject, before, after, eventHash]))
}

/** Hash of the row at `position`, hex; `before` is the hash of the row before it, null for the first one. */
export function linkHash(before: string | null, position: number, micros: bigint, digest: string): string {
  const numbers = Buffer.alloc(16)
  numbers.writeBigInt64BE(BigInt(position), 0)
  numbers.writeBigInt64BE(micros, 8)
  return new Bun.CryptoHasher('sha256')
    .update(Buffer.from(before ?? zeros, 'hex'))
    .update(numbers)
    .update(Buffer.from(digest, 'hex'))
    .digest('hex')
}

/** Microseconds since 1970 of an instant. */
export function microsOf(instant: string): bigint {
  return BigInt(Date.parse(instant)) * 1000n
}

/** Digest of the events that one audit row stands for: one, or all up to its position for an import. Hex. */
export class EventsDigest {
  readonly #hasher = new Bun.CryptoHasher('sha256')

  add({ type, at, actor, data }: Vouched): this {
    this.#hasher.update(`${canonicalJson([type, new Date(at).toISOString(), actor, data])}\n`)
    return this
  }

  hex(): string {
    return this.#hasher.digest('hex')
  }
}

/** Puts a keyed hash in place of personal data: it can be compared within one org, and says nothing without the key. */
export type Mask = (orgId: OrgId, text: string) => string

/** The mask under the key of this server. */
export function createMask(secret: Secret): Mask {
  const key = createHmac('sha256', secret.reveal()).update('railbird.audit.1').digest()
  return (orgId, text) => {
    const mac = createHmac('sha256', key).update(`${orgId}\n${text}`).digest()
    return `hmac:${mac.subarray(0, 16).toString('base64url')}`
  }
}

function sha256(text: string): string {
  return new Bun.CryptoHasher('sha256').update(text).digest('hex')
}
