/** The page of everybody: events of all houses, live ones first, walked by cursor, and true as soon as they change. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { openHouse, type House, type Person } from './testing.ts'

let house: House
let owner: Person
const path = '/api/public/tournaments'

interface Card {
  readonly id: string
  readonly name: string
  readonly status: string
  readonly progress: { readonly done: number }
}
interface Page {
  readonly data: readonly Card[]
  readonly pagination: {
    readonly nextCursor: string | null
    readonly prevCursor: string | null
    readonly total: number
  }
}

const post = async (at: string, body: unknown, by = owner) =>
  (await house.call('POST', at, { token: by.token, body })).json
const page = async (query: string) => (await house.call('GET', `${path}?${query}`, {})).json as unknown as Page
const names = async (query = '') => (await page(query)).data.map(({ name }) => name)

/** A public event, moved on to `status`. */
async function event(name: string, status: 'draft' | 'registration' | 'active', day?: number, by = owner) {
  const startDate = day === undefined ? undefined : `2030-01-0${day}T18:00:00Z`
  const made = { name, type: 'single_elimination', visibility: 'public', raceTo: 1, ...(startDate && { startDate }) }
  const at = `/api/tournaments/${String((await post('/api/tournaments', made, by)).id)}`
  if (status === 'draft') return at
  await post(`${at}/open`, {}, by)
  if (status === 'registration') return at
  await post(`${at}/players`, [{ name: 'Ada' }, { name: 'Bo' }, { name: 'Cy' }, { name: 'Di' }], by)
  await post(`${at}/draw`, {}, by)
  await post(`${at}/start`, {}, by)
  return at
}

beforeAll(async () => {
  house = await openHouse()
  owner = await house.person('olga', 'Corner Pocket')
  const rival = await house.person('rex', 'Rival Hall')
  await event('A draft', 'draft')
  await event('Undated', 'registration')
  await event('Friday', 'registration', 4)
  await event('Wednesday', 'registration', 2, rival)
  await event('Played first', 'active')
  await event('Played last', 'active', undefined, rival)
  const over = await event('Called off', 'registration', 1)
  await post(`${over}/cancel`, {})
}, 60_000)
afterAll(() => house[Symbol.asyncDispose]())

const order = ['Played last', 'Played first', 'Wednesday', 'Friday', 'Undated', 'Called off']

test('live events come first, then those to come by date, then the past; drafts never', async () => {
  expect(await names()).toEqual(order)
  expect(await names('status=upcoming')).toEqual(['Wednesday', 'Friday', 'Undated'])
  expect(await names('status=active')).toEqual(['Played last', 'Played first'])
  expect(await names(`orgSlug=${owner.orgSlug}`)).toEqual(['Played first', 'Friday', 'Undated', 'Called off'])
})

test('they are walked by cursor there and back, and counted only where pages are', async () => {
  const walked: Page[] = []
  for (let cursor: string | null = ''; cursor !== null; cursor = walked.at(-1)?.pagination.nextCursor ?? null)
    walked.push(await page(`pageSize=2&cursor=${encodeURIComponent(cursor)}`))
  const back = await page(`pageSize=2&cursor=${encodeURIComponent(walked[2]?.pagination.prevCursor ?? '')}`)

  expect(walked.map(({ data }) => data.map(({ name }) => name))).toEqual([
    order.slice(0, 2),
    order.slice(2, 4),
    order.slice(4),
  ])
  expect(back.data).toEqual(walked[1]?.data ?? [])
  expect([...(await names('page=1&pageSize=4')), ...(await names('page=2&pageSize=4'))]).toEqual(order)
  expect((await page('')).pagination.total).toBe(6)
  expect((await page('count=none')).pagination.total).toBeNull()
})

test('what nobody has changed is answered from memory, and what was answered to a writer is on the page', async () => {
  const at = await event('Tonight', 'active')
  const status = async () => {
    const { headers, json } = await house.call('GET', `${path}?status=live`, {})
    const card = (json.data as unknown as Card[]).find(({ name }) => name === 'Tonight')
    return { isHit: headers.get('cache-status')?.includes('hit') ?? false, done: card?.progress.done }
  }
  await status()
  const again = await status()
  const { data } = (await house.call('GET', `${at}/matches`, { token: owner.token })).json as unknown as {
    data: { id: string; state: string }[]
  }
  await post(`/api/matches/${data.find(({ state }) => state === 'ready')?.id}/walkover`, { winner: 'a' })
  const after = await status()
  await post(`${at}/cancel`, {})

  expect(again).toEqual({ isHit: true, done: 0 })
  expect(after).toEqual({ isHit: false, done: 1 })
  expect(await names('status=live')).not.toContain('Tonight')
})
