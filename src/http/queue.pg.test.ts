/** Assign-next, the queue, the expected times and the tables of an org, through HTTP. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { openHouse, type Answer, type House, type Person } from './testing.ts'

let house: House
let owner: Person

beforeAll(async () => {
  house = await openHouse()
  owner = await house.person('olga', 'Corner Pocket')
}, 30_000)
afterAll(() => house[Symbol.asyncDispose]())

const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
  house.call(method, path, { token: owner.token, headers, ...(body === undefined ? {} : { body }) })

interface Entry {
  readonly name: string
  readonly userId?: string
}

const four: readonly Entry[] = ['Ada', 'Bo', 'Cy', 'Di'].map((name) => ({ name }))

/** A tournament under way; its address. Tables are made here unless ids of the org's tables are given. */
async function playing(players: readonly Entry[], tables: readonly (string | { tableId: string })[], options = {}) {
  const body = { name: 'Friday', type: 'single_elimination', raceTo: 3, options }
  const at = `/api/tournaments/${(await call('POST', '/api/tournaments', body)).json.id}`
  await call('POST', `${at}/open`)
  const rated = players.map((player, i) => ({ ...player, rating: 700 - i }))
  expect((await call('POST', `${at}/players`, rated)).status).toBe(201)
  const ids: string[] = []
  for (const [i, table] of tables.entries()) {
    const named = typeof table === 'string' ? { label: table } : { label: `${i}`, ...table }
    const opened = await call('POST', `${at}/tables`, named)
    ids.push((opened.json.table as unknown as { id: string }).id)
  }
  await call('POST', `${at}/draw`, {})
  expect((await call('POST', `${at}/start`)).status).toBe(200)
  return { at, tables: ids }
}

const next = (at: string, body?: object, headers = {}) => call('POST', `${at}/matches/assign-next`, body, headers)
const code = (answer: Answer) => (answer.status === 200 ? 'ok' : `${answer.status} ${answer.json.code}`)
const at = (answer: Answer) => {
  const { ref, table } = answer.json as unknown as { ref: string; table: { label: string } | null }
  return `${ref} at ${table?.label}`
}

/** A call that met an uncommitted assignment of table 1 in another tournament, which was then committed. */
async function afterALostRace(body: object | 'named') {
  const { ownerSql } = house.database
  const one = await playing(four, ['1', '2'])
  const [taken = '', free = ''] = one.tables
  const other = await playing(four, [{ tableId: taken }, { tableId: free }])
  const id = one.at.split('/').at(-1) ?? ''
  const { answer: asked } = await ownerSql.begin(async (tx) => {
    await tx`update matches set state = 'assigned', table_id = ${taken} where tournament_id = ${id} and ref = 'W1.1'`
    const answer = next(other.at, body === 'named' ? { tableId: taken } : body)
    const waits = () => ownerSql`select 1 from pg_locks where not granted and locktype = 'transactionid'`
    while ((await waits()).length === 0);
    return { answer }
  })
  return { free, asked }
}

describe('assign-next', () => {
  test('sends the next match to any free table, or to the one that is named, until nothing is left', async () => {
    const { at: path, tables } = await playing(four, ['1', '2'])

    const first = await next(path, { tableId: tables[1] })
    const second = await next(path)
    const third = await next(path)
    const taken = await next(path, { tableId: tables[1] })
    const unknown = await next(path, { tableId: crypto.randomUUID() })

    expect([at(first), at(second)]).toEqual(['W1.1 at 2', 'W1.2 at 1'])
    expect(first.headers.get('railbird-version')).toBe(String(first.json.version))
    expect([third, taken, unknown].map(code)).toEqual(['409 nothing_to_assign', '409 table_busy', '422 unknown_table'])
    expect(third.json.currentVersion as unknown).toBe(second.json.version)
  })

  test('repeated with the same key gives the same match again', async () => {
    const { at: path } = await playing(four, ['1', '2'])

    const [first, again] = [
      await next(path, undefined, { 'idempotency-key': 'abcdefgh-1' }),
      await next(path, undefined, { 'idempotency-key': 'abcdefgh-1' }),
    ]

    expect(again.text).toBe(first.text)
    expect(again.headers.get('idempotency-replayed')).toBe('true')
  })

  test('passes over tables and people that another tournament of the org holds', async () => {
    const users = await Promise.all(four.map(() => house.database.user()))
    const people = four.map((player, i) => ({ ...player, userId: users[i] ?? '' }))
    const one = await playing(people, ['1', '2'])
    const other = await playing(
      people,
      one.tables.map((tableId) => ({ tableId })),
    )
    const first = await next(one.at)

    const second = await next(other.at)
    const third = await next(other.at)
    const named = await next(other.at, { tableId: one.tables[0] })

    // Ada and Di play in the first tournament, so the second begins with Bo and Cy, at the other table.
    expect([at(first), at(second)]).toEqual(['W1.1 at 1', 'W1.2 at 1'])
    expect((second.json.table as unknown as { id: string }).id).toBe(one.tables[1] ?? '')
    expect([third, named].map(code)).toEqual(['409 nothing_to_assign', '409 table_busy'])
  })

  test('that loses a table to a transaction not yet committed takes the next one', async () => {
    const { free, asked } = await afterALostRace({})

    expect((await asked).json.table as unknown).toMatchObject({ id: free })
  })

  test('that loses the very table it named says so', async () => {
    const { asked } = await afterALostRace('named')

    expect(code(await asked)).toBe('409 table_busy')
  })

  test('keeps players apart from their next match for as long as the event says', async () => {
    const { at: path } = await playing(four, ['1'], { minRest: 15 })
    for (const winner of ['a', 'b']) {
      const match = await next(path)
      await call('POST', `/api/matches/${match.json.id}/result`, {
        scoreA: winner === 'a' ? 3 : 0,
        scoreB: winner === 'a' ? 0 : 3,
      })
    }

    const resting = await next(path)
    const queue = await call('GET', `${path}/queue`)
    const edited = await call('PATCH', path, { options: { minRest: 0 } })
    const rested = await next(path)

    expect(code(resting)).toBe('409 nothing_to_assign')
    expect(queue.json.data as unknown).toMatchObject([{ match: { label: 'W2.1' }, priority: 1, blockedBy: 'rest' }])
    expect(edited.json as unknown).toMatchObject({ minRest: 0, stages: [{ options: { scoring: { raceTo: 3 } } }] })
    expect(at(rested)).toBe('W2.1 at 1')
  })

  test('is for scorekeepers, not for viewers', async () => {
    const { at: path } = await playing(four, ['1'])
    const viewer = await house.person('vera')
    await call('POST', '/api/members', { email: 'vera@example.com', role: 'viewer' })

    const answer = await house.call('POST', `${path}/matches/assign-next`, { token: viewer.token, body: {} })

    expect(answer.status).toBe(403)
  })
})

describe('the hall', () => {
  test('shows what is next on each table and when, at the pace of the racks that fell', async () => {
    const { at: path } = await playing(four, ['1'])
    const first = await next(path)
    for (const winner of ['a', 'b', 'a']) await call('POST', `/api/matches/${first.json.id}/rack`, { winner })
    const before = await call('GET', `${path}/eta`)
    await house.database.ownerSql.unsafe(
      `update racks set created_at = created_at + number * interval '4 minutes' where match_id = '${first.json.id}'`,
    )

    const board = await call('GET', `${path}/tables`)
    const eta = await call('GET', `${path}/eta`)

    expect(before.json.minutesPerRack as unknown).toBe(6)
    expect(eta.json.minutesPerRack as unknown).toBeCloseTo(4, 1)
    expect(board.json as unknown).toMatchObject({
      data: [{ state: 'in_use', match: { label: 'W1.1', scores: [2, 1] }, next: { label: 'W1.2' } }],
      queue: [{ match: { label: 'W1.2' }, priority: 1, blockedBy: null }],
    })
    const [playingNow, waiting] = eta.json.data as unknown as { endP50: string; startP50: string; startP90: string }[]
    // 1.5 racks of 4 minutes are left, then 3 minutes until the next match begins.
    const minutes = (instant: string | undefined) =>
      (Date.parse(instant ?? '') - Date.parse(String(eta.json.at))) / 60_000
    expect(minutes(playingNow?.endP50)).toBeCloseTo(6, 0)
    expect(minutes(waiting?.startP50)).toBeCloseTo(9, 0)
    expect(minutes(waiting?.startP90)).toBeCloseTo(9 * 1.35, 0)
  })

  test('lists every table of the org with the tournament that is on it', async () => {
    const { at: path, tables } = await playing(four, ['Availability 1', 'Availability 2', 'Availability 3'])
    await next(path)
    await call('PATCH', `${path}/tables/${tables[2]}`, { status: 'blocked', reason: 'new cloth' })

    const all = await call('GET', '/api/tables/availability?pageSize=100')
    const page = await call('GET', '/api/tables/availability?pageSize=1')

    const rows = (all.json.data as unknown as { table: { id: string } }[]).filter(({ table }) =>
      tables.includes(table.id),
    )
    expect(rows).toMatchObject([
      { state: 'in_use', match: { label: 'W1.1', tournamentName: 'Friday', players: ['Ada', 'Di'], scores: [0, 0] } },
      { state: 'available', match: null, blockedReason: null },
      { state: 'blocked', match: null, blockedReason: 'new cloth' },
    ])
    expect(page.json.pagination as unknown).toMatchObject({ pageSize: 1, hasNext: true })
  })

  test('sends a tagged match to the stream table', async () => {
    const { at: path } = await playing(four, ['1'])
    await call('POST', `${path}/tables`, { label: 'TV', stream: true })
    const list = (await call('GET', `${path}/matches`)).json.data as unknown as { id: string; ref: string }[]
    const match = list.find(({ ref }) => ref === 'W1.2')?.id

    const tagged = await call('POST', `/api/matches/${match}/tag`, { stream: true })
    const again = await call('POST', `/api/matches/${match}/tag`, { stream: true })
    const board = await call('GET', `${path}/tables`)

    expect([tagged, again].map(code)).toEqual(['ok', '409 illegal_transition'])
    expect((board.json.data as unknown as { next: { label: string } }[]).map((row) => row.next.label)).toEqual([
      'W1.1',
      'W1.2',
    ])
    expect([at(await next(path)), at(await next(path))]).toEqual(['W1.1 at 1', 'W1.2 at TV'])
  })
})
