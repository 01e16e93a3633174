/**
 * A name for what the code of this process makes of stored data: 16 hex digits over the sources that render it.
 * Bytes that other code has made are kept under other keys and tagged with other tags, so a deploy neither serves nor
 * confirms an old shape, whatever its number.
 */
import { join } from 'node:path'
import pkg from '../package.json'

const folders = ['engine', 'queries', 'cache', 'http']

/** The epoch of this build. About 20 ms, once at the start; of a compiled program only its version counts. */
export async function buildEpoch(): Promise<string> {
  const hasher = new Bun.CryptoHasher('sha256').update(`${pkg.version} ${Bun.version}`)
  for (const folder of folders) {
    const root = join(import.meta.dir, folder)
    const paths = (await sourcesIn(root)).toSorted()
    for (const path of paths) hasher.update(`\n${folder}/${path}\n`).update(await Bun.file(join(root, path)).text())
  }
  return hasher.digest('hex').slice(0, 16)
}

async function sourcesIn(root: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(new Bun.Glob('**/*.ts').scan({ cwd: root }))).filter(
      (path) => !path.includes('.test.') && !path.includes('fixtures'),
    )
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}
