import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { zstdDecompressSync, type ZstdOptions } from 'node:zlib'
import { openHouse, type House, type Person } from './testing.ts'

let house: House
let owner: Person
let rival: Person

beforeAll(async () => {
  house = await openHouse({ RATE_PROFILE: 'open' })
  owner = await house.person('olga', 'Corner Pocket')
  rival = await house.person('rex', 'Rival Hall')
}, 30_000)
afterAll(() => house[Symbol.asyncDispose]())

const post = (path: string, body: unknown, who = owner) => house.call('POST', path, { token: who.token, body })

async function playing(who: Person, players: number): Promise<string> {
  const { json } = await post('/api/tournaments', { name: 'Live', type: 'double_elimination', raceTo: 5 }, who)
  const at = `/api/tournaments/${String(json.id)}`
  await post(`${at}/open`, {}, who)
  const names = Array.from({ length: players }, (_, i) => ({ name: `Player ${i}` }))
  await post(`${at}/players`, names, who)
  await post(`${at}/draw`, {}, who)
  await post(`${at}/start`, {}, who)
  return at
}

const hashOf = (bytes: Uint8Array) => `:${new Bun.CryptoHasher('sha256').update(bytes).digest('base64')}:`

/** A poll as a client makes it: with the hash of the body it holds. */
async function poll(
  path: string,
  held: Uint8Array<ArrayBuffer> | null,
  who = owner,
  more: Record<string, string> = {},
) {
  const headers = {
    authorization: `Bearer ${who.token}`,
    'accept-encoding': 'dcz, zstd',
    'railbird-delta': '1',
    ...(held === null ? {} : { 'available-dictionary': hashOf(held) }),
    ...more,
  }
  const answer = await house.server.handle(new Request(`http://localhost${path}`, { headers }))
  const sent = await answer.bytes()
  return { answer, sent, coding: answer.headers.get('content-encoding'), body: read(answer, sent, held) }
}

function read(answer: Response, sent: Uint8Array<ArrayBuffer>, held: Uint8Array<ArrayBuffer> | null) {
  switch (answer.headers.get('content-encoding')) {
    case 'dcz': {
      const options: ZstdOptions & { dictionary: Uint8Array } = { dictionary: held ?? new Uint8Array() }
      return new Uint8Array(zstdDecompressSync(sent.subarray(40), options))
    }
    case 'zstd':
      return new Uint8Array(Bun.zstdDecompressSync(sent))
  }
  return sent
}

describe('polling a live bracket', () => {
  test('costs 200 bytes at the median after one result, and less than a tenth of the whole', async () => {
    const at = await playing(owner, 32)
    const first = await poll(`${at}/bracket`, null)
    let held = first.body
    const sizes: number[] = []
    for (let round = 0; round < 4; round++) {
      const { json } = await house.call('GET', `${at}/matches?state=ready`, { token: owner.token })
      for (const { id } of json.data as unknown as { id: string }[]) {
        const scored = await post(`/api/matches/${id}/result`, { scoreA: 5, scoreB: round })
        expect(scored.status).toBe(200)
        const next = await poll(`${at}/bracket`, held)
        const plain = await house.call('GET', `${at}/bracket`, { token: owner.token })
        expect(next.coding).toBe('dcz')
        expect(new TextDecoder().decode(next.body)).toBe(plain.text)
        sizes.push(next.sent.length)
        held = next.body
      }
    }

    const median = sizes.toSorted((a, b) => a - b)[sizes.length >> 1] ?? Number.NaN
    expect(sizes.length).toBeGreaterThan(30)
    expect(median).toBeLessThanOrEqual(200)
    expect(median).toBeLessThanOrEqual(first.sent.length / 10)
  }, 30_000)

  test('says what it is a difference to, varies by it, and is confirmed while nothing changes', async () => {
    const at = await playing(owner, 8)
    const first = await poll(`${at}/bracket`, null)
    await house.call('PATCH', at, { token: owner.token, body: { name: 'Live on' } })
    const { answer } = await poll(`${at}/bracket`, first.body)
    const tag = answer.headers.get('etag') ?? ''
    const again = await poll(`${at}/bracket`, first.body, owner, { 'if-none-match': tag })

    expect(first.answer.headers.get('use-as-dictionary')).toBe(`match="${at}/bracket"`)
    expect(first.answer.headers.get('cache-control')).toBe('private, max-age=60')
    expect(tag).toMatch(/^"v\d+-[0-9a-f]{8}\.d[\w-]{8}"$/)
    expect([again.answer.status, again.answer.headers.get('etag')]).toEqual([304, tag])
    for (const one of [first.answer, answer, again.answer])
      expect(one.headers.get('vary')).toContain('Accept-Encoding, Authorization')
    for (const one of [first.answer, answer, again.answer])
      expect(one.headers.get('vary')).toContain('Available-Dictionary, Railbird-Delta')
  })
})

describe('whoever did not ask for differences', () => {
  test('gets the whole, kept as ever, and is no source of dictionaries', async () => {
    const at = await playing(owner, 8)
    const plain = await house.call('GET', `${at}/bracket`, { token: owner.token })
    const held = new TextEncoder().encode(plain.text)
    await house.call('PATCH', at, { token: owner.token, body: { name: 'Else' } })
    const next = await poll(`${at}/bracket`, held)

    expect(plain.headers.get('cache-control')).toBe('private, no-cache')
    expect(plain.headers.get('use-as-dictionary')).toBeNull()
    expect(plain.headers.get('vary')).toContain('Available-Dictionary')
    expect([next.answer.status, next.coding]).toEqual([200, 'zstd'])
  })

  test('a wrong hash, a foreign one and one of another view get the whole', async () => {
    const at = await playing(owner, 8)
    const theirs = await playing(rival, 8)
    const own = await poll(`${at}/bracket`, null)
    const foreign = await poll(`${theirs}/bracket`, null, rival)
    const other = await poll(`${at}/snapshot`, null)
    await house.call('PATCH', at, { token: owner.token, body: { name: 'Else' } })

    for (const held of [foreign.body, other.body, new Uint8Array(3)])
      expect((await poll(`${at}/bracket`, held)).coding).toBe('zstd')
    expect((await poll(`${at}/bracket`, own.body)).coding).toBe('dcz')
    expect((await poll(`${theirs}/bracket`, own.body, rival)).coding).toBe('zstd')
  })
})

describe('polling without signing in', () => {
  test('costs a difference too, to what the public was shown and to nothing else', async () => {
    const { json } = await post('/api/tournaments', { name: 'Open', type: 'single_elimination' })
    const at = `/api/tournaments/${String(json.id)}`
    await post(`${at}/open`, {})
    // Whose account a player has is for the staff alone.
    await post(`${at}/players`, { name: 'Olga', userId: owner.id })
    const open = at.replace('/api/', `/api/public/${owner.orgSlug}/`)
    const [first, staff] = [await poll(`${open}/snapshot`, null), await poll(`${at}/snapshot`, null)]
    await house.call('PATCH', at, { token: owner.token, body: { name: 'Else' } })
    const next = await poll(`${open}/snapshot`, first.body)
    const plain = await house.call('GET', `${open}/snapshot`)

    expect([next.coding, new TextDecoder().decode(next.body)]).toEqual(['dcz', plain.text])
    expect(first.body).not.toEqual(staff.body)
    expect((await poll(`${open}/snapshot`, staff.body)).coding).not.toBe('dcz')
    expect((await poll(`${at}/snapshot`, first.body)).coding).not.toBe('dcz')
    expect(next.answer.headers.get('vary')).toBe('Accept-Encoding, Available-Dictionary, Railbird-Delta')
    expect(next.answer.headers.get('cache-control')).toBe('private, max-age=60')
    expect(plain.headers.get('cache-control')).toBe('public, max-age=0, s-maxage=5, must-revalidate')
  })

  test('ends with the event being public, whatever is held', async () => {
    const at = await playing(owner, 8)
    const open = at.replace('/api/', `/api/public/${owner.orgSlug}/`)
    const { body } = await poll(`${open}/bracket`, null)
    await house.call('PATCH', at, { token: owner.token, body: { visibility: 'private' } })

    expect((await poll(`${open}/bracket`, body)).answer.status).toBe(404)
  })
})
