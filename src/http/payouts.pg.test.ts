import { afterAll, beforeAll, expect, test } from 'bun:test'
import { openHouse, type House, type Person } from './testing.ts'

let house: House
let owner: Person
let scorer: Person
let rival: Person

beforeAll(async () => {
  house = await openHouse()
  owner = await house.person('olga', 'Corner Pocket')
  scorer = await house.person('sam')
  rival = await house.person('rex', 'Rival Hall')
  const body = { email: 'sam@example.com', role: 'scorekeeper' }
  const joined = await house.call('POST', '/api/members', { token: owner.token, body })
  expect(joined.status).toBe(201)
}, 30_000)
afterAll(() => house[Symbol.asyncDispose]())

const as = (person: Person, body?: unknown) => ({ token: person.token, ...(body === undefined ? {} : { body }) })

/** A final of two that Ada has won. */
async function ended(): Promise<string> {
  const { call } = house
  const plan = { name: 'Friday Nine', type: 'single_elimination', raceTo: 1 }
  const { json } = await call('POST', '/api/tournaments', as(owner, plan))
  const at = `/api/tournaments/${String(json.id)}`
  await call('POST', `${at}/open`, as(owner))
  await call(
    'POST',
    `${at}/players`,
    as(owner, [
      { name: 'Ada', rating: 700 },
      { name: 'Bo', rating: 600 },
    ]),
  )
  await call('POST', `${at}/draw`, as(owner, {}))
  await call('POST', `${at}/start`, as(owner))
  const matches = (await call('GET', `${at}/matches`, as(owner))).json.data as unknown as { id: string }[]
  await call('POST', `/api/matches/${matches[0]?.id}/rack`, as(owner, { winner: 'a' }))
  return at
}

test('prize money is planned, computed, paid and taken back by a director', async () => {
  const at = await ended()
  const { call } = house
  const empty = await call('GET', `${at}/payouts`, as(owner))
  expect(empty.json).toMatchObject({ totals: null, rows: [] })

  const plan = { entryFeeCents: 2050, houseBasisPoints: 1000, basisPoints: [7000, 3000] }
  expect((await call('PUT', `${at}/payouts`, as(owner, plan))).status).toBe(200)
  const computed = await call('POST', `${at}/payouts/calculate`, as(owner))
  expect(computed.json.totals as unknown).toEqual({
    entries: 2,
    collectedCents: 4100,
    houseCents: 410,
    poolCents: 3690,
  })
  const rows = computed.json.rows as unknown as { cents: number; player: { id: string } }[]
  expect(rows.map((row) => row.cents)).toEqual([2583, 1107])
  const again = await call('POST', `${at}/payouts/calculate`, as(owner))
  expect(again.json.rows).toEqual(computed.json.rows)

  const row = `${at}/payouts/${rows[0]?.player.id}`
  expect((await call('POST', `${row}/pay`, as(owner))).json.rows as unknown).toMatchObject([{ status: 'paid' }, {}])
  const held = await call('POST', `${at}/reopen`, as(owner, { reason: 'wrong score' }))
  expect(held).toMatchObject({ status: 409, json: { code: 'payout_paid' } })
  await call('POST', `${row}/void`, as(owner, { reason: 'wrong score' }))
  const read = await call('GET', `${at}/payouts`, as(owner))
  expect(read.json.rows as unknown).toMatchObject([{ status: 'voided' }, { status: 'pending' }])
})

test('a pool below zero and shares above the whole are refused', async () => {
  const at = await ended()
  const over = await house.call('PUT', `${at}/payouts`, as(owner, { entryFeeCents: 0, basisPoints: [9000, 2000] }))
  expect(over).toMatchObject({ status: 422, json: { code: 'payout_over_pool' } })

  await house.call('PUT', `${at}/payouts`, as(owner, { entryFeeCents: 100, feesCents: 300 }))
  const negative = await house.call('POST', `${at}/payouts/calculate`, as(owner))
  expect(negative).toMatchObject({ status: 422, json: { code: 'pool_negative' } })
})

test('money is seen by directors only: no view, no log and no room row tells it to others', async () => {
  const at = await ended()
  const { call } = house
  await call('PUT', `${at}/payouts`, as(owner, { entryFeeCents: 777_31, basisPoints: [10_000] }))
  await call('POST', `${at}/payouts/calculate`, as(owner))

  expect((await call('GET', `${at}/payouts`, as(scorer))).status).toBe(403)
  expect((await call('GET', `${at}/payouts`, as(rival))).status).toBe(404)
  expect((await call('GET', `${at}/payouts`)).status).toBe(401)
  const open = at.replace('/api', `/api/public/${owner.orgSlug}`)
  const seen = [
    ...(await Promise.all(['', '/standings', '/snapshot', '/events'].map((path) => call('GET', `${open}${path}`)))),
    ...(await Promise.all(['/standings', '/snapshot', '/events'].map((path) => call('GET', at + path, as(scorer))))),
    await call('GET', `${at}/standings`, as(owner)),
  ]
  for (const answer of seen) {
    expect(answer.status).toBe(200)
    expect(answer.text).not.toContain('77731')
    expect(answer.text).not.toContain('155462')
  }
  expect((await call('GET', `${at}/events`, as(owner))).text).toContain('155462')
})
