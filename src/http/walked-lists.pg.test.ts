/** Lists that are small in most houses are walked by cursor like all others. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { openHouse, type House, type Person } from './testing.ts'

let house: House
let olga: Person
const labels = ['Table 1', 'Table 2', 'Table 9', 'Table 10', 'Stream']

beforeAll(async () => {
  house = await openHouse()
  olga = await house.person('olga', 'Corner Pocket')
  for (const name of ['Side Pocket', 'Back Room', 'Front Room', 'Attic'])
    await house.call('POST', '/api/orgs', { token: olga.token, body: { name } })
  const headers = { 'x-org': olga.orgSlug }
  const post = (path: string, body: unknown) => house.call('POST', path, { token: olga.token, body, headers })
  const { json } = await post('/api/tournaments', { name: 'Friday', type: 'single_elimination' })
  for (const label of labels) await post(`/api/tournaments/${String(json.id)}/tables`, { label })
}, 30_000)
afterAll(() => house[Symbol.asyncDispose]())

interface Page {
  readonly data: readonly Record<string, unknown>[]
  readonly pagination: { readonly nextCursor: string | null; readonly prevCursor: string | null }
}

async function page(path: string, query: string): Promise<Page> {
  const headers = { 'x-org': olga.orgSlug }
  const { status, json } = await house.call('GET', `${path}?pageSize=2&${query}`, { token: olga.token, headers })
  expect(status).toBe(200)
  return json as unknown as Page
}

test.each(['/api/orgs', '/api/tables/availability'])('%s is walked there and back', async (path) => {
  const at = (cursor: string | null) => page(path, `cursor=${encodeURIComponent(cursor ?? '')}`)
  const first = await at('')
  const second = await at(first.pagination.nextCursor)
  const third = await at(second.pagination.nextCursor)
  const back = await at(third.pagination.prevCursor)
  const whole = (await page(path, 'limit=2')).data.length
  const all = [...first.data, ...second.data, ...third.data]
  const byPage = await Promise.all(['1', '2', '3'].map(async (number) => (await page(path, `page=${number}`)).data))

  expect([whole, all.length, new Set(all.map((row) => JSON.stringify(row))).size]).toEqual([2, 5, 5])
  expect(byPage.flat()).toEqual(all)
  expect(back.data).toEqual(second.data)
  expect([first.pagination.prevCursor, third.pagination.nextCursor]).toEqual([null, null])
})

test('table 9 stands before table 10', async () => {
  const { data } = await page('/api/tables/availability', 'fields=table.label&page=1')
  const { data: more } = await page('/api/tables/availability', 'page=2')
  const { data: rest } = await page('/api/tables/availability', 'page=3')
  const shown = [...data, ...more, ...rest].map(({ table }) => (table as { label: string }).label)

  expect(shown).toEqual(['Stream', 'Table 1', 'Table 2', 'Table 9', 'Table 10'])
})

test('a cursor of one caller opens no list of another', async () => {
  const { pagination } = await page('/api/orgs', 'cursor=')
  const other = await house.person('rex', 'Rival Hall')
  const path = `/api/orgs?pageSize=2&cursor=${encodeURIComponent(pagination.nextCursor ?? '')}`

  expect((await house.call('GET', path, { token: other.token })).status).toBe(400)
})
