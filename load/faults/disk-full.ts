/**
 * F10: the disk of the database is full. Its data lies on a small file system that is filled to the last byte under
 * load, and emptied again: writes are refused in plain words, reads go on, and nobody has to restart anything.
 * The log of changes (WAL) lies elsewhere: where that is full, Postgres itself stops.
 */
import { chmodSync, closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findServer, makeCluster } from '../../db/cluster.ts'
import { check, type Violation } from '../check/laws.ts'
import { registerDirector, startEvent, type Director } from '../director.ts'
import { replayCheck } from '../replay.ts'
import { createTarget } from '../target.ts'
import { startTraffic, statuses, type Answer, type Asked } from './answers.ts'
import type { DatabaseOptions } from './database-restart.ts'
import { readAll } from './kill.ts'
import { report, type Report } from './report.ts'
import { startWorkload } from './workload.ts'

const diskMiB = 192
const asideMs = 4000
const backMsMax = 5000
const againMs = 250

/** Fills the disk once, for `seconds`. `rate` counts writes a second. */
export async function fillDisk({ rate, seconds, seed, log }: DatabaseOptions): Promise<Report> {
  const bin = findServer()
  if (bin === null) throw new Error('not run: needs a Postgres of the distribution (initdb, pg_ctl)')
  using disk = mountDisk()
  await using cluster = await makeCluster(bin, [], disk.folder)
  await using target = createTarget(cluster.environment)
  await target.start()
  const director = await registerDirector(target.url)
  const tournaments: string[] = []
  for (let n = 1; n <= 4; n++)
    tournaments.push(await startEvent(director, { name: `Full ${n}`, players: 32, raceTo: 20 }))
  const heard: [at: number, status: number][] = []
  const hear = (status: number) => void heard.push([performance.now(), status])
  const workload = await startWorkload({ director, tournaments, rate, seed, againMs, heard: hear })
  const traffic = startTraffic(asked(director, tournaments[0] ?? ''))
  await Bun.sleep(asideMs)

  const fullAt = performance.now()
  disk.fill()
  log('the disk is full')
  await Bun.sleep(seconds * 1000)
  const words = await refusal(director)
  const freeAt = performance.now()
  disk.free()
  log('there is room again')
  await Bun.sleep(asideMs)
  await traffic.stop()
  await workload.finish()

  const history = { attempts: workload.attempts, tournaments: await readAll(director, tournaments), streams: [] }
  const replay = await replayCheck(target, cluster.environment)
  const meanwhile = heard.filter(([at]) => at > fullAt && at < freeAt)
  const reads = traffic.answers.filter(({ at }) => at > fullAt && at < freeAt)
  const good = workload.attempts.filter(({ outcome, returnedAt }) => outcome === 'ok' && returnedAt > freeAt)
  const backMs = good.reduce((first, { returnedAt }) => Math.min(first, returnedAt), Infinity) - freeAt
  const violations = [
    ...check({ ...history, actor: null }),
    ...replay.violations,
    ...judge(heard, meanwhile, reads, words),
  ]
  if (backMs > backMsMax) violations.push({ law: 'answer', detail: `the first good write came after ${backMs} ms` })
  return report('disk-full', seed, { ...history, actor: null }, violations, {
    'replay check': replay.line,
    'writes while full': counted(meanwhile),
    'reads while full': statuses(reads),
    'what a writer is told': words,
    'first good write after, ms': Math.round(backMs),
  })
}

interface Disk extends Disposable {
  readonly folder: string
  fill(): void
  free(): void
}

/** A small file system in memory. Throws "not run" where it may not be mounted. */
function mountDisk(): Disk {
  const folder = mkdtempSync(join(tmpdir(), 'railbird-disk-'))
  const options = ['-t', 'tmpfs', '-o', `size=${diskMiB}m,mode=0755`, 'tmpfs', folder]
  if (!Bun.spawnSync(['mount', ...options], { stdout: 'ignore', stderr: 'ignore' }).success) {
    rmSync(folder, { recursive: true })
    throw new Error('not run: needs the right to mount a file system')
  }
  chmodSync(folder, 0o755)
  const ballast = join(folder, 'ballast')
  return {
    folder,
    fill() {
      const chunk = Buffer.alloc(64 * 1024)
      const file = openSync(ballast, 'a')
      try {
        for (;;) writeSync(file, chunk)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
      } finally {
        closeSync(file)
      }
    },
    free: () => rmSync(ballast, { force: true }),
    [Symbol.dispose]() {
      Bun.spawnSync(['umount', folder], { stdout: 'ignore', stderr: 'ignore' })
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function asked(director: Director, id: string): Asked[] {
  const shared = `${director.url}/api/public/${director.orgSlug}/tournaments/${id}`
  return [
    { what: 'cached', perSecond: 40, request: () => ({ url: `${shared}/bracket` }) },
    { what: 'log', perSecond: 5, request: () => ({ url: `${shared}/events?since=0&limit=20` }) },
  ]
}

/** What somebody is told who adds something large: the first sentence of a refusal. */
async function refusal({ url, headers }: Director): Promise<string> {
  const players = Array.from({ length: 500 }, (_, i) => ({ name: `Player ${i}`, club: 'x'.repeat(60) }))
  const send = (path: string, body: unknown) =>
    fetch(url + path, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  for (let tries = 0; tries < 20; tries++) {
    const made = await send('/api/tournaments', { name: `Large ${tries}`, type: 'round_robin' })
    const answer = made.ok ? await addTo(((await made.json()) as { id: string }).id) : made
    if (!answer.ok) return `${answer.status} ${((await answer.json()) as { detail?: string }).detail ?? ''}`
  }
  return 'nothing was refused'

  async function addTo(id: string): Promise<Response> {
    await send(`/api/tournaments/${id}/open`, undefined)
    return send(`/api/tournaments/${id}/players`, players)
  }
}

const counted = (heard: readonly (readonly [number, number])[]) =>
  statuses(heard.map(([, status]) => ({ status }) as Answer))

function judge(
  all: readonly (readonly [number, number])[],
  meanwhile: readonly (readonly [number, number])[],
  reads: readonly Answer[],
  words: string,
): Violation[] {
  const isWrong = (status: number) => status === 0 || (status >= 500 && status !== 503)
  const laws: readonly (readonly [boolean, string])[] = [
    [!all.some(([, status]) => isWrong(status)), `writes were answered with ${counted(all)}`],
    [meanwhile.some(([, status]) => status === 503), 'no write met the full disk: it was not full enough'],
    [reads.every(({ status }) => status === 200), `reads were then answered with ${statuses(reads)}`],
    [/^503 .*no room/.test(words), `a writer was told: ${words}`],
  ]
  return laws.filter(([holds]) => !holds).map(([, detail]) => ({ law: 'answer', detail }))
}
