import { describe, expect, test } from 'bun:test'
import type { Catalog } from './catalog.ts'
import { KeptCatalog } from './catalog.ts'
import { networkBytes, postgresCpuMs } from './machine.ts'
import { createMonitor } from './monitor.ts'
import { Watcher } from './watcher.ts'

const catalog: Catalog = {
  ...{ sessions: null, tables: null, indexes: null, statements: null, localPid: null, notes: [], asides: [] },
  database: {
    ...{ cacheHitRatio: 0.99, indexHitRatio: 0.97, commits: 1, rollbacks: 0, deadlocks: 0 },
    ...{ tempBytes: 0, sizeBytes: 1 },
  },
}

/** A watcher whose clock stands still until it is moved, on counters that a test sets. */
function watching() {
  const time = { now: 0, due: null as (() => void) | null }
  const clock = {
    now: () => time.now,
    after(_ms: number, run: () => void) {
      time.due = run
      return () => void (time.due = null)
    },
  }
  const monitor = createMonitor({ slowQueryMs: 100, slowRequestMs: 1000, isTimingForAll: false, now: () => time.now })
  const statistics = { hitsMemory: 0, hitsShared: 0, hitsStale: 0, missesCold: 0, loadMs: 0, evictions: 0 }
  const rest = { missesFloor: 0, missesExpired: 0 }
  const memory = { bytes: 77, queues: () => [{ statistics: { ...statistics, ...rest } }] }
  const watcher = new Watcher({
    monitor,
    clock,
    wall: () => time.now,
    cache: { memory } as never,
    db: { figures: { taken: 4, peak: 8, count: 16, waiting: 0, refused: 0 } },
    catalog: new KeptCatalog(async () => catalog, clock.now),
  })
  const route = monitor.requests.route('GET', '/api/a')
  const pass = async (ms: number) => {
    for (const until = time.now + ms; time.now < until;) {
      time.now += 10_000
      watcher.look()
      await Promise.resolve()
    }
    return watcher.present().figures
  }
  return { watcher, monitor, statistics, route, pass, time }
}

test('figures are those of the last minute, not of all time', async () => {
  const { statistics, route, pass } = watching()
  Object.assign(statistics, { hitsMemory: 900, missesCold: 100, loadMs: 50 })
  Object.assign(route, { requests: 100, failed: 2, tagged: 50, unchanged: 25, originalBytes: 1000, sentBytes: 250 })
  const early = await pass(60_000)
  Object.assign(statistics, { hitsMemory: 920, missesCold: 180 })
  route.requests += 60
  const late = await pass(60_000)

  expect(early).toMatchObject({ cacheHitRate: 0.9, errorRate: 0.02, compressionRatio: 0.25, etagHitRate: 0.5 })
  expect(early).toMatchObject({ cacheResponseMs: 0.05, poolUtilisation: 0.25, cacheBytes: 77, indexHitRatio: 0.97 })
  expect([late.cacheHitRate, late.requestsPerS]).toEqual([0.2, 1])
})

describe('a figure without a source is null, never a number that looks well', () => {
  test('before anything has happened', async () => {
    const { pass } = watching()

    expect(await pass(60_000)).toMatchObject({
      ...{ cacheHitRate: null, cacheResponseMs: null, queryP95Ms: null, responseP95Ms: null },
      ...{ compressionRatio: null, etagHitRate: null, errorRate: null, databaseCpu: null, connections: null },
    })
  })

  test('of few reads there is no share', async () => {
    const { statistics, pass } = watching()
    statistics.hitsMemory = 19

    expect((await pass(60_000)).cacheHitRate).toBeNull()
  })

  test('of a machine without /proc, and of a session that is none of ours', () => {
    expect([networkBytes('/nowhere'), postgresCpuMs(process.pid), postgresCpuMs(2 ** 30)]).toEqual([null, null, null])
  })
})

test('times are those of five minutes, slow queries those of an hour', async () => {
  const { monitor, pass } = watching()
  for (let i = 0; i < 100; i++) monitor.requests.durations.record(i < 90 ? 10 : 2000)
  monitor.queries.slowCount = 60
  const slow = await pass(60_000)
  const calm = await pass(360_000)
  const nextHour = await pass(3_600_000)

  expect(slow.responseP95Ms).toBeGreaterThanOrEqual(2000)
  expect([calm.responseP95Ms, calm.slowQueriesPerHour, nextHour.slowQueriesPerHour]).toEqual([null, 60, 0])
})

test('an hour is kept, and looking goes on until it is stopped', async () => {
  const { watcher, pass, time } = watching()
  await pass(4_000_000)
  expect(watcher.history().length).toBe(360)

  watcher.start()
  expect(time.due).not.toBeNull()
  watcher.stop()
  expect(time.due).toBeNull()
})
