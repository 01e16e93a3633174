/**
 * `bun run cache:race [schedules]`: the same seeded schedules of reads and writes on one node, on our cache and on two
 * others. Prints how many reads were answered from before a write that had been acknowledged.
 * Exit code 1 if ours has any, or if no peer has: then the harness would prove nothing.
 */
import { bentostore, BentoCache } from 'bentocache'
import { memoryDriver } from 'bentocache/drivers/memory'
import { Cacheable } from 'cacheable'
import pkg from '../package.json'
import { Bodies } from '../src/cache/bodies.ts'
import { Cache, type Wanted } from '../src/cache/cache.ts'
import type { Clock } from '../src/cache/clock.ts'
import { shortKey, tournamentTag } from '../src/cache/keys.ts'
import { policies } from '../src/cache/policies.ts'
import { race, type Racer, scriptedRace } from '../src/cache/sim/race.ts'
import type { OrgId, TournamentId } from '../src/engine/types.ts'

const org = 'org' as OrgId
const tag = tournamentTag('cup' as TournamentId)
const text = { encoder: new TextEncoder(), decoder: new TextDecoder() }

/** Ours: the writer raises the floor to the version it has committed. */
export function ours(clock: Clock): Racer {
  let committed = 1
  const cache = new Cache({
    bounds: {
      bytesMax: 2 ** 20,
      trustMs: 1000,
      verifyTickMs: 5,
      cellIdleMs: 60_000,
      hardMs: 3000,
      failureMs: 250,
      waiters: 256,
    },
    clock,
    wall: () => clock.now(),
    random: () => 0.5,
    readNumbers: async (tags) => tags.map((one) => ({ version: one === tag ? committed : 0 })),
  })
  return {
    async get(key, load) {
      const wanted: Wanted = { key: shortKey(org, 'race', key), org, policy: policies.short, tags: [tag] }
      const { entry } = await cache.read(wanted, async () => {
        const version = await load()
        return { body: Bodies.uncoded(text.encoder.encode(String(version))), versions: [[tag, version]] }
      })
      return Number(text.decoder.decode(entry.bodies.bytes()))
    },
    async invalidate(_key, version) {
      committed = Math.max(committed, version)
      cache.raise({ tag, version })
    },
  }
}

/** Another, which deletes. */
export function bentocache(): Racer {
  const cache = new BentoCache({ default: 'memory', stores: { memory: bentostore().useL1Layer(memoryDriver({})) } })
  return {
    get: (key, load) => cache.getOrSet({ key, factory: load, ttl: '1h' }),
    invalidate: async (key) => void (await cache.delete({ key })),
  }
}

function cacheableCache(): Racer {
  const cache = new Cacheable()
  return {
    get: async (key, load) => (await cache.getOrSet(key, load, { ttl: 3_600_000 })) ?? 0,
    invalidate: async (key) => void (await cache.delete(key)),
  }
}

/** Real time. */
export const systemClock: Clock = {
  now: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}

/** Runs the schedules on each cache and prints one line for each. */
async function main(schedules: number): Promise<number> {
  const caches = [
    ['railbird', (clock: Clock) => ours(clock)],
    [`bentocache ${pkg.devDependencies.bentocache}`, bentocache],
    [`cacheable ${pkg.devDependencies.cacheable}`, cacheableCache],
  ] as const
  const stale: number[] = []
  process.stdout.write(`${schedules} schedules of 3 clients on one node, one key; stale: older than acknowledged\n\n`)
  for (const [name, make] of caches) {
    const seen = new Set<number>()
    let [reads, old, broken] = [0, 0, 0]
    for (let seed = 1; seed <= schedules; seed++) {
      const raced = await race(make, seed)
      seen.add(raced.hash)
      reads += raced.reads
      old += raced.stale
      if (raced.stale > 0) broken++
    }
    const script = (await scriptedRace(make(systemClock))) ? 'stale' : 'fresh'
    const told = `${old} of ${reads} reads stale, in ${broken} of ${seen.size} distinct schedules`
    process.stdout.write(`${name.padEnd(20)} ${told}; slow load over a commit: ${script}\n`)
    stale.push(old)
  }
  return stale[0] === 0 && stale.slice(1).every((count) => count > 0) ? 0 : 1
}

if (import.meta.main) process.exit(await main(Number(process.argv[2] ?? 2000)))
