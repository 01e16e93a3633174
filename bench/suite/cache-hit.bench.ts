/**
 * A hit, in memory, with everything on: floors, trust, marks and counters here; whatever the peers do by default there.
 * `peek` stands beside a plain `lru-cache`, which checks nothing: what it costs more is the price of certainty.
 */
import { bentostore, BentoCache } from 'bentocache'
import { memoryDriver } from 'bentocache/drivers/memory'
import { Cacheable } from 'cacheable'
import { LRUCache } from 'lru-cache'
import { Bodies } from '../../src/cache/bodies.ts'
import { Cache, type Loaded, type Wanted } from '../../src/cache/cache.ts'
import { tournamentKey, tournamentTag } from '../../src/cache/keys.ts'
import { policies } from '../../src/cache/policies.ts'
import type { OrgId, TournamentId } from '../../src/engine/types.ts'
import { limits } from '../../src/config.ts'
import { bench } from '../bench.ts'

const keysMax = 1000
const org = '01900000-0000-7000-8000-00000000000a' as OrgId
// Peers get text and no serialiser: bytes would cost them a copy that they need not make.
const text = JSON.stringify({ rows: 'rack by rack '.repeat(60) })
const body = new TextEncoder().encode(text)

/** One view of each of a thousand tournaments. */
function wishes(): Wanted[] {
  return Array.from({ length: keysMax }, (_, i) => {
    const id = `01900000-0000-7000-8000-${String(i).padStart(12, '0')}` as TournamentId
    const key = tournamentKey(org, id, 'bracket', 'public')
    return { key, org, policy: policies.completed, tags: [tournamentTag(id)] }
  })
}

async function filled() {
  const wanted = wishes()
  const cache = new Cache({
    bounds: {
      bytesMax: 64 * 2 ** 20,
      trustMs: 1000,
      verifyTickMs: limits.cacheVerifyTickMs,
      cellIdleMs: limits.cacheCellIdleMs,
      hardMs: limits.cacheLoadMs,
      failureMs: limits.cacheFailureMs,
      waiters: limits.cacheWaiters,
    },
    clock: {
      now: () => performance.now(),
      after(ms, run) {
        const timer = setTimeout(run, ms)
        return () => clearTimeout(timer)
      },
    },
    wall: () => Date.now(),
    random: () => 0.5,
    readNumbers: async (tags) => tags.map(() => ({ version: 0 })),
  })
  // As on a node with a bus: what is confirmed stays so until something is missed.
  cache.trustFor(Infinity)
  const load = (one: Wanted) => async (): Promise<Loaded> => ({
    body: Bodies.uncoded(body),
    versions: [[one.tags[0], 1]],
  })
  for (const one of wanted) await cache.read(one, load(one))
  for (const one of wanted) if (!cache.peek(one.key)) throw new Error('a key is not held')
  return { cache, wanted, load }
}

async function bentoFilled() {
  const store = bentostore().useL1Layer(memoryDriver({ maxItems: 2 * keysMax, serialize: false }))
  const cache = new BentoCache({ default: 'memory', stores: { memory: store } })
  const keys = wishes().map(({ key }) => key as string)
  for (const key of keys) await cache.set({ key, value: text, ttl: '1h' })
  return { cache, keys }
}

async function cacheableFilled() {
  const cache = new Cacheable()
  const keys = wishes().map(({ key }) => key as string)
  for (const key of keys) await cache.set(key, text, 3_600_000)
  return { cache, keys }
}

export const benches = [
  bench({
    name: 'cache.peek, 1,000 keys in turn',
    setup: filled,
    run({ cache, wanted }, n) {
      let sum = 0
      for (let i = 0; i < n; i++) for (const { key } of wanted) sum += cache.peek(key)?.version ?? 0
      return sum
    },
  }),
  bench({
    name: 'lru-cache get, 1,000 keys in turn',
    peerOf: 'cache.peek, 1,000 keys in turn',
    setup() {
      const cache = new LRUCache<string, { version: number }>({ max: 2 * keysMax })
      const keys = wishes().map(({ key }) => key as string)
      for (const key of keys) cache.set(key, { version: 1 })
      return { cache, keys }
    },
    run({ cache, keys }, n) {
      let sum = 0
      for (let i = 0; i < n; i++) for (const key of keys) sum += cache.get(key)?.version ?? 0
      return sum
    },
  }),
  bench({
    name: 'cache.get or load, 1,000 hits in turn',
    setup: filled,
    async run({ cache, wanted, load }, n) {
      let sum = 0
      for (let i = 0; i < n; i++) {
        for (const one of wanted) {
          cache.tick()
          const entry = cache.peek(one.key) ?? (await cache.read(one, load(one))).entry
          sum += entry.version
        }
      }
      return sum
    },
  }),
  bench({
    name: 'bentocache getOrSet, 1,000 hits in turn',
    peerOf: 'cache.get or load, 1,000 hits in turn',
    setup: bentoFilled,
    async run({ cache, keys }, n) {
      let sum = 0
      for (let i = 0; i < n; i++) {
        for (const key of keys) sum += (await cache.getOrSet({ key, factory: () => text, ttl: '1h' })).length
      }
      return sum
    },
  }),
  bench({
    name: 'cacheable getOrSet, 1,000 hits in turn',
    peerOf: 'cache.get or load, 1,000 hits in turn',
    setup: cacheableFilled,
    async run({ cache, keys }, n) {
      let sum = 0
      for (let i = 0; i < n; i++) {
        for (const key of keys) {
          const got = await cache.getOrSet(key, async () => text, { ttl: 3_600_000 })
          sum += got?.length ?? 0
        }
      }
      return sum
    },
  }),
]
