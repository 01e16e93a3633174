/**
 * F3: every process of Postgres is stopped with SIGSTOP under load and let go again: the connections stand, and nobody
 * answers. Each request must end by its deadline, views that are cached are served and say that they are unverified,
 * and health tells the truth in both directions.
 */
import { readFileSync } from 'node:fs'
import { findServer, makeCluster } from '../../db/cluster.ts'
import { limits } from '../../src/config.ts'
import { check, type Violation } from '../check/laws.ts'
import { registerDirector, startEvent, type Director } from '../director.ts'
import { replayCheck } from '../replay.ts'
import { createTarget } from '../target.ts'
import { slowest, startTraffic, statuses, type Answer, type Asked } from './answers.ts'
import type { DatabaseOptions } from './database-restart.ts'
import { readAll } from './kill.ts'
import { report, type Report } from './report.ts'
import { startWorkload, type Workload } from './workload.ts'

const asideMs = 5000
const writesPerSecond = 10
const tournamentCount = 4
/** Beyond the server's own deadline: the way, and a machine that does more than this. */
const slackMs = 250
const truthMsMax = 5000
/** One deadline and one probe later the server knows. */
const knownAfterMs = limits.requestMs + 1000
const quickMsMax = 1000
const goodShareMin = 0.99
const grownMiBMax = 50
const patienceMs = 15_000
const againMs = 250

/** Freezes the database once and judges the answers. `rate` counts cached reads a second. */
export async function freezeDatabase({ rate, seconds, seed, log }: DatabaseOptions): Promise<Report> {
  const bin = findServer()
  if (bin === null) throw new Error('not run: needs a Postgres of the distribution (initdb, pg_ctl)')
  await using cluster = await makeCluster(bin)
  await using target = createTarget(cluster.environment)
  await target.start()
  const director = await registerDirector(target.url)
  const tournaments: string[] = []
  for (let n = 1; n <= tournamentCount; n++)
    tournaments.push(await startEvent(director, { name: `Still ${n}`, players: 32, raceTo: 20 }))
  const still = await startEvent(director, { name: 'Between rounds', players: 32, raceTo: 20 })
  const options = { director, tournaments, rate: writesPerSecond, seed, answerMsMax: patienceMs, againMs }
  const workload = await startWorkload(options)
  const traffic = startTraffic(asked(director, still, tournaments[0] ?? '', rate))
  await Bun.sleep(asideMs)

  const memoryBefore = memoryMiB(target.pid)
  const frozenAt = performance.now()
  cluster.freeze()
  log('every process of Postgres stands still')
  await Bun.sleep(seconds * 1000)
  const memoryAfter = memoryMiB(target.pid)
  const thawedAt = performance.now()
  cluster.thaw()
  log('they go on')
  await Bun.sleep(2 * asideMs)
  await traffic.stop()
  await workload.finish()

  const left = await readAll(director, tournaments)
  const history = { attempts: workload.attempts, tournaments: left, streams: [], actor: null }
  const replay = await replayCheck(target, cluster.environment)
  const span = { frozenAt, thawedAt, grownMiB: memoryAfter - memoryBefore }
  const judged = judge(traffic.answers, workload, span)
  const violations = [...check(history), ...replay.violations, ...judged.violations]
  return report('db-freeze', seed, history, violations, { 'replay check': replay.line, ...judged.figures })
}

/**
 * What is asked: views of an event that stands still, so that they are cached; views of one that is played, where a
 * rack just before the freeze leaves nothing that is true any more; what always needs the database; and health.
 */
function asked(director: Director, still: string, played: string, rate: number): Asked[] {
  const { url, orgSlug, headers } = director
  const at = (id: string) => `${url}/api/public/${orgSlug}/tournaments/${id}`
  const shared = at(played)
  const viewsOf = (id: string) => {
    const views = ['bracket', 'standings', 'matches'].map((view) => `${at(id)}/${view}`)
    let turn = 0
    return () => ({ url: views[turn++ % views.length] ?? '' })
  }
  const own = () => ({ url: `${url}/api/tournaments/${played}`, init: { headers } })
  return [
    { what: 'cached', perSecond: rate, request: viewsOf(still) },
    { what: 'played', perSecond: rate / 4, request: viewsOf(played) },
    { what: 'own', perSecond: 5, request: own },
    { what: 'log', perSecond: 5, request: () => ({ url: `${shared}/events?since=0` }) },
    { what: 'health', perSecond: 4, request: () => ({ url: `${url}/api/health` }) },
  ]
}

interface Span {
  readonly frozenAt: number
  readonly thawedAt: number
  readonly grownMiB: number
}

interface Judged {
  readonly figures: Report['figures']
  readonly violations: readonly Violation[]
}

function judge(answers: readonly Answer[], { attempts }: Workload, { frozenAt, thawedAt, grownMiB }: Span): Judged {
  const during = answers.filter(({ at }) => at >= frozenAt && at < thawedAt)
  const cached = during.filter(({ what }) => what === 'cached')
  // An entry is trusted for a moment after it was confirmed last; from then on it must say what it is.
  const unsure = cached.filter(({ at, status }) => at > frozenAt + 2 * limits.floorTrustMs && status === 200)
  const unmarked = unsure.filter(({ cacheStatus, age }) => !cacheStatus.includes('detail=unverified') || age === '')
  const known = during.filter(({ at }) => at > frozenAt + knownAfterMs)
  const writes = attempts.map(({ invokedAt, returnedAt }) => returnedAt - invokedAt)
  const bounded = slowest(answers) <= limits.requestMs + slackMs && Math.max(...writes) <= limits.requestMs + slackMs
  const good = cached.filter(({ status }) => status === 200).length / Math.max(1, cached.length)
  const bad = answers.filter(({ status, retryAfter }) => status !== 200 && (status !== 503 || retryAfter === ''))
  const health = answers.filter(({ what }) => what === 'health')
  const sickMs = firstAfter(health, frozenAt, ({ status }) => status === 503) - frozenAt
  const wellMs = firstAfter(health, thawedAt, ({ status }) => status === 200) - thawedAt
  const acked = attempts.filter(({ outcome, returnedAt }) => outcome === 'ok' && returnedAt > thawedAt)
  const writeMs = acked.reduce((first, { returnedAt }) => Math.min(first, returnedAt), Infinity) - thawedAt
  const laws: readonly (readonly [boolean, string])[] = [
    [bounded, 'an answer came after its deadline'],
    [good >= goodShareMin, `only ${(good * 100).toFixed(1)} % of the cached reads were served`],
    [unmarked.length === 0, `${unmarked.length} unverified answers do not say so`],
    [slowest(known) <= quickMsMax, `an answer took ${slowest(known)} ms while the database was known to be away`],
    [bad.length === 0, `${bad.length} answers were neither 200 nor 503 with Retry-After: ${statuses(bad)}`],
    [sickMs <= truthMsMax && wellMs <= truthMsMax, 'health told the truth too late'],
    [grownMiB <= grownMiBMax, `memory grew by ${grownMiB} MiB`],
  ]
  const figures = {
    'cached reads meanwhile': `${statuses(cached)} (${unsure.length} unverified, ${unmarked.length} unmarked)`,
    'views of what is played meanwhile': statuses(during.filter(({ what }) => what === 'played')),
    'other answers meanwhile': statuses(during.filter(({ what }) => !['cached', 'played'].includes(what))),
    'slowest read of all, ms': slowest(answers),
    'slowest cached read, ms': slowest(cached),
    'slowest write of all, ms': Math.round(Math.max(...writes)),
    'slowest while known to be away, ms': slowest(known),
    'health said so after, ms': Math.round(sickMs),
    'healthy again after, ms': Math.round(wellMs),
    'first good write after, ms': Math.round(writeMs),
    'memory grew by, MiB': grownMiB,
  }
  return { figures, violations: laws.filter(([holds]) => !holds).map(([, detail]) => ({ law: 'answer', detail })) }
}

function firstAfter(answers: readonly Answer[], from: number, fits: (answer: Answer) => boolean): number {
  const ends = answers.filter((answer) => answer.at >= from && fits(answer)).map(({ at, ms }) => at + ms)
  return Math.min(...ends)
}

/** Resident memory of a process. */
function memoryMiB(pid: number): number {
  const kib = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0'
  return Math.round(Number(kib) / 1024)
}
