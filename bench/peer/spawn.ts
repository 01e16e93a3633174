/**
 * Starts a peer as a process of its own, on loopback and a free port. Fastify runs on Node, for which it is made: its
 * file is turned into JavaScript first, and finds its packages from where that lies.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const here = import.meta.dir
const builtAt = join(here, '../../node_modules/.cache/railbird')

export type PeerName = 'hono' | 'fastify' | 'static' | 'ocache' | 'bare' | 'uncached' | 'watched'

/** A running peer; dispose it to end it. */
export interface Peer extends AsyncDisposable {
  readonly pid: number
  readonly origin: string
}

/** `body` is what the peer serves at `/big`; `rest` goes to its command line behind the file of it. */
export async function spawnPeer(name: PeerName, body: Uint8Array | string, ...rest: string[]): Promise<Peer> {
  const folder = mkdtempSync(join(tmpdir(), 'railbird-peer-'))
  const bodyFile = join(folder, 'body')
  await Bun.write(bodyFile, body)
  const command = name === 'fastify' ? ['node', await builtForNode(name)] : [process.execPath, join(here, `${name}.ts`)]
  const child = Bun.spawn([...command, bodyFile, ...rest], { stdin: 'ignore', stdout: 'pipe', stderr: 'inherit' })
  const { value } = await child.stdout.getReader().read()
  const port = Number(new TextDecoder().decode(value))
  const dispose = async () => {
    child.kill()
    await child.exited
    rmSync(folder, { recursive: true })
  }
  if (port > 0) return { pid: child.pid, origin: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: dispose }
  await dispose()
  throw new Error(`${name} did not start`)
}

async function builtForNode(name: PeerName): Promise<string> {
  const built = await Bun.build({
    entrypoints: [join(here, `${name}.ts`)],
    outdir: builtAt,
    naming: '[name].mjs',
    target: 'node',
    packages: 'external',
  })
  const [output] = built.outputs
  if (output === undefined) throw new Error(`${name} could not be built`)
  return output.path
}
