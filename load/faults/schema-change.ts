/**
 * F13: a release that renames a column, under load and without a pause: expand, one node after the other, backfill,
 * contract. Two nodes serve all the time, for a while one of each version; no request may fail.
 * Requests go to the nodes that a balancer would name: none to one that is about to be restarted.
 */
import { join } from 'node:path'
import { findServer, makeCluster, type Cluster } from '../../db/cluster.ts'
import { migrateUp } from '../../db/migrate.ts'
import type { Rows } from '../../src/engine/rows.ts'
import { codeOf } from '../../src/store/failures.ts'
import { connect } from '../../src/store/target.ts'
import type { Violation } from '../check/laws.ts'
import { registerDirector, startEvent } from '../director.ts'
import { createTarget, type Target } from '../target.ts'
import type { DatabaseOptions } from './database-restart.ts'
import { makeNextVersion } from './next-version.ts'
import { judged, type Report } from './report.ts'
import { startServing, type Hall, type Node, type Serving } from './serving.ts'

export interface SchemaOptions extends Pick<DatabaseOptions, 'seed' | 'log'> {
  /** Requests in all. */
  readonly rate: number
}

const root = join(import.meta.dir, '../..')
const backfillRows = 200
const hallCount = 4
const lockedTriesMax = 100
/** What has queued up behind a lock that did not come goes first. */
const lockedPauseMs = 1000

/** Changes the schema under two nodes and judges every answer. `rate` counts requests in all. */
export async function changeSchema({ rate: requests, seed, log }: SchemaOptions): Promise<Report> {
  const bin = findServer()
  if (bin === null) throw new Error('not run: needs a Postgres of the distribution (initdb, pg_ctl)')
  // What is durable is tried by other faults; here a slow disk would only blur who waited for what.
  await using cluster = await makeCluster(bin, ['fsync=off'])
  using next = makeNextVersion(root)
  const env = { ...cluster.environment, SESSION_SECRET: 'one key for both nodes of this fault' }
  await using first = createTarget(env)
  await using second = createTarget(env)
  await using firstNext = createTarget(env, next.root)
  await using secondNext = createTarget(env, next.root)
  await first.start()
  await second.start()
  const halls: Hall[] = []
  for (let n = 1; n <= hallCount; n++) halls.push(await openHall(first.url))
  for (const { url } of [first, second]) await warm(url, halls)
  const serving = await startServing(halls, requests, seed)
  serving.put(node(first, 'N'), node(second, 'N'))

  const steps: readonly (readonly [number, string, () => Promise<void>])[] = [
    [0.15, 'expand', () => migrate(cluster, next.expanded)],
    [0.3, 'second node is N+1', () => replace(serving, halls, [first, 'N'], second, [secondNext, 'N+1'])],
    [0.5, 'backfill', () => backfill(cluster)],
    [0.65, 'first node is N+1', () => replace(serving, halls, [secondNext, 'N+1'], first, [firstNext, 'N+1'])],
    [0.8, 'contract', () => migrate(cluster, next.contracted)],
  ]
  for (const [share, name, step] of steps) {
    await serving.until(share)
    await step()
    serving.during(name)
    log(`${name} after ${serving.answers.length} answers`)
  }
  await serving.done()
  let lost = 0
  for (const hall of halls) lost += await lostClubs(cluster, firstNext.url, hall)
  return verdict(seed, serving, lost)
}

/** An org of its own with two events: what writes in one org waits for each other, and is not the matter here. */
async function openHall(url: string): Promise<Hall> {
  const director = await registerDirector(url)
  const ids: string[] = []
  for (let n = 1; n <= 2; n++) ids.push(await startEvent(director, { name: `Schema ${n}`, players: 32, raceTo: 100 }))
  return { director, ids }
}

const node = ({ url }: Target, version: string): Node => ({ url, version })

/** A few requests one after the other, as a balancer begins with a new node: the first of all are slow ones. */
async function warm(url: string, halls: readonly Hall[]): Promise<void> {
  for (const { director, ids } of halls) {
    for (const id of ids) {
      const at = `${url}/api/tournaments/${id}`
      const headers = { ...director.headers, 'content-type': 'application/json' }
      await (await fetch(`${at}/bracket`, { headers })).arrayBuffer()
      const body = JSON.stringify({ name: 'Warm' })
      await (await fetch(at, { method: 'PATCH', headers, body })).arrayBuffer()
    }
  }
}

/** Takes `old` out of the balance, lets it end its work, and puts `fresh` in beside the one that stays. */
async function replace(
  serving: Serving,
  halls: readonly Hall[],
  [stays, its]: readonly [Target, string],
  old: Target,
  [fresh, version]: readonly [Target, string],
): Promise<void> {
  serving.put(node(stays, its))
  await serving.quiet(old.url)
  await old.stop()
  await fresh.start()
  await warm(fresh.url, halls)
  serving.put(node(stays, its), node(fresh, version))
}

/** Applies what is missing; a lock that does not come at once is asked for again, so that nobody queues behind it. */
async function migrate({ target }: Cluster, folder: string): Promise<void> {
  const owner = connect(target.owner ?? target.app, { max: 1 })
  try {
    for (let tries = 1; ; tries++) {
      try {
        await migrateUp(owner, folder)
        return
      } catch (error) {
        if (codeOf(error) !== '55P03' || tries >= lockedTriesMax) throw error
        await Bun.sleep(lockedPauseMs)
      }
    }
  } finally {
    await owner.end({ timeout: 1 })
  }
}

/** Rows that nobody has written since, a few at a time. */
async function backfill({ target }: Cluster): Promise<void> {
  const owner = connect(target.owner ?? target.app, { max: 1 })
  try {
    for (;;) {
      const { count } = await owner`
        update players set home_club = club where id in (
          select id from players where club is not null and home_club is null
          limit ${backfillRows} for update skip locked)`
      if (count === 0) return
    }
  } finally {
    await owner.end({ timeout: 1 })
  }
}

/** Players whose row says another club than the view of their tournament. */
async function lostClubs({ target }: Cluster, url: string, { director, ids }: Hall): Promise<number> {
  const owner = connect(target.owner ?? target.app, { max: 1 })
  try {
    let lost = 0
    for (const id of ids) {
      const stored = await owner`select id, home_club from players where tournament_id = ${id}`
      const { p } = (await (
        await fetch(`${url}/api/public/${director.orgSlug}/tournaments/${id}/snapshot`)
      ).json()) as Rows
      const shown = Object.values(p)
      if (shown.length !== stored.length) throw new Error(`${id} shows ${shown.length} players of ${stored.length}`)
      const clubs = new Map(shown.map(({ id: player, club = null }) => [player as string, club]))
      lost += stored.filter((row) => clubs.get(String(row.id)) !== row.home_club).length
    }
    return lost
  } finally {
    await owner.end({ timeout: 1 })
  }
}

function verdict(seed: number, { answers, phases }: Serving, lost: number): Report {
  const bad = answers.filter(({ status }) => status < 200 || status >= 300)
  const violations: Violation[] = bad.map(({ what, version, status, detail, phase }) => {
    return { law: 'answer', detail: `${what} on a node of ${version} ${phase}: ${status || 'no answer'} ${detail}` }
  })
  if (lost > 0) violations.push({ law: 'R1', detail: `${lost} players lost their club on the way` })
  const of = (version: string) => answers.filter((answer) => answer.version === version)
  const writes = answers.filter(({ isWrite }) => isWrite).length
  return judged('schemas', seed, violations, {
    requests: answers.length,
    'of them writes': writes,
    'on nodes of N': of('N').length,
    'on nodes of N+1': of('N+1').length,
    errors: bad.length,
    'clubs lost': lost,
    'slowest answer, ms': Math.round(Math.max(...answers.map(({ ms }) => ms))),
    ...Object.fromEntries(phases.map(({ name, ms, from }) => [`${name} took, ms (from request ${from})`, ms])),
  })
}
