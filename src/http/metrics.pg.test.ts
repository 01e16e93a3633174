/** `/metrics`: who may read it, and that its text holds what it should and nothing of anybody. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { openHouse, type House, type Person } from './testing.ts'

setDefaultTimeout(20_000)

const token = 'a token of metrics'.replaceAll(' ', '-')
let house: House
let owner: Person

beforeAll(async () => {
  house = await openHouse({ METRICS_TOKEN: token, METRICS_ALLOW: '192.0.2.7', TRUSTED_PROXY_HOPS: '0' })
  owner = await house.person('owner', 'Counted')
})
afterAll(() => house[Symbol.asyncDispose]())

const read = (headers: Record<string, string> = {}) => house.call('GET', '/metrics', { headers })
const authorization = `Bearer ${token}`

describe('who may read metrics', () => {
  test.each([
    ['nobody without a token', {}, 404],
    ['nobody with another token', { authorization: 'Bearer another-token-of-metrics' }, 404],
    ['nobody by saying where he is', { 'x-forwarded-for': '127.0.0.1' }, 404],
    ['nobody by saying he is allowed', { 'x-forwarded-for': '192.0.2.7' }, 404],
    ['who brings the token', { authorization }, 200],
  ])('%s', async (_, headers, status) => {
    expect((await read(headers)).status).toBe(status)
  })

  test('no account, were it an admin', async () => {
    expect((await house.call('GET', '/metrics', { token: owner.token })).status).toBe(404)
  })

  test('this machine, unless a proxy passed it on', async () => {
    house.server.listen({ hostname: '127.0.0.1', port: 0, reusePort: false })
    const url = `${house.server.url()}/metrics`
    const direct = await fetch(url)
    const passedOn = await fetch(url, { headers: { 'x-forwarded-for': '203.0.113.9' } })
    await house.server.close()

    expect([direct.status, passedOn.status]).toEqual([200, 404])
    expect(direct.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
  })

  test('an allowed address behind a trusted proxy', async () => {
    await using behind = await openHouse({ METRICS_ALLOW: '192.0.2.7', TRUSTED_PROXY_HOPS: '1' })
    const from = async (address: string) =>
      (await behind.call('GET', '/metrics', { headers: { 'x-forwarded-for': address } })).status

    expect([await from('192.0.2.7'), await from('192.0.2.8')]).toEqual([200, 404])
  })
})

const line = /^(?:# (?:HELP|TYPE) [a-z_]+ .+|[a-z_]+(?:\{(?:[a-z]+="[^"\n]*",?)*\})? (?:[-+.e\d]+|\+Inf|NaN))$/

test('the text is what Prometheus reads, each family once', async () => {
  const { text } = await read({ authorization })

  const lines = text.split('\n').filter((one) => one !== '')
  const families = lines.filter((one) => one.startsWith('# TYPE'))
  expect(lines.filter((one) => !line.test(one))).toEqual([])
  expect(new Set(families).size).toBe(families.length)
})

test('a request shows in its route, and no address, org or name shows at all', async () => {
  await house.call('GET', '/api/venues', { token: owner.token })
  await house.call('GET', `/api/tournaments/${owner.id}`, { token: owner.token })
  await house.call('GET', '/nothing/of-this-name')

  const { text } = await read({ authorization })

  expect(text).toMatch(/railbird_http_requests_total\{method="GET",route="\/api\/venues",result="ok"\} [1-9]/)
  expect(text).toMatch(
    /railbird_http_request_duration_seconds_bucket\{le="\+Inf",method="GET",route="\/api\/venues"\} 1/,
  )
  expect(text).toMatch(/railbird_db_query_duration_seconds_count [1-9]/)
  expect(text).toContain('route="/api/tournaments/:id"')
  expect(text).not.toMatch(/of-this-name|counted|[0-9a-f]{8}-[0-9a-f]{4}/i)
})

test('a figure without a source has no line, and its alert says so', async () => {
  const { text } = await read({ authorization })

  expect(text).not.toMatch(/^railbird_db_cpu_ratio /m)
  expect(text).toContain('railbird_alert_unknown{alert="database_cpu_critical",severity="critical"} 1')
  expect(text).toContain('railbird_alert_firing{alert="database_cpu_critical",severity="critical"} 0')
})
