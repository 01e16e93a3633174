/**
 * The server key of a single installation: SESSION_SECRET, else 32 random bytes kept in `<DATA_DIR>/secret`.
 * Whoever can read that file can read the database folder beside it; several machines must share SESSION_SECRET.
 */
import { randomBytes } from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Config, Secret } from '../config.ts'

/** The key of this installation; made on the first start. Two first starts at once agree on one key. */
export async function serverSecret(config: Pick<Config, 'sessionSecret' | 'dataDir'>): Promise<Secret> {
  if (config.sessionSecret) return config.sessionSecret
  const path = join(config.dataDir, 'secret')
  const kept = await keptSecret(path)
  if (kept) return kept

  await mkdir(config.dataDir, { recursive: true, mode: 0o700 })
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  await writeFile(draft, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx', flush: true })
  try {
    // A link appears whole or not at all, and never replaces the file of another process.
    await link(draft, path)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  } finally {
    await rm(draft, { force: true })
  }
  const made = await keptSecret(path)
  if (made) return made
  throw new Error(`the key in ${path} cannot be used: delete the file, and everybody signs in again`)
}

async function keptSecret(path: string): Promise<Secret | null> {
  try {
    const text = (await readFile(path, 'utf8')).trim()
    return /^[0-9a-f]{64}$/.test(text) ? new Secret(text) : null
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw error
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
