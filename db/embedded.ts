/**
 * A real Postgres of our own: started from the binaries of the npm package on one data folder, stopped with us.
 * Invariant: the server never outlives its parent, not even one that is killed.
 * The folder is made complete (roles, database) under another name and then renamed, so a half-made one is never met.
 * Start it from the main thread: the kernel's parent-death signal is tied to the thread that spawned the child.
 */
import { chmodSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseTarget } from '../src/store/target.ts'
import { locate, makeOwned, type Installation } from './binaries.ts'
import { spawnJanitor, type Janitor } from './embedded-janitor.ts'
import { watchOutput } from './embedded-output.ts'

const silenceMsMax = 30_000
const lockedMsMax = 5_000
/** A database with much to write down needs a while; without it the next start begins with a recovery. */
const stopMsMax = 60_000
/** The shortest limit of a socket address among our platforms (macOS), without its last byte. */
const socketPathBytesMax = 103

export interface EmbeddedOptions {
  /** Made when missing. */
  readonly dataDir?: string
  /** A temporary folder, without syncing to disk, removed at the end. For tests. */
  readonly ephemeral?: boolean
}

/** A running server. `target` reaches it by unix socket where the path allows, else over TCP on 127.0.0.1. */
export interface EmbeddedPostgres extends AsyncDisposable {
  readonly target: DatabaseTarget
  readonly dataDir: string
  readonly port: number
  readonly pid: number
  /** Clean shutdown: open transactions roll back, clients are disconnected. */
  stop(): Promise<void>
}

/**
 * Starts Postgres on a folder, making it first if it does not exist (about 0.6 s; an existing one 40-75 ms).
 * Throws one plain sentence when another server keeps the folder or Postgres does not start.
 */
export async function startEmbedded(options: EmbeddedOptions = {}): Promise<EmbeddedPostgres> {
  const ephemeral = options.ephemeral ?? false
  const temporary = ephemeral ? temporaryFolder() : null
  const janitor = ephemeral || !hasDeathSignal() ? spawnJanitor(temporary) : null
  const wanted = temporary === null ? (options.dataDir ?? '.railbird/postgres') : join(temporary, 'pg')
  try {
    const installed = locate(wanted)
    if (!existsSync(join(installed.dataDir, 'PG_VERSION'))) await initialise(installed)
    const started = await insist(installed, ephemeral)
    janitor?.watch(started.server.pid)
    return running(installed, started, janitor, temporary)
  } catch (error) {
    janitor?.release()
    throw error
  }
}

/** Launches until the port is free and the folder is too; an orphan of a killed process needs a moment to stop. */
async function insist(installed: Installation, ephemeral: boolean): Promise<Started> {
  const lockedUntil = performance.now() + lockedMsMax
  for (;;) {
    const launched = await launch(installed, ephemeral)
    if (launched.kind === 'ready') return launched
    if (launched.kind === 'locked' && performance.now() < lockedUntil) await Bun.sleep(100)
    else if (launched.kind === 'locked') throw new Error(lockedMessage(installed.dataDir))
    else if (launched.kind === 'failed') {
      throw new Error(`Postgres did not start on ${installed.dataDir}: ${launched.reason}`)
    }
  }
}

type Launch =
  | { kind: 'ready'; server: Bun.Subprocess; port: number; socketDir: string | null }
  | { kind: 'locked' }
  | { kind: 'port taken' }
  | { kind: 'failed'; reason: string }
type Started = Extract<Launch, { kind: 'ready' }>

async function launch(installed: Installation, ephemeral: boolean): Promise<Launch> {
  const { dataDir, postgres, runner } = installed
  const port = freePort()
  const socketDir = `${dataDir}/.s.PGSQL.${port}`.length <= socketPathBytesMax ? dataDir : null
  const settings = [
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${socketDir ?? ''}`,
    'max_connections=120',
    'jit=off',
    'log_min_error_statement=panic',
    ...(ephemeral ? ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'shared_buffers=64MB'] : []),
  ]
  const deathSignal = hasDeathSignal() ? ['setpriv', '--pdeathsig', 'INT', '--'] : []
  const command = [...runner.prefix, ...deathSignal, postgres, '-D', dataDir, '-p', `${port}`]
  // Detached: a Ctrl-C on the terminal reaches us alone, so that requests can drain before Postgres goes.
  const server = Bun.spawn([...command, ...settings.flatMap((setting) => ['-c', setting])], {
    ...runner.account,
    stdin: 'ignore',
    stdout: 'ignore',
    stderr: 'pipe',
    detached: true,
    env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
  })
  server.unref()
  const output = watchOutput(server, silenceMsMax)
  if (await output.ready) return { kind: 'ready', server, port, socketDir }
  await server.exited
  const tail = output.tail()
  if (/lock file ".*postmaster\.pid" already exists|pre-existing shared memory block/.test(tail)) {
    removeStaleLock(dataDir)
    return { kind: 'locked' }
  }
  if (/could not (bind|create any TCP)/.test(tail)) return { kind: 'port taken' }
  return { kind: 'failed', reason: tail.trim() || `not a word for ${silenceMsMax} ms` }
}

function running(
  installed: Installation,
  started: Started,
  janitor: Janitor | null,
  temporary: string | null,
): EmbeddedPostgres {
  const { server, port, socketDir } = started
  const host =
    socketDir === null ? { host: '127.0.0.1', port } : { host: socketDir, port, path: `${socketDir}/.s.PGSQL.${port}` }
  const endpoint = (user: string) => ({ options: { ...host, user, database: 'railbird' } })
  const target = { app: endpoint('railbird_app'), owner: endpoint('railbird_owner'), isSharedLogin: false }

  let stopping: Promise<void> | null = null
  const stop = () => (stopping ??= shutDown(server, janitor, temporary))
  return { target, dataDir: installed.dataDir, port, pid: server.pid, stop, [Symbol.asyncDispose]: stop }
}

async function shutDown(server: Bun.Subprocess, janitor: Janitor | null, temporary: string | null): Promise<void> {
  server.ref()
  server.kill('SIGINT')
  const timer = setTimeout(() => server.kill('SIGQUIT'), stopMsMax)
  await server.exited
  clearTimeout(timer)
  janitor?.dismiss()
  if (temporary !== null) rmSync(temporary, { recursive: true, force: true })
}

/** Builds the folder beside its place: cluster, login of the app, database; then one rename makes it real. */
async function initialise(installed: Installation): Promise<void> {
  const { dataDir, initdb, postgres, runner } = installed
  const draft = `${dataDir}.new-${process.pid}`
  rmSync(draft, { recursive: true, force: true })
  makeOwned(draft, runner)
  try {
    const settings = ['--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync', '--no-instructions']
    await must([...runner.prefix, initdb, '-D', draft, '-U', 'railbird_owner', ...settings], installed, '')
    // Single-user mode reads one statement a line and needs neither a port nor a second start.
    const bootstrap = 'create role railbird_app login\ncreate database railbird\n'
    await must(
      [...runner.prefix, postgres, '--single', '-D', draft, '-c', 'fsync=off', 'postgres'],
      installed,
      bootstrap,
    )
    renameSync(draft, dataDir)
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    // Somebody else made the same folder meanwhile: theirs is as good, and starting on it will tell if it is in use.
    if (!existsSync(join(dataDir, 'PG_VERSION'))) throw error
  }
}

async function must(command: string[], installed: Installation, input: string): Promise<void> {
  const program = Bun.spawn(command, {
    ...installed.runner.account,
    stdin: Buffer.from(input),
    stdout: 'ignore',
    stderr: 'pipe',
    env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
  })
  const errors = await new Response(program.stderr).text()
  if ((await program.exited) === 0) return
  throw new Error(
    `The data folder ${installed.dataDir} could not be made: ${errors.trim().split('\n').slice(-3).join(' ')}`,
  )
}

/** Others may pass through it, so that an unprivileged Postgres reaches its own folder inside. */
function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'railbird-'))
  chmodSync(folder, 0o711)
  return folder
}

function freePort(): number {
  const probe = Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data() {} } })
  const { port } = probe
  probe.stop(true)
  return port
}

function hasDeathSignal(): boolean {
  return process.platform === 'linux' && Bun.which('setpriv') !== null
}

function lockedMessage(dataDir: string): string {
  const pid = firstLine(join(dataDir, 'postmaster.pid'))
  const advice = 'Stop that Railbird first, or give this one a data folder of its own.'
  return `The data folder ${dataDir} is in use by another Postgres (process ${pid}). ${advice}`
}

/** After a crash of the whole machine or container the process id in the lock may by now be somebody else's. */
function removeStaleLock(dataDir: string): void {
  const lock = join(dataDir, 'postmaster.pid')
  const name = `/proc/${firstLine(lock)}/comm`
  if (existsSync(name) && readFileSync(name, 'utf8').trim() !== 'postgres') rmSync(lock, { force: true })
}

function firstLine(file: string): string {
  return existsSync(file) ? (readFileSync(file, 'utf8').split('\n')[0] ?? '') : 'unknown'
}
