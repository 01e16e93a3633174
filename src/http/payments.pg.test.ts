/** Money over HTTP: what is paid and given back, who may see it, and a ledger that balances whatever is asked. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { openHouse, type Answer, type House, type Person } from './testing.ts'

let house: House
let owner: Person
let director: Person
let keeper: Person
let rival: Person
let tournamentId: string
let playerId: string

beforeAll(async () => {
  house = await openHouse()
  owner = await house.person('olga', 'Corner Pocket')
  rival = await house.person('rex', 'Rival Hall')
  director = await house.person('dora')
  keeper = await house.person('kurt')
  const { token } = owner
  for (const [name, role] of [
    ['dora', 'director'],
    ['kurt', 'scorekeeper'],
  ])
    await house.call('POST', '/api/members', { token, body: { email: `${name}@example.com`, role } })
  // Signed in again, so that nothing remembered of before stands in the way.
  director = await signedIn('dora')
  keeper = await signedIn('kurt')
  const made = await house.call('POST', '/api/tournaments', {
    token,
    body: { name: 'Friday Nine', type: 'single_elimination' },
  })
  tournamentId = String(made.json.id)
  await house.call('POST', `/api/tournaments/${tournamentId}/open`, { token })
  const player = await house.call('POST', `/api/tournaments/${tournamentId}/players`, { token, body: { name: 'Ada' } })
  playerId = String(player.json.id)
}, 30_000)
afterAll(() => house[Symbol.asyncDispose]())

async function signedIn(name: string): Promise<Person> {
  const body = { email: `${name}@example.com`, password: 'correct horse battery' }
  const { json } = await house.call('POST', '/api/auth/login', { body })
  return { token: String(json.token), id: (json.user as unknown as { id: string }).id, orgSlug: '' }
}

interface Entry {
  readonly posting: string
  readonly account: string
  readonly amountCents: number
}
interface Paid {
  readonly id: string
  readonly status: string
  readonly refundedCents: number
  readonly entries: readonly Entry[]
}

const fee = (more: object = {}) => ({ purpose: 'entry_fee', amountCents: 2500, currency: 'EUR', ...more })
const pay = (body: object, headers: Record<string, string> = {}, by = owner) =>
  house.call('POST', '/api/payments', { token: by.token, body, headers })
const giveBack = (id: string, body: object, headers: Record<string, string> = {}) =>
  house.call('POST', `/api/payments/${id}/refund`, { token: owner.token, body, headers })
const read = (id: string) => house.call('GET', `/api/payments/${id}`, { token: owner.token })
const list = (query: string, by = owner) => house.call('GET', `/api/payments${query}`, { token: by.token })
const paid = (answer: Answer) => answer.json as unknown as Paid
const rows = (answer: Answer) => answer.json.data as unknown as Paid[]
const lines = (answer: Answer) => paid(answer).entries.map(({ account, amountCents }) => [account, amountCents])

describe('a payment in cash', () => {
  test('has succeeded at once, with a posting that balances', async () => {
    const made = await pay(fee({ tournamentId, playerId }))
    const found = await read(paid(made).id)

    expect(made.status).toBe(201)
    expect(made.headers.get('location')).toBe(`/api/payments/${paid(made).id}`)
    expect(made.json).toMatchObject({ tournamentId, playerId, status: 'succeeded', refundedCents: 0, currency: 'EUR' })
    expect(lines(made).toSorted()).toEqual([
      ['cash', 2500],
      ['entry_fees', -2500],
    ])
    expect(found.json).toEqual(made.json)
    expect(found.headers.get('etag')).toBe(made.headers.get('etag'))
  })

  test('is given back in parts, never more than was paid', async () => {
    const { id } = paid(await pay(fee()))
    const part = await giveBack(id, { amountCents: 1000 })
    const over = await giveBack(id, { amountCents: 1501 })
    const rest = await giveBack(id, {})
    const again = await giveBack(id, {})

    expect(part.json).toMatchObject({ status: 'partially_refunded', refundedCents: 1000 })
    expect(over.json).toMatchObject({ status: 422, code: 'refund_over_payment' })
    expect(rest.json).toMatchObject({ status: 'refunded', refundedCents: 2500 })
    expect(again.json).toMatchObject({ status: 409, code: 'payment_not_refundable' })
    expect(lines(rest).slice(2).toSorted()).toEqual([
      ['cash', -1000],
      ['cash', -1500],
      ['refunds', 1000],
      ['refunds', 1500],
    ])
  })

  test('given back by two at once is given back once', async () => {
    const { id } = paid(await pay(fee()))

    const both = await Promise.all([giveBack(id, { amountCents: 2000 }), giveBack(id, { amountCents: 2000 })])

    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 422])
    expect((await read(id)).json).toMatchObject({ refundedCents: 2000 })
  })

  test('given back in parts by several at once knows when it is all back', async () => {
    const { id } = paid(await pay(fee()))

    const parts = await Promise.all(Array.from({ length: 5 }, () => giveBack(id, { amountCents: 500 })))

    expect(parts.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
    expect((await read(id)).json).toMatchObject({ refundedCents: 2500, status: 'refunded' })
  })

  test('told twice under one key is one payment, and one refund', async () => {
    const key = { 'idempotency-key': 'till-1' }
    const first = await pay(fee({ amountCents: 777 }), key)
    const second = await pay(fee({ amountCents: 777 }), key)
    const other = await pay(fee({ amountCents: 778 }), key)
    const back = [1, 2].map(() => giveBack(paid(first).id, { amountCents: 400 }, { 'idempotency-key': 'till-2' }))
    const refunds = await Promise.all(back)

    expect(second.json).toEqual(first.json)
    expect(second.headers.get('idempotency-replayed')).toBe('true')
    expect(other.json).toMatchObject({ status: 422, code: 'idempotency_key_reused' })
    expect(refunds.map(({ status }) => status)).toEqual([200, 200])
    expect((await read(paid(first).id)).json).toMatchObject({ refundedCents: 400 })
  })

  test('that has changed since it was read is not given back under If-Match', async () => {
    const made = await pay(fee())
    const tag = { 'if-match': made.headers.get('etag') ?? '' }
    const fits = await giveBack(paid(made).id, { amountCents: 1 }, tag)
    const stale = await giveBack(paid(made).id, { amountCents: 1 }, tag)

    expect([fits.status, stale.status]).toEqual([200, 412])
    expect(stale.headers.get('etag')).toBe(fits.headers.get('etag'))
  })

  test('that cannot be is refused by name', async () => {
    const stranger = await house.call('POST', '/api/tournaments', {
      token: rival.token,
      body: { name: 'Theirs', type: 'single_elimination' },
    })
    const refused = async (body: object) => {
      const { status, json } = await pay(body)
      return [status, (json.errors as unknown as { path: string }[])[0]?.path]
    }

    expect(await refused(fee({ amountCents: 0 }))).toEqual([422, 'amountCents'])
    expect(await refused(fee({ amountCents: 12.5 }))).toEqual([422, 'amountCents'])
    expect(await refused(fee({ amountCents: 1e12 }))).toEqual([422, 'amountCents'])
    expect(await refused(fee({ currency: 'eur' }))).toEqual([422, 'currency'])
    expect(await refused(fee({ currency: 'ABC' }))).toEqual([422, 'currency'])
    expect(await refused(fee({ playerId }))).toEqual([422, 'tournamentId'])
    expect(await refused(fee({ tournamentId: stranger.json.id }))).toEqual([422, 'tournamentId'])
    expect(await refused(fee({ tournamentId, playerId: owner.id }))).toEqual([422, 'playerId'])
    expect((await pay(fee({ status: 'pending' }))).status).toBe(422)
    expect((await pay(fee({ refundedCents: 1 }))).status).toBe(422)
  })
})

test('whatever is asked, postings sum to zero and the drawer holds what was paid less what went back', async () => {
  const cents = fc.integer({ min: 1, max: 300 })
  const step = fc.record({
    purpose: fc.constantFrom('entry_fee', 'buy_back', 'payout', 'other'),
    amountCents: cents,
    refunds: fc.array(fc.option(cents, { nil: undefined }), { maxLength: 3 }),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 4 }), async (steps) => {
      for (const { purpose, amountCents, refunds } of steps) {
        const { id } = paid(await pay({ purpose, amountCents, currency: 'USD' }))
        for (const wanted of refunds) {
          const { status } = await giveBack(id, wanted === undefined ? {} : { amountCents: wanted })
          expect([200, 409, 422]).toContain(status)
        }
        const { entries, refundedCents } = paid(await read(id))
        const postings = Map.groupBy(entries, ({ posting }) => posting)
        for (const [, of] of postings) expect(of.reduce((sum, entry) => sum + entry.amountCents, 0)).toBe(0)
        const drawer = entries
          .filter(({ account }) => account === 'cash')
          .reduce((sum, one) => sum + one.amountCents, 0)
        expect(Math.abs(drawer)).toBe(amountCents - refundedCents)
        expect(refundedCents).toBeLessThanOrEqual(amountCents)
      }
    }),
    { numRuns: 8 },
  )
})

describe('the list of payments', () => {
  test('is newest first, by page and by cursor the same, and filtered', async () => {
    for (const amountCents of [1, 2, 3]) await pay(fee({ tournamentId, playerId, amountCents }))
    const all = rows(await list('?pageSize=100'))
    const walked: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const answer: Answer = await list(`?pageSize=7&cursor=${cursor}`)
      walked.push(...rows(answer).map(({ id }) => id))
      cursor = (answer.json.pagination as unknown as { nextCursor: string | null }).nextCursor
    }
    const of = rows(await list(`?tournamentId=${tournamentId}&status=succeeded&playerId=${playerId}&pageSize=100`))

    expect(walked).toEqual(
      rows(await list('?pageSize=100&count=none'))
        .map(({ id }) => id)
        .concat(walked.slice(100)),
    )
    expect(all.length).toBeGreaterThan(10)
    expect(rows(await list(`?playerId=${playerId}`)).map(({ id }) => id)).toEqual(of.map(({ id }) => id))
    expect(of.map((row) => (row as unknown as { amountCents: number }).amountCents)).toEqual([3, 2, 1, 2500])
    expect(rows(await list('?status=refunded')).every(({ status }) => status === 'refunded')).toBe(true)
    expect(rows(await list('?from=2999-01-01'))).toEqual([])
    expect(rows(await list('?to=2001-01-01'))).toEqual([])
    expect((await list('?status=paid')).status).toBe(400)
    expect((await list('?sortBy=amountCents')).status).toBe(400)
  })

  test('is for directors and owners alone, and no other org', async () => {
    const { id } = paid(await pay(fee()))
    const key = await house.call('POST', '/api/api-keys', {
      token: owner.token,
      body: { name: 'All', scopes: ['read', 'score', 'manage'] },
    })
    const byKey = await house.call('GET', '/api/payments', { headers: { 'x-api-key': String(key.json.key) } })

    expect((await list('', director)).status).toBe(200)
    expect((await pay(fee(), {}, director)).status).toBe(201)
    expect((await list('', keeper)).status).toBe(403)
    expect((await pay(fee(), {}, keeper)).status).toBe(403)
    expect(byKey.status).toBe(403)
    expect(rows(await list('', rival))).toEqual([])
    expect((await house.call('GET', `/api/payments/${id}`, { token: rival.token })).status).toBe(404)
  })
})

test('what was done with money stands in the audit log', async () => {
  const { id } = paid(await pay(fee({ amountCents: 900 }), {}, director))
  await giveBack(id, { amountCents: 100 })

  const told = await house.database.ownerSql`select action, user_id, before, after from audit_logs
    where subject = ${`payment:${id}`} order by position`

  expect(told.map(({ action, user_id: by }) => [action, by])).toEqual([
    ['payment.recorded', director.id],
    ['payment.refunded', owner.id],
  ])
  expect(told[0]?.after).toMatchObject({ amountCents: 900, currency: 'EUR' })
  expect([told[1]?.before, told[1]?.after]).toEqual([
    { status: 'succeeded', refundedCents: 0 },
    { status: 'partially_refunded', refundedCents: 100 },
  ])
})
