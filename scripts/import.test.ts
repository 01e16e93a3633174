/**
 * Files that were damaged by chance: events lost, doubled or swapped, ids and words exchanged. Whatever is taken in
 * keeps the invariants of play, and nothing ever throws. `LAW_RUNS` sets how many; a failure names the seed.
 */
import { expect, test } from 'bun:test'
import { stateFaults } from '../src/engine/laws/checks.ts'
import { type Chance, chance, registered } from '../src/engine/laws/director.ts'
import { formats } from '../src/engine/laws/formats.ts'
import { editAtRandom } from '../src/engine/laws/random-edits.ts'
import { playAtRandom } from '../src/engine/laws/random-play.ts'
import { retold } from '../src/engine/transfer/retell.ts'
import type { State } from '../src/engine/types.ts'
import { eventFile, eventsOf } from '../src/http/event-shapes.ts'

const runs = Math.min(2000, Math.round(Number(process.env['LAW_RUNS'] ?? 200) / 4))

interface Told {
  version: number
  data: unknown
}

/** The log of a random evening, with UUIDs for the short ids of the engine's tests. */
function aLog(luck: Chance, seed: number): Told[] {
  const format = luck.of(formats)
  const players = format.playersMin + luck.upTo(6)
  const director = registered({ ...format.plan(players, luck), players, drawSeed: seed })
  director.does({ type: 'stage.draw', stage: 1 })
  director.does({ type: 'tournament.start' })
  if (director.state.matches.length > 0) editAtRandom(director, luck, 6)
  playAtRandom(director, luck, { hasForfeits: true, whims: 5, watch: () => undefined })
  const short = /"(?:player|table)-\d+"/g
  const text = JSON.stringify(director.events)
  const ids = new Map([...new Set(text.match(short))].sort().map((id) => [id, `"${Bun.randomUUIDv7()}"`]))
  return JSON.parse(text.replaceAll(short, (id) => ids.get(id) ?? id)) as Told[]
}

const words = ['"a"', '"b"', 'null', '"walkover"', '"retired"', '"played"', '"double_forfeit"']

/** One wrong thing somewhere behind the first event. */
function damaged(log: Told[], luck: Chance): Told[] {
  const at = () => 1 + luck.upTo(log.length - 1)
  const [here, there] = [at(), at()]
  const [one, other] = [log[here], log[there]]
  if (one === undefined || other === undefined) return log
  const ids = JSON.stringify(log).match(/[0-9a-f]{8}-[0-9a-f-]{27}/g) ?? []
  const rewritten = (what: RegExp, by: string) =>
    log.with(here, JSON.parse(JSON.stringify(one).replace(what, by)) as Told)
  switch (luck.upTo(6)) {
    case 0:
      return log.toSpliced(here, 1)
    case 1:
      return log.toSpliced(here, 0, structuredClone(other))
    case 2:
      return log.with(here, other).with(there, one)
    case 3:
      return rewritten(/[0-9a-f]{8}-[0-9a-f-]{27}/, luck.of(ids))
    case 4:
      return rewritten(/(?<=data.*:)\d+(?=[,}\]])/, String(luck.upTo(9)))
    default:
      return rewritten(/(?<=data.*:)(?:"(?:a|b|played|walkover|retired|double_forfeit)"|null)/, luck.of(words))
  }
}

/** What became of a file: refused by its shape, by the engine, or taken with what is wrong in its states. */
function taken(log: readonly Told[]): 'shape' | 'engine' | string[] {
  const events = log.map((event, at) => ({ ...event, version: at + 1 }))
  const parsed = eventFile.safeParse({ format: 'railbird-event', formatVersion: 1, events })
  if (!parsed.success) return 'shape'
  let state: State | null = null
  for (const event of eventsOf(parsed.data)) {
    const next = retold(state, event)
    if (next.problem) return 'engine'
    state = next.state
  }
  return state === null ? ['no state'] : stateFaults(state)
}

test('a file that was damaged by chance is refused, or was as good as before', () => {
  const faults: string[] = []
  const fates = { shape: 0, engine: 0, taken: 0 }
  for (let seed = 1; seed <= runs; seed++) {
    const luck = chance(49_979_687 + seed)
    const fate = taken(damaged(aLog(luck, seed), luck))
    fates[typeof fate === 'string' ? fate : 'taken']++
    if (typeof fate !== 'string') faults.push(...fate.map((fault) => `seed ${seed}: ${fault}`))
  }

  expect(faults).toEqual([])
  expect(Math.min(fates.shape, fates.engine, fates.taken)).toBeGreaterThan(0)
}, 120_000)
