/** What every port must do, whatever is behind it; run by the test of each. */
import { expect, test } from 'bun:test'
import type { RedisPort } from './port.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const text = (found: Uint8Array | null | undefined) => (found ? new TextDecoder().decode(found) : null)
const pxLong = 60_000
let keys = 0
const newKey = () => `rb:test:${process.pid}:${++keys}`

/** `open` gives a connected port; several see each other. `pass` lets at least so many milliseconds go by. */
export function describeConformance(open: Open, pass: (ms: number) => Promise<void>): void {
  describeBytes(open)
  describeTime(open, pass)
  describeBuckets(open, pass)
  describeChannels(open)
}

type Open = () => Promise<RedisPort>

function describeBytes(open: Open): void {
  test('keeps bytes as they are, and nothing under other keys', async () => {
    await using port = await open()
    const [key, other] = [newKey(), newKey()]
    const all = Uint8Array.from({ length: 256 }, (_, i) => i)

    await port.setIfNewer(key, 1, all, pxLong)

    expect(Buffer.from((await port.get(key)) ?? [])).toEqual(Buffer.from(all))
    expect(await port.get(other)).toBeNull()
    const empty = newKey()
    await port.setIfNewer(empty, 0, new Uint8Array(0), pxLong)
    expect((await port.get(empty))?.length).toBe(0)
  })

  test('tells how much it holds', async () => {
    await using port = await open()
    for (let i = 0; i < 3; i++) await port.setIfNewer(newKey(), 1, new Uint8Array(1000), pxLong)
    const after = await port.usage()

    expect(after.keys).toBeGreaterThanOrEqual(3)
    expect(after.bytes).toBeGreaterThanOrEqual(3000)
  })

  test('is ready while open, and of no use once closed', async () => {
    const port = await open()
    expect(port.ready).toBe(true)
    await port.close()

    expect(port.ready).toBe(false)
    expect(port.get('x')).rejects.toThrow()
    expect(port.publish('x', 'y')).rejects.toThrow()
  })

  test('a lower version never replaces a higher one, an equal one does', async () => {
    await using port = await open()
    const key = newKey()

    expect(await port.setIfNewer(key, 256, bytes('a'), pxLong)).toBe(true)
    expect(await port.setIfNewer(key, 255, bytes('b'), pxLong)).toBe(false)
    expect(text(await port.get(key))).toBe('a')
    expect(await port.setIfNewer(key, 256, bytes('c'), pxLong)).toBe(true)
    expect(await port.setIfNewer(key, 2 ** 40, bytes('d'), pxLong)).toBe(true)
    expect(await port.setIfNewer(key, 2 ** 40 - 1, bytes('e'), pxLong)).toBe(false)
    expect(text(await port.get(key))).toBe('d')
  })

  test('of many writers at once the highest version stays', async () => {
    await using port = await open()
    const key = newKey()

    const versions = Array.from({ length: 60 }, (_, i) => (i * 37) % 60)
    await Promise.all(versions.map((version) => port.setIfNewer(key, version, bytes(`v${version}`), pxLong)))

    expect(text(await port.get(key))).toBe('v59')
  })

  test('gets many in the order of the keys, in one go or none at all', async () => {
    await using port = await open()
    const three = [newKey(), newKey(), newKey()] as const
    await port.setIfNewer(three[0], 1, bytes('zero'), pxLong)
    await port.setIfNewer(three[2], 1, bytes('two'), pxLong)

    expect((await port.getMany(three)).map(text)).toEqual(['zero', null, 'two'])
    expect(await port.getMany([])).toEqual([])
  })
}

function describeTime(open: Open, pass: (ms: number) => Promise<void>): void {
  test('forgets after its time, and when told to', async () => {
    await using port = await open()
    const [short, long] = [newKey(), newKey()]
    await port.setIfNewer(short, 1, bytes('x'), 20)
    await port.setIfNewer(long, 1, bytes('y'), pxLong)

    await pass(40)
    await port.del(long)

    expect(await port.get(short)).toBeNull()
    expect(await port.get(long)).toBeNull()
    expect(await port.setIfNewer(long, 0, bytes('z'), pxLong)).toBe(true)
  })

  test('a lease is held by one until it ends', async () => {
    await using one = await open()
    await using two = await open()
    const [key, brief] = [newKey(), newKey()]

    expect(await Promise.all([one.lease(key, 'a', pxLong), two.lease(key, 'b', pxLong)])).toContain(true)
    expect(await two.lease(key, 'b', pxLong)).toBe(false)
    await one.del(key)
    expect(await two.lease(key, 'b', pxLong)).toBe(true)
    await one.lease(brief, 'a', 20)
    await pass(40)
    expect(await two.lease(brief, 'b', pxLong)).toBe(true)
  })
}

function describeBuckets(open: Open, pass: (ms: number) => Promise<void>): void {
  // One unit in ten minutes: nothing is given back by time while a test runs.
  const bucket = { stepUs: 600_000_000, depthUs: 6_000_000_000 }
  const ask = (wanted: number, unused = 0, heldUs = 0) => ({ wanted, unused, heldUs })

  test('a bucket gives what it has and no more, to however many who draw at once', async () => {
    await using one = await open()
    await using two = await open()
    const key = newKey()

    const draws = Array.from({ length: 30 }, (_, i) => (i % 2 === 0 ? one : two).draw(key, bucket, ask(1)))
    const given = (await Promise.all(draws)).reduce((sum, { units }) => sum + units, 0)

    expect(given).toBe(10)
    expect((await two.draw(key, bucket, ask(5))).units).toBe(0)
    expect((await one.draw(newKey(), bucket, ask(25))).units).toBe(10)
  })

  test('units that were not used are there again; a forgotten bucket is as full as its caller knows', async () => {
    await using port = await open()
    const [key, other] = [newKey(), newKey()]
    await port.draw(key, bucket, ask(10))

    expect((await port.draw(key, bucket, ask(9, 4))).units).toBe(4)
    expect((await port.draw(other, bucket, ask(9, 0, 7 * bucket.stepUs))).units).toBe(3)
    expect((await port.draw(other, bucket, ask(9, 2, 0))).units).toBe(2)
  })

  test('a bucket leaks by the clock of Redis', async () => {
    await using port = await open()
    const [key, quick] = [newKey(), { stepUs: 20_000, depthUs: 40_000 }]
    await port.draw(key, quick, ask(2))

    await pass(60)

    expect((await port.draw(key, quick, ask(2))).units).toBe(2)
  })
}

function describeChannels(open: Open): void {
  test('a listener is told when it hears, then hears every message in order', async () => {
    await using one = await open()
    await using two = await open()
    const channel = newKey()
    const heard: string[] = []
    const joined = Promise.withResolvers<void>()
    const all = Promise.withResolvers<void>()
    const leave = two.subscribe(channel, {
      hear: (said) => void (heard.push(said) === 50 && all.resolve()),
      joined: joined.resolve,
    })

    await joined.promise
    await one.publish(newKey(), 'elsewhere')
    for (let i = 0; i < 50; i++) await one.publish(channel, `${i} "é"`)
    await all.promise
    leave()
    await one.publish(channel, 'too late')
    await two.ping()

    expect(heard).toEqual(Array.from({ length: 50 }, (_, i) => `${i} "é"`))
  })

  test('two listeners of a channel both hear, and the second is told as well', async () => {
    await using port = await open()
    const channel = newKey()
    const heard = [Promise.withResolvers<string>(), Promise.withResolvers<string>()] as const
    for (const { resolve } of heard) {
      const joined = Promise.withResolvers<void>()
      port.subscribe(channel, { hear: resolve, joined: joined.resolve })
      await joined.promise
    }

    await port.publish(channel, 'hello')

    expect(await Promise.all(heard.map(({ promise }) => promise))).toEqual(['hello', 'hello'])
  })
}
