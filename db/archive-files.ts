/** The files of the archive: parts with their manifests, each there as a whole or not at all. */
import { open, readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { Manifest } from '../src/store/archive.ts'

/** Parts of a month that are complete, oldest first. */
export async function partsOf(folder: string, month: string): Promise<string[]> {
  const names = await readdir(join(folder, month)).catch(() => [])
  return names
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .map((name) => `${month}/${name.slice(0, -'.json'.length)}`)
}

/** What a part holds. */
export async function manifestOf(folder: string, part: string): Promise<Manifest> {
  return (await Bun.file(join(folder, `${part}.json`)).json()) as Manifest
}

/** A file that is there as a whole or not at all, also after a power cut. */
export async function writeWhole(
  path: string,
  fill: (write: (content: string | Uint8Array) => Promise<unknown>) => Promise<unknown>,
): Promise<void> {
  const file = await open(`${path}.part`, 'w')
  try {
    await fill((content) => file.writeFile(content))
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(`${path}.part`, path)
}
