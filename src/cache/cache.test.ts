/** The cache's promises, one by one, with an injected clock and head. */
import { describe, expect, test } from 'bun:test'
import type { OrgId, TournamentId } from '../engine/types.ts'
import { Cache, type Entry } from './cache.ts'

const org = 'o' as OrgId
const id = 't' as TournamentId
const entry = (version: number, epoch = 'e'): Entry => ({ version, epoch, body: new Blob([`v${version}`]) })

function setup(bytesMax = 10_000) {
  const world = { now: 0, head: { version: 1, epoch: 'e' } as { version: number; epoch: string } | null, headReads: 0 }
  const cache = new Cache({
    bytesMax,
    trustMs: 1000,
    now: () => world.now,
    readHead: async () => {
      world.headReads++
      return world.head
    },
  })
  return { cache, world }
}

describe('the cache', () => {
  test('serves what it loaded until the floor rises above it', async () => {
    const { cache } = setup()
    await cache.read('k', org, id, async () => entry(1))

    expect(cache.peek('k')?.version).toBe(1)
    cache.raise(id, 2, 'e')
    expect(cache.peek('k')).toBeUndefined()
  })

  test("an entry below its tournament's floor is never served, not even one that a slow loader brings", async () => {
    const { cache } = setup()
    const gate = Promise.withResolvers<Entry>()
    const slow = cache.read('k', org, id, () => gate.promise)

    cache.raise(id, 2, 'e')
    const fresh = await cache.read('k', org, id, async () => entry(2))
    gate.resolve(entry(1))
    await slow

    expect(fresh.version).toBe(2)
    expect(cache.peek('k')?.version).toBe(2)
  })

  test('a caller after a commit does not join a load that began before it', async () => {
    const { cache } = setup()
    const gate = Promise.withResolvers<Entry>()
    let loads = 0
    const first = cache.read('k', org, id, () => (loads++, gate.promise))
    const joined = cache.read('k', org, id, async () => (loads++, entry(1)))
    await Promise.resolve()
    cache.raise(id, 2, 'e')
    const later = await cache.read('k', org, id, async () => (loads++, entry(2)))
    gate.resolve(entry(1))

    expect([(await first).version, (await joined).version, later.version]).toEqual([1, 1, 2])
    expect(loads).toBe(2)
  })

  test('an old floor is confirmed by the head before it is trusted again', async () => {
    const { cache, world } = setup()
    await cache.read('k', org, id, async () => entry(1))
    world.now = 1500

    expect(cache.peek('k')).toBeUndefined()
    const same = await cache.read('k', org, id, async () => entry(9))
    expect([same.version, world.headReads]).toEqual([1, 1])

    world.now = 3000
    world.head = { version: 5, epoch: 'e' }
    const newer = await cache.read('k', org, id, async () => entry(5))
    expect(newer.version).toBe(5)
  })

  test('a new epoch makes every older entry unservable, whatever its version', async () => {
    const { cache } = setup()
    await cache.read('k', org, id, async () => entry(40))

    cache.raise(id, 3, 'restored')

    expect(cache.peek('k')).toBeUndefined()
  })

  test('a failing load reaches its callers and is not kept', async () => {
    const { cache } = setup()
    const failing = () => Promise.reject(new Error('down'))

    await expect(cache.read('k', org, id, failing)).rejects.toThrow('down')
    expect((await cache.read('k', org, id, async () => entry(1))).version).toBe(1)
  })

  test('stays within its byte budget', async () => {
    const { cache } = setup(2000)
    for (let i = 0; i < 100; i++) await cache.read(`k${i}`, org, id, async () => entry(1))

    expect(cache.size.bytes).toBeLessThanOrEqual(2000)
    expect(cache.peek('k99')?.version).toBe(1)
    expect(cache.peek('k0')).toBeUndefined()
  })
})
