/**
 * Many keys at once: memory, then one round trip to the second tier, then one call of the loader with what is missing.
 * Every key goes through the same judgement as alone; order is kept, and one bad item does not fail the others.
 */
import type { Cache } from './cache.ts'
import type { Clock } from './clock.ts'
import type { Reading } from './contract.ts'
import type { Kept, Loaded, Wanted } from './entry.ts'
import { anyTerms, type LoadContext } from './loading.ts'

/** Loads several things in one go; an `Error` in place of one is that one's failure. */
export type LoadMany = (missing: readonly Wanted[], context: LoadContext) => Promise<readonly (Loaded | Error)[]>

/** What `Promise.allSettled` would say of reading each alone, in the order of the wishes. */
export async function readMany(
  cache: Cache,
  clock: Clock,
  wishes: readonly Wanted[],
  loadMany: LoadMany,
): Promise<PromiseSettledResult<Reading>[]> {
  cache.tick()
  const held = await Promise.allSettled(wishes.map((wanted) => cache.held(wanted)))
  const missing = wishes.filter((_, i) => held[i]?.status !== 'fulfilled' || held[i].value.entry === null)
  await fetchShared(cache, missing)
  const one = collector(clock, loadMany)
  return Promise.allSettled(
    wishes.map(async (wanted) => {
      // The second tier has been asked already; what is loaded is left there below.
      const here = { ...wanted, policy: { ...wanted.policy, isShared: false } }
      const reading = await cache.read(here, (context) => one(wanted, context))
      if (reading.tier === 'load' && wanted.policy.isShared) void cache.shared?.put(reading.entry as Kept)
      return reading
    }),
  )
}

/** Keeps several things, each as `put` would; true for each that was kept. */
export function putMany(
  cache: Cache,
  items: readonly { readonly wanted: Wanted; readonly loaded: Loaded }[],
): Promise<PromiseSettledResult<boolean>[]> {
  return Promise.allSettled(items.map(({ wanted, loaded }) => cache.put(wanted, loaded)))
}

async function fetchShared({ shared, loading }: Cache, missing: readonly Wanted[]): Promise<void> {
  const wishes = missing.filter(({ policy }) => policy.isShared)
  if (!shared?.isReady || wishes.length === 0) return
  const found = await shared.getMany(wishes.map(({ key }) => key))
  // What cannot be judged now (no primary) is judged again by its own read, which then fails alone.
  await Promise.allSettled(wishes.map((wanted, i) => loading.admit(wanted, found[i] ?? null, anyTerms)))
}

interface Batch {
  readonly wanted: Wanted[]
  /** If one of them must not come from a replica, none does. */
  isPrimary: boolean
  readonly done: Promise<readonly (Loaded | Error)[]>
}

/** Gathers the loads of one turn into one call. */
function collector(clock: Clock, loadMany: LoadMany) {
  let batch: Batch | null = null
  return async (wanted: Wanted, { signal, isPrimary }: LoadContext): Promise<Loaded> => {
    const mine = (batch ??= open(signal))
    mine.isPrimary ||= isPrimary
    const place = mine.wanted.push(wanted) - 1
    const loaded = (await mine.done)[place]
    if (loaded === undefined) throw new Error('the loader left one out')
    if (loaded instanceof Error) throw loaded
    return loaded
  }

  function open(signal: AbortSignal): Batch {
    const { promise, resolve } = Promise.withResolvers<void>()
    clock.after(0, resolve)
    const done = promise.then(() => {
      batch = null
      return loadMany(mine.wanted, { signal, isPrimary: mine.isPrimary })
    })
    const mine: Batch = { wanted: [], isPrimary: false, done }
    return mine
  }
}
