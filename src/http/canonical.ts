/** The fingerprint of a write: a repeat with an idempotency key is recognised however its members are ordered. */
import { canonicalJson } from '../canonical.ts'

/** SHA-256 (hex) of the path and the canonical body of a write. */
export function fingerprint(path: string, body: unknown): string {
  return new Bun.CryptoHasher('sha256').update(`${path}\n${canonicalJson(body)}`).digest('hex')
}
