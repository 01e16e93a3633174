/**
 * One body in the codings that answers are sent in: zstd at once, brotli and gzip on first demand, all kept here.
 * Made once per entry, so that a hit neither serialises nor compresses; what is added later is told to `onGrow`.
 * Levels are for request paths: brotli 11 takes 27 ms and zstd 19 takes 6 ms for what these do in 0.2 and 0.04 ms.
 * Sent as Blobs, because Bun sends those without copying, where an array is copied for every answer.
 */
import { promisify } from 'node:util'
import { brotliCompress, brotliCompressSync, constants, gzip, zstdCompress } from 'node:zlib'
import { limits } from '../config.ts'

/** Bytes on memory of their own, as Bun sends and codes them. */
export type Bytes = Uint8Array<ArrayBuffer>

/** Content codings that any client may ask for, in the order in which equal wishes are granted. */
export const codings = ['zstd', 'br', 'gzip'] as const
export type Coding = (typeof codings)[number]

/** Above this, a coding is made in another thread. */
const syncBytesMax = 64 * 1024

const zstdLevel = 1
const gzipLevel = 6
const brotliParams = { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT }
const zstdParams = { [constants.ZSTD_c_compressionLevel]: zstdLevel }

const laterZstd = promisify(zstdCompress)
const laterBrotli = promisify(brotliCompress)
const laterGzip = promisify(gzip)

const encoder = new TextEncoder()

/** A body and its codings. What it says never changes; codings are added, and it counts its own bytes. */
export class Bodies {
  /** Told of bytes that a coding added after the making. The cache that keeps the body sets it, and clears it. */
  onGrow: ((bytes: number) => void) | null = null
  /** Bytes of the body without coding. */
  readonly length: number
  readonly #made = new Map<Coding | 'identity', Blob>()
  readonly #making = new Map<Coding, Promise<Blob>>()
  #bytes: Bytes | null
  // Kept only until the bytes are asked for: it is how a body from elsewhere begins.
  #frame: Bytes | null = null
  #size: number

  private constructor(length: number, bytes: Bytes | null) {
    this.length = length
    this.#bytes = bytes
    this.#size = bytes?.length ?? 0
  }

  /** With its zstd coding if that is worth it. */
  static async encode(bytes: Bytes): Promise<Bodies> {
    const bodies = new Bodies(bytes.length, bytes)
    if (bytes.length >= limits.compressBytesMin) await bodies.blob('zstd')
    return bodies
  }

  /** Without any coding yet: for a body that is sent once. */
  static uncoded(bytes: Bytes): Bodies {
    return new Bodies(bytes.length, bytes)
  }

  /** From a value that is no body yet. */
  static ofJson(value: unknown): Promise<Bodies> {
    return Bodies.encode(encoder.encode(JSON.stringify(value)))
  }

  /** From a zstd frame that was kept elsewhere, see `frame`; `length` is that of what it holds. */
  static ofFrame(frame: Bytes, length: number): Bodies {
    const bodies = new Bodies(length, null)
    bodies.#frame = frame
    bodies.#grow(frame.length)
    bodies.#keep('zstd', frame)
    return bodies
  }

  /** Bytes held, in all codings: what the body costs whoever keeps it. */
  get size(): number {
    return this.#size
  }

  /** False for a short body, and for one that zstd is known not to make shorter. */
  get isWorthCoding(): boolean {
    return this.length >= limits.compressBytesMin && (this.#made.get('zstd')?.size ?? 0) < this.length
  }

  /** The body without coding. */
  bytes(): Bytes {
    if (this.#bytes === null) {
      this.#bytes = owned(Bun.zstdDecompressSync(this.#frame ?? new Uint8Array()))
      this.#grow(this.#bytes.length - (this.#frame?.length ?? 0))
      this.#frame = null
    }
    return this.#bytes
  }

  /** What the body says, for a body of JSON. */
  json(): unknown {
    return JSON.parse(new TextDecoder().decode(this.bytes()))
  }

  /** The body as a zstd frame, to be kept elsewhere; null when it is too short for one. */
  async frame(): Promise<Bytes | null> {
    const coded = this.#made.get('zstd')
    return coded === undefined ? null : new Uint8Array(await coded.arrayBuffer())
  }

  /** The coding if it is made already. */
  ready(coding: Coding): Blob | undefined {
    return this.#made.get(coding)
  }

  /** The body without coding, ready to be sent. */
  plain(): Blob {
    return this.#made.get('identity') ?? this.#keep('identity', this.bytes())
  }

  /** The body in a coding, made now if need be: at once when it is short, else in another thread, once for all. */
  blob(coding: Coding): Blob | Promise<Blob> {
    const made = this.#made.get(coding) ?? this.#making.get(coding)
    if (made !== undefined) return made
    if (this.length <= syncBytesMax) return this.blobNow(coding)
    const making = codeLater[coding](this.bytes())
      .then((bytes) => this.#keep(coding, owned(bytes)))
      .finally(() => this.#making.delete(coding))
    this.#making.set(coding, making)
    return making
  }

  /** The same without ever waiting, for a body that is sent once. */
  blobNow(coding: Coding): Blob {
    return this.#made.get(coding) ?? this.#keep(coding, codeNow[coding](this.bytes()))
  }

  /** Counts bytes that somebody keeps beside the body for as long as it lives, such as its headers. */
  charge(bytes: number): void {
    this.#grow(bytes)
  }

  #keep(coding: Coding | 'identity', bytes: Bytes): Blob {
    const blob = new Blob([bytes])
    this.#made.set(coding, blob)
    this.#grow(blob.size)
    return blob
  }

  #grow(bytes: number): void {
    this.#size += bytes
    this.onGrow?.(bytes)
  }
}

const codeNow: Record<Coding, (bytes: Bytes) => Bytes> = {
  zstd: (bytes) => owned(Bun.zstdCompressSync(bytes, { level: zstdLevel })),
  br: (bytes) => owned(brotliCompressSync(bytes, { params: { ...brotliParams, ...sizeHint(bytes) } })),
  gzip: (bytes) => Bun.gzipSync(bytes, { level: gzipLevel, library: 'libdeflate' }),
}

const codeLater: Record<Coding, (bytes: Bytes) => Promise<Buffer>> = {
  zstd: (bytes) => laterZstd(bytes, { params: zstdParams }),
  br: (bytes) => laterBrotli(bytes, { params: { ...brotliParams, ...sizeHint(bytes) } }),
  gzip: (bytes) => laterGzip(bytes, { level: gzipLevel }),
}

const sizeHint = (bytes: Bytes) => ({ [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length })

/** The coders' buffers stand on memory of their own; their type only does not say so. */
function owned(buffer: Buffer): Bytes {
  return buffer as unknown as Bytes
}
