import { expect, test } from 'bun:test'
import { MemoryRedis } from '../src/redis/memory.ts'
import type { RedisPort } from '../src/redis/port.ts'
import { runChecks } from './cache-check.ts'

test('every operation works, with a second tier and without', async () => {
  const lines: string[] = []
  const say = (line: string) => void lines.push(line)
  await using port = new MemoryRedis(() => performance.now()).open()

  expect(await runChecks(port, say)).toBe(true)
  expect(await runChecks(null, say)).toBe(true)
  expect(lines.filter((line) => line.endsWith('ok'))).toHaveLength(8 + 3 + 1 + 8)
})

test('a second tier that fails is told', async () => {
  const lines: string[] = []
  await using port = new MemoryRedis(() => performance.now()).open()
  const away = () => Promise.reject(new Error('away'))
  const face: RedisPort = {
    ready: true,
    get: away,
    getMany: away,
    setIfNewer: away,
    lease: away,
    draw: away,
    del: away,
    ping: away,
    usage: away,
    publish: away,
    subscribe: (channel, listener) => port.subscribe(channel, listener),
    close: () => port.close(),
    [Symbol.asyncDispose]: () => port.close(),
  }

  expect(await runChecks(face, (line) => void lines.push(line))).toBe(false)
  expect(lines.at(-1)).toContain('failed')
})
