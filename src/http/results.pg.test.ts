/** Results of an org over HTTP: the latest first, of everybody, of one person, of two against each other. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { openHouse, type House, type Person } from './testing.ts'

let house: House
let owner: Person
let [ada, bo]: string[] = []

beforeAll(async () => {
  house = await openHouse()
  owner = await house.person('olga', 'Corner Pocket')
  ada = (await house.person('ada')).id
  bo = (await house.person('bo')).id
  await evening('Friday', 'a')
  await evening('Saturday', 'b')
}, 60_000)
afterAll(() => house[Symbol.asyncDispose]())

const call = (method: string, path: string, body?: unknown) =>
  house.call(method, path, { token: owner.token, ...(body === undefined ? {} : { body }) })

/** Four players; Ada meets Bo first, and `winner` of each match is the same side. */
async function evening(name: string, winner: 'a' | 'b'): Promise<void> {
  const made = await call('POST', '/api/tournaments', { name, type: 'single_elimination', raceTo: 2 })
  const at = `/api/tournaments/${String(made.json.id)}`
  await call('POST', `${at}/open`)
  const players = [
    { name: 'Ada', userId: ada, seed: 1 },
    { name: 'Cy', seed: 2 },
    { name: 'Di', seed: 3 },
    { name: 'Bo', userId: bo, seed: 4 },
  ]
  await call('POST', `${at}/players`, players)
  await call('POST', `${at}/draw`, {})
  await call('POST', `${at}/start`)
  for (let round = 0; round < 3; round++) {
    const { json } = await call('GET', `${at}/matches?state=ready`)
    const [match] = json.data as unknown as { id: string }[]
    await call('POST', `/api/matches/${match?.id}/walkover`, { winner })
  }
}

interface Result {
  readonly tournamentName: string
  readonly ref: string
  readonly players: readonly { readonly name: string; readonly userId: string | null }[]
  readonly winner: string
}

async function results(query: string): Promise<Result[]> {
  const { status, json } = await call('GET', `/api/results${query}`)
  expect(status).toBe(200)
  return json.data as unknown as Result[]
}

test('the latest finished matches of the org come first, with names and scores', async () => {
  const found = await results('')

  expect(found.map(({ tournamentName }) => tournamentName)).toEqual([
    ...Array(3).fill('Saturday'),
    ...Array(3).fill('Friday'),
  ])
  expect(found[0]).toMatchObject({ ref: 'W2.1', winner: 'b', kind: 'walkover' })
})

test('a person has those of both evenings, a pair those against each other', async () => {
  const own = await results(`?userId=${ada}`)
  const both = await results(`?userId=${ada}&opponentId=${bo}`)

  expect(own.map(({ tournamentName, ref }) => `${tournamentName} ${ref}`)).toEqual([
    'Saturday W1.1',
    'Friday W2.1',
    'Friday W1.1',
  ])
  expect(both.map(({ tournamentName, ref, winner }) => `${tournamentName} ${ref} ${winner}`)).toEqual([
    'Saturday W1.1 b',
    'Friday W1.1 a',
  ])
})

test('a walk by cursor sees each of them once', async () => {
  const seen: string[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const { json } = await call('GET', `/api/results?pageSize=2&cursor=${encodeURIComponent(cursor)}`)
    seen.push(...(json.data as unknown as { matchId: string }[]).map(({ matchId }) => matchId))
    cursor = (json.pagination as unknown as { nextCursor: string | null }).nextCursor
  }

  expect(seen).toHaveLength(6)
  expect(new Set(seen).size).toBe(6)
})

test('an opponent without a person is refused', async () => {
  const { status, json } = await call('GET', `/api/results?opponentId=${bo}`)

  expect(status).toBe(400)
  expect(json.code as unknown).toBe('bad_request')
})
