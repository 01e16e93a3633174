/**
 * `bun run cache:check`: connects to the Redis of the configuration, runs every operation of the cache once, on two
 * nodes where two are needed, and prints a line for each and a verdict. Leaves nothing behind; no database is needed.
 * Exit code 1 if an operation fails, 2 if the Redis that is named cannot be reached. Without REDIS_URL: memory alone.
 */
import { Bodies } from '../src/cache/bodies.ts'
import { putMany, readMany } from '../src/cache/batch.ts'
import { invalidate } from '../src/cache/bulk.ts'
import { Cache, type Loaded, type Wanted } from '../src/cache/cache.ts'
import { type Tag, shortKey, tournamentTag } from '../src/cache/keys.ts'
import { type Policy, policies } from '../src/cache/policies.ts'
import { Refresher, warm } from '../src/cache/refresh.ts'
import { limits, loadConfig } from '../src/config.ts'
import type { OrgId, TournamentId } from '../src/engine/types.ts'
import { log } from '../src/log.ts'
import { parseRedisUrl } from '../src/redis/address.ts'
import { openRedis } from '../src/redis/client.ts'
import type { RedisPort } from '../src/redis/port.ts'

const clock = {
  now: () => performance.now(),
  after(ms: number, run: () => void) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}
const org = 'check' as OrgId
const shared: Policy = { ...policies.short, isShared: true }

/** Two nodes over one port, and numbers that both take for the database. */
function twoNodes(port: RedisPort | null) {
  const prefix = `rb:check:${Bun.randomUUIDv7()}:`
  const numbers = new Map<Tag, number>()
  const node = () =>
    new Cache({
      bounds: {
        bytesMax: 2 ** 20,
        trustMs: limits.headPollMs,
        verifyTickMs: limits.cacheVerifyTickMs,
        cellIdleMs: limits.cacheCellIdleMs,
        hardMs: limits.cacheLoadMs,
        failureMs: limits.cacheFailureMs,
        waiters: limits.cacheWaiters,
      },
      clock,
      wall: () => Date.now(),
      random: () => 0.5,
      readNumbers: async (tags) => tags.map((tag) => ({ version: numbers.get(tag) ?? 0 })),
      ...(port && { shared: { port, prefix, newToken: () => Bun.randomUUIDv7() } }),
    })
  return { here: node(), there: node(), numbers, used: new Set<Wanted>() }
}

type World = ReturnType<typeof twoNodes>

function wish(world: World, name: string): Wanted & { readonly tag: Tag } {
  const tag = tournamentTag(name as TournamentId)
  const wanted = { key: shortKey(org, 'check', name), org, policy: shared, tags: [tag] as [Tag], tag }
  world.numbers.set(tag, world.numbers.get(tag) ?? 1)
  world.used.add(wanted)
  return wanted
}

const loader =
  (wanted: { readonly tag: Tag }, world: World, text = 'rack') =>
  async (): Promise<Loaded> => ({
    body: Bodies.uncoded(new TextEncoder().encode(text)),
    versions: [[wanted.tag, world.numbers.get(wanted.tag) ?? 1]],
  })

type Check = (world: World) => Promise<boolean>

/** Each operation with what it must come to. */
const checks: Readonly<Record<string, Check>> = {
  'read through, then from memory': async (world) => {
    const wanted = wish(world, 'read')
    const first = await world.here.read(wanted, loader(wanted, world))
    const again = await world.here.read(wanted, () => Promise.reject(new Error('loaded twice')))
    return first.tier === 'load' && again.tier === 'memory'
  },
  'set, exists, ttl': async (world) => {
    const wanted = wish(world, 'set')
    const isKept = await world.here.put(wanted, await loader(wanted, world)())
    return isKept && world.here.ttlMs(wanted.key) > 0 && world.here.ttlMs(wish(world, 'none').key) === 0
  },
  delete: async (world) => {
    const wanted = wish(world, 'delete')
    await world.here.put(wanted, await loader(wanted, world)())
    await world.here.drop(wanted.key)
    return world.here.ttlMs(wanted.key) === 0
  },
  'set many, get many': async (world) => {
    const all = [wish(world, 'm1'), wish(world, 'm2'), wish(world, 'm3')]
    const loaded = await Promise.all(all.map((wanted) => loader(wanted, world)()))
    const kept = await putMany(
      world.here,
      all.slice(0, 2).map((wanted, i) => ({ wanted, loaded: loaded[i] as Loaded })),
    )
    let missing = 0
    const read = await readMany(world.here, clock, all, async (some) => {
      missing = some.length
      return loaded.slice(2)
    })
    return (
      kept.every((one) => one.status === 'fulfilled') &&
      missing === 1 &&
      read.every((one) => one.status === 'fulfilled')
    )
  },
  'one load for a hundred callers': async (world) => {
    const wanted = wish(world, 'crowd')
    let loads = 0
    const load = () => (loads++, loader(wanted, world)())
    await Promise.all(Array.from({ length: 100 }, () => world.here.read(wanted, load)))
    return loads === 1
  },
  'invalidate by tag': async (world) => {
    const wanted = wish(world, 'tag')
    await world.here.read(wanted, loader(wanted, world))
    world.numbers.set(wanted.tag, 2)
    world.here.raise({ tag: wanted.tag, version: 2 })
    return (await world.here.read(wanted, loader(wanted, world))).cause === 'floor'
  },
  'invalidate all of an org': async (world) => {
    const wanted = wish(world, 'org')
    await world.here.read(wanted, loader(wanted, world))
    const bump = async (tags: readonly Tag[]) => {
      for (const tag of tags) world.numbers.set(tag, (world.numbers.get(tag) ?? 0) + 1)
      return tags.map((tag) => ({ tag, version: world.numbers.get(tag) ?? 0 }))
    }
    await invalidate(world.here, bump, [{ org }])
    return world.here.ttlMs(wanted.key) === 0
  },
  'warm, refresh at a moment': async (world) => {
    const wanted = wish(world, 'warm')
    const held = await warm(world.here, [{ wanted, load: loader(wanted, world) }])
    const done = Promise.withResolvers<void>()
    const refresher = new Refresher(world.here, clock)
    const load = () => loader(wanted, world)().finally(done.resolve)
    refresher.refreshIn(1, { wanted, load })
    await done.promise
    refresher.stop()
    return held === 1
  },
}

/** What needs a second tier. */
const sharedChecks: Readonly<Record<string, Check>> = {
  'another node takes what this one has loaded': async (world) => {
    const wanted = wish(world, 'shared')
    await world.here.read(wanted, loader(wanted, world))
    return (await world.there.read(wanted, loader(wanted, world))).tier === 'shared'
  },
  'and never what is below its floor': async (world) => {
    const wanted = wish(world, 'below')
    await world.here.read(wanted, loader(wanted, world))
    world.numbers.set(wanted.tag, 2)
    return (await world.there.read(wanted, loader(wanted, world))).tier === 'load'
  },
  'one load for two nodes': async (world) => {
    const wanted = wish(world, 'lease')
    let loads = 0
    const load = () => (loads++, loader(wanted, world)())
    await Promise.all([world.here.read(wanted, load), world.there.read(wanted, load)])
    return loads === 1
  },
}

/** Runs everything and says a line for each. True if all is well. */
export async function runChecks(port: RedisPort | null, say: (line: string) => void): Promise<boolean> {
  const world = twoNodes(port)
  let failed = 0
  for (const [name, check] of Object.entries({ ...checks, ...(port && sharedChecks), ...(port && wire(port)) })) {
    const from = performance.now()
    const outcome = await check(world).catch((error: unknown) => String(error))
    if (outcome !== true) failed++
    const told = outcome === true ? 'ok' : outcome === false ? 'FAILED' : `FAILED: ${outcome}`
    say(`${name.padEnd(44)} ${(performance.now() - from).toFixed(1).padStart(7)} ms  ${told}`)
  }
  for (const { key } of world.used) await world.here.drop(key)
  say(failed === 0 ? 'the cache works' : `${failed} operations failed`)
  return failed === 0
}

/** Publish and subscribe, the wire of the bus. */
function wire(port: RedisPort): Readonly<Record<string, Check>> {
  return {
    'a message comes back': async () => {
      const channel = `rb:check:${Bun.randomUUIDv7()}`
      const heard = Promise.withResolvers<string>()
      const joined = Promise.withResolvers<void>()
      const leave = port.subscribe(channel, { hear: heard.resolve, joined: joined.resolve })
      await within(1000, joined.promise)
      await port.publish(channel, 'rack')
      const text = await within(1000, heard.promise)
      leave()
      return text === 'rack'
    },
  }
}

async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>()
  const stop = clock.after(ms, () => late.reject(new Error(`nothing within ${ms} ms`)))
  return Promise.race([promise, late.promise]).finally(stop)
}

async function connected(port: RedisPort): Promise<boolean> {
  const until = performance.now() + 3000
  while (!port.ready && performance.now() < until) await new Promise<void>((resolve) => void clock.after(20, resolve))
  return port.ready
}

async function main(): Promise<number> {
  const say = (line: string) => void process.stdout.write(`${line}\n`)
  const address = parseRedisUrl(loadConfig().redisUrl?.reveal() ?? '')
  if (!address) {
    say('no REDIS_URL: memory alone')
    return (await runChecks(null, say)) ? 0 : 1
  }
  await using port = openRedis(address, log('redis'))
  if (!(await connected(port))) {
    say('the Redis of REDIS_URL cannot be reached')
    return 2
  }
  const from = performance.now()
  await port.ping()
  say(`connected, ${(performance.now() - from).toFixed(1)} ms a round trip`)
  return (await runChecks(port, say)) ? 0 : 1
}

if (import.meta.main) process.exitCode = await main()
