/**
 * Opaque tokens: 256 bits in base62 behind a prefix that secret scanners and the log know.
 * `rbs_` opens the API, `rbr_` buys the next pair. The prefix is hashed too, so neither passes for the other.
 * Invariant: only the SHA-256 of a token is ever stored.
 * The first pair of a sign-in comes from the system generator. A successor is an HMAC of (family, generation) under the
 * server key: N refreshes at once make the same pair, and nothing readable has to be kept for the late ones.
 */
import { createHash, createHmac, randomBytes } from 'node:crypto'
import type { Secret } from '../config.ts'

/** What a token is for. */
export type TokenKind = 'access' | 'refresh'

const prefixes: Readonly<Record<TokenKind, string>> = { access: 'rbs_', refresh: 'rbr_' }
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
// 62^43 > 2^256 > 62^42: every token has the same length.
const digits = 43
const pattern = /^rb[sr]_[0-9A-Za-z]{43}$/

/** A token from the system generator. */
export function mintToken(kind: TokenKind): string {
  return prefixes[kind] + base62(randomBytes(32))
}

/** The token of a later generation of one sign-in; the same arguments give the same token. */
export function successorToken(kind: TokenKind, secret: Secret, family: string, generation: number): string {
  const mac = createHmac('sha256', secret.reveal()).update(`railbird.${kind}.1\n${family}\n${generation}`)
  return prefixes[kind] + base62(mac.digest())
}

/** Kind of a text that has the shape of a token; null for anything else, which need not be looked up. */
export function kindOf(text: string): TokenKind | null {
  if (!pattern.test(text)) return null
  return text.startsWith(prefixes.access) ? 'access' : 'refresh'
}

/** What is stored and looked up: SHA-256 of the whole token, base64url. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}

/** The token of an `Authorization: Bearer` header; null if there is none or another scheme. */
export function bearerOf(authorization: string | null): string | null {
  return /^Bearer +([^\s,]{1,200}) *$/i.exec(authorization ?? '')?.[1] ?? null
}

/** The last `length` digits of a number in base 62, filled with zeros. */
export function base62(bytes: Buffer, length = digits): string {
  let rest = BigInt(`0x${bytes.toString('hex')}`)
  let text = ''
  for (let i = 0; i < length; i++) {
    text = alphabet.charAt(Number(rest % 62n)) + text
    rest /= 62n
  }
  return text
}
