import { expect, test } from 'bun:test'
import type { Rows } from '../../src/engine/rows.ts'
import { openHouse } from '../../src/http/testing.ts'
import { startDemo } from '../demo.ts'
import { demoAccounts, demoOrg, seedDemoAccounts } from '../seed-accounts.ts'
import { createApi } from './api.ts'
import worldCup from './worldcup-2018.json'

interface Listed {
  readonly id: string
  readonly name: string
  readonly status: string
}

const deadlineMs = 100_000
const quiet = { info: () => {}, warn: () => {} }

/** A listening server with the demo's accounts, and a director who looks at it. */
async function room() {
  const { context, server, [Symbol.asyncDispose]: close } = await openHouse()
  await seedDemoAccounts(context.db)
  server.listen({ hostname: '127.0.0.1', port: 0, reusePort: false })
  const controller = new AbortController()
  const [account] = demoAccounts
  const baseUrl = server.url()
  const api = createApi({ baseUrl, account, org: demoOrg.slug, signal: controller.signal })
  const events = async () => (await api.get<{ data: Listed[] }>('/api/tournaments?sortBy=createdAt&pageSize=100')).data
  const rows = (id: string) => api.get<Rows>(`/api/tournaments/${id}/snapshot`)
  return {
    baseUrl,
    events,
    rows,
    async [Symbol.asyncDispose]() {
      controller.abort()
      await server.close()
      await close()
    },
  }
}

/** Asks again until there is something, within the deadline. */
async function eventually<Found>(look: () => Promise<Found | undefined>): Promise<Found> {
  const until = performance.now() + deadlineMs
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    if (performance.now() > until) throw new Error('it did not happen in time')
  }
}

const racksOf = (rows: Rows) => Object.values(rows.m).reduce((sum, { scoreA, scoreB }) => sum + scoreA + scoreB, 0)

test('the World Cup ends with its groups played and the real places of all 32', async () => {
  await using hall = await room()
  await using _demo = startDemo({ baseUrl: hall.baseUrl, log: quiet, speed: 1000 })

  const { id } = await eventually(async () =>
    (await hall.events()).find(({ name, status }) => name.startsWith('World Cup') && status === 'completed'),
  )

  const { p, s } = await hall.rows(id)
  const placed = Object.values(p).sort((x, y) => (x.place ?? 0) - (y.place ?? 0))
  expect(placed.slice(0, 4).map(({ name, place }) => `${place} ${name}`)).toEqual([
    '1 France',
    '2 Croatia',
    '3 Belgium',
    '4 England',
  ])
  const byName = (lines: string[]) => lines.toSorted()
  expect(byName(placed.map(({ name, place }) => `${place} ${name}`))).toEqual(
    byName(worldCup.placing.map(({ place, team }) => `${place} ${team}`)),
  )
  expect(Object.values(s).map(({ status }) => status)).toEqual(['completed', 'completed'])
}, 120_000)

test('an event is taken up where it was left, played to its end, and followed by the next', async () => {
  await using hall = await room()
  const isFirst = ({ name }: Listed) => name === 'Railbird Open No. 1'
  const first = startDemo({ baseUrl: hall.baseUrl, log: quiet, speed: 1000 })
  const { id } = await eventually(async () => {
    const event = (await hall.events()).find(isFirst)
    return event && racksOf(await hall.rows(event.id)) > 20 ? event : undefined
  })
  await first.stop()
  const left = await hall.rows(id)

  await using _second = startDemo({ baseUrl: hall.baseUrl, log: quiet, speed: 1000 })
  const next = await eventually(async () =>
    (await hall.events()).find(({ name, status }) => name === 'Railbird Open No. 2' && status === 'active'),
  )

  const ended = await hall.rows(id)
  expect(Object.keys(left.p)).toHaveLength(48)
  expect(Object.keys(left.tb)).toHaveLength(12)
  expect(ended.t.status).toBe('completed')
  expect(racksOf(ended)).toBeGreaterThan(racksOf(left))
  expect(Object.values(ended.p).filter(({ place }) => place === 1)).toHaveLength(1)
  // The hall has the same twelve tables on every evening.
  expect(Object.keys((await hall.rows(next.id)).tb).sort()).toEqual(Object.keys(ended.tb).sort())
}, 120_000)
