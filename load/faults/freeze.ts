/**
 * N2: Redis is stopped with SIGSTOP under load, for a minute, and let go again. No answer may fail for it, cached reads
 * may not cost more, and the node must be healthy again by itself soon after.
 */
import { readFileSync } from 'node:fs'
import { startRedis } from '../../src/redis/testing.ts'
import type { Violation } from '../check/laws.ts'
import { registerDirector, startEvent, type Director } from '../director.ts'
import { createTarget } from '../target.ts'
import { judged, type Report } from './report.ts'

export interface FreezeOptions {
  /** How long Redis stands still. */
  readonly seconds: number
  /** Reads a second. */
  readonly rate: number
  readonly seed: number
  readonly log: (line: string) => void
}

interface Load {
  readonly count: { answers: number }
  /** What failed, and when: 5xx and broken connections. */
  readonly failures: string[]
  stop(): Promise<void>
}

const asideMs = 8000
const healMsMax = 2000
const dearerMax = 1.5
const writesPerSecond = 5

/** Freezes Redis once and judges the answers before, meanwhile and after. */
export async function freezeRedis({ seconds, rate, seed, log }: FreezeOptions): Promise<Report> {
  await using redis = await startRedis()
  await using target = createTarget({ REDIS_URL: redis.url })
  await target.start()
  const director = await registerDirector(target.url)
  const id = await startEvent(director, { name: 'Freeze', players: 32, raceTo: 9 })
  const load = startLoad(director, id, rate)
  try {
    await Bun.sleep(2000)
    const before = await costOf(target.pid, load, asideMs)
    redis.signal('SIGSTOP')
    const meanwhile = await costOf(target.pid, load, seconds * 1000)
    log(`before ${before.toFixed(0)} µs, frozen ${meanwhile.toFixed(0)} µs of CPU for an answer`)
    redis.signal('SIGCONT')
    const healedMs = await msToHealthy(target.url)
    const after = await costOf(target.pid, load, asideMs)
    return verdict(seed, load, { before, meanwhile, after, healedMs, seconds })
  } finally {
    redis.signal('SIGCONT')
    await load.stop()
  }
}

/** Reads of two views at a rate, whether they are answered or not, and now and then a write. */
function startLoad(director: Director, id: string, rate: number): Load {
  const count = { answers: 0 }
  const failures: string[] = []
  const running = new Set<Promise<void>>()
  const began = performance.now()
  const views = ['bracket', 'matches'].map((view) => `/api/public/${director.orgSlug}/tournaments/${id}/${view}`)
  const fail = (what: string) => failures.push(`after ${Math.round((performance.now() - began) / 100) / 10} s: ${what}`)
  const ask = async (path: string, init: RequestInit) => {
    try {
      const answer = await fetch(director.url + path, { ...init, signal: AbortSignal.timeout(5000) })
      const text = await answer.text()
      count.answers++
      if (answer.status >= 500) fail(`${answer.status} ${text.slice(0, 200)}`)
    } catch (error) {
      if (!(error instanceof Error)) throw error
      fail(error.message)
    }
  }
  const begin = (work: Promise<void>) => {
    running.add(work)
    void work.finally(() => running.delete(work))
  }
  let [reads, writes] = [0, 0]
  const timer = setInterval(() => {
    const seconds = (performance.now() - began) / 1000
    for (; reads < seconds * rate; reads++) begin(ask(views[reads % views.length] ?? '', {}))
    for (; writes < seconds * writesPerSecond; writes++) {
      const headers = { ...director.headers, 'content-type': 'application/json' }
      const body = JSON.stringify({ name: `Freeze ${writes}` })
      begin(ask(`/api/tournaments/${id}`, { method: 'PATCH', headers, body }))
    }
  }, 5)
  return {
    count,
    failures,
    async stop() {
      clearInterval(timer)
      await Promise.all(running)
    },
  }
}

/** CPU of a process for one answer over a span, in microseconds. */
async function costOf(pid: number, { count }: Load, ms: number): Promise<number> {
  const [cpu, answers] = [cpuMs(pid), count.answers]
  await Bun.sleep(ms)
  return ((cpuMs(pid) - cpu) * 1000) / Math.max(1, count.answers - answers)
}

/** User and system time of a process; the kernel counts in hundredths of a second (proc(5), stat). */
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) * 10
}

async function msToHealthy(url: string): Promise<number> {
  const began = performance.now()
  for (;;) {
    const report = (await (await fetch(`${url}/api/health`)).json()) as { status: string }
    const ms = performance.now() - began
    if (report.status === 'healthy' || ms > 10 * healMsMax) return ms
    await Bun.sleep(20)
  }
}

interface Figures {
  readonly before: number
  readonly meanwhile: number
  readonly after: number
  readonly healedMs: number
  readonly seconds: number
}

function verdict(seed: number, { count, failures }: Load, figures: Figures): Report {
  const { before, meanwhile, after, healedMs, seconds } = figures
  const violations: Violation[] = failures.map((detail) => ({ law: 'answer', detail }))
  if (healedMs > healMsMax) violations.push({ law: 'answer', detail: `healthy only after ${Math.round(healedMs)} ms` })
  if (meanwhile > before * dearerMax)
    violations.push({ law: 'answer', detail: `an answer cost ${(meanwhile / before).toFixed(2)} times the CPU` })
  return judged('freeze', seed, violations, {
    'Redis stood still, s': seconds,
    answers: count.answers,
    'answers that failed': failures.length,
    'CPU for an answer before, µs': Math.round(before),
    'CPU for an answer meanwhile, µs': Math.round(meanwhile),
    'CPU for an answer after, µs': Math.round(after),
    'healthy again after, ms': Math.round(healedMs),
  })
}
