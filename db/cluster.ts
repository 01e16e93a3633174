/**
 * A whole Postgres cluster of the distribution, on a folder and a port of its own: restarted, killed, frozen and copied
 * by faults and tests. It syncs to disk like a real one. `findServer` says where the programs are, or null: what needs
 * them is then "not run", never passed.
 * As root the programs run as uid 65534, because Postgres refuses to run as root.
 */
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { urlTarget, type DatabaseTarget } from '../src/store/target.ts'

const roots = ['/usr/lib/postgresql', '/usr/local/pgsql', '/opt/homebrew/opt/postgresql']
const account = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
const acceptMsMax = 30_000

/** How a server is ended: both modes of `pg_ctl`, or SIGKILL of the postmaster. */
export type Ending = 'fast' | 'immediate' | 'kill'

export interface Cluster extends AsyncDisposable {
  readonly port: number
  readonly dataDir: string
  readonly target: DatabaseTarget
  /** Environment of a server that uses it. */
  readonly environment: { readonly DATABASE_URL: string; readonly DATABASE_OWNER_URL: string }
  /** Starts it and waits until it accepts connections. */
  start(): Promise<void>
  end(how: Ending): Promise<void>
  /** SIGSTOP of the postmaster and all it started. */
  freeze(): void
  thaw(): void
}

/** Folder of `initdb`, `pg_ctl` and the others; the newest version that is installed, or null. */
export function findServer(): string | null {
  for (const root of roots.filter((folder) => existsSync(folder))) {
    const versions = readdirSync(root).toSorted((x, y) => Number(y) - Number(x))
    const bins = versions.map((version) => join(root, version, 'bin')).concat(join(root, 'bin'))
    const found = bins.find((bin) => existsSync(join(bin, 'pg_ctl')) && existsSync(join(bin, 'initdb')))
    if (found !== undefined) return found
  }
  return null
}

/**
 * Makes a cluster with the roles and the empty database of an installation, and starts it. `base` is where its folder
 * comes to be, the temporary one if left out; its log of changes (WAL) is kept apart from that.
 */
export async function makeCluster(bin: string, settings: readonly string[] = [], base?: string): Promise<Cluster> {
  const folder = ownedFolder(base)
  const walFolder = base === undefined ? null : ownedFolder()
  const cluster = clusterIn(bin, folder, freePort(), settings, walFolder)
  const flags = ['-U', 'railbird_owner', '--auth=trust', '--encoding=UTF8']
  if (walFolder !== null) flags.push('--waldir', join(walFolder, 'data'))
  await run([join(bin, 'initdb'), '-D', cluster.dataDir, ...flags])
  await cluster.start()
  const make = ['-h', '127.0.0.1', '-p', `${cluster.port}`, '-U', 'railbird_owner', '-d', 'postgres', '-q']
  const roles = 'create role railbird_app login'
  await run([join(bin, 'psql'), ...make, '-c', roles, '-c', 'create database railbird'])
  return cluster
}

/** A streaming copy of a running cluster, on a port of its own, started. */
export async function makeReplica(bin: string, source: Cluster, settings: readonly string[] = []): Promise<Cluster> {
  const cluster = clusterIn(bin, ownedFolder(), freePort(), settings)
  const from = ['-h', '127.0.0.1', '-p', `${source.port}`, '-U', 'railbird_owner', '-c', 'fast', '-X', 'stream', '-R']
  await run([join(bin, 'pg_basebackup'), '-D', cluster.dataDir, ...from])
  await cluster.start()
  return cluster
}

function clusterIn(
  bin: string,
  folder: string,
  port: number,
  settings: readonly string[],
  walFolder: string | null = null,
): Cluster {
  const dataDir = join(folder, 'data')
  const control = [join(bin, 'pg_ctl'), '-D', dataDir, '-s']
  const options = ['listen_addresses=127.0.0.1', `port=${port}`, 'unix_socket_directories=', 'max_connections=100']
  const flags = [...options, ...settings].map((setting) => `-c ${setting}`).join(' ')
  const url = (user: string) => `postgres://${user}@127.0.0.1:${port}/railbird`
  const environment = { DATABASE_URL: url('railbird_app'), DATABASE_OWNER_URL: url('railbird_owner') }
  const signal = (name: NodeJS.Signals) => familyOf(dataDir).forEach((pid) => send(pid, name))

  return {
    port,
    dataDir,
    environment,
    target: urlTarget(environment.DATABASE_URL, environment.DATABASE_OWNER_URL),
    async start() {
      // What a killed one left needs a moment to see that its postmaster is gone; until then the folder is taken.
      for (const until = performance.now() + acceptMsMax; ; await Bun.sleep(20)) {
        const log = join(folder, 'postgres.log')
        const failure = await attempt([...control, '-w', '-l', log, '-o', flags, 'start'])
        if (failure === null) break
        if (performance.now() > until) throw new Error(`Postgres did not start: ${tailOf(log) || failure}`)
      }
    },
    async end(how) {
      if (how !== 'kill') return run([...control, '-w', '-m', how, 'stop'])
      const [postmaster] = familyOf(dataDir)
      if (postmaster === undefined) return
      send(postmaster, 'SIGKILL')
      while (existsSync(`/proc/${postmaster}`)) await Bun.sleep(1)
    },
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    async [Symbol.asyncDispose]() {
      signal('SIGCONT')
      await attempt([...control, '-w', '-m', 'immediate', 'stop'])
      for (const one of [folder, walFolder ?? folder]) rmSync(one, { recursive: true, force: true })
    },
  }
}

/** The postmaster, then its children; none when it is not running. */
function familyOf(dataDir: string): number[] {
  const file = join(dataDir, 'postmaster.pid')
  if (!existsSync(file)) return []
  const postmaster = Number(readFileSync(file, 'utf8').split('\n')[0])
  const children = `/proc/${postmaster}/task/${postmaster}/children`
  if (!existsSync(children)) return []
  return [postmaster, ...readFileSync(children, 'utf8').trim().split(/\s+/).filter(Boolean).map(Number)]
}

// A child may end between being listed and being signalled.
function send(pid: number, signal: NodeJS.Signals): void {
  if (existsSync(`/proc/${pid}`)) process.kill(pid, signal)
}

async function run(command: string[]): Promise<void> {
  const failure = await attempt(command)
  if (failure !== null) throw new Error(`${command[0]} failed: ${failure}`)
}

/** What the program complained of, or null when it succeeded. */
async function attempt(command: string[]): Promise<string | null> {
  const env = { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC' }
  // A server inherits what it is started with: a pipe would stay open for as long as it lives.
  const program = Bun.spawn(command, { ...account, env, cwd: '/', stdin: 'ignore', stdout: 'ignore', stderr: 'ignore' })
  const code = await program.exited
  return code === 0 ? null : `exit code ${code}`
}

function tailOf(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').slice(-3).join(' ') : ''
}

function ownedFolder(base: string = tmpdir()): string {
  const folder = mkdtempSync(join(base, 'railbird-cluster-'))
  mkdirSync(join(folder, 'data'), { mode: 0o700 })
  if (account.uid === undefined) return folder
  chownSync(folder, account.uid, account.gid)
  chownSync(join(folder, 'data'), account.uid, account.gid)
  return folder
}

function freePort(): number {
  const probe = Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data() {} } })
  const { port } = probe
  probe.stop(true)
  return port
}
