import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, setSystemTime, test } from 'bun:test'
import { openHouse, type Answer, type House } from './testing.ts'

let house: House
let at: string

beforeAll(async () => {
  house = await openHouse({ RATE_PROFILE: 'strict' })
  const { token, orgSlug } = await house.person('olga', 'Corner Pocket')
  const body = { name: 'Friday', type: 'single_elimination', visibility: 'public' }
  const { json } = await house.call('POST', '/api/tournaments', { token, body })
  at = `/api/public/${orgSlug}/tournaments/${json.id}`
}, 30_000)
afterAll(() => house[Symbol.asyncDispose]())

// The clock stands still during a test: nothing is given back while it asks.
beforeEach(() => void setSystemTime(new Date()))
afterEach(() => void setSystemTime())

const get = (path: string, token?: string) => house.call('GET', path, { token })
const leftOf = (answer: Answer) => Number(/r=(\d+)/.exec(answer.headers.get('ratelimit') ?? '')?.[1] ?? NaN)

describe('a caller who is known', () => {
  test('is told what is left, on 200 and on 304, and is refused with the time to wait', async () => {
    const { token } = await house.person('anna', 'Anna Hall')
    const first = await get('/api/venues', token)
    const etag = first.headers.get('etag') ?? ''
    const same = await house.call('GET', '/api/venues', { token, headers: { 'if-none-match': etag } })
    const other = await house.person('bert', 'Bert Hall')
    let refused = same
    for (let i = 0; i < 300 && refused.status !== 429; i++) refused = await get('/api/venues', token)

    expect(first.headers.get('ratelimit-policy')).toBe('"default";q=100;w=60')
    expect([same.status, leftOf(same) < leftOf(first)]).toEqual([304, true])
    expect([refused.status, refused.json.code as unknown]).toEqual([429, 'rate_limited'])
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect([refused.headers.get('ratelimit-policy'), leftOf(refused)]).toEqual(['"default";q=100;w=60', 0])
    expect((await get('/api/venues', other.token)).status).toBe(200)
  })
})

describe('a caller who is not known', () => {
  test('is limited by address for what has to be read, and not for what is at hand', async () => {
    const loaded = await get('/api/public/tournaments')
    await get(at)
    const hit = await get(at)
    let refused = loaded
    for (let i = 0; i < 900 && refused.status !== 429; i++) refused = await get('/api/public/tournaments?pageSize=1')
    const others = await Promise.all([get(`${at}/events`), get(`${at}/players?page=1`), get(`${at}/bracket`)])

    expect(loaded.headers.get('ratelimit-policy')).toBe('"default";q=300;w=60')
    expect(hit.headers.get('ratelimit')).toBeNull()
    expect([refused.status, refused.json.code as unknown]).toEqual([429, 'rate_limited'])
    expect(others.map(({ status }) => status)).toEqual([429, 429, 429])
    expect((await get('/api/health')).status).toBe(200)
  })

  test('gets no new limit by writing another address into a header: no proxy is trusted here', async () => {
    const own = await get('/api/public/tournaments?pageSize=2')
    const headers = { 'x-forwarded-for': '198.51.100.7' }
    const forged = await house.call('GET', '/api/public/tournaments?pageSize=2', { headers })

    // The test before has used up nearly all; a fresh limit would leave 299.
    expect(Math.max(leftOf(own), leftOf(forged))).toBeLessThan(200)
  })
})
