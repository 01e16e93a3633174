/**
 * A fixed trace of mixed reads, some writes among them, on the `ci` seed: once as a server without a cache would meet
 * it (none kept, no coding, nothing conditional), once as Railbird does. Told side by side are transactions of
 * Postgres (a read is one statement), CPU of the server and of Postgres, and bytes of the bodies sent.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import postgres from 'postgres'
import { demoAccounts, demoOrg } from '../../db/seed-accounts.ts'
import { type Director, signInDirector } from '../../load/director.ts'
import { createTarget, type Target } from '../../load/target.ts'
import { generator, uniform } from '../../src/engine/random.ts'
import type { Row, Scenario } from '../bench.ts'
import { cpuMicros, descendants } from '../measure/process.ts'

const reads = 20_000
const warmUp = 300
const connections = 8
/** One request in so many writes. */
const writeEvery = 100
const root = join(import.meta.dir, '../..')

interface Costs {
  readonly transactions: number
  readonly serverMs: number
  readonly postgresMs: number
  readonly bytes: number
  /** Reads of whole views, and how many of them came from the cache; lists are cached as data. */
  readonly views: number
  readonly hits: number
}

interface Listed {
  readonly id: string
  readonly status: string
  readonly visibility: string
}

/** The folder of a target with the seed in it; the server is not running. */
async function seeded(target: Target): Promise<void> {
  const command = [process.execPath, 'db/seed.ts', '--size', 'ci']
  const env = { ...process.env, DATA_DIR: target.dataDir, DATABASE_URL: undefined, NODE_ENV: undefined }
  const child = Bun.spawn(command, { cwd: root, env, stdout: 'ignore', stderr: 'pipe' })
  if ((await child.exited) !== 0) throw new Error(`the seed failed: ${await new Response(child.stderr).text()}`)
}

function database(target: Target): postgres.Sql {
  const lines = readFileSync(join(target.dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')
  const port = Number(lines[3])
  return postgres({ host: '127.0.0.1', port, user: 'railbird_owner', database: 'railbird', max: 1, onnotice: () => {} })
}

async function transactions(sql: postgres.Sql): Promise<number> {
  await sql`select pg_stat_force_next_flush()`
  const [row] = await sql`select xact_commit + xact_rollback as count from pg_stat_database
    where datname = current_database()`
  return Number(row?.['count'])
}

/** Every tournament of the room, latest first. */
async function everyTournament(director: Director): Promise<Listed[]> {
  const all: Listed[] = []
  for (let page = 1; ; page++) {
    const { data, pagination } = await director.get<{ data: Listed[]; pagination: { hasNext: boolean } }>(
      `/api/tournaments?pageSize=100&page=${page}`,
    )
    all.push(...data)
    if (!pagination.hasNext) return all
  }
}

const views = ['', '/bracket', '/standings', '/matches', '/players', '/leaderboard', '/snapshot'] as const
const lists = ['?status=live', '?status=past&pageSize=50', '', '?type=double_elimination', '?q=Open'] as const

/** Paths of the trace, the same in every run: few events are asked for often, most seldom. */
function traceOf(events: readonly Listed[], length: number): string[] {
  const next = generator(20181103)
  const upTo = (below: number) => Math.floor(uniform(next) * below)
  const live = events.filter(({ status }) => status === 'active')
  return Array.from({ length }, () => {
    if (uniform(next) < 0.15) return `/api/tournaments${lists[upTo(lists.length)]}`
    const of = uniform(next) < 0.6 && live.length > 0 ? live : events
    const event = of[Math.floor(of.length ** uniform(next)) - 1] ?? of[0]
    const view = views[upTo(views.length)]
    const isPublic = uniform(next) < 0.5 && event?.visibility === 'public'
    const base = isPublic ? `/api/public/${demoOrg.slug}/tournaments` : '/api/tournaments'
    return `${base}/${event?.id}${view}`
  })
}

/** One rack in a live event, whichever match is open there. */
async function write(director: Director, live: readonly Listed[], at: number): Promise<void> {
  const event = live[at % live.length]
  if (event === undefined) return
  const { data } = await director.get<{ data: { id: string }[] }>(
    `/api/tournaments/${event.id}/matches?state=${at % 2 === 0 ? 'assigned' : 'active'}&pageSize=1`,
  )
  if (data[0] !== undefined) await director.post(`/api/matches/${data[0].id}/rack`, { winner: 'a' })
}

class Client {
  bytes = 0
  views = 0
  hits = 0
  readonly #tags = new Map<string, string>()
  readonly #director: Director
  readonly #isPlain: boolean

  constructor(director: Director, isPlain: boolean) {
    this.#director = director
    this.#isPlain = isPlain
  }

  async read(path: string): Promise<void> {
    const own = path.startsWith('/api/public') ? {} : this.#director.headers
    const tag = this.#isPlain ? undefined : this.#tags.get(path)
    const coding = this.#isPlain ? 'identity' : 'zstd, br, gzip'
    const headers = { ...own, 'accept-encoding': coding, ...(tag === undefined ? {} : { 'if-none-match': tag }) }
    const answer = await fetch(this.#director.url + path, { headers, decompress: false })
    this.bytes += (await answer.bytes()).byteLength
    if (answer.status !== 200 && answer.status !== 304) throw new Error(`${path} answered ${answer.status}`)
    const kept = answer.headers.get('etag')
    if (kept !== null) this.#tags.set(path, kept)
    const status = answer.headers.get('cache-status') ?? ''
    if (!status.includes('bypass')) this.views++
    if (status.includes('; hit')) this.hits++
  }
}

async function play(client: Client, director: Director, trace: readonly string[], live: readonly Listed[]) {
  let at = 0
  const worker = async () => {
    for (let mine = at++; mine < trace.length; mine = at++) {
      await client.read(trace[mine] ?? '')
      if (mine % writeEvery === 0) await write(director, live, mine / writeEvery)
    }
  }
  await Promise.all(Array.from({ length: connections }, worker))
}

async function measured(target: Target, isPlain: boolean): Promise<Costs> {
  const director = await signInDirector(target.url, demoAccounts[1] ?? demoAccounts[0])
  const events = await everyTournament(director)
  const live = events.filter(({ status }) => status === 'active')
  const trace = traceOf(events, warmUp + reads)
  await play(new Client(director, isPlain), director, trace.slice(0, warmUp), [])
  await using sql = Object.assign(database(target), {
    async [Symbol.asyncDispose]() {
      await sql.end({ timeout: 1 })
    },
  })
  const cpu = () => descendants(target.pid).reduce((sum, pid) => sum + cpuMicros(pid), 0)
  const before = { count: await transactions(sql), server: cpuMicros(target.pid), postgres: cpu() }
  const client = new Client(director, isPlain)
  await play(client, director, trace.slice(warmUp), live)
  return {
    transactions: (await transactions(sql)) - before.count,
    serverMs: (cpuMicros(target.pid) - before.server) / 1000,
    postgresMs: (cpu() - before.postgres) / 1000,
    bytes: client.bytes,
    views: client.views,
    hits: client.hits,
  }
}

/** Each run has the seed for itself: the writes of the trace meet the same events. */
async function costs(environment: Record<string, string>, isPlain: boolean): Promise<Costs> {
  await using target = createTarget(environment)
  await seeded(target)
  await target.start()
  return await measured(target, isPlain)
}

async function run(): Promise<Row[]> {
  const off = await costs({ CACHE_L1_BYTES: '0' }, true)
  const on = await costs({}, false)
  const pair = (figure: string, unit: string, of: (one: Costs) => number): Row[] => [
    { figure: `${figure}, cache off`, value: Math.round(of(off)), unit },
    { figure: `${figure}, cache on`, value: Math.round(of(on)), unit },
  ]
  const less = (figure: string, of: (one: Costs) => number, least?: number): Row => {
    const value = Math.round((1 - of(on) / of(off)) * 1000) / 10
    const bound = least === undefined ? {} : { bound: `>= ${least} %`, isOk: value >= least }
    return { figure, value, unit: '%', ...bound }
  }
  const rate = Math.round((on.hits / on.views) * 1000) / 10
  return [
    { figure: 'whole views answered from the cache', value: rate, unit: '%', bound: '> 80 %', isOk: rate > 80 },
    ...pair('transactions of Postgres', '', (one) => one.transactions),
    less('fewer transactions', (one) => one.transactions, 80),
    ...pair('bytes of bodies', '', (one) => one.bytes),
    less('fewer bytes', (one) => one.bytes, 70),
    ...pair('CPU of the server', 'ms', (one) => one.serverMs),
    less('less CPU of the server', (one) => one.serverMs),
    ...pair('CPU of Postgres', 'ms', (one) => one.postgresMs),
    less('less CPU of Postgres', (one) => one.postgresMs),
  ]
}

export const scenario: Scenario = { name: `${reads} mixed reads on the ci seed, cache off and on`, run }
