/**
 * Keys of programs: `rb_live_<8 signs>_<secret><checksum>`. The eight signs find the row, the checksum lets a mistyped
 * or made-up key be refused without asking the database, and secret scanners know the beginning.
 * Invariant: only the HMAC of a key is stored, under a key of its own that is made from the server's.
 * Invariant: a key that is expired, revoked, unknown or wrong opens nothing, and all four take the same way.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Secret } from '../config.ts'
import type { UserId } from '../engine/types.ts'
import { log } from '../log.ts'
import { findApiKey, touchApiKey, type FoundApiKey } from '../store/api-keys.ts'
import type { Database } from '../store/database.ts'
import { type Principal, type Role, type Scope, scopes } from './principal.ts'
import { base62 } from './tokens.ts'

/** A new key. `text` is shown once and kept nowhere. */
export interface MintedKey {
  readonly text: string
  /** `rb_live_` and eight signs: finds the row, and tells people which key is which. */
  readonly prefix: string
  readonly hash: Uint8Array
}

export interface ApiKeys {
  mint(): MintedKey
  /** The program behind a key, read now; null: it opens nothing. */
  principalOf(text: string): Promise<Principal | null>
}

const beginning = 'rb_live_'
const shape = /^(rb_live_[0-9A-Za-z]{8})_([0-9A-Za-z]{43})([0-9A-Za-z]{6})$/
const touchEveryMs = 60_000
/** The end of a key without one: the last instant that a Date can hold. */
const never = new Date(8.64e15)

const roles: Readonly<Record<Scope, Role>> = { read: 'viewer', score: 'scorekeeper', manage: 'director' }

interface Options {
  readonly db: Database
  readonly now: () => number
  readonly secret: Secret
}

export function createApiKeys({ db, now, secret }: Options): ApiKeys {
  const pepper = createHmac('sha256', secret.reveal()).update('railbird.api-key.1').digest()
  const hashOf = (text: string) => createHmac('sha256', pepper).update(text).digest()
  // Compared with when there is no such key, so that an unknown one costs the same.
  const nobody = hashOf('')

  // Nobody waits for this: a key works although its last use could not be written down.
  function touch(key: FoundApiKey, at: number): void {
    if (key.lastUsedMs !== null && at - key.lastUsedMs < touchEveryMs) return
    touchApiKey(db, key.orgId, key.id, at, at - touchEveryMs).catch((error: unknown) => {
      log('auth').warn({ err: error }, 'the last use of a key could not be noted')
    })
  }

  return {
    mint() {
      const prefix = beginning + base62(randomBytes(8), 8)
      const body = `${prefix}_${base62(randomBytes(32))}`
      const text = body + checksum(body)
      return { text, prefix, hash: hashOf(text) }
    },
    async principalOf(text) {
      const prefix = prefixOf(text)
      if (prefix === null) return null
      const key = await findApiKey(db, prefix)
      const isRight = timingSafeEqual(hashOf(text), key === null ? nobody : Buffer.from(key.hash, 'hex'))
      const at = now()
      if (key === null || !isRight || key.isRevoked) return null
      if (key.expiresMs !== null && key.expiresMs <= at) return null
      touch(key, at)
      return principalFor(key)
    },
  }
}

/** True for a text that is written like a key, whether or not there is such a key. */
export function isApiKey(text: string): boolean {
  return text.startsWith(beginning)
}

/** The part of a key that its row is found by; null for a text that cannot be a key. */
function prefixOf(text: string): string | null {
  const [, prefix, body, sum] = shape.exec(text) ?? []
  if (prefix === undefined || body === undefined) return null
  return checksum(`${prefix}_${body}`) === sum ? prefix : null
}

function checksum(text: string): string {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(Bun.hash.crc32(text))
  return base62(bytes, 6)
}

function principalFor(key: FoundApiKey): Principal | null {
  // The widest of what it was given.
  const scope = scopes.findLast((one) => key.scopes.includes(one))
  if (scope === undefined) return null
  const { orgId, orgSlug: slug, orgName: name } = key
  return {
    // One cast: ids of keys and of accounts are never equal, and neither opens what the other does.
    userId: key.id as UserId,
    key: { scope, tier: key.tier },
    name: `API key ${key.prefix}`,
    email: '',
    isPlatformAdmin: false,
    sessionId: key.id,
    expiresAt: key.expiresMs === null ? never : new Date(key.expiresMs),
    orgs: [{ orgId, slug, name, role: roles[scope] }],
  }
}
