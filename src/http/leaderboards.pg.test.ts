import { afterAll, beforeAll, expect, test } from 'bun:test'
import { dueLeaderboards, refreshLeaderboards } from '../store/leaderboards.ts'
import { openHouse, type House, type Person } from './testing.ts'

let house: House
let olga: Person
let stranger: Person
const people = new Map<string, string>()

beforeAll(async () => {
  house = await openHouse({ RATE_PROFILE: 'open' })
  olga = await house.person('olga', 'Corner Pocket')
  stranger = await house.person('sven', 'Other Hall')
  for (const name of ['Ada', 'Bo', 'Cy', 'Di']) people.set(name, await house.database.user(`${name}@example.com`))
}, 60_000)
afterAll(() => house[Symbol.asyncDispose]())

const call = (method: string, path: string, body?: unknown, token = olga.token) =>
  house.call(method, path, { token, ...(body !== undefined && { body }) })

/** An event of the four; whoever stands first in a match wins it by 2 to 0. */
async function played(names: readonly string[], more: object = {}): Promise<string> {
  const made = await call('POST', '/api/tournaments', { name: 'Cup', type: 'single_elimination', raceTo: 2, ...more })
  const at = `/api/tournaments/${made.json.id}`
  await call('POST', `${at}/open`)
  await call(
    'POST',
    `${at}/players`,
    names.map((name, i) => ({ name, userId: people.get(name), seed: i + 1 })),
  )
  await call('POST', `${at}/draw`, {})
  await call('POST', `${at}/start`)
  for (const ref of ['W1.1', 'W1.2', 'W2.1']) {
    const { json } = await call('GET', `${at}/matches`)
    const match = (json.data as unknown as { id: string; ref: string }[]).find((one) => one.ref === ref)
    await call('POST', `/api/matches/${match?.id}/result`, { scoreA: 2, scoreB: 0 })
  }
  return at
}

const orgOf = async () => {
  const [row] = await house.database.ownerSql`select id from organizations where slug = ${olga.orgSlug}`
  return row?.['id'] as Parameters<typeof refreshLeaderboards>[1]
}
const refresh = async () => refreshLeaderboards(house.context.db, await orgOf())
const isDue = async () => (await dueLeaderboards(house.context.db, 100)).includes(await orgOf())

async function table(query = ''): Promise<string[]> {
  const { status, json } = await call('GET', `/api/leaderboards${query}`)
  expect(status).toBe(200)
  const rows = json.data as unknown as Record<string, string | number>[]
  return rows.map((row) => {
    const name = [...people].find(([, id]) => id === row['userId'])?.[0]
    const { rank, won, played: all, racksFor, racksAgainst, titles } = row
    return `${rank} ${name} ${won}/${all} ${racksFor}-${racksAgainst} ${titles}`
  })
}

/** What the matches say, counted here without SQL. */
async function expected(events: readonly string[]): Promise<string[]> {
  const figures = new Map<string, { won: number; played: number; f: number; a: number; titles: number }>()
  const of = (name: string) => {
    const known = figures.get(name) ?? { won: 0, played: 0, f: 0, a: 0, titles: 0 }
    figures.set(name, known)
    return known
  }
  for (const at of events) {
    const players = (await call('GET', `${at}/players?pageSize=100`)).json.data as unknown as Record<string, string>[]
    const nameOf = (id: string | undefined) =>
      players.find((player) => (player['playerId'] ?? player['id']) === id)?.['name'] ?? ''
    for (const player of players) if (Number(player['place']) === 1) of(String(player['name'])).titles++
    const { m } = (await call('GET', `${at}/snapshot`)).json as unknown as { m: Record<string, Record<string, never>> }
    for (const match of Object.values(m)) {
      for (const [own, other, side] of [
        ['A', 'B', 'a'],
        ['B', 'A', 'b'],
      ] as const) {
        const tally = of(nameOf(match[`player${own}`]))
        tally.played++
        tally.won += Number(match['winner'] === side)
        tally.f += Number(match[`score${own}`])
        tally.a += Number(match[`score${other}`])
      }
    }
  }
  return [...figures].map(([name, x]) => `${name} ${x.won}/${x.played} ${x.f}-${x.a} ${x.titles}`).toSorted()
}

const unranked = (rows: readonly string[]) => rows.map((row) => row.slice(row.indexOf(' ') + 1)).toSorted()

test('after a refresh the rows are exactly what the completed events say', async () => {
  const first = await played(['Ada', 'Bo', 'Cy', 'Di'])
  expect([await table(), await isDue()]).toEqual([[], true])
  await refresh()
  expect([unranked(await table()), await isDue()]).toEqual([await expected([first]), false])
  expect((await table())[0]).toBe('1 Ada 2/2 4-0 1')

  const second = await played(['Bo', 'Ada', 'Di', 'Cy'], { type: 'single_elimination' })
  expect(await isDue()).toBe(true)
  await refresh()
  const both = await table()
  expect(unranked(both)).toEqual(await expected([first, second]))
  // Ada and Bo have the same: they share the first rank, and the next one is the third.
  expect(both.map((row) => row.split(' ')[0])).toEqual(['1', '1', '3', '3'])

  await call('POST', `${second}/reopen`, { reason: 'A wrong score.' })
  await refresh()
  expect(unranked(await table())).toEqual(await expected([first]))
  await call('POST', `${second}/complete`)
  await call('DELETE', first)
  await refresh()
  expect(unranked(await table())).toEqual(await expected([second]))
})

test('there is a table for each format and each venue, and none for both', async () => {
  const venue = await call('POST', '/api/venues', { name: 'Basement' })
  await played(['Cy', 'Di', 'Ada', 'Bo'], { venueId: venue.json.id })
  await refresh()

  expect((await table(`?venueId=${venue.json.id}`))[0]).toBe('1 Cy 2/2 4-0 1')
  expect(await table('?format=single_elimination')).toEqual(await table())
  expect(await table('?format=round_robin')).toEqual([])
  const both = await call('GET', `/api/leaderboards?format=swiss&venueId=${venue.json.id}`)
  expect([both.status, both.json.code as unknown]).toEqual([400, 'bad_request'])
  expect((await call('GET', '/api/leaderboards?format=darts')).status).toBe(400)
})

test('a walk by cursor meets everybody once, in order', async () => {
  const all = await table()
  const seen: unknown[] = []
  let cursor: string | null = ''
  for (let step = 0; cursor !== null && step < 10; step++) {
    const { json } = await call('GET', `/api/leaderboards?pageSize=1&cursor=${encodeURIComponent(cursor)}`)
    seen.push(...(json.data as unknown as { userId: string }[]).map(({ userId }) => userId))
    cursor = (json.pagination as unknown as { nextCursor: string | null }).nextCursor
  }
  expect([new Set(seen).size, seen.length]).toEqual([all.length, all.length])
})

test('readers see the old state until a refresh has ended, and wait for nobody', async () => {
  const before = await table()
  await played(['Di', 'Cy', 'Bo', 'Ada'])
  const org = await orgOf()
  await house.context.db.orgTransaction(org, async (tx) => {
    await tx.execute('SELECT pg_advisory_xact_lock(1)')
    await tx.execute(`DELETE FROM leaderboards WHERE org_id = '${org}'`)
    expect(await table()).toEqual(before)
  })
  await refresh()
  expect((await table()).length).toBe(4)
})

test('another org sees nothing of it', async () => {
  const { json } = await call('GET', '/api/leaderboards', undefined, stranger.token)
  expect(json.data as unknown).toEqual([])
})
