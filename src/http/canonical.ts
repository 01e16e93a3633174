/**
 * Canonical JSON (members sorted by name) and the fingerprint of a write, so that a repeat with an idempotency key
 * is recognised however its members are ordered.
 */

/** JSON text of a parsed value, members in code unit order, no white space. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`).join(',')}}`
}

/** SHA-256 (hex) of the path and the canonical body of a write. */
export function fingerprint(path: string, body: unknown): string {
  return new Bun.CryptoHasher('sha256').update(`${path}\n${canonicalJson(body)}`).digest('hex')
}
