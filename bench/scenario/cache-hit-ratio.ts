/**
 * Hit ratio of the memory against plain LRU on the same trace: favourites by Zipf's law with exponent 0.9 over 20,000
 * keys, and in every 100 reads 15 of a scan through keys that nobody reads again.
 */
import { LRUCache } from 'lru-cache'
import { Bodies } from '../../src/cache/bodies.ts'
import { costOf, Kept } from '../../src/cache/entry.ts'
import { Floors } from '../../src/cache/floors.ts'
import { type Key, shortKey } from '../../src/cache/keys.ts'
import { Memory } from '../../src/cache/memory.ts'
import { policies } from '../../src/cache/policies.ts'
import { chance } from '../../src/cache/sim/world.ts'
import type { OrgId } from '../../src/engine/types.ts'
import type { Row, Scenario } from '../bench.ts'

const keysMax = 20_000
const reads = 400_000
const scanPart = 0.15
const exponent = 0.9
const gainMin = 6
const org = 'org' as OrgId

/** Keys in the order in which they are read. */
function trace(seed: number): Key[] {
  const random = chance(seed)
  const weights: number[] = []
  let sum = 0
  for (let rank = 1; rank <= keysMax; rank++) weights.push((sum += rank ** -exponent))
  let scanned = 0
  return Array.from({ length: reads }, () => {
    if (random() < scanPart) return shortKey(org, 'scan', String(scanned++).padStart(8, '0'))
    return shortKey(org, 'read', String(firstAbove(weights, random() * sum)).padStart(8, '0'))
  })
}

function firstAbove(sorted: readonly number[], value: number): number {
  let [low, high] = [0, sorted.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? Infinity) < value) low = middle + 1
    else high = middle
  }
  return low
}

function entry(key: Key): Kept {
  const marks = { versions: [], cells: [], bornAt: 0, softUntil: 1, hardUntil: 1 }
  const loaded = { body: Bodies.uncoded(new Uint8Array(100)), versions: [] }
  return new Kept({ key, org, policy: policies.short }, loaded, marks)
}

/** Percent of reads that were held; `capacity` counts entries, which are all of one size. */
function sieveHits(keys: readonly Key[], capacity: number): number {
  const clock = { now: () => 0, after: () => () => undefined }
  const floors = new Floors({ clock, readNumbers: async () => [], tickMs: 5, idleMs: 60_000 }, 1000)
  const memory = new Memory(floors, capacity * costOf(entry(keys[0] as Key)))
  let hits = 0
  for (const key of keys) {
    const kept = memory.get(key)
    if (!kept) memory.put(entry(key), 0)
    else {
      kept.hits++
      hits++
    }
  }
  return (100 * hits) / keys.length
}

function lruHits(keys: readonly Key[], capacity: number): number {
  const cache = new LRUCache<string, true>({ max: capacity })
  let hits = 0
  for (const key of keys) {
    if (cache.get(key)) hits++
    else cache.set(key, true)
  }
  return (100 * hits) / keys.length
}

async function run(): Promise<Row[]> {
  const keys = trace(20181103)
  return [200, 1000, 4000].flatMap((capacity) => {
    const [ours, lru] = [sieveHits(keys, capacity), lruHits(keys, capacity)]
    const gain = ours - lru
    return [
      { figure: `${capacity} entries, ours`, value: ours, unit: '%' },
      { figure: `${capacity} entries, lru-cache`, value: lru, unit: '%' },
      { figure: 'gain', value: gain, unit: 'points', bound: `>= ${gainMin} points`, isOk: gain >= gainMin },
    ]
  })
}

export const scenario: Scenario = { name: 'cache hit ratio, Zipf 0.9 with 15 % scans', run }
