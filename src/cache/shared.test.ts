/** Two nodes over one second tier: what one has loaded the other may serve, once it can vouch for the floors. */
import { describe, expect, test } from 'bun:test'
import { tournamentTag } from './keys.ts'
import type { SharedPort } from './shared.ts'
import { bracketOf, cacheWorld, cup, finished, loadedAt } from './testing.ts'

const wanted = bracketOf()
const tag = tournamentTag(cup)
const never = () => Promise.reject(new Error('must not be loaded'))

/** Redis as the cache sees it, in memory; values never lapse. */
function redisTwin() {
  const values = new Map<string, { version: number; bytes: Uint8Array }>()
  const leases = new Map<string, string>()
  const port: SharedPort = {
    ready: true,
    get: async (key) => values.get(key)?.bytes ?? null,
    getMany: async (keys) => keys.map((key) => values.get(key)?.bytes ?? null),
    setIfNewer: async (key, version, bytes) => {
      if ((values.get(key)?.version ?? -1) <= version) values.set(key, { version, bytes })
    },
    del: async (key) => values.delete(key) || leases.delete(key),
    lease: async (key, token) => {
      if (leases.has(key)) return false
      leases.set(key, token)
      return true
    },
  }
  return { port, values, leases }
}

describe('the second tier', () => {
  test('answers another node, which first confirms the floors it has never seen', async () => {
    const redis = redisTwin()
    const a = cacheWorld({ port: redis.port })
    const b = cacheWorld({ port: redis.port })
    await finished(
      a.clock,
      a.cache.read(wanted, async () => loadedAt(1)),
    )
    const read = await finished(b.clock, b.cache.read(wanted, never))

    expect([read.tier, read.entry.version, read.entry.epoch]).toEqual(['shared', 1, 'e'])
    expect(new TextDecoder().decode(read.entry.bodies.bytes())).toBe('v1')
    expect(b.asked.flat()).toContain(tag)
  })

  test('is never believed below a floor', async () => {
    const redis = redisTwin()
    const a = cacheWorld({ port: redis.port })
    const b = cacheWorld({ port: redis.port })
    await finished(
      a.clock,
      a.cache.read(wanted, async () => loadedAt(1)),
    )
    b.numbers.set(tag, { version: 2, epoch: 'e' })
    const read = await finished(
      b.clock,
      b.cache.read(wanted, async () => loadedAt(2)),
    )

    expect([read.tier, read.entry.version]).toEqual(['load', 2])
  })

  test('holds nothing for a key that names another: bytes at a wrong address are a miss', async () => {
    const redis = redisTwin()
    const a = cacheWorld({ port: redis.port })
    await finished(
      a.clock,
      a.cache.read(wanted, async () => loadedAt(1)),
    )
    const other = bracketOf(cup, 'other' as never)
    const [value] = redis.values.values()
    if (value) redis.values.set(`rb:test:${other.key}`, value)
    const b = cacheWorld({ port: redis.port })

    await expect(finished(b.clock, b.cache.read(other, never))).rejects.toThrow('must not be loaded')
  })

  test('lets one node load at a time, and the others take what it has stored', async () => {
    const redis = redisTwin()
    const a = cacheWorld({ port: redis.port })
    const b = cacheWorld({ port: redis.port })
    const gate = Promise.withResolvers<ReturnType<typeof loadedAt>>()
    const first = a.cache.read(wanted, () => gate.promise)
    await a.clock.advance(10)
    const second = b.cache.read(wanted, never)
    await b.clock.advance(100)
    gate.resolve(loadedAt(1))

    expect((await finished(a.clock, first)).tier).toBe('load')
    expect((await finished(b.clock, second)).tier).toBe('shared')
    expect(redis.leases.size).toBe(0)
  })

  test('a node that dies with the lease holds the others up for two seconds and no longer', async () => {
    const redis = redisTwin()
    redis.port.lease = async () => false
    const b = cacheWorld({ port: redis.port })
    const read = await finished(
      b.clock,
      b.cache.read(wanted, async () => loadedAt(1)),
    )

    expect(read.tier).toBe('load')
    expect(b.clock.now()).toBeGreaterThanOrEqual(2000)
    expect(b.clock.now()).toBeLessThan(2200)
  })

  test('an error of Redis is a miss, never an error of a read', async () => {
    const down = () => Promise.reject(new Error('redis is away'))
    const port: SharedPort = { ready: true, get: down, getMany: down, setIfNewer: down, del: down, lease: down }
    const { cache, clock } = cacheWorld({ port })
    const read = await finished(
      clock,
      cache.read(wanted, async () => loadedAt(1)),
    )

    expect(read.tier).toBe('load')
    expect(cache.shared?.errors).toBeGreaterThan(0)
  })

  test('rubbish under a key is a miss', async () => {
    const redis = redisTwin()
    const { cache, clock } = cacheWorld({ port: redis.port })
    for (const bytes of [[], [1], [0, 0, 0, 9, 1], [255, 255, 255, 255, 0], [0, 0, 0, 2, 123, 125, 1]]) {
      redis.values.set(`rb:test:${wanted.key}`, { version: 0, bytes: new Uint8Array(bytes) })
      await cache.drop(wanted.key)
      redis.values.set(`rb:test:${wanted.key}`, { version: 0, bytes: new Uint8Array(bytes) })
      expect(
        (
          await finished(
            clock,
            cache.read(wanted, async () => loadedAt(1)),
          )
        ).tier,
      ).toBe('load')
    }
  })
})
