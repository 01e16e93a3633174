/**
 * Keys without end: made-up ids, unknown parameters, distinct sets of fields and pages, as many as a client can send,
 * beside readers of a few hot views. Memory must stay bounded, and what is hot must stay in memory.
 */
import { readFileSync } from 'node:fs'
import { chance, type Chance } from '../../src/engine/laws/director.ts'
import type { Violation } from '../check/laws.ts'
import { registerDirector, startEvent, type Director } from '../director.ts'
import { createTarget } from '../target.ts'
import { judged, type Report } from './report.ts'

export interface FloodOptions {
  readonly seconds: number
  readonly seed: number
  readonly log: (line: string) => void
}

/** Small, so that the flood would fill it many times over. */
const cacheBytes = 8 * 1024 * 1024
const floods = 6
const sampleMs = 5000
/** Memory at the end against memory when the cache has filled, both medians of samples. */
const growthMax = 1.25
const hotMin = 0.98

interface Count {
  flooded: number
  hot: number
  hits: number
  failed: number
}

const fields = ['id', 'name', 'type', 'status', 'gameType', 'startDate', 'visibility', 'version', 'maxParticipants']

function aWildPath(luck: Chance, id: string): string {
  const word = luck.upTo(2 ** 32).toString(36)
  const some = fields.filter(() => luck.is(0.5))
  return luck.of([
    `/api/tournaments/${crypto.randomUUID()}/bracket`,
    `/api/tournaments/${word}`,
    `/api/tournaments/${id}/bracket?${word}=1`,
    `/api/tournaments?q=${word}&pageSize=${1 + luck.upTo(100)}`,
    `/api/tournaments?fields=${some.length > 0 ? some.join(',') : 'id'}&page=${1 + luck.upTo(50)}`,
    `/api/public/${word}/tournaments/${id}`,
    `/api/matches/${crypto.randomUUID()}`,
  ])
}

function residentMiB(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
}

async function ask(director: Director, path: string, count: Count): Promise<Response> {
  const answer = await fetch(director.url + path, { headers: director.headers })
  await answer.arrayBuffer()
  if (answer.status >= 500) count.failed++
  return answer
}

/** Floods and reads until told to stop. */
function begin(director: Director, hot: readonly string[], id: string, seed: number) {
  const count: Count = { flooded: 0, hot: 0, hits: 0, failed: 0 }
  let isOver = false
  const flood = async (luck: Chance) => {
    while (!isOver) {
      await ask(director, aWildPath(luck, id), count)
      count.flooded++
    }
  }
  const read = async () => {
    for (let at = 0; !isOver; at++) {
      const answer = await ask(director, hot[at % hot.length] ?? '', count)
      count.hot++
      if (answer.headers.get('cache-status')?.includes('; hit') === true) count.hits++
      await Bun.sleep(10)
    }
  }
  const work = [...Array.from({ length: floods }, (_, at) => flood(chance(seed + at))), read()]
  return {
    count,
    async stop() {
      isOver = true
      await Promise.all(work)
    },
  }
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

/** Floods one server for a time and judges its memory and its hot views. */
export async function floodKeys({ seconds, seed, log }: FloodOptions): Promise<Report> {
  await using target = createTarget({ CACHE_L1_BYTES: `${cacheBytes}` })
  await target.start()
  const director = await registerDirector(target.url)
  const id = await startEvent(director, { name: 'Flood', players: 32, raceTo: 9 })
  const hot = ['bracket', 'standings', 'players'].map((view) => `/api/tournaments/${id}/${view}`)
  const load = begin(director, hot, id, seed)
  const samples: number[] = []
  const end = performance.now() + seconds * 1000
  while (performance.now() < end) {
    await Bun.sleep(Math.min(sampleMs, end - performance.now()))
    samples.push(residentMiB(target.pid))
    if (samples.length % 12 === 0)
      log(`${Math.round(samples.at(-1) ?? 0)} MiB after ${load.count.flooded} strange reads`)
  }
  await load.stop()
  const third = Math.max(1, Math.floor(samples.length / 3))
  const [early, late] = [median(samples.slice(third, 2 * third)), median(samples.slice(-third))]
  return verdict(seed, load.count, { early, late, peak: Math.max(...samples) })
}

function verdict(seed: number, count: Count, memory: { early: number; late: number; peak: number }): Report {
  const violations: Violation[] = []
  const hotShare = count.hits / Math.max(1, count.hot)
  if (count.failed > 0) violations.push({ law: 'answer', detail: `${count.failed} answers were 5xx` })
  if (hotShare < hotMin)
    violations.push({ law: 'answer', detail: `hot views hit only ${(hotShare * 100).toFixed(1)} %` })
  if (memory.late > memory.early * growthMax) {
    violations.push({
      law: 'answer',
      detail: `memory grew from ${memory.early.toFixed(0)} to ${memory.late.toFixed(0)} MiB`,
    })
  }
  return judged('flood', seed, violations, {
    'strange reads': count.flooded,
    'hot reads': count.hot,
    'of them from the cache, %': Math.round(hotShare * 1000) / 10,
    'answers that failed': count.failed,
    'resident in the middle third, MiB': Math.round(memory.early),
    'resident in the last third, MiB': Math.round(memory.late),
    'resident at most, MiB': Math.round(memory.peak),
  })
}
