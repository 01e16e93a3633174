/**
 * Values that the cache keeps as JSON: for lists, whose answers are put together from them for each request.
 * Cheaper than the database, dearer than ready-made bytes; what is shown whole goes through `cached.ts`.
 */
import { Bodies } from '../cache/bodies.ts'
import type { Entry, Loaded, Wanted } from '../cache/cache.ts'
import type { Warmable } from '../cache/refresh.ts'
import type { QueryDeps } from './deps.ts'

/** A value, and the versions of its parts, read in the same snapshot. */
interface Read<Value> {
  readonly value: Value
  readonly versions?: Loaded['versions']
}

/** The value behind a key, read by `load` unless it is held. Errors of `load` pass through. */
export async function keptJson<Value extends object>(
  { cache }: Pick<QueryDeps, 'cache'>,
  wanted: Wanted,
  load: () => Promise<Read<Value>>,
): Promise<Value> {
  cache.tick()
  const known = cache.peek(wanted.key)
  const entry = known ?? (await cache.read(wanted, warmableJson(wanted, load).load)).entry
  // One cast: these are the bytes of what `load` returned.
  const value = entry.bodies.json() as Value
  origins.set(value, entry)
  return value
}

const origins = new WeakMap<object, Entry>()

/** The entry that a value was read from: what is made of the value is true as long as that. */
export function originOf(value: object): Entry | undefined {
  return origins.get(value)
}

/** The same value, to be loaded before anybody asks. */
export function warmableJson<Value extends object>(wanted: Wanted, load: () => Promise<Read<Value>>): Warmable {
  return { wanted, load: async () => loaded(await load()) }
}

async function loaded<Value extends object>({ value, versions = [] }: Read<Value>): Promise<Loaded> {
  return { body: await Bodies.ofJson(value), versions }
}
