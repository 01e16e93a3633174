/**
 * One cache on one node against its own writes: the race that needs no second node, no bus and no fault. Any cache that
 * can read through and invalidate can run it, so the same schedules judge ours and those of others.
 */
import { World } from './world.ts'

/** What is asked of a cache here. `load` brings the value as of some moment after the call. */
export interface Racer {
  get(key: string, load: () => Promise<number>): Promise<number>
  /** After a commit and before it is acknowledged: whatever this cache offers against serving what was before. */
  invalidate(key: string, version: number): Promise<void>
}

/** What one schedule came to. */
export interface Raced {
  readonly hash: number
  readonly reads: number
  /** Reads that began after a write was acknowledged and were answered from before it. */
  readonly stale: number
}

const key = 'bracket'

/** Plays the schedule of a seed: three clients read and write one key, each waiting for its own last step. */
export async function race(make: (world: World) => Racer, seed: number): Promise<Raced> {
  const world = new World(seed)
  const racer = make(world)
  let [committed, acknowledged, reads, stale] = [1, 1, 0, 0]
  const load = () => world.remote(500, 20, () => committed)
  const read = async () => {
    const bound = acknowledged
    const version = await racer.get(key, load)
    reads++
    if (version < bound) stale++
  }
  const write = async () => {
    const version = await world.remote(400, 20, () => ++committed)
    await racer.invalidate(key, version)
    acknowledged = Math.max(acknowledged, version)
  }
  const client = async (name: number) => {
    for (let i = 0; i < 4; i++) {
      await world.turn(10 + name, 50)
      await (world.odds(60) ? read() : write())
    }
  }
  let running = 3
  const clients = [0, 1, 2].map((name) => client(name).finally(() => running--))
  await world.play(() => running === 0)
  await Promise.all(clients)
  return { hash: world.hash, reads, stale }
}

/** The race by hand: a slow load, a commit in between, and a read after the answer. True if that read is stale. */
export async function scriptedRace(racer: Racer): Promise<boolean> {
  const gate = Promise.withResolvers<number>()
  const slow = racer.get(key, () => gate.promise)
  await turns()
  await racer.invalidate(key, 2)
  gate.resolve(1)
  await slow
  await turns()
  return (await racer.get(key, async () => 2)) < 2
}

async function turns(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => void setImmediate(resolve))
}
