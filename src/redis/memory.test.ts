import { describe, expect, test } from 'bun:test'
import { describeConformance } from './conformance.ts'
import { MemoryRedis } from './memory.ts'

describe('Redis of one process', () => {
  const world = { now: 0 }
  const redis = new MemoryRedis(() => world.now)

  describeConformance(
    async () => redis.open(),
    async (ms) => void (world.now += ms),
  )

  test('forgets everything at once', async () => {
    await using port = redis.open()
    await port.setIfNewer('k', 1, new Uint8Array(1), 1000)

    redis.flush()

    expect(await port.get('k')).toBeNull()
  })
})
