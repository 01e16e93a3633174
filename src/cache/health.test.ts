import { expect, test } from 'bun:test'
import { MemoryRedis } from '../redis/memory.ts'
import { memoryHealth, sharedHealth } from './health.ts'
import { bracketOf, cacheWorld, finished, loadedAt } from './testing.ts'

test('the memory of a node tells what it holds', async () => {
  const { cache, clock } = cacheWorld()
  const before = memoryHealth(cache, clock)
  await finished(
    clock,
    cache.read(bracketOf(), async () => loadedAt(1)),
  )

  expect(before).toEqual({ connected: true, responseTime: 0, memoryUsage: 0, keyCount: 0 })
  expect(memoryHealth(cache, clock)).toMatchObject({ keyCount: 1, memoryUsage: cache.memory.bytes })
})

test('Redis tells its round trip, its keys and its bytes', async () => {
  let now = 0
  const port = new MemoryRedis(() => now).open()
  await port.setIfNewer('a', 1, new Uint8Array(10), 1000)
  const slow = { usage: () => port.usage(), ping: () => Promise.resolve(void (now += 3)) }

  expect(await sharedHealth(slow, { now: () => now })).toEqual({
    connected: true,
    responseTime: 3,
    memoryUsage: 10,
    keyCount: 1,
  })
})

test.each(['ping', 'usage'] as const)(
  'a Redis whose %s fails is not connected, and nothing else is known',
  async (which) => {
    const port = new MemoryRedis(() => 0).open()
    const face = {
      ping: () => port.ping(),
      usage: () => port.usage(),
      [which]: () => Promise.reject(new Error('away')),
    }

    expect(await sharedHealth(face, { now: () => 0 })).toEqual({
      connected: false,
      responseTime: null,
      memoryUsage: null,
      keyCount: null,
    })
  },
)
