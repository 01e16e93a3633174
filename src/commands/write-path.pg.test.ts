/**
 * The write path against a real Postgres: one lock, one version, one row, one answer; races, repeats and tenants.
 */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { testDatabase, type TestDatabase } from '../../db/testing.ts'
import { countersRaisedBy } from '../cache/events.ts'
import type { Op } from '../engine/rows.ts'
import type { MatchId, OrgId, TableId, TournamentId, UserId } from '../engine/types.ts'
import { AppError } from '../errors.ts'
import type { Committed } from '../feed/feed.ts'
import { Archive } from '../store/archive.ts'
import { eventsAfter } from '../store/events.ts'
import { States } from '../store/states.ts'
import { assignTable, freeTable } from './act-on-match.ts'
import type { Caller, CommandAnswer, CommandDeps } from './command.ts'
import { createTournament } from './create-tournament.ts'
import { deleteTournament } from './delete-tournament.ts'
import { drawStage } from './draw-stage.ts'
import { openTable } from './manage-tables.ts'
import { moveTournament } from './move-tournament.ts'
import { registerPlayers } from './register-players.ts'
import { reportRack, undoRack } from './score-match.ts'

let t: TestDatabase
let org: OrgId
let user: UserId
const told: Committed[] = []
beforeAll(async () => {
  t = await testDatabase()
  org = await t.org()
  user = await t.user(undefined, org)
})
afterAll(() => t[Symbol.asyncDispose]())

function deps(states = new States(t.db, new Archive(''))): CommandDeps {
  return {
    db: t.db,
    states,
    committed: (event) => void told.push(event),
    countersOf: countersRaisedBy,
    writes: { countersOf: () => [], committed: () => {} },
    mask: (_, text) => `masked ${text}`,
    newId: () => Bun.randomUUIDv7(),
    newSeed: () => 7,
    failpoint: () => {},
  }
}

function caller(more: Partial<Caller> = {}): Caller {
  return { orgId: org, userId: user, principal: 'p', requestId: 'r', ifMatch: null, idempotency: null, ...more }
}

const keyed = (key: string, bodySha256 = 'same'): Partial<Caller> => ({
  idempotency: { key, method: 'POST', route: '/rack', bodySha256 },
})

/** An active tournament of four, race to 3, with one table; returns its first match. */
async function playing(
  names = ['Ada', 'Bo', 'Cy', 'Di'],
): Promise<{ id: TournamentId; match: MatchId; table: TableId }> {
  const d = deps()
  const created = await createTournament(d, caller(), { name: 'Friday', type: 'single_elimination', raceTo: 3 })
  const id = (created.body as { id: TournamentId }).id
  await moveTournament(d, caller(), id, 'open')
  await registerPlayers(
    d,
    caller(),
    id,
    names.map((name) => ({ name })),
    { bulk: true },
  )
  await drawStage(d, caller(), id, {})
  await moveTournament(d, caller(), id, 'start')
  const opened = await openTable(d, caller(), id, { label: 'Table 1' })
  const table = (opened.body as { table: { id: TableId } }).table.id
  const { state } = await d.states.current(org, id)
  const match = state.matches.find((m) => m.state === 'ready')
  if (!match) throw new Error('no match is ready')
  return { id, match: match.id, table }
}

async function refusal(answer: Promise<CommandAnswer>): Promise<string> {
  try {
    await answer
    return 'accepted'
  } catch (error) {
    if (error instanceof AppError) return error.problem
    throw error
  }
}

const count = async (table: string, where: string) =>
  Number((await t.ownerSql.unsafe(`SELECT count(*) AS n FROM ${table} WHERE ${where}`))[0]?.n)

describe('a command', () => {
  test('takes the next version and writes one event with its ops', async () => {
    const { id, match } = await playing()
    const before = (await deps().states.current(org, id)).state.version

    const answer = await reportRack(deps(), caller(), match, { winner: 'a' })

    expect(answer.version).toBe(before + 1)
    const [last] = await eventsAfter(t.db, org, id, before, 10)
    expect(last?.event.type).toBe('rack.recorded')
    const op = last?.ops.find((o): o is Extract<Op, readonly ['m', ...unknown[]]> => o[0] === 'm')
    expect(op?.[2].scoreA).toBe(1)
    expect(told.at(-1)?.version).toBe(answer.version)
  })

  test('nothing is told to anybody before COMMIT', async () => {
    const { id, match } = await playing()
    const seen: Promise<unknown[]>[] = []
    // Asked on another connection, which sees committed rows only.
    const committed = (event: Committed) => void seen.push(eventsAfter(t.db, org, id, event.version - 1, 1))

    await reportRack({ ...deps(), committed }, caller(), match, { winner: 'a' })

    expect(await Promise.all(seen)).toEqual([[expect.objectContaining({ event: expect.anything() })]])
  })

  test('that fails in its transaction is told to nobody and takes no version', async () => {
    const { id, match } = await playing()
    const before = (await deps().states.current(org, id)).state.version
    await t.ownerSql.unsafe(`ALTER TABLE racks ADD CONSTRAINT no_rack CHECK (match_id <> '${match}')`)

    const heard = told.length
    await expect(reportRack(deps(), caller(), match, { winner: 'a' })).rejects.toThrow()
    await t.ownerSql.unsafe('ALTER TABLE racks DROP CONSTRAINT no_rack')

    expect(told).toHaveLength(heard)
    expect((await reportRack(deps(), caller(), match, { winner: 'a' })).version).toBe(before + 1)
  })

  test('refused by the engine leaves no trace, not even the table it would have used', async () => {
    const { id } = await playing()
    const before = await count('tables', `org_id = '${org}'`)

    const code = await refusal(openTable(deps(), caller(), id, { label: 'table 1' }))

    expect(code).toBe('duplicate_table')
    expect(await count('tables', `org_id = '${org}'`)).toBe(before)
  })

  test('of another org finds nothing, by tournament and by match', async () => {
    const { id, match } = await playing()
    const other = await t.org()

    expect(await refusal(moveTournament(deps(), caller({ orgId: other }), id, 'pause'))).toBe('not_found')
    expect(await refusal(reportRack(deps(), caller({ orgId: other }), match, { winner: 'a' }))).toBe('not_found')
  })

  test('after deletion finds nothing', async () => {
    const { id } = await playing()
    await moveTournament(deps(), caller(), id, 'cancel')
    await deleteTournament(deps(), caller(), id)

    expect(await refusal(moveTournament(deps(), caller(), id, 'open'))).toBe('not_found')
    await expect(deps().states.current(org, id)).rejects.toThrow()
  })
})

describe('an idempotency key', () => {
  test('gives the stored answer again and plays no second rack', async () => {
    const { match } = await playing()

    const first = await reportRack(deps(), caller(keyed('k1')), match, { winner: 'a' })
    const second = await reportRack(deps(), caller(keyed('k1')), match, { winner: 'a' })

    expect(second).toEqual({ ...first, replayed: true })
    expect(await count('racks', `match_id = '${match}'`)).toBe(1)
  })

  test('used by many at once lets exactly one rack through', async () => {
    const { match } = await playing()
    const d = deps()

    const answers = await Promise.all(
      Array.from({ length: 12 }, () => reportRack(d, caller(keyed('k2')), match, { winner: 'b' })),
    )

    expect(new Set(answers.map((answer) => answer.version)).size).toBe(1)
    expect(answers.filter((answer) => !answer.replayed)).toHaveLength(1)
    expect(await count('racks', `match_id = '${match}'`)).toBe(1)
  })

  test('with another body is refused, in another org it is another key', async () => {
    const { match } = await playing()
    await reportRack(deps(), caller(keyed('k3')), match, { winner: 'a' })

    expect(await refusal(reportRack(deps(), caller(keyed('k3', 'other')), match, { winner: 'a' }))).toBe(
      'idempotency_key_reused',
    )
  })

  test('creates one tournament however often the request is repeated', async () => {
    const input = { name: 'Once', type: 'single_elimination' as const }
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => createTournament(deps(), caller(keyed('create')), input)),
    )

    expect(new Set(answers.map((answer) => (answer.body as { id: string }).id)).size).toBe(1)
    expect(await count('tournaments', `name = 'Once'`)).toBe(1)
  })

  test('is forgotten after a day, by the writes that come later', async () => {
    const { match } = await playing()
    const d = deps()
    await reportRack(d, caller(keyed('old')), match, { winner: 'a' })
    await t.ownerSql.unsafe(`UPDATE idempotency_keys SET created_at = now() - interval '25 hours' WHERE key = 'old'`)
    let version = 0
    for (let i = 0; version % 100 !== 0 || version === 0; i++) {
      const call = caller(keyed(`fresh-${i}`))
      const written = i % 2 ? reportRack(d, call, match, { winner: 'a' }) : undoRack(d, call, match)
      version = (await written).version
    }

    expect(await count('idempotency_keys', "key = 'old'")).toBe(0)
    expect(await count('idempotency_keys', "key = 'fresh-1'")).toBe(1)
  })

  test('keeps a 422 of the engine, but tries a 409 anew', async () => {
    const { match, table } = await playing()
    const bad = () => reportRack(deps(), caller(keyed('k4')), match, { winner: 'a' })
    await assignTable(deps(), caller(), match, { tableId: table })
    const conflict = await refusal(freeTable(deps(), caller({ orgId: await t.org() }), match))

    expect(conflict).toBe('not_found')
    expect((await bad()).status).toBe(200)
  })
})

describe('If-Match', () => {
  test('lets an unchanged match through and refuses one that was touched', async () => {
    const { match } = await playing()
    const first = await reportRack(deps(), caller(), match, { winner: 'a' })
    const at = (version: number) => caller({ ifMatch: { any: false, versions: [version] } })

    expect(await refusal(reportRack(deps(), at(first.version - 1), match, { winner: 'a' }))).toBe('version_changed')
    expect((await reportRack(deps(), at(first.version), match, { winner: 'a' })).version).toBe(first.version + 1)
  })
})

describe('under concurrency', () => {
  test('versions stay gapless and every rack is counted, from two nodes at once', async () => {
    const { id, match } = await playing()
    const nodes = [deps(), deps()]
    const start = (await deps().states.current(org, id)).state.version

    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, i) =>
        i % 2
          ? undoRack(nodes[i % 2] ?? deps(), caller(), match)
          : reportRack(nodes[0] ?? deps(), caller(), match, { winner: 'a' }),
      ),
    )

    const done = outcomes.filter((outcome) => outcome.status === 'fulfilled').length
    const events = await eventsAfter(t.db, org, id, start, 100)
    expect(events.map((event) => event.version)).toEqual(Array.from({ length: done }, (_, i) => start + 1 + i))
    const racks = events.reduce((sum, { event }) => sum + (event.type === 'rack.recorded' ? 1 : -1), 0)
    expect(await count('racks', `match_id = '${match}'`)).toBe(racks)
  })

  test('a table of the org is taken by one tournament only', async () => {
    const one = await playing()
    const two = await playing()
    const d = deps()
    await openTable(d, caller(), two.id, { label: 'Shared', tableId: one.table })

    const codes = await Promise.all([
      refusal(assignTable(deps(), caller(), one.match, { tableId: one.table })),
      refusal(assignTable(deps(), caller(), two.match, { tableId: one.table })),
    ])

    expect(codes.toSorted()).toEqual(['accepted', 'table_busy'])
  })

  test('a cold node, a warm node and one that starts from a snapshot see the same state', async () => {
    const { id, match } = await playing()
    const warm = deps()
    for (let i = 0; i < 110; i++) {
      await reportRack(warm, caller(), match, { winner: 'a' })
      await undoRack(warm, caller(), match)
    }

    const [memo, cold] = await Promise.all([warm.states.current(org, id), deps().states.current(org, id)])

    expect(await count('tournament_snapshots', `tournament_id = '${id}'`)).toBe(1)
    expect(cold).toEqual(memo)
  })
})
