/**
 * The server is killed while it plays its demo, as a newcomer might do it. A second director scores at the demo's own
 * tables and keeps a ledger; what anybody had read of the log before a kill must be in it, unchanged, after it.
 */
import { demoAccounts } from '../../db/seed-accounts.ts'
import type { History, Logged } from '../check/history.ts'
import { check, type Violation } from '../check/laws.ts'
import { readLog, signInDirector, type Director } from '../director.ts'
import { replayCheck } from '../replay.ts'
import { createTarget } from '../target.ts'
import { readAll, type KillOptions } from './kill.ts'
import { report, type Report } from './report.ts'
import { watch } from './watchers.ts'
import { startWorkload } from './workload.ts'

const lifeMs = 5_000
const deadlineMs = 30_000
const settleMsMax = 30_000

/** Runs the fault and judges what is left. */
export async function killDuringDemo({ kills, rate, seed, log }: KillOptions): Promise<Report> {
  await using target = createTarget({ DEMO: 'on' })
  await target.start()
  const account = demoAccounts[2] ?? demoAccounts[0]
  const director = await signInDirector(target.url, account)
  const id = await liveEvent(director)
  using watchers = watch(target.url, [id], 4)
  const workload = await startWorkload({ director, tournaments: [id], rate, seed })

  const lost: Violation[] = []
  for (let kill = 1; kill <= kills; kill++) {
    await Bun.sleep(lifeMs)
    const seen = await readLog(director, id)
    await target.kill()
    const ms = await target.start()
    const found = await readLog(director, id)
    lost.push(...missing(seen, found))
    const ofDemo = await goesOn(director, id, found)
    log(`kill ${kill} of ${kills} at version ${seen.length}, healthy ${Math.round(ms)} ms later, the demo ${ofDemo}`)
    if (ofDemo !== 'goes on') lost.push({ law: 'R1', detail: `the demo was not taken up within ${deadlineMs} ms` })
  }
  await workload.finish()
  // The demo never stops, so the moment to compare at is one that its director makes: play is paused.
  await director.post(`/api/tournaments/${id}/pause`)
  const left = await readAll(director, [id])
  const [tournament] = left
  const settledMs = await watchers.settle(new Map([[id, tournament?.version ?? 0]]), settleMsMax)
  const { attempts } = workload
  const history: History = { attempts, tournaments: left, streams: watchers.streams(), actor: director.userId }
  const replay = await replayCheck(target)
  const own = tournament?.events.filter(({ actor }) => actor === director.userId).length ?? 0
  return report('demo-kill', seed, history, [...lost, ...check(history), ...replay.violations], {
    'replay check': replay.line,
    kills,
    'events of the demo itself': (tournament?.events.length ?? 0) - own,
    'events of the second director': own,
    'last viewer current after ms': Math.round(settledMs),
  })
}

/** Id of the demo's event, once it is being played. */
async function liveEvent(director: Director): Promise<string> {
  const until = performance.now() + deadlineMs
  while (performance.now() < until) {
    const path = '/api/tournaments?status=live&type=double_elimination'
    const { data } = await director.get<{ data: { id: string }[] }>(path)
    if (data[0]) return data[0].id
    await Bun.sleep(50)
  }
  throw new Error('The demo did not begin.')
}

/** Events that were read before and are not there, or not the same, any more. */
function missing(seen: readonly Logged[], found: readonly Logged[]): Violation[] {
  return seen.flatMap((event, at): Violation[] =>
    Bun.deepEquals(event, found[at])
      ? []
      : [{ law: 'R1', detail: `version ${event.version} had been read and is gone` }],
  )
}

/** Waits for an event that is not ours. */
async function goesOn(director: Director, id: string, before: readonly Logged[]): Promise<'goes on' | 'is gone'> {
  const until = performance.now() + deadlineMs
  while (performance.now() < until) {
    const events = await readLog(director, id)
    if (events.slice(before.length).some(({ actor }) => actor !== director.userId)) return 'goes on'
    await Bun.sleep(100)
  }
  return 'is gone'
}
