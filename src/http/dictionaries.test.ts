import { describe, expect, test } from 'bun:test'
import { zstdDecompressSync, type ZstdOptions } from 'node:zlib'
import { Bodies, type Bytes } from '../cache/bodies.ts'
import { generator, uniform } from '../engine/random.ts'
import { Dictionaries } from './dictionaries.ts'

const edits = Number(process.env.EDIT_RUNS ?? 500)
const MiB = 1024 * 1024
const encoder = new TextEncoder()
const bodyOf = (value: unknown) => Bodies.uncoded(encoder.encode(JSON.stringify(value)))
const headerOf = (bodies: Bodies) => `:${new Bun.CryptoHasher('sha256').update(bodies.bytes()).digest('base64')}:`

/** What a client does with a difference: skip magic and hash, then unpack against the dictionary. */
function read(coded: Uint8Array, dictionary: Bytes): Uint8Array {
  const options: ZstdOptions & { dictionary: Bytes } = { dictionary }
  return zstdDecompressSync(coded.subarray(40), options)
}

const next = generator(20260801)
const pick = (count: number) => Math.floor(uniform(next) * count)
const id = () => Array.from({ length: 4 }, () => next().toString(16).padStart(8, '0')).join('-')
const newMatch = (ref: number) => ({
  id: id(),
  ref: `W${ref}`,
  state: 'pending',
  a: { player: id(), name: `Player ${ref}`, score: 0 },
  b: { player: id(), name: `Guest ${ref}`, score: 0 },
  table: null as string | null,
})
const newBracket = () => ({ version: 1, matches: Array.from({ length: 31 }, (_, i) => newMatch(i)) })

function edit(bracket: ReturnType<typeof newBracket>): void {
  bracket.version++
  for (let i = pick(3); i >= 0; i--) {
    const match = bracket.matches[pick(bracket.matches.length)]
    if (!match) continue
    match.state = ['pending', 'active', 'completed'][pick(3)] ?? ''
    match.a.score = pick(12)
    if (pick(3) === 0) match.b = { player: id(), name: `Ünïcode ${next()} 🎱`, score: pick(12) }
    match.table = pick(2) === 0 ? null : id()
  }
  if (pick(20) === 0) bracket.matches.push(newMatch(bracket.version))
  if (bracket.matches.length > 60 || pick(30) === 0) bracket.matches.splice(pick(bracket.matches.length), 1)
}

describe('a difference', () => {
  test('is read back bit by bit, whatever was edited', async () => {
    const dictionaries = new Dictionaries(MiB)
    const bracket = newBracket()
    const sizes: number[] = []
    let held = bodyOf(bracket)
    for (let i = 0; i < edits; i++) {
      dictionaries.remember('k', held)
      edit(bracket)
      const now = bodyOf(bracket)
      const blob = await dictionaries.delta('k', headerOf(held), now)?.blob
      const coded = new Uint8Array((await blob?.arrayBuffer()) ?? [])
      if (!Buffer.from(read(coded, held.bytes())).equals(now.bytes())) throw new Error(`edit ${i} is not the same`)
      sizes.push(coded.length)
      held = now
    }

    expect(sizes).toHaveLength(edits)
    expect(sizes.toSorted((a, b) => a - b)[edits >> 1]).toBeLessThan(400)
  }, 60_000)

  test('begins with the magic number and the hash of its dictionary (RFC 9842 section 5)', async () => {
    const dictionaries = new Dictionaries(MiB)
    const [old, now] = [bodyOf({ a: 1 }), bodyOf({ a: 2 })]
    dictionaries.remember('k', old)
    const coded = new Uint8Array((await (await dictionaries.delta('k', headerOf(old), now)?.blob)?.arrayBuffer()) ?? [])

    expect(Buffer.from(coded.subarray(0, 8)).toString('hex')).toBe('5e2a4d1820000000')
    expect(`:${Buffer.from(coded.subarray(8, 40)).toString('base64')}:`).toBe(headerOf(old))
  })

  test('to a long body is made in another thread, once for all who ask', async () => {
    const dictionaries = new Dictionaries(4 * MiB)
    const long = Array.from({ length: 5000 }, (_, i) => `rack ${i} of ${next()}`)
    const old = bodyOf(long)
    const now = bodyOf([...long, 'one more'])
    dictionaries.remember('k', old)
    const [first, second] = [0, 1].map(() => dictionaries.delta('k', headerOf(old), now)?.blob)

    expect(first).toBeInstanceOf(Promise)
    expect(second).toBe(first as Promise<Blob>)
    const coded = new Uint8Array((await (await first)?.arrayBuffer()) ?? [])
    expect(coded.length).toBeLessThan(200)
    expect(Buffer.from(read(coded, old.bytes())).equals(now.bytes())).toBe(true)
  })
})

describe('dictionaries', () => {
  test('a dictionary of one key never serves another, so neither another org nor another view', () => {
    const dictionaries = new Dictionaries(MiB)
    const [old, now] = [bodyOf({ a: 1 }), bodyOf({ a: 2 })]
    dictionaries.remember('org:tournament:t:bracket.staff', old)

    expect(dictionaries.delta('org:tournament:t:bracket.staff', headerOf(old), now)).not.toBeNull()
    for (const key of ['other:tournament:t:bracket.staff', 'org:tournament:t:bracket.public', ''])
      expect(dictionaries.delta(key, headerOf(old), now)).toBeNull()
  })

  test('the last four versions of a key are kept', () => {
    const dictionaries = new Dictionaries(MiB)
    const versions = [1, 2, 3, 4, 5, 6].map((v) => bodyOf({ v }))
    for (const body of versions) dictionaries.remember('k', body)
    const now = bodyOf({ v: 7 })

    const known = versions.map((body) => dictionaries.delta('k', headerOf(body), now) !== null)
    expect(known).toEqual([false, false, true, true, true, true])
  })

  test.each([null, '', ':', 'x', ':AAAA:', `:${'A'.repeat(43)}=:`, `${'A'.repeat(43)}=`])(
    '%p is none of ours',
    (header) => {
      const dictionaries = new Dictionaries(MiB)
      dictionaries.remember('k', bodyOf({ a: 1 }))

      expect(dictionaries.delta('k', header, bodyOf({ a: 2 }))).toBeNull()
    },
  )

  test('stay within their bytes, and the key asked for least of late goes first', () => {
    const dictionaries = new Dictionaries(100_000)
    const bodies = Array.from({ length: 50 }, (_, i) => bodyOf({ i, text: 'x'.repeat(5000) }))
    for (const [i, body] of bodies.entries()) dictionaries.remember(`k${i}`, body)
    const now = bodyOf({})

    expect(dictionaries.size).toBeLessThanOrEqual(100_000)
    expect(dictionaries.delta('k0', headerOf(bodies[0] as Bodies), now)).toBeNull()
    expect(dictionaries.delta('k49', headerOf(bodies[49] as Bodies), now)).not.toBeNull()
  })
})
