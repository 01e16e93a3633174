/** Two nodes over one second tier: what one has loaded the other may serve, once it can vouch for the floors. */
import { describe, expect, test } from 'bun:test'
import { AppError } from '../errors.ts'
import { Bodies } from './bodies.ts'
import { tournamentTag } from './keys.ts'
import { MemoryRedis } from '../redis/memory.ts'
import { until } from '../redis/testing.ts'
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

/** The calls of a port, to be replaced one by one. */
function faceOf(port: SharedPort): SharedPort {
  return {
    ready: true,
    get: (key) => port.get(key),
    getMany: (keys) => port.getMany(keys),
    setIfNewer: (...given) => port.setIfNewer(...given),
    del: (key) => port.del(key),
    lease: (...given) => port.lease(...given),
  }
}

/** A read whose load is under way until it is told to end. */
async function begunAt({ cache, clock }: ReturnType<typeof cacheWorld>, version: number) {
  const gate = Promise.withResolvers<ReturnType<typeof loadedAt>>()
  const begun = Promise.withResolvers<void>()
  const first = cache.read(wanted, () => {
    begun.resolve()
    return gate.promise
  })
  await finished(clock, begun.promise)
  return { first, end: () => gate.resolve(loadedAt(version)) }
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

  test('keeps what is too large for the memory of a node, which does not say that it has stored it', async () => {
    const { server, a } = twoNodes()
    const body = Bodies.uncoded(new Uint8Array(2 * 1024 * 1024))
    const { tier, isStored } = await finished(
      a.clock,
      a.cache.read(wanted, async () => ({ ...loadedAt(1), body })),
    )

    expect([tier, isStored, a.cache.memory.size]).toEqual(['load', false, 0])
    // A long body is coded in another thread, which minds no clock of ours.
    await until(() => server.read(`rb:test:${wanted.key}`) !== null)
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
    const { first, end } = await begunAt(a, 1)
    const second = b.cache.read(wanted, never)
    await b.clock.advance(100)
    end()

    expect((await finished(a.clock, first)).tier).toBe('load')
    expect((await finished(b.clock, second)).tier).toBe('shared')
    expect(server.read(`rb:test:${wanted.key}~lease.1.0.0`)).toBeNull()
  })

  test('what this node has left there itself is no fresher for the wall`s clock being coarse', async () => {
    const { a } = twoNodes()
    await finished(
      a.clock,
      a.cache.read(wanted, async () => loadedAt(1)),
    )
    // As if a millisecond of the wall had begun between writing and reading.
    Object.defineProperty(a.cache.shared, 'wallAhead', { get: () => -1.4 })
    let loads = 0
    await finished(
      a.clock,
      a.cache.renew(wanted, async () => (loads++, loadedAt(1))),
    )

    expect(loads).toBe(1)
  })

  test('a turn whose end Redis did not hear is ended a moment later, not when its time is up', async () => {
    const { server, b } = twoNodes()
    const port = server.open()
    let refusals = 2
    const refusing: SharedPort = {
      ...faceOf(port),
      del: (key) => (refusals-- > 0 ? Promise.reject(new Error('too slow')) : port.del(key)),
    }
    const a = cacheWorld({ port: refusing })
    const late = await begunAt(a, 1)
    late.end()
    await finished(a.clock, late.first)
    const held = server.read(`rb:test:${wanted.key}~lease.1.0.0`)
    await a.clock.advance(250)

    expect(held).not.toBeNull()
    expect(server.read(`rb:test:${wanted.key}~lease.1.0.0`)).toBeNull()
    expect((await finished(b.clock, b.cache.read(wanted, never))).tier).toBe('shared')
  })

  test('a node that dies with the lease holds the others up for two seconds and no longer', async () => {
    const { server } = twoNodes()
    server.write(`rb:test:${wanted.key}~lease.1.0.0`, 0, new Uint8Array(1), 1e9)
    const b = cacheWorld({ port: server.open() })
    const read = await finished(
      b.clock,
      b.cache.read(wanted, async () => loadedAt(1)),
    )

    expect(read.tier).toBe('load')
    expect(b.clock.now()).toBeGreaterThanOrEqual(2000)
    expect(b.clock.now()).toBeLessThan(2200)
  })

  test('lets one node load at a time, though one knows the floors and the other has never heard of them', async () => {
    const { a, b } = twoNodes()
    a.numbers.set(tag, { version: 7, epoch: 'e' })
    b.numbers.set(tag, { version: 7, epoch: 'e' })
    a.cache.raise({ tag, version: 7, epoch: 'e' })
    const { first, end } = await begunAt(a, 7)
    const second = b.cache.read(wanted, never)
    await b.clock.advance(100)
    end()

    expect((await finished(a.clock, first)).tier).toBe('load')
    expect((await finished(b.clock, second)).tier).toBe('shared')
  })

  /** Four nodes on one server, which keep one time. */
  function fourNodes() {
    const server = new MemoryRedis(() => all[0]?.clock.now() ?? 0)
    const all = [0, 1, 2, 3].map(() => cacheWorld({ port: server.open() }))
    const advance = async (ms: number) => {
      for (let passed = 0; passed < ms; passed += 5) for (const { clock } of all) await clock.advance(5)
    }
    return { all, advance }
  }

  test('a load that fails is tried by two nodes of four, and by none until that is forgotten', async () => {
    const { all, advance } = fourNodes()
    let loads = 0
    let isBroken = true
    const load = async () => {
      loads++
      if (isBroken) throw new Error('the database is away')
      return loadedAt(1)
    }
    const read = () =>
      Promise.allSettled(all.flatMap(({ cache }) => [cache.read(wanted, load), cache.read(wanted, load)]))
    const first = read()
    await advance(200)
    const late = read()
    await advance(20)
    const failed = [...(await first), ...(await late)].map(({ status }) => status)
    const tried = loads
    isBroken = false
    await advance(600)
    const healed = read()
    await advance(200)

    expect([tried, new Set(failed)]).toEqual([2, new Set(['rejected'])])
    expect((await healed).map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 'fulfilled'))
    expect(loads).toBe(3)
  })

  test('what one node is refused by its loader says nothing to the others', async () => {
    const { all, advance } = fourNodes()
    let loads = 0
    const refuse = () => (loads++, Promise.reject(new AppError('not_found', 'there is nothing')))
    const reads = Promise.allSettled(all.map(({ cache }) => cache.read(wanted, refuse)))
    await advance(300)

    expect((await reads).map((one) => one.status === 'rejected' && (one.reason as AppError).problem)).toEqual([
      'not_found',
      'not_found',
      'not_found',
      'not_found',
    ])
    expect(loads).toBe(4)
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
