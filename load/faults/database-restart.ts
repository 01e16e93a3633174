/**
 * F2: Postgres is restarted under a server that has 200 writes a second to do: by `pg_ctl -m fast`, by `-m immediate`
 * and by kill -9 of the postmaster. The server itself goes on; its pool must find back alone.
 */
import { findServer, makeCluster, type Cluster, type Ending } from '../../db/cluster.ts'
import { limits } from '../../src/config.ts'
import type { Attempt, History } from '../check/history.ts'
import { check, type Violation } from '../check/laws.ts'
import { registerDirector, startEvent, type Director } from '../director.ts'
import { replayCheck } from '../replay.ts'
import { createTarget } from '../target.ts'
import { readAll } from './kill.ts'
import { report, type Report } from './report.ts'
import { startWorkload } from './workload.ts'

export interface DatabaseOptions {
  /** Writes a second. */
  readonly rate: number
  /** Between two restarts. */
  readonly seconds: number
  readonly seed: number
  readonly log: (line: string) => void
}

const endings: readonly Ending[] = ['fast', 'immediate', 'kill']
const backMsMax = 2000
/** Beyond the server's own deadline: the way, and a machine that does more than this. */
const slackMs = 250
/** Far above any deadline, so that an answer that comes too late is seen to come. */
const patienceMs = 15_000
const tournamentCount = 24
/** A client that hears 503 tries again soon, but does not take all the CPU of a small machine for it. */
const againMs = 250

/** Restarts the database three times and judges what was acknowledged. */
export async function restartDatabase({ rate, seconds, seed, log }: DatabaseOptions): Promise<Report> {
  const bin = findServer()
  if (bin === null) throw new Error('not run: needs a Postgres of the distribution (initdb, pg_ctl)')
  await using cluster = await makeCluster(bin)
  await using target = createTarget(cluster.environment)
  await target.start()
  const director = await registerDirector(target.url)
  const tournaments = await startEvents(director)
  const statuses = new Map<number, number>()
  const heard = (status: number) => void statuses.set(status, (statuses.get(status) ?? 0) + 1)
  const patience = { answerMsMax: patienceMs, againMs }
  const workload = await startWorkload({ director, tournaments, rate, seed, heard, ...patience })

  const restarts = await restartEach(cluster, { seconds, log })
  await workload.finish()

  const left = await readAll(director, tournaments)
  const { attempts, tally } = workload
  const history: History = { attempts, tournaments: left, streams: [], actor: null }
  const replay = await replayCheck(target, cluster.environment)
  const slow = attempts.filter(({ invokedAt, returnedAt }) => returnedAt - invokedAt > limits.requestMs + slackMs)
  const violations = [...check(history), ...replay.violations, ...late(slow), ...back(restarts, attempts)]
  return report('db-restart', seed, history, [...violations, ...wrong(statuses)], {
    'replay check': replay.line,
    'writes due a second': rate,
    'acknowledged a second before': perSecond(attempts, restarts[0]?.endedAt ?? 0, seconds),
    'operations due': tally.due,
    'due, but no match was free': tally.skipped,
    'answers by status': [...statuses].map(([status, count]) => `${status || 'none'}: ${count}`).join(', '),
    'slowest answer, ms': Math.round(Math.max(...attempts.map(({ invokedAt, returnedAt }) => returnedAt - invokedAt))),
    'requests past their deadline': slow.length,
    ...Object.fromEntries(restarts.map((one) => [`good write after ${one.how}, ms`, firstGood(one, attempts)])),
    ...Object.fromEntries(restarts.map((one) => [`away by ${one.how}, ms`, Math.round(one.acceptedAt - one.endedAt)])),
  })
}

interface Restart {
  readonly how: Ending
  readonly endedAt: number
  /** When it accepted connections again. */
  readonly acceptedAt: number
}

async function startEvents(director: Director): Promise<string[]> {
  const ids: string[] = []
  for (let n = 1; n <= tournamentCount; n++)
    ids.push(await startEvent(director, { name: `Restart ${n}`, players: 16, raceTo: 20 }))
  return ids
}

async function restartEach(
  cluster: Cluster,
  { seconds, log }: Pick<DatabaseOptions, 'seconds' | 'log'>,
): Promise<Restart[]> {
  const restarts: Restart[] = []
  for (const how of endings) {
    await Bun.sleep(seconds * 1000)
    const endedAt = performance.now()
    await cluster.end(how)
    await cluster.start()
    restarts.push({ how, endedAt, acceptedAt: performance.now() })
    log(`restarted by ${how}, away for ${Math.round(performance.now() - endedAt)} ms`)
  }
  await Bun.sleep(seconds * 1000)
  return restarts
}

/** From the moment it accepts again to the first acknowledgement; -1 when there was none. */
function firstGood({ acceptedAt }: Restart, attempts: readonly Attempt[]): number {
  const good = attempts.filter(({ outcome, returnedAt }) => outcome === 'ok' && returnedAt > acceptedAt)
  if (good.length === 0) return -1
  return Math.round(good.reduce((first, { returnedAt }) => Math.min(first, returnedAt), Infinity) - acceptedAt)
}

/** Over the last seconds before a moment. */
function perSecond(attempts: readonly Attempt[], before: number, seconds: number): number {
  const from = before - (seconds * 1000) / 2
  const good = attempts.filter(({ outcome, returnedAt: at }) => outcome === 'ok' && at >= from && at < before)
  return Math.round((good.length * 2) / seconds)
}

function back(restarts: readonly Restart[], attempts: readonly Attempt[]): Violation[] {
  return restarts.flatMap((restart): Violation[] => {
    const ms = firstGood(restart, attempts)
    if (ms >= 0 && ms <= backMsMax) return []
    return [{ law: 'answer', detail: `the first good write after ${restart.how} came ${ms} ms after it accepted` }]
  })
}

function late(slow: readonly Attempt[]): Violation[] {
  return slow.map(({ id, invokedAt, returnedAt }) => {
    return { law: 'answer', detail: `operation ${id} was answered after ${Math.round(returnedAt - invokedAt)} ms` }
  })
}

/** A database that is away is a 503, never a fault of the server. */
function wrong(statuses: ReadonlyMap<number, number>): Violation[] {
  const bad = [...statuses].filter(([status]) => status === 0 || (status >= 500 && status !== 503))
  return bad.map(([status, count]) => ({ law: 'answer', detail: `${count} answers were ${status || 'none at all'}` }))
}
