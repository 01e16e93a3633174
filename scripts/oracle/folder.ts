/** Finds the files of a folder and reads what they are: JSON, tournament reports, anything else; plain or gzipped. */
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { isReport } from './trf.ts'

/** A file by its content; the name is told to people only. */
export type Found = { readonly path: string } & (
  | { readonly kind: 'json'; readonly json: unknown }
  | { readonly kind: 'report'; readonly text: string }
  | { readonly kind: 'unreadable'; readonly why: string }
  | { readonly kind: 'other' }
)

/** More than this no oracle needs; a gzipped bomb stops here. */
const bytesMax = 64 * 1024 * 1024

/** Every file below a folder, in the order of their paths; a file is its own only content. */
export async function filesBelow(folder: string): Promise<string[]> {
  const found = await stat(folder).catch(() => null)
  if (found === null) throw new Error(`there is no folder ${folder}`)
  if (!found.isDirectory()) return [folder]
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
}

function textOf(bytes: Buffer): string {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b
  const plain = isGzip ? gunzipSync(bytes, { maxOutputLength: bytesMax }) : bytes
  if (plain.byteLength > bytesMax) throw new Error('it is larger than 64 MiB')
  return new TextDecoder().decode(plain)
}

/** Reads one file; what cannot be read is said, not thrown. */
export async function readFound(folder: string, file: string): Promise<Found> {
  const path = relative(folder, file) || basename(file)
  try {
    const text = textOf(await readFile(file))
    const first = text.trimStart()[0]
    if (first === '{' || first === '[') return { path, kind: 'json', json: JSON.parse(text) }
    return isReport(text) ? { path, kind: 'report', text } : { path, kind: 'other' }
  } catch (error) {
    return { path, kind: 'unreadable', why: error instanceof Error ? error.message : String(error) }
  }
}
