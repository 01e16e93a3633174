/**
 * N1: three server processes on one Postgres and one Redis. Each writes and all read all the time, while the wire
 * between them is cut, loses messages, is frozen, flushed and restarted, and writers die between COMMIT and announcing.
 * Judged by what the nodes answered: an own write is never missed, and nobody's for more than a second.
 */
import { startEmbedded } from '../../db/embedded.ts'
import { generator, uniform } from '../../src/engine/random.ts'
import { startRedis, type RedisProcess } from '../../src/redis/testing.ts'
import type { Violation } from '../check/laws.ts'
import { registerDirector } from '../director.ts'
import { createTarget, type Target } from '../target.ts'
import { startTraffic, type Traffic } from './node-traffic.ts'
import { openRedisProxy, type RedisProxy } from './redis-proxy.ts'
import { judged, type Report } from './report.ts'
import { agesOf, breachesOf } from './staleness.ts'

export interface NodesOptions {
  /** Writers that are killed. */
  readonly kills: number
  /** Writes a second. */
  readonly rate: number
  readonly seed: number
  readonly log: (line: string) => void
  /** Length of each phase. */
  readonly seconds: number
}

interface House extends AsyncDisposable {
  readonly redis: RedisProcess
  readonly proxies: readonly RedisProxy[]
  readonly targets: readonly Target[]
  /** A process that dies right after its first commit. */
  readonly doomed: Target
}

const nodesCount = 3
const healthyP99Ms = 50
const hardMs = 1000
const healMsMax = 10_000
const killed = 'writer killed'

/** Runs all phases and judges what was read. */
export async function cutNodes({ kills, rate, seed, log, seconds }: NodesOptions): Promise<Report> {
  await using house = await openHouse()
  const urls = house.targets.map(({ url }) => url)
  const director = await registerDirector(urls[0] ?? '')
  const traffic = await startTraffic({ director, urls, rate, tournaments: 2 })
  try {
    traffic.during('warming up')
    await Bun.sleep(1000)
    for (const [name, during] of faults(house, seed)) {
      await untilHealthy(urls)
      traffic.during(name)
      await during(seconds * 1000)
      log(`${name}: ${line(traffic, name)}`)
      traffic.during('healing')
    }
    for (let kill = 0; kill < kills; kill++) await killWriter(house, traffic)
    log(`${killed}: ${line(traffic, killed)}`)
  } finally {
    await traffic.stop()
  }
  return verdict(seed, traffic, house)
}

async function openHouse(): Promise<House> {
  await using stack = new AsyncDisposableStack()
  const postgres = stack.use(await startEmbedded({ ephemeral: true }))
  const redis = stack.use(await startRedis())
  const at = `@127.0.0.1:${postgres.port}/railbird`
  const env = {
    NODE_ENV: 'test',
    DATABASE_URL: `postgres://railbird_app${at}`,
    DATABASE_OWNER_URL: `postgres://railbird_owner${at}`,
    SESSION_SECRET: 'one key for all nodes of this fault',
  }
  const proxies: RedisProxy[] = []
  const targets: Target[] = []
  for (let n = 0; n < nodesCount; n++) {
    const proxy = stack.use(openRedisProxy(redis.port))
    proxies.push(proxy)
    targets.push(stack.use(createTarget({ ...env, REDIS_URL: `redis://127.0.0.1:${proxy.port}` })))
    await targets[n]?.start()
  }
  const doomed = stack.use(createTarget({ ...env, REDIS_URL: redis.url, FAIL_AT: 'after_commit' }))
  const own = stack.move()
  return { redis, proxies, targets, doomed, [Symbol.asyncDispose]: () => own.disposeAsync() }
}

type Fault = readonly [name: string, during: (ms: number) => Promise<void>]

function faults({ redis, proxies }: House, seed: number): Fault[] {
  const next = generator(seed)
  return [
    ['healthy', (ms) => Bun.sleep(ms)],
    [
      'bus of one node cut',
      async (ms) => {
        proxies[1]?.cut()
        await Bun.sleep(ms)
        proxies[1]?.mend()
      },
    ],
    [
      'three of ten messages lost',
      async (ms) => {
        for (const proxy of proxies) proxy.lose(0.3, () => uniform(next))
        await Bun.sleep(ms)
        for (const proxy of proxies) proxy.lose(0, () => 1)
      },
    ],
    [
      'Redis flushed again and again',
      async (ms) => {
        const end = performance.now() + ms
        for (; performance.now() < end; await Bun.sleep(200)) await redis.tell('FLUSHALL')
      },
    ],
    [
      'Redis frozen',
      async (ms) => {
        redis.signal('SIGSTOP')
        await Bun.sleep(ms)
        redis.signal('SIGCONT')
      },
    ],
    [
      'Redis killed and restarted',
      async (ms) => {
        await redis.kill()
        await Bun.sleep(ms / 2)
        await redis.restart()
        await Bun.sleep(ms / 2)
      },
    ],
  ]
}

/** A node commits and dies before it has told anybody. Its client only sees the connection break. */
async function killWriter({ doomed }: House, traffic: Traffic): Promise<void> {
  traffic.during(null)
  await doomed.start()
  const id = traffic.ids[0] ?? ''
  const version = traffic.version(id) + 1
  const answered = await traffic.write(doomed.url, id)
  if (answered !== null) throw new Error('The doomed node has survived its commit.')
  traffic.acked.push({ phase: killed, node: -1, id, version, at: performance.now() })
  await doomed.kill()
  await Bun.sleep(hardMs * 1.5)
  // The next write of anybody comes on top of this one.
  await traffic.write(traffic.urls[0] ?? '', id)
}

async function untilHealthy(urls: readonly string[]): Promise<void> {
  const end = performance.now() + healMsMax
  for (;;) {
    const reports = await Promise.all(urls.map(async (url) => (await fetch(`${url}/api/health`)).json()))
    if (reports.every((report) => (report as { status: string }).status === 'healthy')) return
    if (performance.now() > end) throw new Error('The nodes did not become healthy again.')
    await Bun.sleep(50)
  }
}

function line(traffic: Traffic, phase: string): string {
  const ages = agesOf(traffic.acked, traffic.seen).get(phase)
  if (ages === undefined) return 'nothing was written'
  const { writes, p50, p99, max } = ages
  return `${writes} writes; oldest answer p50 ${p50.toFixed(1)}, p99 ${p99.toFixed(1)}, max ${max.toFixed(1)} ms`
}

function verdict(seed: number, traffic: Traffic, { proxies }: House): Report {
  const { acked, seen, refused } = traffic
  const violations: Violation[] = [...breachesOf(acked, seen), ...refused]
  const ages = agesOf(acked, seen)
  for (const [phase, { p99, max }] of ages) {
    if (max > hardMs) violations.push({ law: 'C2', detail: `${phase}: an answer was ${Math.round(max)} ms old` })
    if (phase === 'healthy' && p99 > healthyP99Ms)
      violations.push({ law: 'C2', detail: `healthy: the p99 is ${Math.round(p99)} ms` })
  }
  return judged('nodes', seed, violations, {
    ...Object.fromEntries([...ages.keys()].map((phase) => [phase, line(traffic, phase)])),
    reads: seen.length,
    'messages lost on the way': proxies.reduce((sum, { lost }) => sum + lost, 0),
    'own writes missed (C1)': violations.filter(({ law }) => law === 'C1').length,
    'reads that went back (C4)': violations.filter(({ law }) => law === 'C4').length,
    'answers that were no 2xx': refused.length,
  })
}
