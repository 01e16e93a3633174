/**
 * What the memory really holds after a million random sets, against its budget: the heap after a full collection, in a
 * process of its own. Bodies are of any size up to 4 KB, one in four with its zstd coding beside it.
 */
import { heapStats } from 'bun:jsc'
import { Bodies } from '../../src/cache/bodies.ts'
import { Kept } from '../../src/cache/entry.ts'
import { Floors } from '../../src/cache/floors.ts'
import { allTag, categoryTag, shortKey, tournamentTag } from '../../src/cache/keys.ts'
import { Memory } from '../../src/cache/memory.ts'
import { policies } from '../../src/cache/policies.ts'
import { chance } from '../../src/cache/sim/world.ts'
import type { OrgId, TournamentId } from '../../src/engine/types.ts'
import type { Row, Scenario } from '../bench.ts'

const sets = 1_000_000
const budget = 64 * 1024 * 1024
const bodyBytesMax = 4096
const offMax = 5

interface Measured {
  readonly heap: number
  readonly counted: number
  readonly entries: number
}

async function fill(): Promise<Measured> {
  const random = chance(20181103)
  const started = performance.now()
  const clock = { now: () => performance.now() - started, after: () => () => undefined }
  // Cells that nobody holds go at once here; a server keeps them for a minute.
  const floors = new Floors({ clock, readNumbers: async () => [], tickMs: 5, idleMs: 0 }, 1000)
  const memory = new Memory(floors, budget)
  const org = '01900000-0000-7000-8000-00000000000a' as OrgId
  const before = await heap()
  for (let i = 0; i < sets; i++) {
    const id = Bun.randomUUIDv7() as TournamentId
    const bytes = new Uint8Array(Math.ceil(random() * bodyBytesMax)).fill(i & 0xff)
    const body = i % 4 === 0 ? await Bodies.encode(bytes) : Bodies.uncoded(bytes)
    const tags = [tournamentTag(id), allTag(org), categoryTag(org, 'short')]
    const cells = tags.map((tag) => floors.cell(tag))
    const marks = { versions: [1, 0, 0], cells, bornAt: 0, softUntil: 1, hardUntil: 1 }
    memory.put(
      new Kept({ key: shortKey(org, 'view', id), org, policy: policies.short }, { body, versions: [] }, marks),
      i,
    )
  }
  return { heap: (await heap()) - before, counted: memory.bytes, entries: memory.size }
}

async function heap(): Promise<number> {
  for (let i = 0; i < 4; i++) {
    Bun.gc(true)
    await Bun.sleep(20)
  }
  return heapStats().heapSize
}

async function run(): Promise<Row[]> {
  const child = Bun.spawn([process.execPath, import.meta.path], { stdout: 'pipe', stderr: 'inherit' })
  const { heap: held, counted, entries } = (await new Response(child.stdout).json()) as Measured
  const off = (100 * (held - budget)) / budget
  return [
    { figure: 'budget', value: budget, unit: 'bytes' },
    { figure: 'counted', value: counted, unit: 'bytes', bound: '<= budget', isOk: counted <= budget },
    { figure: 'entries', value: entries, unit: '' },
    {
      figure: 'heap after collection, off the budget',
      value: off,
      unit: '%',
      bound: `within ${offMax} %`,
      isOk: Math.abs(off) <= offMax,
    },
  ]
}

if (import.meta.main) process.stdout.write(JSON.stringify(await fill()))

export const scenario: Scenario = { name: 'cache bytes after a million random sets', run }
