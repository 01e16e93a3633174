/** The cache's promises, one by one, with an injected clock and primary. */
import { describe, expect, test } from 'bun:test'
import { Bodies } from './bodies.ts'
import { codingOverheadBytes } from './entry.ts'
import { orgTag, tournamentTag, allTag } from './keys.ts'
import { acme, bracketOf, cacheWorld, cup, finished, loadedAt, settled } from './testing.ts'

const wanted = bracketOf()
const tag = tournamentTag(cup)

/** A world in which the bracket is held at version 1, and its counters are known. */
async function warm(options: Parameters<typeof cacheWorld>[0] = {}) {
  const world = cacheWorld(options)
  const { entry } = await finished(
    world.clock,
    world.cache.read(wanted, async () => loadedAt(1)),
  )
  world.cache.tick()
  return { ...world, entry }
}

describe('a read', () => {
  test('is answered without a promise once the bytes are there', async () => {
    const { cache, entry } = await warm()

    expect(cache.peek(wanted.key)).toBe(entry)
  })

  test('a read that begins after a commit was acknowledged on this node is never answered from before it', async () => {
    const { cache, clock, commit } = await warm()
    commit(tag, 2, 'e')
    const peeked = cache.peek(wanted.key)
    const read = await finished(
      clock,
      cache.read(wanted, async () => loadedAt(2)),
    )

    expect(peeked).toBeUndefined()
    expect(read.entry.version).toBe(2)
    expect(read.cause).toBe('floor')
  })

  test('what a slow loader brings from below the floor is served to who waited for it and kept nowhere', async () => {
    const { cache, clock, commit } = cacheWorld()
    const gate = Promise.withResolvers<ReturnType<typeof loadedAt>>()
    const slow = cache.read(wanted, () => gate.promise)
    await settled()
    commit(tag, 2, 'e')
    const fresh = await finished(
      clock,
      cache.read(wanted, async () => loadedAt(2)),
    )
    gate.resolve(loadedAt(1))

    expect((await finished(clock, slow)).entry.version).toBe(1)
    expect(fresh.entry.version).toBe(2)
    cache.tick()
    expect(cache.peek(wanted.key)?.version).toBe(2)
  })

  test('a caller after a commit never joins a load that began before it', async () => {
    const { cache, clock, commit } = cacheWorld()
    const gate = Promise.withResolvers<ReturnType<typeof loadedAt>>()
    let loads = 0
    const first = cache.read(wanted, () => (loads++, gate.promise))
    const joined = cache.read(wanted, async () => (loads++, loadedAt(1)))
    await settled()
    commit(tag, 2, 'e')
    const later = await finished(
      clock,
      cache.read(wanted, async () => (loads++, loadedAt(2))),
    )
    gate.resolve(loadedAt(1))
    const early = await finished(clock, Promise.all([first, joined]))

    expect(early.map(({ entry }) => entry.version)).toEqual([1, 1])
    expect(early.map(({ isJoined }) => isJoined)).toEqual([false, true])
    expect(later.entry.version).toBe(2)
    // What was old before it came was served to those who had asked for it, and is not said to be kept.
    expect([...early, later].map(({ isStored }) => isStored)).toEqual([false, false, true])
    expect(loads).toBe(2)
  })

  test('a load by a replica that lags behind is repeated on the primary', async () => {
    const { cache, clock, commit } = await warm()
    commit(tag, 2, 'e')
    const asked: boolean[] = []
    const read = cache.read(wanted, async ({ isPrimary }) => {
      asked.push(isPrimary)
      return loadedAt(isPrimary ? 2 : 1)
    })

    expect((await finished(clock, read)).entry.version).toBe(2)
    expect(asked).toEqual([false, true])
  })

  test('a tag that only the data could name is judged too, and the load repeated when it has moved', async () => {
    const { cache, clock, commit } = cacheWorld()
    const list = orgTag(acme, 'list')
    let loads = 0
    const read = cache.read(wanted, async () => {
      loads++
      if (loads === 1) commit(list, 5)
      return { ...loadedAt(1), versions: [[tag, 1] as const, [list, loads === 1 ? 4 : 5] as const] }
    })

    expect((await finished(clock, read)).entry.versions.slice(0, 2)).toEqual([1, 5])
    expect(loads).toBe(2)
  })
})

describe('a floor', () => {
  test('is confirmed by the primary before it is trusted again, all of a key in one question', async () => {
    const { cache, clock, asked } = await warm()
    const before = asked.length
    await clock.advance(1100)
    cache.tick()

    expect(cache.peek(wanted.key)).toBeUndefined()
    const read = await finished(
      clock,
      cache.read(wanted, async () => loadedAt(9)),
    )
    expect([read.entry.version, read.tier]).toEqual([1, 'memory'])
    expect(asked.length - before).toBe(1)
  })

  test('that the primary says is higher ends what stood below it', async () => {
    const { cache, clock, numbers } = await warm()
    numbers.set(tag, { version: 5, epoch: 'e' })
    await clock.advance(1100)
    const read = await finished(
      clock,
      cache.read(wanted, async () => loadedAt(5)),
    )

    expect(read.entry.version).toBe(5)
  })

  test('a doubt asks the primary once more before the next use, however fresh all was', async () => {
    const { cache, clock, asked } = await warm()
    cache.trustFor(Infinity)
    await finished(
      clock,
      cache.read(wanted, async () => loadedAt(1)),
    )
    const before = asked.length
    await clock.advance(10_000)
    cache.tick()
    const withBus = cache.peek(wanted.key)
    cache.doubt()

    expect(withBus?.version).toBe(1)
    expect(cache.peek(wanted.key)).toBeUndefined()
    await finished(
      clock,
      cache.read(wanted, async () => loadedAt(1)),
    )
    expect(asked.length - before).toBe(1)
    expect(cache.peek(wanted.key)?.version).toBe(1)
  })

  test('one bump of a counter ends every entry of the org', async () => {
    const { cache, commit } = await warm()
    commit(allTag(acme), 1)

    expect(cache.peek(wanted.key)).toBeUndefined()
  })

  test('a new epoch makes every older entry unservable, whatever its version', async () => {
    const { cache, clock, commit } = await warm()
    commit(tag, 1, 'restored')
    const peeked = cache.peek(wanted.key)
    const read = await finished(
      clock,
      cache.read(wanted, async () => loadedAt(1, 'restored')),
    )

    expect(peeked).toBeUndefined()
    expect(read.entry.epoch).toBe('restored')
    expect(cache.peek(wanted.key)?.epoch).toBe('restored')
  })

  test('above anything the primary holds is no floor, and heals by itself', async () => {
    const { cache, clock } = await warm()
    cache.raise({ tag, version: 99 })
    await clock.advance(10)
    await finished(
      clock,
      cache.read(wanted, async () => loadedAt(1)),
    )
    await finished(
      clock,
      cache.read(wanted, async () => loadedAt(1)),
    )
    cache.tick()

    expect(cache.peek(wanted.key)?.version).toBe(1)
  })
})

describe('time', () => {
  test('past its time an entry is served once more and loaded anew behind', async () => {
    const { cache, clock } = await warm()
    await clock.advance(61_000)
    const stale = await finished(
      clock,
      cache.read(wanted, async () => loadedAt(1)),
    )
    await clock.advance(10)
    cache.tick()
    const renewed = cache.peek(wanted.key)

    expect([stale.isStale, stale.tier]).toEqual([true, 'memory'])
    expect(renewed).toBeDefined()
    expect(renewed).not.toBe(stale.entry)
  })

  test('past its grace it is gone', async () => {
    const { cache, clock } = await warm()
    await clock.advance(181_000)
    const read = await finished(
      clock,
      cache.read(wanted, async () => loadedAt(1)),
    )

    expect([read.tier, read.cause]).toEqual(['load', 'expired'])
  })

  test('a 404 is kept for half a minute', async () => {
    const { cache, clock } = cacheWorld()
    const missing = async () => ({ ...loadedAt(1), status: 404 as const })
    await finished(clock, cache.read(wanted, missing))

    expect(cache.ttlMs(wanted.key)).toBeGreaterThan(29_000)
    expect(cache.ttlMs(wanted.key)).toBeLessThanOrEqual(30_000)
  })
})

describe('a failing load', () => {
  test('reaches all who wait, is remembered for a moment and then tried again', async () => {
    const { cache, clock } = cacheWorld()
    let loads = 0
    const failing = async () => {
      loads++
      throw new Error('down')
    }
    const all = await Promise.allSettled(Array.from({ length: 50 }, () => cache.read(wanted, failing)))
    await expect(cache.read(wanted, failing)).rejects.toThrow('down')
    const inWindow = loads
    await clock.advance(251)
    await expect(cache.read(wanted, failing)).rejects.toThrow('down')

    expect(all.every(({ status }) => status === 'rejected')).toBe(true)
    expect([inWindow, loads]).toEqual([1, 2])
  })

  test('is not remembered against a caller who knows of a later commit', async () => {
    const { cache, clock, commit } = cacheWorld()
    await expect(cache.read(wanted, () => Promise.reject(new Error('private')))).rejects.toThrow('private')
    commit(tag, 2, 'e')

    expect(
      (
        await finished(
          clock,
          cache.read(wanted, async () => loadedAt(2)),
        )
      ).entry.version,
    ).toBe(2)
  })

  test('is given up after three seconds, and its signal says so', async () => {
    const { cache, clock } = cacheWorld()
    let signal: AbortSignal | null = null
    const read = cache.read(wanted, (context) => {
      signal = context.signal
      return new Promise(() => undefined)
    })

    await expect(finished(clock, read)).rejects.toMatchObject({ problem: 'deadline' })
    expect(signal as AbortSignal | null).toMatchObject({ aborted: true })
  })

  test('the 257th who waits is refused at once', async () => {
    const { cache } = cacheWorld()
    const never = () => new Promise<never>(() => undefined)
    const waiting = Array.from({ length: 256 }, () => cache.read(wanted, never))
    await settled()

    await expect(cache.read(wanted, never)).rejects.toMatchObject({ problem: 'unavailable' })
    expect(waiting).toHaveLength(256)
  })
})

describe('a writer', () => {
  test('reads its own write by the version it was told, and raises no floor by it', async () => {
    const { cache, clock } = await warm()
    const load = async () => loadedAt(41)
    const read = await finished(clock, cache.read(wanted, load, { minVersion: 41 }))
    const ahead = cache.read(wanted, load, { minVersion: 42 })

    expect(read.entry.version).toBe(41)
    await expect(finished(clock, ahead)).rejects.toMatchObject({ problem: 'bad_request' })
    expect(cache.floors.cell(tag).floor).toBe(41)
  })

  test('may leave the rendered view behind', async () => {
    const { cache, clock, commit } = await warm()
    commit(tag, 2, 'e')
    const isKept = await finished(clock, cache.put(wanted, loadedAt(2)))
    const isOldKept = await finished(clock, cache.put(wanted, loadedAt(1)))

    expect([isKept, isOldKept]).toEqual([true, false])
    expect(cache.peek(wanted.key)?.version).toBe(2)
  })
})

test('while the primary is away a public route may have what was known last, if no floor is above it', async () => {
  const { cache, clock, numbers, commit } = await warm()
  await clock.advance(1100)
  numbers.get = () => {
    throw new Error('no database')
  }
  const load = () => Promise.reject(new Error('no database'))
  const read = await finished(clock, cache.read(wanted, load, { mayBeUnverified: true }))
  const strict = cache.read(wanted, load)

  expect([read.entry.version, read.isUnverified]).toEqual([1, true])
  await expect(finished(clock, strict)).rejects.toThrow('no database')
  commit(tag, 2, 'e')
  await expect(finished(clock, cache.read(wanted, load, { mayBeUnverified: true }))).rejects.toThrow('no database')
})

test('a body that codes itself later is counted', async () => {
  const { cache, clock } = cacheWorld()
  const body = Bodies.uncoded(new TextEncoder().encode('rack '.repeat(1000)))
  await finished(
    clock,
    cache.read(wanted, async () => ({ ...loadedAt(1), body })),
  )
  const before = cache.size.bytes
  await body.blob('br')

  expect(cache.size.bytes - before).toBe((body.ready('br')?.size ?? 0) + codingOverheadBytes)
})
