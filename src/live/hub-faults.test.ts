/** Sockets that are slow, come back, lose their rights or are sent away; and the guard on positions. */
import { describe, expect, test } from 'bun:test'
import type { Principal } from '../auth/principal.ts'
import type { Committed, Watch } from '../feed/feed.ts'
import { manualTimers } from '../feed/manual-timers.ts'
import { Ledger, orgId, tournamentId } from './fixtures/ledger.ts'
import { openNode, settled } from './fixtures/node.ts'
import type { Entry } from './access.ts'
import { Room } from './room.ts'

const since = (v: number, e = 'e1') => ({ since: { e, v } })

function commit(ledger: Ledger, count: number): Ledger {
  for (let n = 0; n < count; n++) ledger.commit(4 + 7 * n)
  return ledger
}

describe('resume', () => {
  test('what is missing comes from the ring', async () => {
    await using node = openNode()
    const [first, back] = [node.socket(), node.socket()]
    await first.join()
    for (const n of [4, 11, 18]) node.commit(n)

    await back.join(since(2))

    expect(back.frames.slice(1)).toMatchObject([
      { t: 'ok', e: 'e1', v: 2, head: 4 },
      { t: 'b', from: 3, to: 4 },
    ])
  })

  test('a viewer at 22 with the head at 25 gets 23 to 25 after every node was restarted', async () => {
    await using node = openNode({}, commit(new Ledger(), 24))
    const back = node.socket()

    await back.join(since(22))

    expect(back.frames.slice(1)).toMatchObject([
      { t: 'ok', v: 22, head: 25 },
      { t: 'b', from: 23, to: 25 },
    ])
  })

  test('nobody is told to be current before the head was read since this node gained the room', async () => {
    const ledger = commit(new Ledger(), 2)
    await using node = openNode({}, ledger)
    const back = node.socket()
    await back.say({ t: 'hello', p: 1 })
    back.connection.receive(JSON.stringify({ t: 'sub', id: 1, room: `t:${tournamentId}`, ...since(3) }))

    expect(back.look()).toEqual(['welcome'])
    await settled()

    expect(back.frames).toMatchObject([{ t: 'ok', v: 3, head: 3 }])
  })

  test.each([
    ['another epoch', since(2, 'e0'), 'epoch'],
    ['a version that never was', since(9), 'unknown'],
  ])('%s is answered by reset and snapshot', async (_what, sub, why) => {
    await using node = openNode({}, commit(new Ledger(), 2))
    const back = node.socket()

    await back.join(sub)

    expect(back.frames.slice(1)).toMatchObject([
      { t: 'reset', why },
      { t: 'snap', e: 'e1', v: 3 },
    ])
  })

  test('a viewer ahead of this node is believed once its version is found in the log', async () => {
    await using node = openNode()
    const [first, ahead] = [node.socket(), node.socket()]
    await first.join()
    node.ledger.commit(4) // committed elsewhere, not heard of here

    await ahead.join(since(2))

    expect(ahead.frames[1]).toEqual({ t: 'ok', id: 1, e: 'e1', v: 2, head: 2 })
    expect(first.frames.at(-1)).toMatchObject({ t: 'ev', v: 2 })
  })

  test('more than five thousand versions behind is a snapshot', async () => {
    await using node = openNode({}, commit(new Ledger(), 5100))
    const back = node.socket()

    await back.join(since(1))

    expect(back.frames.slice(1)).toMatchObject([
      { t: 'reset', why: 'too_old' },
      { t: 'snap', v: 5101 },
    ])
  })

  test('a rewritten history reaches everybody as reset and snapshot', async () => {
    await using node = openNode({}, commit(new Ledger(), 4))
    const socket = node.socket()
    await socket.join()

    node.ledger.rewrite(2)
    node.timers.advance(1000)
    await settled()

    expect(socket.frames.filter(({ t }) => t === 'reset' || t === 'snap').slice(1)).toMatchObject([
      { t: 'reset', why: 'epoch' },
      { t: 'snap', e: 'e2', v: 2 },
    ])
  })
})

describe('slow sockets', () => {
  test('frames stop at the first queued one, and one batch catches up', async () => {
    await using node = openNode()
    const socket = node.socket()
    await socket.join()
    socket.look()

    socket.result = -1
    for (let n = 0; n < 5; n++) {
      node.commit(4 + 7 * n)
      node.timers.advance(30)
    }
    const queued = socket.look()
    socket.result = null
    socket.connection.drained()

    expect(queued).toEqual(['ev'])
    expect(socket.frames).toMatchObject([{ t: 'b', from: 3, to: 6 }])
  })

  test('a dropped frame ends the socket', async () => {
    await using node = openNode()
    const socket = node.socket()
    await socket.join()

    socket.result = 0
    node.commit(4)

    expect(socket.closed).toBe(4002)
  })

  test('ten seconds without a drain end the socket, the others do not notice', async () => {
    await using node = openNode()
    const [slow, quick] = [node.socket(), node.socket()]
    await slow.join()
    await quick.join()

    slow.result = -1
    node.commit(4)
    node.timers.advance(11_000)

    expect([slow.closed, quick.closed]).toEqual([4002, null])
    expect(quick.frames.some(({ t }) => t === 'ev')).toBe(true)
  })

  test('far behind, the snapshot is sent if it is shorter', async () => {
    await using node = openNode()
    const socket = node.socket()
    await socket.join()

    socket.result = -1
    node.commit(4)
    for (let n = 0; n < 600; n++) node.commit(11)
    socket.look()
    socket.result = null
    socket.connection.drained()

    expect(socket.look()).toEqual(['reset', 'snap'])
  })
})

describe('rights', () => {
  function revocable() {
    const rights: { entry: Entry; principal: Principal | null } = {
      entry: { orgId },
      principal: { userId: 'user-1' } as unknown as Principal,
    }
    return { rights, deps: { openRoom: async () => rights.entry, authenticate: async () => rights.principal } }
  }

  test('a lost right ends the room at once when rights are said to have changed', async () => {
    const { rights, deps } = revocable()
    await using node = openNode(deps)
    const socket = node.socket()
    await socket.join({}, 'good')
    socket.look()

    rights.entry = 'hidden'
    node.hub.recheck('user-1' as never)
    await settled()
    node.commit(4)

    expect(socket.look()).toEqual(['err 404'])
  })

  test('rights are looked at again after a minute without being told', async () => {
    const { rights, deps } = revocable()
    await using node = openNode(deps)
    const socket = node.socket()
    await socket.join()

    rights.entry = 'hidden'
    node.timers.advance(60_000)
    await settled()
    socket.look()
    node.commit(4)

    expect(socket.look()).toEqual([])
  })

  test('an event that edits the tournament has the rights of its viewers looked at', async () => {
    const { rights, deps } = revocable()
    await using node = openNode(deps)
    const socket = node.socket()
    await socket.join()
    rights.entry = 'hidden'

    const edit: Committed = { ...node.ledger.commit(4), type: 'tournament.edited' }
    node.feed.publish(edit)
    await settled()

    expect(socket.look().at(-1)).toBe('err 404')
  })

  test('a token that ended closes its socket', async () => {
    const { rights, deps } = revocable()
    await using node = openNode(deps)
    const socket = node.socket()
    await socket.join({}, 'good')

    rights.principal = null
    await socket.say({ t: 'tok', tok: 'late' })

    expect(socket.look().at(-1)).toBe('err 401')
    expect(socket.closed).toBe(4004)
  })
})

test('drain says goodbye to all and closes them in even slices', async () => {
  await using node = openNode()
  const sockets = Array.from({ length: 40 }, () => node.socket())
  let isDone = false
  const closed = () => sockets.filter((socket) => socket.closed === 4000).length

  void node.hub.drain(2000).then(() => (isDone = true))
  const atOnce = closed()
  node.timers.advance(1000)
  const halfway = closed()
  node.timers.advance(1000)
  await settled()

  expect([atOnce, halfway, closed()]).toEqual([2, 22, 40])
  expect(sockets.every(({ frames }) => frames[0]?.t === 'bye')).toBe(true)
  expect(isDone).toBe(true)
})

test('a room is given up half a minute after its last viewer left', async () => {
  await using node = openNode()
  const socket = node.socket()
  await socket.join()
  socket.connection.closed()

  node.timers.advance(30_000)
  expect(node.hub.stats().rooms).toBe(1)
  node.timers.advance(2000)

  expect(node.hub.stats().rooms).toBe(0)
})

describe('the guard on positions', () => {
  /** A room over a feed that lies: it leaves version 3 out. */
  async function misled(skipPositionAssert: boolean) {
    const ledger = commit(new Ledger(), 3)
    const events = ledger.events.filter(({ version }) => version !== 3)
    const watch: Watch = {
      head: { version: 4, epoch: 'e1' },
      isLevel: true,
      since: (version) => events.filter((event) => event.version > version),
      read: async () => [],
      note: () => {},
      close: () => {},
    }
    const room = new Room(orgId, tournamentId, {
      feed: { watch: () => watch },
      timers: manualTimers(),
      limits: { heartbeatMs: 15_000 },
      log: { warn: () => {}, error: () => {} },
      readSnapshot: async () => ledger.snapshot(),
      mutation: { skipPositionAssert },
    })
    const sent: string[] = []
    const failures: Error[] = []
    const link = {
      isLagging: false,
      send: (text: string) => void sent.push(text),
      fail: (e: Error) => void failures.push(e),
    }
    room.join(1, 'public', link, { e: 'e1', v: 1 })
    return { sent: sent.slice(1), failures }
  }

  test('a frame that would jump is not sent, the socket ends instead', async () => {
    const { sent, failures } = await misled(false)

    expect(sent).toEqual([])
    expect(failures).toHaveLength(1)
  })

  test('without the guard it would be sent', async () => {
    expect((await misled(true)).sent).toHaveLength(1)
  })
})
