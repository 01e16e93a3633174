/**
 * Compression dictionaries (RFC 9842, `dcz`): who holds an older version of a body gets only what has changed since.
 * Of each key the last versions that were handed out to somebody who asked for this are kept, and named by their
 * SHA-256; a difference is made once for each pair and shared by all.
 * Invariant: a dictionary of one key never serves another, so neither another org nor another view.
 * Bounded by bytes; the key that was asked for least of late goes first. What is not here is never an error.
 */
import { promisify } from 'node:util'
import { constants, zstdCompress, zstdCompressSync, type ZstdOptions } from 'node:zlib'
import type { Bodies, Bytes } from '../cache/bodies.ts'

/** A body as the difference to a dictionary that the client holds. */
export interface Delta {
  /** The first characters of the dictionary's hash, for the entity tag. */
  readonly name: string
  readonly blob: Blob | Promise<Blob>
}

interface Past {
  readonly hash: string
  readonly bytes: Bytes
  /** The latest difference that was made to it. */
  delta: { readonly to: Bytes; readonly blob: Blob | Promise<Blob> } | null
}

const versionsMax = 4
const syncBytesMax = 64 * 1024
// Section 5: eight bytes that begin a frame to be skipped, then the hash of the dictionary, then the zstd frame.
const magic = new Uint8Array([0x5e, 0x2a, 0x4d, 0x18, 0x20, 0x00, 0x00, 0x00])
const header = /^:([A-Za-z0-9+/]{43}=):$/
// A difference is made once for all: level 6 finds a third more than level 3, and long bodies are none of our thread.
const params = { [constants.ZSTD_c_compressionLevel]: 6 }
const compressLater = promisify<Bytes, DictionaryOptions, Buffer>(zstdCompress)

/** Node's types do not name the dictionary yet. */
interface DictionaryOptions extends ZstdOptions {
  readonly dictionary: Bytes
}

/** The dictionaries of one node. */
export class Dictionaries {
  readonly #bytesMax: number
  readonly #byKey = new Map<string, Past[]>()
  #bytes = 0

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax
  }

  /** Bytes kept, for health and tests. */
  get size(): number {
    return this.#bytes
  }

  /** The body as a difference to what `Available-Dictionary` names; null when that is none of this key. */
  delta(key: string, available: string | null, bodies: Bodies): Delta | null {
    const hash = available === null ? undefined : header.exec(available)?.[1]
    if (hash === undefined) return null
    const past = this.#byKey.get(key)?.find((one) => one.hash === hash)
    if (past === undefined) return null
    const to = bodies.bytes()
    if (past.delta?.to !== to) past.delta = { to, blob: difference(past, to) }
    return { name: nameOf(hash), blob: past.delta.blob }
  }

  /** Keeps a body that is being handed out, so that a later one can be told as the difference to it. */
  remember(key: string, bodies: Bodies): void {
    const bytes = bodies.bytes()
    const known = this.#byKey.get(key) ?? []
    if (known.at(-1)?.bytes === bytes) return
    const hash = new Bun.CryptoHasher('sha256').update(bytes).digest('base64')
    const others = known.filter((past) => past.hash !== hash)
    const kept = [...others, { hash, bytes, delta: null }].slice(-versionsMax)
    this.#byKey.delete(key)
    this.#byKey.set(key, kept)
    this.#bytes += costOf(kept) - costOf(known)
    this.#trim()
  }

  #trim(): void {
    for (const [oldest, kept] of this.#byKey) {
      if (this.#bytes <= this.#bytesMax) break
      this.#byKey.delete(oldest)
      this.#bytes -= costOf(kept)
    }
  }
}

// A difference is small, but may be as long as the coded body when everything has changed.
const costOf = (kept: readonly Past[]) => kept.reduce((sum, { bytes }) => sum + 1.25 * bytes.length + 512, 0)

function difference({ bytes, hash }: Past, to: Bytes): Blob | Promise<Blob> {
  const options: DictionaryOptions = { dictionary: bytes, params }
  const framed = (frame: Buffer) => new Blob([magic, Buffer.from(hash, 'base64'), frame as unknown as Bytes])
  return to.length <= syncBytesMax ? framed(zstdCompressSync(to, options)) : compressLater(to, options).then(framed)
}

const nameOf = (hash: string) => hash.slice(0, 8).replaceAll('+', '-').replaceAll('/', '_')
