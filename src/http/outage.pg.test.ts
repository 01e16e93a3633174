import { describe, expect, test } from 'bun:test'
import { openHouse } from './testing.ts'

describe('a database that goes away', () => {
  test('is a 503 with Retry-After, and unhealthy, and names nothing of itself', async () => {
    await using lost = await openHouse()
    const person = await lost.person('lou', 'Lost Hall')
    await lost.context.db.close()

    const write = await lost.call('POST', '/api/tournaments', {
      token: person.token,
      body: { name: 'X', type: 'swiss' },
    })
    const health = await lost.call('GET', '/api/health')

    expect(write.json).toMatchObject({ status: 503 })
    expect(write.headers.get('retry-after')).not.toBeNull()
    expect(write.text).not.toMatch(/postgres|127\.0\.0\.1|socket|CONNECT/i)
    expect([health.status, health.json.status as unknown]).toEqual([503, 'unhealthy'])
  }, 20_000)
})

describe('a client that leaves', () => {
  test('takes its read with it: the server of the database is told to stop', async () => {
    await using house = await openHouse()
    const person = await house.person('lou', 'Left Hall')
    const form = { token: person.token, body: { name: 'X', type: 'round_robin' } }
    const { json } = await house.call('POST', '/api/tournaments', form)
    const leaving = new AbortController()
    const { ownerSql } = house.database
    // Whoever reads the log waits; the lock goes when the client has left, not before.
    await ownerSql.begin(async (tx) => {
      await tx`lock table tournament_events in access exclusive mode`
      const waiters = () => tx`
        select pid from pg_locks where relation = 'tournament_events'::regclass and not granted`
      const url = `http://localhost/api/tournaments/${json.id}/export`
      const headers = { authorization: `Bearer ${person.token}` }
      const read = house.server.handle(new Request(url, { headers, signal: leaving.signal }))
      await until(async () => (await waiters()).length === 1)

      leaving.abort()

      expect((await read).status).toBe(503)
      await until(async () => (await waiters()).length === 0)
    })
  }, 20_000)
})

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 10_000
  while (!(await isTrue())) {
    if (performance.now() > end) throw new Error('it never came')
    await Bun.sleep(5)
  }
}
