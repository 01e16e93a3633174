/** The life of the embedded server: first boot, restart, a killed parent, a folder in use, ordinary users. */
import { afterEach, expect, setDefaultTimeout, test } from 'bun:test'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from '../src/store/target.ts'
import { startEmbedded, type EmbeddedPostgres } from './embedded.ts'

setDefaultTimeout(20_000)

const folders: string[] = []

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function temporaryFolder(prefix = 'railbird-test-'): string {
  const folder = mkdtempSync(join(tmpdir(), prefix))
  folders.push(folder)
  return folder
}

async function ask(server: EmbeddedPostgres, query: string): Promise<unknown[]> {
  if (server.target.owner === null) throw new Error('no owner')
  const sql = connect(server.target.owner, { max: 1 })
  try {
    return [...(await sql.unsafe(query))]
  } finally {
    await sql.end()
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

async function until(condition: () => boolean, ms = 10_000): Promise<void> {
  const end = performance.now() + ms
  while (!condition()) {
    if (performance.now() > end) throw new Error(`not true within ${ms} ms: ${condition}`)
    await Bun.sleep(20)
  }
}

/** A Bun process that starts a server on `dataDir` and prints its pid. */
function spawnParent(dataDir: string, account: { uid?: number; gid?: number } = {}, env = {}) {
  const code = `import { startEmbedded } from ${JSON.stringify(join(import.meta.dir, 'embedded.ts'))}
    const server = await startEmbedded({ dataDir: ${JSON.stringify(dataDir)} })
    process.on('SIGTERM', async () => { await server.stop(); process.exit(0) })
    process.stdout.write(server.pid + '\\n')
    setInterval(() => {}, 1000)`
  return Bun.spawn([process.execPath, '-e', code], {
    ...account,
    env: { ...process.env, ...env },
    stdout: 'pipe',
    stderr: 'inherit',
  })
}

async function firstLine(stream: ReadableStream<Uint8Array>): Promise<string> {
  let text = ''
  for await (const chunk of stream) {
    text += new TextDecoder().decode(chunk)
    if (text.includes('\n')) break
  }
  return text.trim()
}

test('a folder keeps its data over a stop and a start', async () => {
  const dataDir = join(temporaryFolder(), 'nested', 'pg')
  await using first = await startEmbedded({ dataDir })
  await ask(first, 'create table kept as select 7 as n')
  await first.stop()

  await using second = await startEmbedded({ dataDir })

  expect(await ask(second, 'select n, current_user::text as role from kept')).toEqual([
    { n: 7, role: 'railbird_owner' },
  ])
})

test('the app may log in and is no superuser', async () => {
  await using server = await startEmbedded({ ephemeral: true })
  const sql = connect(server.target.app, { max: 1 })

  const [row] = await sql`select rolname, rolsuper, rolbypassrls from pg_roles where rolname = current_user`
  await sql.end()

  expect(row).toEqual({ rolname: 'railbird_app', rolsuper: false, rolbypassrls: false })
})

test('an ephemeral folder is gone after the stop', async () => {
  const server = await startEmbedded({ ephemeral: true })
  expect(existsSync(server.dataDir)).toBe(true)

  await server.stop()

  expect(existsSync(server.dataDir)).toBe(false)
  expect(isAlive(server.pid)).toBe(false)
})

test('the server never outlives its parent, not even one that is killed', async () => {
  const dataDir = join(temporaryFolder(), 'pg')
  const parent = spawnParent(dataDir)
  const pid = Number(await firstLine(parent.stdout))
  expect(isAlive(pid)).toBe(true)

  parent.kill('SIGKILL')
  await parent.exited

  await using next = await startEmbedded({ dataDir })
  await until(() => !isAlive(pid))
  expect(await ask(next, 'select 1 as n')).toEqual([{ n: 1 }])
})

test('an ephemeral server and its folder go with a killed parent', async () => {
  const code = `import { startEmbedded } from ${JSON.stringify(join(import.meta.dir, 'embedded.ts'))}
    const server = await startEmbedded({ ephemeral: true })
    process.stdout.write(server.pid + ' ' + server.dataDir + '\\n')
    setInterval(() => {}, 1000)`
  const parent = Bun.spawn([process.execPath, '-e', code], { stdout: 'pipe', stderr: 'inherit' })
  const [pid, dataDir] = (await firstLine(parent.stdout)).split(' ')

  parent.kill('SIGKILL')

  await until(() => !isAlive(Number(pid)) && !existsSync(dataDir ?? ''))
})

test('a killed server recovers what was committed', async () => {
  const dataDir = join(temporaryFolder(), 'pg')
  await using first = await startEmbedded({ dataDir })
  await ask(first, 'create table kept as select 7 as n')
  process.kill(first.pid, 'SIGKILL')
  await until(() => !isAlive(first.pid))

  await using second = await startEmbedded({ dataDir })

  expect(await ask(second, 'select n from kept')).toEqual([{ n: 7 }])
})

test('a folder in use is refused in one sentence that names folder and process', async () => {
  const dataDir = join(temporaryFolder(), 'pg')
  await using server = await startEmbedded({ dataDir })

  const refused = startEmbedded({ dataDir })

  const [line] = readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n')
  await expect(refused).rejects.toThrow(
    `The data folder ${dataDir} is in use by another Postgres (process ${line}). ` +
      'Stop that Railbird first, or give this one a data folder of its own.',
  )
  expect(await ask(server, 'select 1 as n')).toEqual([{ n: 1 }])
})

test('a path too long for a socket is reached over loopback', async () => {
  const dataDir = join(temporaryFolder(), 'x'.repeat(90), 'pg')
  await using server = await startEmbedded({ dataDir })

  expect(server.target.app.options.host).toBe('127.0.0.1')
  expect(await ask(server, 'select 1 as n')).toEqual([{ n: 1 }])
})

test.skipIf(process.getuid?.() !== 0)(
  "an ordinary user runs it, and root runs it on that user's folder",
  async () => {
    const folder = temporaryFolder()
    chownSync(folder, 65534, 65534)
    const dataDir = join(folder, 'pg')
    const parent = spawnParent(dataDir, { uid: 65534, gid: 65534 })
    const pid = Number(await firstLine(parent.stdout))
    expect(isAlive(pid)).toBe(true)
    parent.kill('SIGTERM')
    expect(await parent.exited).toBe(0)
    expect(isAlive(pid)).toBe(false)

    await using asRoot = await startEmbedded({ dataDir })

    expect(await ask(asRoot, 'select 1 as n')).toEqual([{ n: 1 }])
  },
  20_000,
)

test('a lock left by a crash is no lock when its process id is by now another program', async () => {
  const dataDir = join(temporaryFolder(), 'pg')
  const first = await startEmbedded({ dataDir })
  const lock = readFileSync(join(dataDir, 'postmaster.pid'), 'utf8')
  await first.stop()
  const stranger = Bun.spawn(['sleep', '60'])
  writeFileSync(join(dataDir, 'postmaster.pid'), lock.replace(/^\d+/, `${stranger.pid}`), { mode: 0o600 })

  await using second = await startEmbedded({ dataDir })
  stranger.kill()

  expect(await ask(second, 'select 1 as n')).toEqual([{ n: 1 }])
})

test.skipIf(process.getuid?.() !== 0)(
  'root without user namespaces hands the folder to an unprivileged user',
  async () => {
    const [tools, folder] = [temporaryFolder(), temporaryFolder()]
    for (const open of [tools, folder]) chmodSync(open, 0o755)
    for (const tool of ['setpriv', 'chown', 'sh']) symlinkSync(Bun.which(tool) ?? '', join(tools, tool))
    const parent = spawnParent(join(folder, 'pg'), {}, { PATH: tools })
    const pid = Number(await firstLine(parent.stdout))

    expect(isAlive(pid)).toBe(true)
    expect(statSync(join(folder, 'pg')).uid).toBe(65534)
    parent.kill('SIGTERM')
    expect(await parent.exited).toBe(0)
  },
  20_000,
)
