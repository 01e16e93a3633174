import { describe, expect, test } from 'bun:test'
import { manualTimers } from '../feed/manual-timers.ts'
import { digestOf, digestText } from '../live/digest.ts'
import { Ledger, tournamentId } from '../live/fixtures/ledger.ts'
import type { ServerFrame } from '../live/protocol.ts'
import { connect } from './client.ts'

/** A browser's socket whose other end is the test. */
class FakeWebSocket {
  static all: FakeWebSocket[] = []
  readonly url: string
  readonly sent: Record<string, unknown>[] = []
  readyState = 0
  onopen: (() => void) | null = null
  onmessage: ((message: { data: string }) => void) | null = null
  onclose: ((event: { code: number }) => void) | null = null

  constructor(url: string) {
    this.url = url
    FakeWebSocket.all.push(this)
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>)
  }

  close(): void {
    this.readyState = 3
  }

  async open(): Promise<void> {
    this.readyState = 1
    this.onopen?.()
    await Promise.resolve()
    this.say({ t: 'welcome', conn: 'c1', hb: 15, rooms: 8, now: 0 })
  }

  say(frame: ServerFrame | Record<string, unknown>): void {
    this.onmessage?.({ data: JSON.stringify(frame) })
  }

  end(code: number): void {
    this.readyState = 3
    this.onclose?.({ code })
  }

  get lastSub(): Record<string, unknown> | undefined {
    return this.sent.findLast(({ t }) => t === 'sub')
  }
}

const ledger = new Ledger()
for (let n = 0; n < 5; n++) ledger.commit(n)

function open(options: { token?: string } = {}) {
  FakeWebSocket.all = []
  const timers = manualTimers()
  let goOnline = () => {}
  const onOnline = (run: () => void) => {
    goOnline = run
    return () => {}
  }
  const clock = { now: timers.now, after: timers.after, random: () => 0.5, onOnline }
  const client = connect({ url: 'http://hall.example', WebSocket: FakeWebSocket as never, clock, ...options })
  const socket = () => FakeWebSocket.all.at(-1) as FakeWebSocket
  const snap = (version: number): ServerFrame => {
    const rows = ledger.rowsAt('e1', version, 'public')
    if (!rows) throw new Error('no such version')
    const id = Number(socket().lastSub?.id)
    return { t: 'snap', id, e: 'e1', v: version, d: rows, h: digestText(digestOf(rows)) }
  }
  return { client, timers, socket, snap, online: () => goOnline(), count: () => FakeWebSocket.all.length }
}

async function joined(version = 3) {
  const page = open()
  const room = page.client.room(tournamentId)
  await page.socket().open()
  page.socket().say(page.snap(version))
  return { ...page, room }
}

describe('a room as a page sees it', () => {
  test('rows shown are either confirmed by the server or marked `stale`, `offline` or `gone`', async () => {
    const { client, timers, socket, snap } = open()
    const room = client.room(tournamentId)
    const seen: string[] = [room.status]
    room.subscribe(() => seen.push(room.status))

    await socket().open()
    socket().say(snap(3))
    socket().say({ t: 'hb', id: socket().lastSub?.id })
    socket().end(1006)
    timers.advance(250)
    await socket().open()
    socket().say({ t: 'ok', id: socket().lastSub?.id, e: 'e1', v: 3, head: 4 })
    socket().say({ t: 'ev', id: socket().lastSub?.id, v: 4 })
    socket().say({ t: 'err', id: socket().lastSub?.id, c: 410, m: 'the tournament was deleted', tmp: false })

    const changes = seen.filter((status, i) => status !== seen[i - 1])
    expect(changes).toEqual(['connecting', 'live', 'stale', 'offline', 'stale', 'live', 'gone'])
    expect(room.error).toBe('the tournament was deleted')
  })

  test('it asks for what it needs, with the token in the first frame and never in the address', async () => {
    const { client, socket } = open({ token: 'secret-1' })
    client.room(tournamentId, 'staff')
    await socket().open()

    expect(socket().url).toBe('ws://hall.example/api/live')
    expect(socket().sent).toEqual([
      { t: 'hello', p: 1, sdk: '1.0.0', tok: 'secret-1' },
      { t: 'sub', id: 1, room: `t:${tournamentId}`, view: 'staff' },
    ])
  })

  test('waitFor resolves when the version is there, and rejects when the room goes', async () => {
    const { room, socket } = await joined()
    const reached = room.waitFor(4)
    const never = room.waitFor(99)
    const refused = never.then(
      () => 'resolved',
      (error: Error) => error.message,
    )

    socket().say({ t: 'ev', id: 1, v: 4 })
    await reached
    room.close()

    expect(await refused).toBe('the room was closed')
    expect(socket().sent.at(-1)).toEqual({ t: 'unsub', id: 1 })
  })

  test('the same room is the same object', async () => {
    const { client, room } = await joined()

    expect(client.room(tournamentId)).toBe(room)
  })
})

describe('coming back', () => {
  test('it resumes from the version it has, after a random part of half a second', async () => {
    const { room, timers, socket, count } = await joined()
    const at = timers.now()

    socket().end(1006)
    timers.advance(249)
    const before = count()
    timers.advance(1)
    await socket().open()

    expect([before, count()]).toEqual([1, 2])
    expect(room.since).toBeNull()
    expect(socket().lastSub).toMatchObject({ since: { e: 'e1', v: 3 } })
    expect(timers.now() - at).toBe(250)
  })

  test('offline tells since when, and being online again ends the wait', async () => {
    const { room, timers, socket, online, count } = await joined()
    const lostAt = timers.now()

    socket().end(1006)
    expect([room.status, room.since]).toEqual(['offline', lostAt])
    online()

    expect(count()).toBe(2)
  })

  test('attempts that fail wait ever longer, up to half of thirty seconds on average', async () => {
    const { timers, socket, count } = await joined()
    const waits: number[] = []
    socket().end(1006)

    for (let i = 0; i < 9; i++) {
      const [at, known] = [timers.now(), count()]
      while (count() === known) timers.advance(50)
      waits.push(timers.now() - at)
      socket().end(1006)
    }

    expect(waits).toEqual([250, 500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000])
  })

  test.each([
    [999, 1000],
    [1000, 250],
  ])('a connection that spoke for %d ms makes the next wait %d ms on average', async (heldMs, waitMs) => {
    const { timers, socket, count } = await joined()
    const reconnect = async () => {
      const known = count()
      while (count() === known) timers.advance(50)
      await socket().open()
    }
    socket().end(1006)
    await reconnect()
    socket().end(1006)
    await reconnect()

    timers.advance(heldMs)
    socket().say({ t: 'hb' })
    socket().end(1006)

    const [at, known] = [timers.now(), count()]
    while (count() === known) timers.advance(1)
    expect(timers.now() - at).toBe(waitMs)
  })

  test('after thirty-eight seconds of silence the connection is given up', async () => {
    const { room, timers, socket, count } = await joined()

    timers.advance(30_000)
    socket().say({ t: 'hb' })
    timers.advance(37_999)
    const status = room.status
    timers.advance(1)

    expect([status, room.status]).toEqual(['live', 'offline'])
    timers.advance(250)
    expect(count()).toBe(2)
  })

  test.each([4500, 4501, 4502, 4503])('%d means stop', async (code) => {
    const { room, timers, socket, count } = await joined()

    socket().end(code)
    timers.advance(600_000)

    expect([count(), room.status]).toEqual([1, 'gone'])
  })

  test('after a flood it stays away for a minute', async () => {
    const { timers, socket, count } = await joined()

    socket().end(4429)
    timers.advance(60_000)
    const early = count()
    timers.advance(500)

    expect([early, count()]).toEqual([1, 2])
  })

  test('a server that says goodbye names the window', async () => {
    const { timers, socket, count } = await joined()

    socket().say({ t: 'bye', after: [2000, 4000] })
    socket().end(4000)
    timers.advance(2999)
    const early = count()
    timers.advance(1)

    expect([early, count()]).toEqual([1, 2])
  })

  test('after "state unknown" it asks for a snapshot and keeps showing the old rows as stale', async () => {
    const { room, timers, socket } = await joined()

    socket().end(4006)
    timers.advance(250)
    await socket().open()

    expect(socket().lastSub).not.toHaveProperty('since')
    expect([room.status, room.get() === null]).toEqual(['stale', false])
  })
})

describe('in doubt', () => {
  test('another digest leaves the room and asks for a snapshot; the second time it waits', async () => {
    const { timers, socket, snap } = await joined()
    const wrong = () => socket().say({ t: 'hb', id: socket().lastSub?.id, v: 3, h: '0'.repeat(13) })

    wrong()
    expect(socket().sent.slice(-2)).toMatchObject([
      { t: 'unsub', id: 1 },
      { t: 'sub', id: 2 },
    ])
    expect(socket().lastSub).not.toHaveProperty('since')
    socket().say(snap(3))
    wrong()

    expect(socket().sent.at(-1)).toEqual({ t: 'unsub', id: 2 })
    timers.advance(500)
    expect(socket().lastSub).toMatchObject({ id: 3 })
  })

  test('a frame of a type it does not know has every room read anew', async () => {
    const { socket } = await joined()

    socket().say({ t: 'sparkle', id: 1 })

    expect(socket().lastSub).toMatchObject({ id: 2 })
    expect(socket().lastSub).not.toHaveProperty('since')
  })

  test('frames for a number that was given up are ignored', async () => {
    const { room, socket } = await joined()
    socket().say({ t: 'sparkle' })

    socket().say({ t: 'ev', id: 1, v: 4 })

    expect(room.version).toBe(3)
  })

  test('a temporary refusal is asked again after the time it names', async () => {
    const { room, timers, socket } = await joined()

    socket().say({ t: 'err', id: 1, c: 503, m: 'away', tmp: true, after: 2000 })
    timers.advance(1999)
    const early = socket().lastSub?.id
    timers.advance(1)

    expect([early, socket().lastSub?.id]).toEqual([1, 2])
    expect(room.status).not.toBe('gone')
  })
})
