/** What is in play is there before anybody asks. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { manualTimers } from '../feed/manual-timers.ts'
import { openHouse, type House, type Person } from '../http/testing.ts'
import type { OrgId, TournamentId } from '../engine/types.ts'
import { peekPublic, publicOrg } from './cached.ts'
import type { QueryDeps } from './deps.ts'
import { createWarming, warmDue } from './warming.ts'

let house: House
let owner: Person
let queries: QueryDeps

beforeAll(async () => {
  house = await openHouse()
  owner = await house.person('olga', 'Corner Pocket')
  queries = house.context.queries
}, 30_000)
afterAll(() => house[Symbol.asyncDispose]())

const post = async (path: string, body: unknown) => (await house.call('POST', path, { token: owner.token, body })).json

async function made(name: string, startDate: string | null, visibility = 'public'): Promise<TournamentId> {
  const body = { name, type: 'single_elimination', raceTo: 1, visibility, ...(startDate && { startDate }) }
  const { id } = await post('/api/tournaments', body)
  await post(`/api/tournaments/${id}/open`, {})
  return String(id) as TournamentId
}

const isHeld = (id: TournamentId) => peekPublic(queries, owner.orgSlug, id, 'bracket') !== undefined

test('what is played or begins soon is loaded, once, and what is far off is not', async () => {
  const soon = await made('Soon', new Date(Date.now() + 300_000).toISOString())
  const later = await made('Later', new Date(Date.now() + 86_400_000).toISOString())
  const hidden = await made('Hidden', new Date(Date.now() + 300_000).toISOString(), 'private')
  const org: OrgId = await publicOrg(queries, owner.orgSlug, soon)
  await publicOrg(queries, owner.orgSlug, later)

  const first = await warmDue(queries)
  const again = await warmDue(queries)

  expect([isHeld(soon), isHeld(later)]).toEqual([true, false])
  // Four views for the public and four for the staff; of a private one only the latter.
  expect([first, again]).toEqual([8 + 4, 0])
  expect(queries.cache.memory.get(`${org}:tournament:${hidden}:bracket.public` as never)).toBeUndefined()
})

test('it goes on with the clock until it is stopped', async () => {
  const timers = manualTimers()
  const counts: unknown[] = []
  const log = { info: (fields: object) => void counts.push(fields), warn: () => undefined }
  const { start, stop } = createWarming({ queries, timers, log: log as never })
  await start()
  const id = await made('Sooner', new Date(Date.now() + 60_000).toISOString())
  await publicOrg(queries, owner.orgSlug, id)
  const before = isHeld(id)
  timers.advance(60_000)
  await stop()

  expect([before, isHeld(id)]).toEqual([false, true])
  expect(counts).toEqual([{ count: 8 }])
})
