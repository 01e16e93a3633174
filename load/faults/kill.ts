/**
 * F1: the server is killed with SIGKILL in mid-write, again and again, at moments that come from the seed.
 * Directors go on scoring and viewers stay connected; afterwards the checker compares what each of them holds.
 */
import { generator, uniform } from '../../src/engine/random.ts'
import type { History, Tournament } from '../check/history.ts'
import { check } from '../check/laws.ts'
import { readLog, readSnapshot, registerDirector, startEvent, type Director } from '../director.ts'
import { createTarget, type Target } from '../target.ts'
import { replayCheck } from '../replay.ts'
import { report, type Report } from './report.ts'
import { watch } from './watchers.ts'
import { startWorkload } from './workload.ts'

export interface KillOptions {
  readonly kills: number
  /** Racks a second. */
  readonly rate: number
  readonly seed: number
  readonly log: (line: string) => void
}

/** A life lasts between these two before it is ended. */
const lifeMs = [200, 2_000] as const
const settleMsMax = 60_000
const viewersPerTournament = 2

/** Runs the fault and judges what is left. */
export async function killServer({ kills, rate, seed, log }: KillOptions): Promise<Report> {
  await using target = createTarget()
  await target.start()
  const director = await registerDirector(target.url)
  const tournaments = await startEvents(director, kills, rate)
  log(`${tournaments.length} tournaments are being played, ${rate} racks a second`)
  using watchers = watch(target.url, tournaments, viewersPerTournament * tournaments.length)
  const workload = await startWorkload({ director, tournaments, rate, seed })

  const restartMs = await killAgainAndAgain(target, { kills, seed, log })
  await Bun.sleep(lifeMs[1])
  await workload.finish()

  const left = await readAll(director, tournaments)
  const versions = new Map(left.map(({ id, version }) => [id, version]))
  const settledMs = await watchers.settle(versions, settleMsMax)
  const { attempts, tally } = workload
  const history: History = { attempts, tournaments: left, streams: watchers.streams(), actor: null }
  const replay = await replayCheck(target)
  return report('kill', seed, history, [...check(history), ...replay.violations], {
    'replay check': replay.line,
    kills,
    'operations due': tally.due,
    'due, but no match was free': tally.skipped,
    'restart to healthy, median ms': Math.round(middle(restartMs)),
    'restart to healthy, worst ms': Math.round(Math.max(...restartMs)),
    'last viewer current after ms': Math.round(settledMs),
  })
}

/** Enough racks for the whole run: a field of 16 plays at least 600 of them in races to 20. */
async function startEvents(director: Director, kills: number, rate: number): Promise<string[]> {
  const racks = (kills + 2) * ((lifeMs[0] + lifeMs[1]) / 2000) * rate * 1.5
  const count = Math.min(16, Math.max(4, Math.ceil(racks / 600)))
  const ids: string[] = []
  for (let n = 1; n <= count; n++) ids.push(await startEvent(director, { name: `Kill ${n}`, players: 16, raceTo: 20 }))
  return ids
}

async function killAgainAndAgain(
  target: Target,
  { kills, seed, log }: Pick<KillOptions, 'kills' | 'seed' | 'log'>,
): Promise<number[]> {
  const next = generator(seed + 1)
  const restartMs: number[] = []
  for (let kill = 1; kill <= kills; kill++) {
    const life = lifeMs[0] + (lifeMs[1] - lifeMs[0]) * uniform(next)
    await Bun.sleep(life)
    await target.kill()
    restartMs.push(await target.start())
    log(`kill ${kill} of ${kills} after ${Math.round(life)} ms, healthy ${Math.round(restartMs.at(-1) ?? 0)} ms later`)
  }
  return restartMs
}

/** Log and read models of each tournament, read when nobody writes any more. */
export async function readAll(director: Director, ids: readonly string[]): Promise<Tournament[]> {
  const all: Tournament[] = []
  for (const id of ids) {
    const events = await readLog(director, id)
    const { version, rows } = await readSnapshot(director, id)
    all.push({ id, events, version, snapshot: rows })
  }
  return all
}

function middle(values: readonly number[]): number {
  return values.toSorted((x, y) => x - y)[Math.floor(values.length / 2)] ?? 0
}
