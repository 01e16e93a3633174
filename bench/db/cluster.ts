/**
 * The server that is measured: an embedded one on a folder, which can be made cold, or the one of DATABASE_URL.
 * Cold: the server was started anew, so that its buffers are empty, and the system was asked to forget its files.
 */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { startEmbedded, type EmbeddedPostgres } from '../../db/embedded.ts'
import { loadConfig } from '../../src/config.ts'
import { urlTarget, type DatabaseTarget } from '../../src/store/target.ts'

/** A server under measurement. */
export interface Cluster extends AsyncDisposable {
  target(): DatabaseTarget
  /** Null where the server is not ours to start anew. */
  readonly makeCold: (() => Promise<void>) | null
}

const bytesMin = 64 * 1024

/** The server of the configuration; an embedded one is started. */
export async function openCluster(): Promise<Cluster> {
  const config = loadConfig()
  const url = config.databaseUrl?.reveal()
  if (url !== undefined) {
    const target = urlTarget(url, config.databaseOwnerUrl?.reveal())
    return { target: () => target, makeCold: null, [Symbol.asyncDispose]: async () => {} }
  }
  const dataDir = join(config.dataDir, 'postgres')
  let server: EmbeddedPostgres = await startEmbedded({ dataDir })
  return {
    target: () => server.target,
    makeCold: async () => {
      await server.stop()
      forget(join(server.dataDir, 'base'))
      server = await startEmbedded({ dataDir })
    },
    [Symbol.asyncDispose]: () => server.stop(),
  }
}

/** `dd` with `nocache` and nothing to copy is the advice to forget a file. */
function forget(folder: string): void {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name))
  for (const path of paths) {
    const { size, isFile } = { size: statSync(path).size, isFile: statSync(path).isFile() }
    if (!isFile || size < bytesMin) continue
    Bun.spawnSync(['dd', `if=${path}`, 'iflag=nocache', 'count=0', 'status=none'])
  }
}
