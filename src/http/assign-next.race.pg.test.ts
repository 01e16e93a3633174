/**
 * Two hundred assign-next calls at once, over three tournaments that share twelve tables and twenty people.
 * Holds are judged twice: by what callers were told, and by the logs, where a hold counts from the next event of its
 * tournament (committed by then, for the row lock was given again) until the event that ends it.
 */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { apply } from '../engine/apply.ts'
import { isOnTable } from '../engine/lookup.ts'
import type { Event } from '../engine/messages.ts'
import type { MatchId, State } from '../engine/types.ts'
import { openHouse, type Answer, type House, type Person } from './testing.ts'

let house: House
let owner: Person
let tournaments: string[]

const calls = 200
const tableCount = 12
const personCount = 20
const matchesWanted = 40
const endOfTime = '9999'

beforeAll(async () => {
  house = await openHouse({ RATE_PROFILE: 'open' })
  owner = await house.person('olga', 'Corner Pocket')
  const people = await Promise.all(Array.from({ length: personCount }, () => house.database.user()))
  tournaments = []
  const tables: string[] = []
  for (const name of ['Early', 'Main', 'Late']) {
    const made = await call('POST', '/api/tournaments', { name, type: 'double_elimination', raceTo: 1 })
    const at = `/api/tournaments/${made.json.id}`
    await call('POST', `${at}/open`)
    // Every second event turns the order round, so that the same two people meet as a and b and as b and a.
    const ordered = tournaments.length % 2 === 0 ? people : people.toReversed()
    const players = ordered.map((userId, i) => ({ name: `Player ${i + 1}`, userId, rating: 700 - i }))
    expect((await call('POST', `${at}/players`, players)).status).toBe(201)
    for (let i = 0; i < tableCount; i++) {
      const known = tables[i] === undefined ? {} : { tableId: tables[i] }
      const opened = await call('POST', `${at}/tables`, { label: `${i + 1}`, ...known })
      tables[i] = (opened.json.table as unknown as { id: string }).id
    }
    await call('POST', `${at}/draw`, {})
    expect((await call('POST', `${at}/start`)).status).toBe(200)
    tournaments.push(at)
  }
}, 60_000)

afterAll(async () => {
  await house.database[Symbol.asyncDispose]()
})

/** A caller that repeats what the server was too busy for, as any client does; with a key, so that nothing doubles. */
async function call(method: string, path: string, body?: unknown): Promise<Answer> {
  const headers = method === 'GET' ? {} : { 'idempotency-key': crypto.randomUUID() }
  for (;;) {
    const answer = await house.call(method, path, {
      token: owner.token,
      headers,
      ...(body === undefined ? {} : { body }),
    })
    if (answer.status !== 503) return answer
  }
}

/** A match at a table with two people, from and until when this is certain. */
interface Hold {
  readonly match: string
  readonly keys: readonly string[]
  readonly from: string
  readonly to: string
}

/** Tables and people in two certain holds at one moment. */
function twice(holds: readonly Hold[]): string[] {
  const faults = new Set<string>()
  for (const [i, a] of holds.entries()) {
    for (const b of holds.slice(i + 1)) {
      if (a.from > b.to || b.from > a.to) continue
      if (a.from === b.to || b.from === a.to) if (a.to !== endOfTime || b.to !== endOfTime) continue
      for (const key of a.keys) if (b.keys.includes(key)) faults.add(key)
    }
  }
  return [...faults]
}

function keysOf(state: State, id: MatchId): string[] {
  const match = state.matches.find((one) => one.id === id)
  const people = match?.slots.map((slot) => state.players.find((player) => player.id === slot.player)?.userId)
  return [`table ${match?.table}`, ...(people ?? []).map((person) => `person ${person}`)]
}

/** What one log says was held; a hold that never ends was certain at the end. */
function holdsOf(events: readonly Event[]): Hold[] {
  const open = new Map<MatchId, { keys: string[]; from: string }>()
  const holds: Hold[] = []
  let state: State | null = null
  for (const [i, event] of events.entries()) {
    state = apply(state, event)
    const now = new Set(state.matches.filter(isOnTable).map(({ id }) => id))
    for (const [match, hold] of open) {
      if (now.has(match)) continue
      holds.push({ match, ...hold, to: event.at })
      open.delete(match)
    }
    for (const id of now) {
      if (!open.has(id)) open.set(id, { keys: keysOf(state, id), from: events[i + 1]?.at ?? endOfTime })
    }
  }
  return [...holds, ...[...open].map(([match, hold]) => ({ match, ...hold, to: endOfTime }))]
}

async function logs(): Promise<Event[][]> {
  return Promise.all(
    tournaments.map(async (at) => {
      const events: Event[] = []
      for (;;) {
        const { json } = await call('GET', `${at}/events?since=${events.length}&limit=1000`)
        events.push(...(json.data as unknown as Event[]))
        if (!(json.hasNext as unknown as boolean)) return events
      }
    }),
  )
}

const assignNext = (i: number) => call('POST', `${tournaments[i % 3]}/matches/assign-next`, {})
const refusals = ['nothing_to_assign', 'table_busy', 'player_busy']

function expectAnswers(answers: readonly Answer[]): Answer[] {
  for (const answer of answers) if (answer.status !== 200) expect(refusals).toContain(String(answer.json.code))
  return answers.filter(({ status }) => status === 200)
}

let filled: Event[][]

test('200 calls at once fill the hall, and no table and no person is taken twice', async () => {
  const given = expectAnswers(await Promise.all(Array.from({ length: calls }, (_, i) => assignNext(i))))
  filled = await logs()
  const holds = filled.flatMap(holdsOf)

  // Nothing was given back, so what is held at the end was held at every moment since it was taken.
  expect(holds).toHaveLength(given.length)
  expect(holds.every(({ to }) => to === endOfTime)).toBe(true)
  expect(twice(holds)).toEqual([])
  const keys = holds.flatMap((hold) => hold.keys)
  expect(new Set(keys).size).toBe(keys.length)
  // Twenty people make ten pairs at most; and whoever asks now is told that nothing is left.
  expect(given.length).toBeGreaterThanOrEqual(6)
  for (const i of [0, 1, 2]) expect((await assignNext(i)).json.code as unknown).toBe('nothing_to_assign')
}, 60_000)

test('the judge sees a table and a person that are given out twice', () => {
  const [log = []] = filled.toSorted((a, b) => holdsOf(b).length - holdsOf(a).length)
  const keys = holdsOf(log).flatMap((hold) => hold.keys)
  const idOf = (key: string) => key.slice(key.indexOf(' ') + 1)
  // The same log once more, of another hall and other people, but for the one that is kept.
  const twinWith = (kept: string): Event[] => {
    const others = keys.filter((key) => key !== kept)
    const text = others.reduce((now, key) => now.replaceAll(idOf(key), crypto.randomUUID()), JSON.stringify(log))
    return JSON.parse(text) as Event[]
  }
  const [table = '', person = ''] = keys

  expect(keys.length).toBeGreaterThanOrEqual(3)
  for (const kept of [table, person]) expect(twice([log, twinWith(kept)].flatMap(holdsOf))).toEqual([kept])
})

test('200 calls at once while matches end: no table and no person is taken twice at any moment', async () => {
  const held = new Map<string, string>()
  const faults: string[] = []
  const seen = (answer: Answer): string => {
    const match = answer.json as unknown as { id: string; table: { id: string } }
    if (held.has(match.table.id)) faults.push(match.table.id)
    held.set(match.table.id, match.id)
    return match.id
  }
  const end = (match: string) => {
    for (const [table, holder] of held) if (holder === match) held.delete(table)
    return call('POST', `/api/matches/${match}/result`, { scoreA: 1, scoreB: 0 })
  }
  const before = (await logs()).flatMap(holdsOf)
  for (const { match, keys } of before) held.set((keys[0] ?? '').slice('table '.length), match)

  // Each caller asks until a match is his, or until there have been enough.
  let assigned = 0
  const caller = async (_: unknown, i: number) => {
    for (;;) {
      const answer = await assignNext(i)
      if (expectAnswers([answer]).length === 0 && assigned < matchesWanted) continue
      if (answer.status !== 200) return
      assigned++
      expect((await end(seen(answer))).status).toBe(200)
      return
    }
  }
  const callers = Array.from({ length: calls }, caller)
  await Promise.all([...before.map(({ match }) => end(match)), ...callers])
  const holds = (await logs()).flatMap(holdsOf)

  expect(faults).toEqual([])
  expect(twice(holds)).toEqual([])
  expect(assigned).toBeGreaterThanOrEqual(matchesWanted)
  expect(holds).toHaveLength(before.length + assigned)
}, 60_000)

test('people sit down in the order of their ids, so that two tournaments never wait for each other', async () => {
  const { ownerSql } = house.database
  for (const i of [0, 1, 2]) await assignNext(i)
  const pairs = await ownerSql`select array_agg(user_id order by ctid) as pair from busy_players group by match_id`
  // A backend reports its deadlocks when it ends.
  await Promise.all([house.context[Symbol.asyncDispose](), house.database.db.close()])
  const deadline = Date.now() + 30_000
  const others = async () =>
    (await ownerSql`select 1 from pg_stat_activity where datname = current_database() and usename = 'railbird_app'`)
      .length
  while ((await others()) > 0) expect(Date.now()).toBeLessThan(deadline)
  const [stats] = await ownerSql`select deadlocks::int from pg_stat_database where datname = current_database()`

  expect(pairs.length).toBeGreaterThan(0)
  for (const { pair } of pairs) expect(pair).toEqual([...(pair as string[])].sort())
  expect(stats?.deadlocks).toBe(0)
})
