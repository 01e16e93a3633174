import { describe, expect, test } from 'bun:test'
import { brotliDecompressSync } from 'node:zlib'
import { Bodies, codings, type Coding } from './bodies.ts'

const encoder = new TextEncoder()
const text = (length: number) => JSON.stringify({ rows: 'rack by rack '.repeat(length / 13) })
const long = text(200_000)

const decoders: Record<Coding, (bytes: Uint8Array<ArrayBuffer>) => Uint8Array> = {
  zstd: Bun.zstdDecompressSync,
  br: brotliDecompressSync,
  gzip: Bun.gunzipSync,
}

async function decoded(bodies: Bodies, coding: Coding): Promise<string> {
  const blob = await bodies.blob(coding)
  return new TextDecoder().decode(decoders[coding](await blob.bytes()))
}

describe('the body of an entry', () => {
  test.each([text(2_000), long])('reads the same in every coding, short or long (%#)', async (body) => {
    const bodies = await Bodies.encode(encoder.encode(body))

    for (const coding of codings) expect(await decoded(bodies, coding)).toBe(body)
    expect(await bodies.plain().text()).toBe(body)
  })

  test('holds zstd from the start and each other coding from its first use', async () => {
    const bodies = await Bodies.ofJson({ rows: text(4_000) })
    const before = codings.map((coding) => bodies.ready(coding) !== undefined)
    const made = await bodies.blob('br')

    expect(before).toEqual([true, false, false])
    expect(bodies.ready('br')).toBe(made)
    expect(await bodies.blob('br')).toBe(made)
  })

  test('makes a coding of a long body once, however many ask for it meanwhile', async () => {
    const bodies = await Bodies.encode(encoder.encode(long))
    const [first, second] = await Promise.all([bodies.blob('gzip'), bodies.blob('gzip')])

    expect(first).toBe(second)
  })

  test('counts every coding, and tells of those made later', async () => {
    const bodies = await Bodies.encode(encoder.encode(long))
    const atFirst = bodies.size
    let grown = 0
    bodies.onGrow = (bytes) => (grown += bytes)
    const blobs = [bodies.plain(), await bodies.blob('br'), await bodies.blob('gzip')]

    expect(atFirst).toBe(bodies.length + (bodies.ready('zstd')?.size ?? 0))
    expect(grown).toBe(blobs.reduce((sum, blob) => sum + blob.size, 0))
    expect(bodies.size).toBe(atFirst + grown)
  })

  test('counts what others keep beside it', async () => {
    const bodies = await Bodies.ofJson({ a: 1 })
    const before = bodies.size
    let grown = 0
    bodies.onGrow = (bytes) => (grown += bytes)
    bodies.charge(100)

    expect([bodies.size - before, grown]).toEqual([100, 100])
  })

  test('is not worth coding when it is short, or when coding makes it longer', async () => {
    const noise = crypto.getRandomValues(new Uint8Array(2_000))

    expect((await Bodies.encode(encoder.encode(text(1_000)))).isWorthCoding).toBe(false)
    expect((await Bodies.encode(noise)).isWorthCoding).toBe(false)
    expect((await Bodies.encode(encoder.encode(text(1_100)))).isWorthCoding).toBe(true)
  })

  test('comes back from its frame alone, and counts the frame until the bytes replace it', async () => {
    const kept = await (await Bodies.encode(encoder.encode(long))).frame()
    const bodies = Bodies.ofFrame(kept ?? new Uint8Array(), long.length)
    const blob = bodies.ready('zstd')?.size ?? 0
    const sizes = [bodies.size]
    const read = new TextDecoder().decode(bodies.bytes())
    sizes.push(bodies.size)

    expect(read).toBe(long)
    expect(sizes).toEqual([2 * blob, long.length + blob])
  })
})
