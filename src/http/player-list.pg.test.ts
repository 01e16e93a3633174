/** CSV files of players as directors have them, sent to a server: one clear refusal each, and nobody half entered. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { openHouse, type House, type Person } from './testing.ts'

let house: House
let owner: Person
let at: string

beforeAll(async () => {
  house = await openHouse()
  owner = await house.person('olga', 'Corner Pocket')
  const body = { name: 'Friday', type: 'single_elimination' }
  const made = await house.call('POST', '/api/tournaments', { token: owner.token, body })
  at = `/api/tournaments/${String(made.json.id)}`
  await house.call('POST', `${at}/open`, { token: owner.token })
  await house.call('POST', `${at}/players`, { token: owner.token, body: { name: 'Ada', email: 'ada@example.com' } })
}, 30_000)
afterAll(() => house[Symbol.asyncDispose]())

const csv = (body: string) =>
  house.call('POST', `${at}/players`, { token: owner.token, body, headers: { 'content-type': 'text/csv' } })
const entered = async () => {
  const { json } = await house.call('GET', `${at}/players`, { token: owner.token })
  return (json.data as unknown as { name: string }[]).map(({ name }) => name)
}
const many = (count: number, width = 0) =>
  `name\n${Array.from({ length: count }, (_, i) => `Player ${i}`.padEnd(width, 'x')).join('\n')}`

test.each([
  ['10,000 rows', many(10_000), 422, 'too_many_players'],
  ['more than half a megabyte', many(10_000, 60), 413, 'body_too_large'],
  ['no name column', 'rating\n500', 400, 'malformed_body'],
  ['bad quoting', 'name\nBo\n"Cy', 400, 'malformed_body'],
  ['a rating that is none', 'name,rating\nBo,500\nCy,good', 422, 'invalid_body'],
  ['a name twice', 'name\nBo\nCy\nbo', 409, 'duplicate_player'],
  ['a name that is entered already', 'name\nBo\nada', 409, 'duplicate_player'],
  ['an address that is entered already', 'name,email\nBo,\nCy,ADA@example.com', 409, 'duplicate_player'],
  ['no rows', 'name,rating\n', 422, 'too_few_players'],
])('a CSV with %s is refused as a whole', async (_, body, status, code) => {
  const answer = await csv(body)

  expect([answer.status, String(answer.json.code)]).toEqual([status, code])
  expect(answer.json.detail as unknown).toMatch(/^.{15,160}$/)
  expect(await entered()).toEqual(['Ada'])
})

test('a CSV with a byte order mark, quotes and umlauts is taken', async () => {
  const answer = await csv('\uFEFFName,Rating,Club\r\n"Müller, Bö",512,"The ""Rail"""\r\n')

  expect(answer.status).toBe(201)
  expect(await entered()).toEqual(['Ada', 'Müller, Bö'])
})
