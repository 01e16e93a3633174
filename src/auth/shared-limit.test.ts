import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { MemoryRedis } from '../redis/memory.ts'
import type { RateDecision } from './rate-limit.ts'
import { createSharedLimiter } from './shared-limit.ts'

/** Nodes on one Redis and one clock, strict: 100 a minute of `api`, 5 of `login_account`. */
function house(count: number) {
  const world = { at: 1_000_000, isAway: false, draws: 0 }
  const redis = new MemoryRedis(() => world.at)
  const open = () => {
    const port = redis.open()
    return createSharedLimiter({
      profile: 'strict',
      now: () => world.at,
      prefix: 'test:',
      nodes: () => (world.isAway ? 1 : count),
      port: {
        get ready() {
          return !world.isAway
        },
        draw(...asked) {
          world.draws++
          return port.draw(...asked)
        },
      },
    })
  }
  return { world, redis, nodes: Array.from({ length: count }, open) }
}

const admitted = (decisions: readonly RateDecision[]) => decisions.filter(({ isAllowed }) => isAllowed).length

describe('limits that nodes count together', () => {
  test('two nodes with 200 calls each at once admit the limit and not one more', async () => {
    const { nodes } = house(2)
    const calls = (kind: 'api' | 'login_account', each: number) =>
      Promise.all(Array.from({ length: 2 * each }, (_, i) => nodes[i % 2]?.take(kind, 'olga') as RateDecision))

    expect(admitted(await calls('api', 200))).toBe(100)
    expect(admitted(await calls('login_account', 50))).toBe(5)
  })

  test('nothing is given out that was not drawn from Redis within the last half second', async () => {
    const step = fc.record({ node: fc.nat(2), pass: fc.nat(900), calls: fc.integer({ min: 1, max: 30 }) })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const { world, nodes } = house(3)
        const times: number[] = []
        for (const { node, pass, calls } of steps) {
          world.at += pass
          const made = Array.from({ length: calls }, () => nodes[node]?.take('api', 'olga') as RateDecision)
          for (const { isAllowed } of await Promise.all(made)) if (isAllowed) times.push(world.at)
        }
        // 600 ms give one unit; a unit may be half a second old.
        for (const [i, from] of times.entries())
          for (const [j, to] of times.entries())
            if (j >= i) expect(j - i + 1).toBeLessThanOrEqual(100 + (to - from + 480) / 600)
      }),
      { numRuns: 60 },
    )
  })

  test('whoever keeps to the rate is let in, on whichever node, although nodes draw ahead', async () => {
    const { world, nodes } = house(2)
    let refused = 0
    for (let i = 0; i < 1000; i++) {
      world.at += 600
      if (!(await nodes[(i >> 3) % 2]?.take('api', 'olga'))?.isAllowed) refused++
    }

    expect(refused).toBe(0)
  })

  test('a hot caller costs a draw now and then, and everything else is answered at once', async () => {
    const { world, nodes } = house(1)
    const [node] = nodes
    let waits = 0
    for (let i = 0; i < 60; i++) {
      if (i % 10 === 0) world.at += 1
      const decision = node?.take('api', 'olga')
      if (decision instanceof Promise) waits++
      expect((await decision)?.isAllowed).toBe(true)
    }

    expect(waits).toBeLessThanOrEqual(10)
    expect(world.draws).toBe(waits)
  })

  test('a refused call costs nothing, asks nobody, and says when to come back', async () => {
    const { world, nodes } = house(1)
    const [node] = nodes
    await Promise.all(Array.from({ length: 100 }, () => node?.take('api', 'olga') as RateDecision))
    await node?.take('api', 'olga')
    const before = world.draws
    const refused = (await node?.take('api', 'olga')) as RateDecision
    for (let i = 0; i < 500; i++) await node?.take('api', 'olga')

    expect(refused).toMatchObject({ isAllowed: false, remaining: 0, retryAfterS: 1, resetS: 60 })
    expect(world.draws).toBe(before)
    world.at += refused.retryAfterS * 1000
    expect((await node?.take('api', 'olga'))?.isAllowed).toBe(true)
    expect(() => node?.require('api', 'olga')).toThrow('too many requests')
  })

  test('while Redis is away each node gives its part of the limit, and no more after it is back', async () => {
    const { world, redis, nodes } = house(2)
    for (const node of nodes) await node.take('api', 'olga')
    world.isAway = true
    const each = nodes.map((node) =>
      admitted(Array.from({ length: 300 }, () => node.take('api', 'bert') as RateDecision)),
    )
    world.isAway = false

    expect(each).toEqual([50, 50])
    // Who had all of it before Redis forgot it has nothing now.
    await Promise.all(Array.from({ length: 200 }, () => nodes[0]?.take('api', 'carl') as RateDecision))
    redis.flush()
    world.at += 600
    const anew = Array.from({ length: 50 }, () => nodes[0]?.take('api', 'carl') as RateDecision)
    expect(admitted(await Promise.all(anew))).toBeLessThanOrEqual(1)
  })

  test('a draw that fails leaves the node to itself, for this one call', async () => {
    const world = { isBroken: true }
    const redis = new MemoryRedis(() => 0).open()
    const limiter = createSharedLimiter({
      profile: 'strict',
      now: () => 0,
      prefix: 'test:',
      nodes: () => 1,
      port: {
        ready: true,
        draw: async (...asked) => (world.isBroken ? Promise.reject(new Error('cut')) : redis.draw(...asked)),
      },
    })
    const alone = Array.from({ length: 9 }, () => limiter.take('login_account', 'a') as RateDecision)

    expect(admitted(await Promise.all(alone))).toBe(5)
    world.isBroken = false
    expect((await limiter.take('login_account', 'b')).isAllowed).toBe(true)
  })

  test('keys that are idle leave the memory', async () => {
    const { world, nodes } = house(1)
    for (let i = 0; i < 300; i++) {
      world.at += 1000
      await nodes[0]?.take('api', `user ${i}`)
    }

    expect(nodes[0]?.size()).toBeLessThanOrEqual(3)
  })
})
