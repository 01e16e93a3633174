import { describe, expect, test } from 'bun:test'
import { generator, uniform } from '../engine/random.ts'
import type { TournamentId } from '../engine/types.ts'
import { MemoryRedis } from '../redis/memory.ts'
import type { Listener } from '../redis/port.ts'
import { floorChannel, readMessage } from './bus-messages.ts'
import { openBus, type Bus, type BusDeps } from './bus.ts'
import { manualTimers } from './manual-timers.ts'

const bounds = { beatMs: 200, silentMs: 600, forgetMs: 60_000, peersMax: 100 }
const id = 't1' as TournamentId

interface Node {
  readonly bus: Bus
  /** Highest number heard by tag. */
  readonly floors: Map<string, number>
  readonly hints: string[]
  readonly wire: { isDeaf: boolean; isMute: boolean; lose: number }
  doubts: number
}

function setup(mutation: BusDeps['mutation'] = {}) {
  const timers = manualTimers()
  const redis = new MemoryRedis(timers.now)
  function node(boot: string): Node {
    const port = redis.open()
    const wire = { isDeaf: false, isMute: false, lose: 0 }
    const floors = new Map<string, number>()
    const hints: string[] = []
    const made: { doubts: number } = { doubts: 0 }
    const bus = openBus({
      port: {
        publish: async (channel, text) => {
          if (wire.isMute) throw new Error('Redis is away')
          await port.publish(channel, text)
        },
        subscribe: (channel: string, listener: Listener) =>
          port.subscribe(channel, {
            hear: (text) => {
              if (wire.isDeaf || wire.lose-- > 0) return
              wire.lose = Math.max(0, wire.lose)
              listener.hear(text)
            },
          }),
      },
      boot,
      timers,
      now: timers.now,
      bounds,
      log: { info: () => {}, warn: () => {} },
      raise: (tags) => {
        for (const [tag, version] of tags) floors.set(tag, Math.max(floors.get(tag) ?? 0, version))
      },
      doubt: () => made.doubts++,
      hint: (tournament, head) => hints.push(`${tournament} v${head.version} ${head.epoch}`),
      mutation,
    })
    return Object.assign(made, { bus, floors, hints, wire })
  }
  const commit = ({ bus }: Node, version: number) =>
    bus.announce({ tags: [['t:t1', version, 'e']], tournament: { id, version, epoch: 'e' } })
  return { timers, redis, node, commit }
}

/** Two nodes that have heard each other, with their doubts so far forgotten. */
function pair(mutation?: BusDeps['mutation']) {
  const world = setup(mutation)
  const [a, b] = [world.node('a'), world.node('b')]
  world.timers.advance(500)
  a.doubts = b.doubts = 0
  return { ...world, a, b }
}

describe('the bus', () => {
  test('tells other nodes of a commit, and nobody twice', () => {
    const { a, b, commit } = pair()

    commit(a, 7)

    expect([...b.floors]).toEqual([['t:t1', 7]])
    expect(b.hints).toEqual(['t1 v7 e'])
    expect([a.floors.size, a.doubts, b.doubts]).toEqual([0, 0, 0])
  })

  test('is healthy once it hears itself', () => {
    const { node, timers } = setup()
    const a = node('a')
    expect(a.bus.state.isHealthy).toBe(false)

    timers.advance(250)

    expect(a.bus.state.isHealthy).toBe(true)
  })

  test('a message that was lost is noticed by the next one, or by a sign of life, or by the lack of one', () => {
    const next = pair()
    next.b.wire.lose = 1
    next.commit(next.a, 7)
    next.commit(next.a, 8)
    expect([next.b.doubts, next.b.bus.state.gaps.hole]).toEqual([1, 1])

    const sign = pair()
    sign.b.wire.lose = 1
    sign.commit(sign.a, 7)
    expect(sign.b.doubts).toBe(0)
    sign.timers.advance(200)
    expect([sign.b.doubts, sign.b.bus.state.gaps.hole]).toEqual([1, 1])

    const lack = pair()
    lack.a.wire.isMute = true
    lack.commit(lack.a, 7)
    lack.timers.advance(900)
    expect([lack.b.doubts, lack.b.bus.state.gaps.silence]).toEqual([1, 1])
    lack.timers.advance(5000)
    expect(lack.b.bus.state.gaps.silence).toBe(1)
  })

  test('a peer that comes back is doubted if something was lost, and only then', () => {
    const { a, b, commit, timers } = pair()
    a.wire.isMute = true
    timers.advance(1000)
    b.doubts = 0
    a.wire.isMute = false
    timers.advance(400)
    expect(b.doubts).toBe(0)

    a.wire.isMute = true
    commit(a, 9)
    a.wire.isMute = false
    timers.advance(200)
    expect(b.doubts).toBe(1)
  })

  test('a newcomer that has announced before is doubted, a fresh one is not', () => {
    const { a, node, timers, commit } = pair()
    commit(a, 7)

    const late = node('c')
    timers.advance(150)
    const before = late.doubts
    timers.advance(400)

    expect(late.bus.state.gaps.newcomer).toBe(1)
    expect(late.doubts).toBeGreaterThan(before)
    expect(a.bus.state.gaps.newcomer).toBe(0)
  })

  test('a node that does not hear itself doubts everything, and again when it hears once more', () => {
    const { b, timers } = pair()

    b.wire.isDeaf = true
    timers.advance(1000)
    expect([b.bus.state.isHealthy, b.bus.state.gaps.deaf]).toEqual([false, 2])
    b.wire.isDeaf = false
    timers.advance(200)

    expect([b.bus.state.isHealthy, b.bus.state.gaps.deaf]).toEqual([true, 3])
  })

  test('good-bye spares the others the doubt, unless something was lost before it', async () => {
    const { a, b, timers } = pair()
    await a.bus.stop()
    timers.advance(5000)
    expect([b.doubts, b.bus.state.peers]).toEqual([0, 0])

    const lossy = pair()
    lossy.b.wire.lose = 1
    lossy.commit(lossy.a, 7)
    await lossy.a.bus.stop()
    expect(lossy.b.doubts).toBe(1)
  })

  test.each(['', '{', '[]', '{"boot":"x"}', '{"boot":"x","n":-1,"kind":"beat"}', '{"boot":1,"n":1,"kind":"beat"}'])(
    'text that is no message raises nothing and is doubted: %p',
    async (text) => {
      const { b, redis } = pair()

      await redis.open().publish(floorChannel, text)

      expect([b.floors.size, b.doubts]).toEqual([0, 1])
    },
  )

  test('a message of giant size is not parsed', () => {
    expect(readMessage(`{"boot":"x","n":1,"kind":"beat","pad":"${'x'.repeat(300_000)}"}`)).toBeNull()
  })
})

/**
 * Random losses between three nodes. After each step a node either knows the last number, or has doubted since the
 * commit that it missed, or the loss is younger than the time in which it must show. While a cut lasts only its
 * beginning shows; what is committed behind it is found by the head poll, which is not part of this.
 */
function unnoticed(seed: number, mutation: BusDeps['mutation']): number {
  const next = generator(seed)
  const below = (n: number) => Math.floor(uniform(next) * n)
  const { timers, node, commit } = setup(mutation)
  const nodes = [node('a'), node('b'), node('c')]
  timers.advance(1000)
  const missed = nodes.map(() => new Map<number, { at: number; doubts: number; writer: number }>())
  let version = 0
  let bad = 0
  for (let step = 0; step < 120; step++) {
    for (const { wire } of nodes) {
      const dice = below(40)
      if (dice === 0) wire.isDeaf = !wire.isDeaf
      if (dice === 1) wire.isMute = !wire.isMute
      if (dice < 6) wire.lose = 1
    }
    const writer = below(3)
    commit(nodes[writer] as Node, ++version)
    for (const [i, one] of nodes.entries())
      if (i !== writer && (one.floors.get('t:t1') ?? 0) < version)
        missed[i]?.set(version, { at: timers.now(), doubts: one.doubts, writer })
    timers.advance(below(300))
    for (const [i, one] of nodes.entries())
      for (const [number, loss] of missed[i] ?? []) {
        if (one.wire.isDeaf || nodes[loss.writer]?.wire.isMute) loss.at = timers.now()
        if ((one.floors.get('t:t1') ?? 0) >= number || one.doubts > loss.doubts) missed[i]?.delete(number)
        else if (timers.now() - loss.at > 1000) {
          bad++
          missed[i]?.delete(number)
        }
      }
  }
  return bad
}

describe('under random losses', () => {
  const sum = (mutation: BusDeps['mutation']) => {
    let bad = 0
    for (let seed = 1; seed <= 60; seed++) bad += unnoticed(seed, mutation)
    return bad
  }

  test('whatever is lost on the way, floors are doubted as soon as the loss can be noticed', () => {
    expect(sum({})).toBe(0)
  })

  test('without counting, losses go by', () => {
    expect(sum({ skipHoles: true })).toBeGreaterThan(0)
  })
})

describe('without the rule against it, a loss goes by:', () => {
  test('a writer that died before it could say what it did', () => {
    const { a, b, commit, timers } = pair({ skipSilence: true })
    a.wire.isMute = true
    commit(a, 7)
    timers.advance(5000)
    expect(b.doubts).toBe(0)
  })

  test('a node cut off from everybody', () => {
    const { a, b, commit, timers } = pair({ skipDeafness: true, skipSilence: true })
    b.wire.isDeaf = true
    commit(a, 7)
    timers.advance(5000)
    expect(b.doubts).toBe(0)
  })

  test('what was said before a node listened', () => {
    const { a, node, commit, timers } = pair({ skipNewcomers: true })
    commit(a, 7)
    const late = node('c')
    timers.advance(150)
    const before = late.bus.state.gaps
    timers.advance(400)
    expect(late.bus.state.gaps).toEqual({ ...before, deaf: 1 })
  })
})
