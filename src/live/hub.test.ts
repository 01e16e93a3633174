/** The protocol socket by socket, with the clock, the database and the rights in the test's hand. */
import { describe, expect, test } from 'bun:test'
import { openNode, settled, type FakeSocket } from './fixtures/node.ts'
import { tournamentId } from './fixtures/ledger.ts'
import { roomName } from './protocol.ts'

const room = roomName(tournamentId)
const hello = { t: 'hello', p: 1 }
const sub = { t: 'sub', id: 1, room }

describe('greeting', () => {
  test('hello is welcomed, and must come within five seconds', async () => {
    await using node = openNode()
    const [greets, silent] = [node.socket(), node.socket()]

    await greets.say(hello)
    node.timers.advance(5000)

    expect(greets.frames[0]).toMatchObject({ t: 'welcome', hb: 15, rooms: 8 })
    expect([greets.closed, silent.closed]).toEqual([null, 4500])
  })

  test('anything else as the first frame ends the socket', async () => {
    await using node = openNode()
    const socket = node.socket()

    await socket.say(sub)

    expect(socket.closed).toBe(4500)
  })

  test('a bad token is refused, it never makes an anonymous viewer', async () => {
    await using node = openNode()
    const socket = node.socket()

    await socket.say({ ...hello, tok: 'forged' }, sub)

    expect(socket.look()).toEqual(['err 401'])
    expect(socket.closed).toBe(4004)
  })

  test('a later protocol is told so', async () => {
    await using node = openNode()
    const socket = node.socket()

    await socket.say({ ...hello, p: 2 })

    expect(socket.look()).toEqual(['err 426'])
    expect(socket.closed).toBe(4502)
  })

  test('the twenty-first socket of an account is refused, and a place that is left can be taken', async () => {
    await using node = openNode()
    const sockets = Array.from({ length: 21 }, () => node.socket())
    for (const socket of sockets) await socket.say({ ...hello, tok: 'good' })

    expect(sockets.map(({ closed }) => closed)).toEqual([...Array(20).fill(null), 4503])

    sockets[0]?.connection.closed()
    const next = node.socket()
    await next.say({ ...hello, tok: 'good' })

    expect(next.look()).toEqual(['welcome'])
  })
})

describe('frames in', () => {
  test.each([
    ['no JSON', '{'],
    ['a number', '123'],
    ['an unknown type', '{"t":"nope"}'],
    ['a wrong member', '{"t":"sub","id":"one","room":"x"}'],
    ['a prototype', '{"t":"__proto__"}'],
  ])('%s is answered 400 and changes nothing', async (_what, text) => {
    await using node = openNode()
    const socket = node.socket()
    await socket.say(hello)

    await socket.say(text)

    expect(socket.look()).toEqual(['welcome', 'err 400'])
    expect(socket.closed).toBeNull()
  })

  test('a frame above 4 KB is refused and ends the socket', async () => {
    await using node = openNode()
    const socket = node.socket()
    await socket.say(hello)

    await socket.say(JSON.stringify({ t: 'tok', tok: 'x'.repeat(4096) }))

    expect(socket.look()).toEqual(['welcome', 'err 413'])
    expect(socket.closed).toBe(4500)
  })

  test('the twenty-first frame within ten seconds is a flood', async () => {
    await using node = openNode()
    const socket = node.socket()
    await socket.say(hello)
    for (let i = 0; i < 19; i++) await socket.say({ t: 'unsub', id: i })

    expect(socket.closed).toBeNull()
    await socket.say({ t: 'unsub', id: 1 })

    expect(socket.closed).toBe(4429)
  })

  test('seventeen frames that wait for one another are a flood', async () => {
    await using node = openNode({ authenticate: () => new Promise(() => {}) })
    const socket = node.socket()

    await socket.say({ ...hello, tok: 'slow' }, ...Array.from({ length: 16 }, () => sub))

    expect(socket.closed).toBe(4429)
  })

  test('frames of one socket are handled one after the other, in the order they came', async () => {
    const waiting: (() => void)[] = []
    const asked: string[] = []
    await using node = openNode({
      openRoom: (_principal, id) => {
        asked.push(id.slice(-1))
        return new Promise((resolve) => waiting.push(() => resolve('hidden')))
      },
    })
    const socket = node.socket()
    const other = (n: number) => `t:c0000000-0000-4000-8000-00000000000${n}`
    await socket.say(hello, ...[1, 2, 3].map((n) => ({ t: 'sub', id: n, room: other(n) })))

    expect(asked).toEqual(['1'])
    for (let i = 0; i < 3; i++) {
      waiting[i]?.()
      await settled()
    }

    expect(asked).toEqual(['1', '2', '3'])
    expect(socket.frames.slice(1).map((frame) => ('id' in frame ? frame.id : null))).toEqual([1, 2, 3])
  })
})

describe('rooms', () => {
  test('an unknown room, another kind of room and a foreign tournament are refused alike', async () => {
    await using node = openNode()
    const socket = node.socket()
    await socket.say(hello)

    const foreign = 't:c0000000-0000-4000-8000-000000000000'
    for (const name of [foreign, 't:nothing', 'o:club', `m:${tournamentId}`]) await socket.say({ ...sub, room: name })

    const answers = socket.frames.slice(1)
    expect(new Set(answers.map((frame) => JSON.stringify(frame))).size).toBe(1)
    expect(answers[0]).toMatchObject({ t: 'err', c: 404, tmp: false })
  })

  test('the staff view is refused to the public and given to staff', async () => {
    await using node = openNode()
    const [stranger, scorer] = [node.socket(), node.socket()]

    await stranger.join({ view: 'staff' })
    await scorer.join({ view: 'staff' }, 'good')

    expect(stranger.look()).toEqual(['welcome', 'err 403'])
    expect(scorer.look()).toEqual(['welcome', 'snap'])
  })

  test('the same room twice, the same number twice and a ninth room are refused', async () => {
    await using node = openNode({ openRoom: async () => ({ orgId: 'o' as never }) })
    const socket = node.socket()
    await socket.join()
    await socket.say({ ...sub, id: 2 }, { ...sub, room: 't:c0000000-0000-4000-8000-000000000000' })
    socket.look()

    for (let n = 2; n <= 9; n++) await socket.say({ ...sub, id: n, room: `t:c0000000-0000-4000-8000-00000000000${n}` })

    expect(socket.look().filter((seen) => seen.startsWith('err'))).toEqual(['err 429'])
  })

  test('a database that is away is a temporary refusal', async () => {
    await using node = openNode({ openRoom: () => Promise.reject(new Error('away')) })
    const socket = node.socket()

    await socket.join()

    expect(socket.frames[1]).toMatchObject({ t: 'err', id: 1, c: 503, tmp: true })
    expect(socket.closed).toBeNull()
  })

  test('an event goes out at once, the next ones as one batch at the end of the tick', async () => {
    await using node = openNode()
    const socket = node.socket()
    await socket.join()
    socket.look()

    for (const n of [4, 11, 18]) node.commit(n)
    const atOnce = socket.frames.splice(0)
    node.timers.advance(25)

    expect(atOnce).toMatchObject([{ t: 'ev', v: 2, ty: 'rack.recorded' }])
    expect(socket.frames).toMatchObject([{ t: 'b', from: 3, to: 4 }])
  })

  test('an event with nothing for a view is a skip frame for it', async () => {
    await using node = openNode()
    const [viewer, scorer] = [node.socket(), node.socket()]
    await viewer.join()
    await scorer.join({ view: 'staff' }, 'good')

    node.commit(1)

    expect(viewer.frames.at(-1)).toEqual({ t: 'ev', id: 1, v: 2 })
    expect(scorer.frames.at(-1)).toMatchObject({ t: 'ev', v: 2, ops: [['p', 'k1', {}]] })
  })

  test('after two seconds of quiet, and then every fifteen, the heartbeat tells head and digest', async () => {
    await using node = openNode()
    const socket = node.socket()
    await socket.join()
    node.commit(4)
    socket.look()

    node.timers.advance(3000)
    const early = socket.frames.splice(0).filter(({ t }) => t === 'hb')
    node.timers.advance(15_000)

    expect(early).toMatchObject([{ t: 'hb', id: 1, v: 2, h: expect.stringMatching(/^[0-9a-f]{13}$/) }])
    expect(socket.frames.filter(({ t }) => t === 'hb')).toHaveLength(1)
  })

  test('a socket without a room hears a sign of life', async () => {
    await using node = openNode()
    const socket = node.socket()
    await socket.say(hello)

    node.timers.advance(15_000)

    expect(socket.frames.at(-1)).toEqual({ t: 'hb' })
  })

  test('viewers are counted once per second, and only when the number changed', async () => {
    await using node = openNode()
    const [one, two] = [node.socket(), node.socket()]
    await one.join()
    await two.join()

    node.timers.advance(3000)
    const counts = (socket: FakeSocket) => socket.frames.flatMap((frame) => (frame.t === 'eph' ? frame.viewers : []))

    expect([counts(one), counts(two)]).toEqual([[2], [2]])
    two.connection.closed()
    node.timers.advance(2000)

    expect(counts(one)).toEqual([2, 1])
  })

  test('five hundred viewers who join while everything is cold cost one snapshot', async () => {
    const reads: number[] = []
    await using node = openNode()
    await using counting = openNode({
      readSnapshot: async () => {
        reads.push(1)
        return node.ledger.snapshot()
      },
    })
    const sockets = Array.from({ length: 500 }, () => counting.socket())

    await Promise.all(sockets.map((socket) => socket.join()))

    expect(sockets.every(({ frames }) => frames.at(-1)?.t === 'snap')).toBe(true)
    expect(reads).toHaveLength(1)
  })

  test('a deleted tournament is told to be gone', async () => {
    await using node = openNode()
    const socket = node.socket()
    await socket.join()
    socket.look()

    node.ledger.isDeleted = true
    node.timers.advance(1000)
    await settled()

    expect(socket.look()).toEqual(['eph', 'err 410'])
    expect(node.hub.stats()).toMatchObject({ rooms: 0, seats: 0 })
  })
})
