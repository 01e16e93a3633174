import { describe, expect, test } from 'bun:test'
import { limits } from '../config.ts'
import { whoWaits } from '../patience.ts'
import type { Database } from '../store/database.ts'
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
  test('takes along what it alone has asked for, and never what others may share', async () => {
    await using house = await openHouse()
    const { token, orgSlug } = await house.person('lou', 'Left Hall')
    const form = { name: 'X', type: 'round_robin', visibility: 'public' }
    const { json } = await house.call('POST', '/api/tournaments', { token, body: form })
    await house.call('POST', `/api/tournaments/${json.id}/open`, { token })
    const asked = spy(house.context.queries.db)
    const heard = async (path: string) => {
      const request = new Request(`http://localhost${path}`, { headers: { authorization: `Bearer ${token}` } })
      asked.length = 0
      const { status } = await house.server.handle(request)
      return [status, asked.length > 0, asked.every((signal) => signal === request.signal)]
    }
    const shared = `/api/public/${orgSlug}/tournaments/${json.id}`

    expect(await heard(`/api/tournaments/${json.id}/export`)).toEqual([200, true, true])
    expect(await heard('/api/audit-logs')).toEqual([200, true, true])
    expect(await heard('/api/venues')).toEqual([200, true, false])
    expect(await heard(shared)).toEqual([200, true, false])
    expect(await heard(`${shared}/bracket`)).toEqual([200, true, false])
  }, 20_000)
})

test('a write has what is left of its request, whatever went before', async () => {
  await using house = await openHouse()
  const { token } = await house.person('lou', 'Late Hall')
  const { db } = house.context.commands
  const { orgTransaction } = db
  const given: unknown[] = []
  Object.assign(db, {
    orgTransaction: (...call: Parameters<typeof orgTransaction>) => {
      given.push(call[2])
      return orgTransaction(...call)
    },
  })

  const made = await house.call('POST', '/api/tournaments', { token, body: { name: 'X', type: 'round_robin' } })
  await house.call('POST', `/api/tournaments/${made.json.id}/open`, { token })
  await house.call('POST', '/api/venues', { token, body: { name: 'Back room' } })

  expect(given).toHaveLength(3)
  expect(given.filter((ms) => !(Number(ms) > 0 && Number(ms) < limits.requestMs))).toEqual([])
}, 20_000)

/** Who waited for each read of the database, from here on. */
function spy(db: Database): (AbortSignal | undefined)[] {
  const asked: (AbortSignal | undefined)[] = []
  const { orgRead, orgQuery } = db
  Object.assign(db, {
    orgRead: (...call: Parameters<typeof orgRead>) => {
      asked.push(whoWaits())
      return orgRead(...call)
    },
    orgQuery: (...call: Parameters<typeof orgQuery>) => {
      asked.push(whoWaits())
      return orgQuery(...call)
    },
  })
  return asked
}
