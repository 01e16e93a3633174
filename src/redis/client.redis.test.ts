import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { parseRedisUrl } from './address.ts'
import { openRedis } from './client.ts'
import { describeConformance } from './conformance.ts'
import type { RedisPort } from './port.ts'
import { startRedis, until, type RedisProcess } from './testing.ts'

const quiet = { warn: () => {}, info: () => {} }
let server: RedisProcess

beforeAll(async () => {
  server = await startRedis()
})
afterAll(() => server[Symbol.asyncDispose]())

async function open(url = server.url): Promise<RedisPort> {
  const address = parseRedisUrl(url)
  if (address === null) throw new Error(`no address: ${url}`)
  const port = openRedis(address, quiet)
  await until(() => port.ready)
  return port
}

/** How long a call takes to fail; -1 if it did not. */
async function msToFail(call: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  try {
    await call()
    return -1
  } catch {
    return performance.now() - began
  }
}

describe('a real Redis', () => {
  describeConformance(open, (ms) => Bun.sleep(ms))

  test('frozen: every call fails in time, and all is well again by itself', async () => {
    await using port = await open()
    await port.setIfNewer('frozen', 1, new Uint8Array([7]), 60_000)

    server.signal('SIGSTOP')
    const waits = await Promise.all([
      msToFail(() => port.get('frozen')),
      msToFail(() => port.getMany(['frozen', 'other'])),
      msToFail(() => port.setIfNewer('frozen', 2, new Uint8Array(1), 1000)),
      msToFail(() => port.lease('l', 't', 1000)),
      msToFail(() => port.publish('c', 'x')),
    ])
    server.signal('SIGCONT')
    await until(async () => (await msToFail(() => port.get('frozen'))) === -1, 2000)

    for (const wait of waits) expect(wait).toBeWithin(20, 1000)
  })

  test('dead: calls fail at once, and work again when it is back, empty', async () => {
    await using own = await startRedis()
    await using port = await open(own.url)
    await port.setIfNewer('dead', 1, new Uint8Array([7]), 60_000)

    await own.kill()
    await until(() => !port.ready)
    const waits = await Promise.all(Array.from({ length: 50 }, () => msToFail(() => port.get('dead'))))
    await own.restart()
    await until(() => port.ready, 3000)

    expect(Math.max(...waits)).toBeLessThan(50)
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(0)
    expect(await port.get('dead')).toBeNull()
    expect(await port.setIfNewer('dead', 1, new Uint8Array([8]), 60_000)).toBe(true)
  })

  test('never there: opening does not fail, calls do', async () => {
    await using own = await startRedis()
    await own.kill()
    const address = parseRedisUrl(own.url)
    const said: string[] = []
    const log = {
      warn: (_: object, text: string) => said.push(text),
      info: (_: object, text: string) => said.push(text),
    }
    await using port = openRedis(address ?? never(), log)

    expect(await msToFail(() => port.get('x'))).toBeWithin(0, 100)
    expect(port.ready).toBe(false)
    await until(() => said.length > 0)
    await Bun.sleep(500)
    await own.restart()
    await until(() => port.ready, 3000)
    expect(said).toEqual(['Redis is away', 'Redis is there'])
  })

  test('a listener is told each time it hears again', async () => {
    await using own = await startRedis()
    await using port = await open(own.url)
    await using other = await open(own.url)
    const heard: string[] = []
    let joins = 0
    port.subscribe('floor', { hear: (text) => heard.push(text), joined: () => joins++ })
    await until(() => joins === 1)

    await own.tell('CLIENT', 'KILL', 'TYPE', 'pubsub')
    await until(() => joins === 2)
    await other.publish('floor', 'after a cut')
    await until(() => heard.length === 1)
    await own.kill()
    await own.restart()
    await until(() => joins === 3 && other.ready)
    await other.publish('floor', 'after a restart')
    await until(() => heard.length === 2)

    expect(heard).toEqual(['after a cut', 'after a restart'])
  })

  test('with a password: both connections sign in, and a wrong one is never ready', async () => {
    await using own = await startRedis(['requirepass p@ss'])
    await using port = await open(`redis://:p%40ss@127.0.0.1:${own.port}/0`)
    const heard = Promise.withResolvers<string>()
    const joined = Promise.withResolvers<void>()
    port.subscribe('floor', { hear: heard.resolve, joined: joined.resolve })
    await joined.promise
    await port.publish('floor', 'hello')
    const wrong = parseRedisUrl(`redis://:guess@127.0.0.1:${own.port}`)
    await using stranger = openRedis(wrong ?? never(), quiet)

    expect(await heard.promise).toBe('hello')
    await port.setIfNewer('secret', 1, new Uint8Array([7]), 60_000)
    expect(stranger.get('secret')).rejects.toThrow()
    await until(async () => (await msToFail(() => stranger.ping())) >= 0)
    expect(await port.get('secret')).toEqual(Buffer.from([7]))
  })

  test('flushed: a miss, and nothing worse', async () => {
    await using port = await open()
    await port.setIfNewer('flushed', 9, new Uint8Array(1), 60_000)

    await server.tell('FLUSHALL')
    await server.tell('SCRIPT', 'FLUSH')

    expect(await port.get('flushed')).toBeNull()
    expect(await port.setIfNewer('flushed', 1, new Uint8Array(1), 60_000)).toBe(true)
  })

  test('a key of another kind is an error, not an entry', async () => {
    await using port = await open()
    await server.tell('LPUSH', 'strange', 'x')
    await server.tell('SET', 'short', 'x')

    expect(port.get('strange')).rejects.toThrow()
    expect(await port.get('short')).toBeNull()
  })
})

function never(): never {
  throw new Error('an address was expected')
}
