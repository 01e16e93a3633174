/** Rooms behind a real server: what Bun and Elysia do to sockets, and what we do about it. */
import { describe, expect, test } from 'bun:test'
import { connect } from '../client/client.ts'
import type { Op } from '../engine/rows.ts'
import { manualTimers } from '../feed/manual-timers.ts'
import { tournamentId } from './fixtures/ledger.ts'
import { settled } from './fixtures/node.ts'
import { RawReader } from './fixtures/raw-reader.ts'
import { eventually, openRealNode } from './fixtures/real-node.ts'

const hello = { t: 'hello', p: 1 }

describe('before the upgrade', () => {
  const upgrade = (url: string, headers: Record<string, string>) =>
    fetch(`${url}/api/live`, {
      headers: {
        upgrade: 'websocket',
        connection: 'upgrade',
        'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
        'sec-websocket-version': '13',
        ...headers,
      },
    })

  test.each([
    'https://evil.example',
    'https://club.example.evil.example',
    'https://evilclub.example',
    'https://club.example:444',
    'http://club.example',
    'https://CLUB.example',
    'https://club.example/',
    'https://user@club.example',
    'https://club.example.',
    'null',
    'file://',
    '',
  ])('a page of %p may not connect', async (origin) => {
    await using node = await openRealNode({})

    const response = await upgrade(node.url, { origin })

    expect(response.status).toBe(403)
    expect(node.hub.stats().connections).toBe(0)
  })

  test('our own pages, allowed ones and programs without an origin may', async () => {
    await using node = await openRealNode({})
    for (const headers of [{ origin: node.url }, { origin: 'https://club.example' }, undefined]) {
      const socket = node.socket(headers)
      await socket.say(hello)
      expect(await socket.next('welcome')).toMatchObject({ hb: 15 })
      expect(socket.socket.protocol).toBe('railbird.v1')
    }
  })

  test('an address that holds its share is refused until one of its sockets is gone', async () => {
    await using node = await openRealNode({ replaced: { socketsPerAddress: 2 } })
    const [one, two] = [node.socket(), node.socket()]
    for (const socket of [one, two]) await socket.say(hello)
    for (const socket of [one, two]) await socket.next('welcome')

    expect((await upgrade(node.url, {})).status).toBe(429)
    one.socket.close()
    await one.close()
    await eventually(() => node.hub.stats().connections === 1)
    const three = node.socket()
    await three.say(hello)

    expect(await three.next('welcome')).toBeDefined()
  })

  test('connecting too often and a node that is leaving are refused', async () => {
    await using hasty = await openRealNode({ replaced: { takeConnect: () => false } })
    await using leaving = await openRealNode({})
    await leaving.hub.drain(10)

    expect((await upgrade(hasty.url, {})).status).toBe(429)
    expect((await upgrade(leaving.url, {})).status).toBe(503)
  })
})

describe('on the wire', () => {
  test('the options of sockets are those of the root: a frame above 16 KiB never reaches us', async () => {
    await using node = await openRealNode({})
    const socket = node.socket()
    await socket.say(hello)
    await socket.next('welcome')

    await socket.say('x'.repeat(20_000))

    expect([1006, 1009]).toContain(await socket.close())
    expect(socket.frames).toEqual([])
  })

  test('frames are taken as raw text: their size counts before anything is parsed', async () => {
    await using node = await openRealNode({})
    const [number, large] = [node.socket(), node.socket()]
    await number.say(hello, '123')
    await large.say(hello, `{"t":"unsub","id":1,"x":"${'y'.repeat(5000)}"}`)

    expect(await number.next('err')).toMatchObject({ c: 400 })
    expect(await large.next('err')).toMatchObject({ c: 413 })
    expect(await large.close()).toBe(4500)
  })

  test('binary frames are no frames of ours', async () => {
    await using node = await openRealNode({})
    const socket = node.socket()
    await socket.say(hello)
    await socket.next('welcome')

    socket.socket.send(new Uint8Array([1, 2, 3]))

    expect(await socket.next('err')).toMatchObject({ c: 400 })
  })

  test('a flood is closed with 4429', async () => {
    await using node = await openRealNode({})
    const socket = node.socket()

    await socket.say(hello, ...Array.from({ length: 40 }, (_, id) => ({ t: 'unsub', id })))

    expect(await socket.close()).toBe(4429)
  })

  test('who does not greet within five seconds is closed', async () => {
    const timers = manualTimers()
    await using node = await openRealNode({ timers })
    const socket = node.socket()
    await eventually(() => node.hub.stats().connections === 1)

    timers.advance(5000)

    expect(await socket.close()).toBe(4500)
  })

  test('what throws while a frame is handled closes the socket with 4001', async () => {
    await using node = await openRealNode({ replaced: { authenticate: () => Promise.reject(new Error('broken')) } })
    const socket = node.socket()

    await socket.say({ ...hello, tok: 'any' })

    expect(await socket.close()).toBe(4001)
    expect(node.errors).toEqual(['Error: broken'])
  })

  test('frames are answered in order although the first one takes longest', async () => {
    const waiting: (() => void)[] = []
    const openRoom = (_: unknown, id: string) =>
      id.endsWith('1')
        ? new Promise<'hidden'>((resolve) => waiting.push(() => resolve('hidden')))
        : Promise.resolve('hidden' as const)
    await using node = await openRealNode({ replaced: { openRoom } })
    const socket = node.socket()
    const room = (n: number) => `t:c0000000-0000-4000-8000-00000000000${n}`
    await socket.say(hello, ...[1, 2, 3].map((id) => ({ t: 'sub', id, room: room(id) })))
    await socket.next('welcome')
    await eventually(() => waiting.length === 1)
    await settled()

    expect(socket.frames).toEqual([])
    waiting[0]?.()

    await eventually(() => socket.frames.length === 3)
    expect(socket.frames.map((frame) => ('id' in frame ? frame.id : null))).toEqual([1, 2, 3])
  })

  test('a foreign room is 404', async () => {
    await using node = await openRealNode({})
    const socket = node.socket()

    await socket.say(hello, { t: 'sub', id: 1, room: 't:c0000000-0000-4000-8000-000000000000' })

    expect(await socket.next('err')).toMatchObject({ id: 1, c: 404 })
  })
})

describe('slow readers', () => {
  const large = (n: number) =>
    [['p', `k${n % 3}`, { id: `k${n % 3}`, name: String(n).repeat(10_000) }]] as unknown as Op[]

  test('a reader who stalls is sent nothing more, and when it reads again nothing is missing in silence', async () => {
    const timers = manualTimers()
    await using node = await openRealNode({ timers })
    const reader = await RawReader.open(node.server.port ?? 0)
    reader.say(hello)
    reader.say({ t: 'sub', id: 1, room: `t:${tournamentId}` })
    await eventually(() => reader.frames.some(({ t }) => t === 'snap'))

    reader.pause()
    for (let n = 0; node.hub.stats().lagging === 0; n++) {
      expect(n).toBeLessThan(2000)
      node.commit(n, large(n))
      timers.advance(30)
      await settled()
    }
    for (let n = 0; n < 50; n++) node.commit(n, large(n))
    timers.advance(30)
    reader.resume()
    await eventually(() => reader.isClosed || reader.frames.some(({ t }) => t === 'reset'))
    await eventually(() => reader.frames.at(-1)?.t !== 'reset')

    const moves = reader.frames.filter(({ t }) => t === 'ev' || t === 'b' || t === 'snap' || t === 'reset')
    let version = 0
    for (const frame of moves) {
      if (frame.t === 'snap') version = frame.v
      if (frame.t === 'ev' || frame.t === 'b') expect(frame.t === 'ev' ? frame.v : frame.from).toBe(version + 1)
      if (frame.t === 'ev') version = frame.v
      if (frame.t === 'b') version = frame.to
    }
    expect(version).toBe(node.ledger.version)
    expect(node.hub.stats().lagging).toBe(0)
    reader.end()
  })

  test('a snapshot larger than the bound on waiting bytes reaches a reader who reads', async () => {
    await using node = await openRealNode({})
    for (let n = 0; n < 40; n++) {
      node.ledger.commit(n, [['p', `q${n}`, { id: `q${n}`, name: 'x'.repeat(30_000) }]] as unknown as Op[])
    }
    const socket = node.socket()
    await socket.join()

    expect(await socket.next('snap')).toMatchObject({ v: 41 })
    node.commit(4)
    expect(await socket.next('ev')).toMatchObject({ v: 42 })
  })
})

describe('from end to end', () => {
  test('a page follows a room, and after a restart on the same port goes on without a snapshot', async () => {
    const first = await openRealNode({})
    const { ledger } = first
    const { port } = first.server
    const client = connect({ url: first.url })
    const room = client.room(tournamentId)
    const statuses: string[] = []
    room.subscribe(() => void (statuses.at(-1) === room.status || statuses.push(room.status)))

    await room.waitFor(1)
    first.commit(4)
    await room.waitFor(2)
    await first[Symbol.asyncDispose]()
    const snapshots: number[] = []
    ledger.commit(11)
    await using second = await openRealNode({
      ledger,
      port: port ?? 0,
      replaced: {
        readSnapshot: async () => {
          snapshots.push(1)
          return ledger.snapshot()
        },
      },
    })
    await room.waitFor(3)
    second.commit(18)
    await room.waitFor(4)

    expect(room.get()).toEqual(ledger.rowsAt('e1', 4, 'public'))
    expect(snapshots).toEqual([])
    expect(statuses).toContain('offline')
    expect(statuses.at(-1)).toBe('live')
    client.close()
  })

  test('a drain tells pages when to come back and closes them with 4000', async () => {
    await using node = await openRealNode({})
    const socket = node.socket()
    await socket.join()
    await socket.next('snap')

    await node.hub.drain(50)
    await node.server.stop()

    expect(await socket.next('bye')).toMatchObject({ after: [250, 1000] })
    expect(await socket.close()).toBe(4000)
  })
})
