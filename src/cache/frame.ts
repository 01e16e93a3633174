/**
 * An entry as Redis keeps it: 4 bytes of length, that much JSON about it, then its zstd frame or, if short, its bytes.
 * The JSON names the key, so that bytes found under a wrong address are a miss and never another org's answer.
 * Times are those of the wall, because another node reads them; what cannot be read is no entry.
 */
import { z } from 'zod'
import { Bodies, type Bytes } from './bodies.ts'
import type { Kept } from './entry.ts'
import type { Key, Tag } from './keys.ts'

/** A page of a list depends on each of its rows. */
const tagsMax = 128

const metaSchema = z.object({
  key: z.string().transform((text) => text as Key),
  status: z.union([z.literal(200), z.literal(404)]),
  // Only this file writes them, from tags that the builders made.
  tags: z.array(z.string().transform((text) => text as Tag)).max(tagsMax),
  versions: z.array(z.number()).max(tagsMax),
  epoch: z.string(),
  etagBase: z.string(),
  headers: z.record(z.string(), z.string()),
  softAt: z.number(),
  hardAt: z.number(),
  length: z.number(),
  isFrame: z.boolean(),
})

/** What is told of an entry beside its bytes. */
export type Meta = z.output<typeof metaSchema>

const encoder = new TextEncoder()
const decoder = new TextDecoder()
const lengthBytes = 4

/** `wallAhead`: what turns milliseconds of the cache's clock into those of the wall. */
export async function encodeFrame(kept: Kept, wallAhead: number): Promise<Bytes> {
  const frame = await kept.bodies.frame()
  const meta: Meta = {
    key: kept.key,
    status: kept.status,
    tags: kept.cells.map((cell) => cell.tag),
    versions: [...kept.versions],
    epoch: kept.epoch,
    etagBase: kept.etagBase,
    headers: { ...kept.headers },
    softAt: Math.round(kept.softUntil + wallAhead),
    hardAt: Math.round(kept.hardUntil + wallAhead),
    length: kept.bodies.length,
    isFrame: frame !== null,
  }
  const head = encoder.encode(JSON.stringify(meta))
  const body = frame ?? kept.bodies.bytes()
  const bytes = new Uint8Array(lengthBytes + head.length + body.length)
  new DataView(bytes.buffer).setUint32(0, head.length)
  bytes.set(head, lengthBytes)
  bytes.set(body, lengthBytes + head.length)
  return bytes
}

/** The entry's parts, or null for bytes that are none. */
export async function decodeFrame(bytes: Uint8Array): Promise<{ meta: Meta; body: Bodies } | null> {
  if (bytes.length < lengthBytes) return null
  const headLength = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)
  if (bytes.length < lengthBytes + headLength) return null
  const parsed = metaSchema.safeParse(parseJson(bytes.subarray(lengthBytes, lengthBytes + headLength)))
  if (!parsed.success || parsed.data.tags.length !== parsed.data.versions.length) return null
  const meta = parsed.data
  const rest = bytes.slice(lengthBytes + headLength)
  if (!meta.isFrame && rest.length !== meta.length) return null
  return { meta, body: meta.isFrame ? Bodies.ofFrame(rest, meta.length) : await Bodies.encode(rest) }
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(bytes))
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
