/**
 * A real server in a process of its own with an empty database, and a director who fills it over HTTP.
 * It can be killed and started again on the same data and port, as a crash would.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const main = join(import.meta.dir, '..', '..', 'main.ts')
const startMs = 30_000

export interface TestServer extends AsyncDisposable {
  readonly url: string
  /** Kills it without a goodbye. */
  crash(): Promise<void>
  /** Starts it again after a crash, with or without the demo. */
  start(demo?: 'on' | 'off'): Promise<void>
}

/** Starts a server on a free port of the loopback, without the demo unless it is asked for; `more`: variables. */
export async function startServer(
  first: 'on' | 'off' = 'off',
  more: Readonly<Record<string, string>> = {},
): Promise<TestServer> {
  const dataDir = mkdtempSync(join(tmpdir(), 'railbird-web-'))
  const port = freePort()
  const url = `http://127.0.0.1:${port}`
  let process: Bun.Subprocess<'ignore', 'ignore', 'pipe'> | null = null
  const start: TestServer['start'] = async (demo = 'off') => {
    const env = {
      ...Bun.env,
      PORT: String(port),
      DATA_DIR: dataDir,
      DEMO: demo,
      RATE_PROFILE: 'open',
      LOG_LEVEL: 'warn',
      ...more,
    }
    process = Bun.spawn([Bun.argv[0] ?? 'bun', main], { env, stdin: 'ignore', stdout: 'ignore', stderr: 'pipe' })
    await waitUntilHealthy(url, process)
  }
  const crash = async () => {
    process?.kill('SIGKILL')
    await process?.exited
  }
  await start(first)
  return {
    url,
    start,
    crash,
    async [Symbol.asyncDispose]() {
      process?.kill('SIGTERM')
      await process?.exited
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

function freePort(): number {
  const probe = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Response() })
  const { port } = probe
  void probe.stop(true)
  if (port === undefined) throw new Error('no free port')
  return port
}

async function waitUntilHealthy(url: string, process: Bun.Subprocess<'ignore', 'ignore', 'pipe'>): Promise<void> {
  const end = performance.now() + startMs
  while (performance.now() < end) {
    if (process.exitCode !== null) throw new Error(`the server ended: ${await new Response(process.stderr).text()}`)
    const answer = await fetch(`${url}/api/health`).catch(() => null)
    if (answer?.ok) return
    await Bun.sleep(50)
  }
  throw new Error(`the server was not healthy after ${startMs} ms`)
}

export interface Director {
  /** Sends JSON and returns the answer's; throws with the problem when it is refused. */
  call(method: 'GET' | 'POST', path: string, body?: object): Promise<Record<string, unknown>>
  /** Creates, fills, draws and starts an event, with tables for the first matches. Returns its id. */
  startEvent(event: EventPlan): Promise<string>
  /** What the server answered to the registration, as a page keeps it. */
  signIn(): Record<string, unknown>
  /** Ids of the matches in a state, in bracket order. */
  matches(event: string, state: string): Promise<string[]>
}

interface EventPlan {
  readonly name: string
  readonly type: 'single_elimination' | 'double_elimination'
  readonly players: readonly string[]
  readonly tables?: number
  readonly raceTo?: number
}

/** Registers a director with an org of their own. */
export async function signUp(url: string, name = 'Web Director'): Promise<Director> {
  let token = ''
  const call: Director['call'] = async (method, path, body) => {
    const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) }
    const answer = await fetch(url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
    return JSON.parse(text || '{}') as Record<string, unknown>
  }
  const account = { email: `${crypto.randomUUID()}@example.com`, password: 'correct horse 48', name, orgName: name }
  const signedIn = await call('POST', '/api/auth/register', account)
  token = String(signedIn['token'])
  const matches: Director['matches'] = async (event, state) => {
    const page = await call('GET', `/api/tournaments/${event}/matches?state=${state}&pageSize=100`)
    return (page['data'] as { id: string }[]).map((match) => match.id)
  }
  return { call, matches, signIn: () => signedIn, startEvent: (plan) => startEvent({ call, matches }, plan) }
}

async function startEvent({ call, matches }: Pick<Director, 'call' | 'matches'>, plan: EventPlan): Promise<string> {
  const { name, type, players, tables = 4, raceTo = 3 } = plan
  const event = String((await call('POST', '/api/tournaments', { name, type, raceTo, gameType: 'nine_ball' }))['id'])
  const at = `/api/tournaments/${event}`
  await call('POST', `${at}/open`)
  await call(
    'POST',
    `${at}/players`,
    players.map((player, i) => ({ name: player, seed: i + 1 })),
  )
  const free: string[] = []
  for (let i = 1; i <= tables; i++) {
    const opened = await call('POST', `${at}/tables`, { label: String(i), stream: i === 1 })
    free.push((opened['table'] as { id: string }).id)
  }
  await call('POST', `${at}/draw`)
  await call('POST', `${at}/start`)
  const ready = await matches(event, 'ready')
  for (const [i, tableId] of free.slice(0, ready.length).entries()) {
    await call('POST', `/api/matches/${ready[i]}/assign`, { tableId })
    await call('POST', `/api/matches/${ready[i]}/rack`, { winner: 'a' })
  }
  return event
}
