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
