import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { Secret } from '../config.ts'
import type { Database } from '../store/database.ts'
import { createApiKeys, isApiKey } from './api-keys.ts'

const secret = new Secret('test key of thirty-two characters')

interface Row {
  readonly hash: Uint8Array
  readonly scopes?: readonly string[]
  readonly expiresMs?: number
  readonly isRevoked?: boolean
}

/** One row behind the look-up, whatever prefix is asked for; counts the questions. */
function over(row: () => Row | null, key = secret) {
  const seen = { reads: 0, writes: 0 }
  const query = async () => {
    seen.reads++
    const found = row()
    if (found === null) return []
    const { hash, scopes = ['read'], expiresMs = null, isRevoked = false } = found
    const org = { orgId: 'o', orgSlug: 'corner', orgName: 'Corner Pocket' }
    const rest = { tier: 'pro', expiresMs, isRevoked, lastUsedMs: null, ...org }
    return [{ id: 'k', prefix: 'rb_live_x', hash: Buffer.from(hash).toString('hex'), scopes, ...rest }]
  }
  const orgTransaction = async () => void seen.writes++
  // One cast: of the database only these two are asked.
  const db = { query, orgTransaction } as unknown as Database
  return { seen, keys: createApiKeys({ db, now: () => 1_000_000, secret: key }) }
}

describe('API keys', () => {
  test('a new key has the shape that scanners know, and no two are alike', () => {
    const { keys } = over(() => null)
    const made = Array.from({ length: 50 }, () => keys.mint())

    for (const { text, prefix, hash } of made) {
      expect(text).toMatch(/^rb_live_[0-9A-Za-z]{8}_[0-9A-Za-z]{49}$/)
      expect(text.startsWith(`${prefix}_`)).toBe(true)
      expect(isApiKey(text)).toBe(true)
      expect(hash).toHaveLength(32)
      expect(Buffer.from(hash).toString('latin1')).not.toContain(text)
    }
    expect(new Set(made.map(({ text }) => text)).size).toBe(50)
  })

  test("only the HMAC of a key is stored, under a key of its own that is made from the server's", async () => {
    const { keys } = over(() => null)
    const made = keys.mint()
    const other = over(() => made, new Secret('another key of thirty-two letters'))

    expect(await over(() => made).keys.principalOf(made.text)).not.toBeNull()
    expect(await other.keys.principalOf(made.text)).toBeNull()
  })

  test('a changed key is refused, and where its checksum tells, without asking the database', async () => {
    const made = over(() => null).keys.mint()
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: made.text.length - 1 }),
        fc.constantFrom('a', '0', '_', 'Z'),
        async (at, sign) => {
          const { keys, seen } = over(() => made)
          const changed = made.text.slice(0, at) + sign + made.text.slice(at + 1)
          const isSame = changed === made.text
          const found = await keys.principalOf(changed)
          expect([found !== null, seen.reads]).toEqual([isSame, isSame ? 1 : 0])
        },
      ),
      { numRuns: 60 },
    )
  })

  test('a key that is expired, revoked, unknown or wrong opens nothing, and all four take the same way', async () => {
    const { keys } = over(() => null)
    const made = keys.mint()
    const another = keys.mint()
    const rows = [{ ...made, expiresMs: 1_000_000 }, { ...made, isRevoked: true }, null, another]

    for (const row of rows) {
      const { keys, seen } = over(() => row)
      expect(await keys.principalOf(made.text)).toBeNull()
      expect(seen).toEqual({ reads: 1, writes: 0 })
    }
    const { keys: good, seen } = over(() => ({ ...made, expiresMs: 1_000_001 }))
    expect(await good.principalOf(made.text)).toMatchObject({ userId: 'k', key: { scope: 'read', tier: 'pro' } })
    expect(seen.writes).toBe(1)
  })

  test('counts as the widest of its scopes, and as nobody without one', async () => {
    const { keys } = over(() => null)
    const made = keys.mint()
    const as = async (...scopes: string[]) =>
      (await over(() => ({ ...made, scopes })).keys.principalOf(made.text))?.orgs[0]?.role

    expect(await as('read', 'manage')).toBe('director')
    expect(await as('score', 'read')).toBe('scorekeeper')
    expect(await as('read')).toBe('viewer')
    expect(await as()).toBeUndefined()
  })
})
