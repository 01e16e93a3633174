/**
 * Random tournaments of every format as files through a real server: taken in, out again, in and out once more.
 * Equal files and equal views up to ids, and every log folds to its rows. The plans are those of the engine's laws.
 */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { limits } from '../src/config.ts'
import { fold, toSnapshot } from '../src/engine/fold.ts'
import { type Director, chance, registered } from '../src/engine/laws/director.ts'
import { formats } from '../src/engine/laws/formats.ts'
import { editAtRandom } from '../src/engine/laws/random-edits.ts'
import { playAtRandom } from '../src/engine/laws/random-play.ts'
import type { OrgId, TournamentId } from '../src/engine/types.ts'
import { openHouse, type House, type Person } from '../src/http/testing.ts'
import { eventsAfter } from '../src/store/events.ts'
import { readSnapshot } from '../src/store/snapshots.ts'
import { checkAll } from './replay-check.ts'

let house: House
let owner: Person
beforeAll(async () => {
  house = await openHouse()
  owner = await house.person('olga', 'Corner Pocket')
}, 30_000)
afterAll(() => house[Symbol.asyncDispose]())

const send = (method: string, path: string, body?: unknown) =>
  house.call(method, path, { token: owner.token, ...(body !== undefined && { body }) })

const uuid = /[0-9a-f]{8}-[0-9a-f-]{27}/g

/** Every id as a number by its first appearance, members in order of name. */
function numbered(value: unknown): string {
  const seen = new Map<string, number>()
  const sorted = (_: string, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member
  return JSON.stringify(value, sorted).replaceAll(uuid, (id) => {
    const number = seen.get(id) ?? seen.size
    seen.set(id, number)
    return `#${number}`
  })
}

/** A log of the engine's tests as a file: their short ids become UUIDs in the same order. */
function fileOf({ events }: Director): unknown {
  const numbers = /"(player|table)-(\d+)"/g
  const text = JSON.stringify(events.map((event, at) => ({ version: at + 1, ...event })))
  const ids = [...new Set(text.match(numbers))].sort()
  const made = new Map(ids.map((id) => [id, Bun.randomUUIDv7()]))
  const told = text.replaceAll(numbers, (id) => `"${made.get(id)}"`)
  return { format: 'railbird-event', formatVersion: 1, events: JSON.parse(told) as unknown }
}

function evening(format: (typeof formats)[number], seed: number): Director {
  const luck = chance(seed)
  const players = format.playersMin + luck.upTo(8)
  const director = registered({ ...format.plan(players, luck), players, drawSeed: seed })
  director.does({ type: 'stage.draw', stage: 1 })
  director.does({ type: 'tournament.start' })
  if (director.state.matches.length > 0) editAtRandom(director, luck, 8)
  playAtRandom(director, luck, { hasForfeits: true, whims: players, watch: () => undefined })
  return director
}

describe('a random tournament as a file', () => {
  test.each(formats)(
    '$name: comes back as it went in, twice',
    async (format) => {
      const file = fileOf(evening(format, 32_452_843))
      const first = await send('POST', '/api/tournaments/import', file)
      expect(first.status === 201 ? '' : first.text).toBe('')
      const at = String(first.headers.get('location'))
      const out = await send('GET', `${at}/export`)
      const second = await send('POST', '/api/tournaments/import', out.json)
      const there = String(second.headers.get('location'))

      expect(numbered(out.json)).toBe(numbered(file))
      expect(numbered((await send('GET', `${there}/export`)).json)).toBe(numbered(out.json))
      for (const view of ['', '/bracket', '/standings', '/players', '/matches', '/chip-standings']) {
        const [was, is] = [await send('GET', at + view), await send('GET', there + view)]
        expect(numbered(is.json), view).toBe(numbered(was.json))
      }
    },
    20_000,
  )

  test('of many events leaves a snapshot that is the fold of the log up to it', async () => {
    const { db } = house.context
    const long = registered({ type: 'double_elimination', players: 40, options: { seeding: 'manual' }, drawSeed: 1 })
    long.does({ type: 'stage.draw', stage: 1 })
    long.does({ type: 'tournament.start' })
    const luck = chance(5)
    const ready = () => long.state.matches.find(({ state }) => state === 'ready' || state === 'active')
    for (let match = ready(); match !== undefined; match = ready())
      long.does({ type: 'match.rack', match: match.id, winner: luck.of(['a', 'b'] as const) })

    const taken = await send('POST', '/api/tournaments/import', fileOf(long))

    const id = String(taken.json.id) as TournamentId
    const [org] = await db.query<{ id: OrgId }>(sql`SELECT id FROM organizations WHERE slug = ${owner.orgSlug}`)
    const kept = org && (await readSnapshot(db, org.id, id))
    const log = org ? await eventsAfter(db, org.id, id, 0, 1000) : []
    const due = log.length - (log.length % limits.snapshotEvery)
    expect(kept?.version).toBe(due)
    expect(due).toBeGreaterThan(0)
    const folded = fold(log.slice(0, due).map(({ event }) => event))
    expect(kept && toSnapshot(kept)).toEqual(toSnapshot(folded))
  }, 20_000)

  test('leaves rows that are the fold of their log', async () => {
    const lines: string[] = []

    const { equal, all } = await checkAll(house.context.db, (line) => lines.push(line))

    expect(lines.filter((line) => !line.endsWith('equal'))).toEqual([])
    expect([equal, all]).toEqual([all, 2 * formats.length + 1])
  }, 20_000)
})
