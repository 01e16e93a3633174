/** Two nodes over one second tier: what one has loaded the other may serve, once it can vouch for the floors. */
import { describe, expect, test } from 'bun:test'
import { tournamentTag } from './keys.ts'
import { MemoryRedis } from '../redis/memory.ts'
import type { SharedPort } from './shared.ts'
import { bracketOf, cacheWorld, cup, finished, loadedAt } from './testing.ts'

const wanted = bracketOf()
const tag = tournamentTag(cup)
const never = () => Promise.reject(new Error('must not be loaded'))

/** Two nodes on one server in memory, whose clock is that of the first. */
function twoNodes() {
  let now = () => 0
  const server = new MemoryRedis(() => now())
  const a = cacheWorld({ port: server.open() })
  const b = cacheWorld({ port: server.open() })
  now = () => a.clock.now()
  return { server, a, b }
}

describe('the second tier', () => {
  test('answers another node, which first confirms the floors it has never seen', async () => {
    const { a, b } = twoNodes()
    await finished(
      a.clock,
      a.cache.read(wanted, async () => loadedAt(1)),
    )
    const read = await finished(b.clock, b.cache.read(wanted, never))

    expect([read.tier, read.entry.version, read.entry.epoch]).toEqual(['shared', 1, 'e'])
    expect(new TextDecoder().decode(read.entry.bodies.bytes())).toBe('v1')
    expect(b.asked.flat()).toContain(tag)
  })

  test('what is past its time there is served once, and loaded anew behind', async () => {
    const { a, b } = twoNodes()
    await finished(
      a.clock,
      a.cache.read(wanted, async () => loadedAt(1)),
    )
    await b.clock.advance(61_000)
    let loads = 0
    const load = async () => (loads++, loadedAt(1))
    const read = await finished(b.clock, b.cache.read(wanted, load))
    await b.clock.advance(100)
    b.cache.tick()

    expect([read.tier, read.isStale, loads]).toEqual(['shared', true, 1])
    expect(b.cache.peek(wanted.key)).not.toBe(read.entry)
  })

  test('is never believed below a floor', async () => {
    const { a, b } = twoNodes()
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
    const { server, a, b } = twoNodes()
    await finished(
      a.clock,
      a.cache.read(wanted, async () => loadedAt(1)),
    )
    const other = bracketOf(cup, 'other' as never)
    const { bytes = new Uint8Array() } = server.read(`rb:test:${wanted.key}`) ?? {}
    server.write(`rb:test:${other.key}`, 0, bytes, 60_000)
    expect(bytes.length).toBeGreaterThan(0)

    await expect(finished(b.clock, b.cache.read(other, never))).rejects.toThrow('must not be loaded')
  })

  test('lets one node load at a time, and the others take what it has stored', async () => {
    const { server, a, b } = twoNodes()
    const gate = Promise.withResolvers<ReturnType<typeof loadedAt>>()
    const first = a.cache.read(wanted, () => gate.promise)
    await a.clock.advance(10)
    const second = b.cache.read(wanted, never)
    await b.clock.advance(100)
    gate.resolve(loadedAt(1))

    expect((await finished(a.clock, first)).tier).toBe('load')
    expect((await finished(b.clock, second)).tier).toBe('shared')
    expect(server.read(`rb:test:${wanted.key}~lease.0.0.0`)).toBeNull()
  })

  test('a node that dies with the lease holds the others up for two seconds and no longer', async () => {
    const { server } = twoNodes()
    server.write(`rb:test:${wanted.key}~lease.0.0.0`, 0, new Uint8Array(1), 1e9)
    const b = cacheWorld({ port: server.open() })
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
    const { server, a } = twoNodes()
    for (const bytes of [[], [1], [0, 0, 0, 9, 1], [255, 255, 255, 255, 0], [0, 0, 0, 2, 123, 125, 1]]) {
      await a.cache.drop(wanted.key)
      server.write(`rb:test:${wanted.key}`, 0, new Uint8Array(bytes), 1e9)
      const read = a.cache.read(wanted, async () => loadedAt(1))
      expect((await finished(a.clock, read)).tier).toBe('load')
    }
  })
})
