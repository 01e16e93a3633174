/**
 * A real server process on a data folder of its own below the temporary one, with the embedded Postgres: started,
 * killed, started again on the same folder and port. Touches loopback only; at the end nothing is left running.
 */
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const ownRoot = join(import.meta.dir, '..')
const healthyMsMax = 30_000
const stopMsMax = 30_000
const goneMsMax = 10_000

/** A server that can be killed. */
export interface Target extends AsyncDisposable {
  readonly url: string
  readonly dataDir: string
  /** Process id of the server; Postgres is its child. Throws while there is none. */
  readonly pid: number
  /** Starts the process; milliseconds from the spawn until `/api/health` says healthy. */
  start(): Promise<number>
  /** SIGKILL, and the wait until the process is gone. Postgres follows on its own. */
  kill(): Promise<void>
  /** SIGTERM and the wait for a clean end. Returns the exit code. */
  stop(): Promise<number>
  /** What the last process wrote, for an error message. */
  output(): string
}

/**
 * Makes the folder and picks a free port; starts nothing. `environment` goes over a clean default; `root` is the tree
 * whose code is run, this one if left out.
 */
export function createTarget(environment: Readonly<Record<string, string>> = {}, root: string = ownRoot): Target {
  const dataDir = mkdtempSync(join(tmpdir(), 'railbird-load-'))
  const logFile = join(dataDir, 'server.log')
  const port = freePort()
  const url = `http://127.0.0.1:${port}`
  const env = { ...inherited(), DATA_DIR: dataDir, PORT: `${port}`, LOG_LEVEL: 'warn', DEMO: 'off', ...environment }
  let server: Bun.Subprocess | null = null

  const output = () => (existsSync(logFile) ? readFileSync(logFile, 'utf8').slice(-2000) : '')

  async function start(): Promise<number> {
    if (server) throw new Error('The server is running already.')
    appendFileSync(logFile, `--- start\n`)
    const startedMs = performance.now()
    const log = Bun.file(logFile)
    // Appending by the shell: a second start must not wipe what the first one said.
    const command = ['sh', '-c', 'exec "$0" src/main.ts >>"$1" 2>&1', process.execPath, logFile]
    const child = Bun.spawn(command, { cwd: root, env, stdin: 'ignore', stdout: 'ignore', stderr: 'ignore' })
    server = child
    while (!(await isHealthy(url))) {
      const isOver = child.exitCode !== null || child.signalCode !== null
      const isLate = performance.now() - startedMs > healthyMsMax
      if (!isOver && !isLate) {
        await Bun.sleep(5)
        continue
      }
      if (isLate) child.kill('SIGKILL')
      server = null
      throw new Error(`The server did not become healthy. It said:\n${(await log.text()).slice(-2000)}`)
    }
    return performance.now() - startedMs
  }

  async function end(signal: NodeJS.Signals, msMax: number): Promise<number> {
    if (!server) return 0
    const child = server
    server = null
    child.kill(signal)
    const timer = setTimeout(() => child.kill('SIGKILL'), msMax)
    const code = await child.exited
    clearTimeout(timer)
    return code
  }

  return {
    url,
    dataDir,
    get pid() {
      if (!server) throw new Error('The server is not running.')
      return server.pid
    },
    start,
    kill: async () => void (await end('SIGKILL', goneMsMax)),
    stop: () => end('SIGTERM', stopMsMax),
    output,
    async [Symbol.asyncDispose]() {
      await end('SIGTERM', stopMsMax)
      await postgresGone(dataDir)
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** The environment without anything that would change the server: no database, no port, no mode of our own. */
function inherited(): Record<string, string> {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'TERM']
  return Object.fromEntries(kept.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])))
}

/** True when the server at `url` answers that it is healthy. */
async function isHealthy(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/api/health`, { signal: AbortSignal.timeout(1000) })
    return answer.ok && ((await answer.json()) as { status: string }).status === 'healthy'
  } catch (error) {
    if (error instanceof Error) return false
    throw error
  }
}

// After a SIGKILL of its parent Postgres needs a moment to notice and to end cleanly.
async function postgresGone(dataDir: string): Promise<void> {
  const file = join(dataDir, 'postgres', 'postmaster.pid')
  const until = performance.now() + goneMsMax
  while (existsSync(file) && performance.now() < until) await Bun.sleep(20)
}

function freePort(): number {
  const probe = Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data() {} } })
  const { port } = probe
  probe.stop(true)
  return port
}
