import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { zstdCompressSync, zstdDecompressSync, type ZstdOptions } from 'node:zlib'
import { Poll, type Unpack } from './poll.ts'

type WithDictionary = ZstdOptions & { dictionary: Uint8Array }
interface Bracket {
  readonly version: number
  readonly text: string
}

const magic = Buffer.from('5e2a4d1820000000', 'hex')
const body = (version: number) => JSON.stringify({ version, text: crypto.randomUUID().repeat(200) })
const unpack: Unpack = (frame, dictionary) => {
  const options: WithDictionary = { dictionary }
  return zstdDecompressSync(frame, options)
}

let server: ReturnType<typeof Bun.serve>
let now = ''
let known = new Map<string, string>()
const asked: Headers[] = []

/** A server that keeps every body as a dictionary, unless `known` is emptied. */
function answer(request: Request): Response {
  asked.push(request.headers)
  const etag = `"${Bun.hash(now)}"`
  if (request.headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers: { etag } })
  const available = request.headers.get('available-dictionary') ?? ''
  const old = known.get(available)
  const hash = new Bun.CryptoHasher('sha256').update(now).digest()
  if (request.headers.get('railbird-delta') === '1') known.set(`:${hash.toString('base64')}:`, now)
  if (old === undefined || !/dcz/.test(request.headers.get('accept-encoding') ?? ''))
    return new Response(Bun.gzipSync(now), { headers: { etag, 'content-encoding': 'gzip' } })
  const options: WithDictionary = { dictionary: Buffer.from(old) }
  const frame = zstdCompressSync(now, options)
  const whole = Buffer.concat([magic, Buffer.from(available.slice(1, -1), 'base64'), frame])
  return new Response(whole, { headers: { etag, 'content-encoding': 'dcz' } })
}

beforeAll(() => {
  server = Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: answer })
})
afterAll(() => server.stop(true))

const poll = (more: { unpack?: Unpack } = { unpack }) =>
  new Poll<Bracket>({ url: `${server.url.origin}/bracket`, token: () => 'secret', ...more })

describe('a poll', () => {
  test('brings the whole first, then nothing while nothing changes, then the difference', async () => {
    const client = poll()
    now = body(1)
    const first = await client.next()
    const same = await client.next()
    now = now.replace('"version":1', '"version":2')
    const second = await client.next()

    expect([first.body.version, first.isNew]).toEqual([1, true])
    expect([same.body.version, same.isNew, same.bytes]).toEqual([1, false, 0])
    expect([second.body.version, second.isNew]).toEqual([2, true])
    expect(second.body.text).toBe(first.body.text)
    expect(second.bytes).toBeLessThan(100)
  })

  test('gets the whole when the server knows its dictionary no more, and goes on from there', async () => {
    const client = poll()
    now = body(1)
    await client.next()
    known = new Map()
    now = body(2)
    const whole = await client.next()
    now = now.replace('"version":2', '"version":3')
    const difference = await client.next()

    expect([whole.body.version, difference.body.version]).toEqual([2, 3])
    expect(whole.bytes).toBeGreaterThan(1000)
    expect(difference.bytes).toBeLessThan(100)
  })

  test('without means to unpack asks for no difference', async () => {
    const client = poll({})
    now = body(1)
    await client.next()
    now = body(2)
    const { body: got } = await client.next()

    expect(got.version).toBe(2)
    expect(asked.at(-1)?.get('railbird-delta')).toBeNull()
    expect(asked.at(-1)?.get('available-dictionary')).toBeNull()
    expect(asked.at(-1)?.get('authorization')).toBe('Bearer secret')
  })

  test('takes a body that a browser has unpacked already', async () => {
    const text = '{"version":7,"text":""}'
    const unpacked = async () => new Response(text, { headers: { etag: '"7"', 'content-encoding': 'dcz' } })
    const client = new Poll<Bracket>({ url: '/bracket', token: () => '', unpack, fetch: unpacked })

    expect((await client.next()).body.version).toBe(7)
  })

  test('rejects with the status of a refusal', async () => {
    const refused = async () => new Response('{}', { status: 404 })
    const client = new Poll<Bracket>({ url: '/bracket', token: () => '', fetch: refused })

    expect(client.next()).rejects.toThrow('404')
  })
})
