/**
 * One schedule: a few clients on three nodes, each doing one thing after the other, in a world that the seed decides.
 * The same seed gives the same schedule to the step.
 */
import { Bus, sharedTier, Store } from './fakes.ts'
import { SimNode, type View, type Violation, views } from './node.ts'
import { World } from './world.ts'

/** What a schedule is made of, where it is not left to the seed. */
export interface Terms {
  /** False to see whether the harness would notice. */
  readonly detectsGaps: boolean
  /** Clients wait between what they do, so that what spreads slowly shows. */
  readonly isLong?: boolean
  /** Messages in a hundred that the bus loses. */
  readonly lossPercent?: number
}

export interface Outcome {
  readonly seed: number
  readonly hash: number
  readonly violations: readonly Violation[]
}

const nodes = 3

/** Plays the schedule of a seed. Throws only if the harness itself is broken. */
export async function playSchedule(seed: number, terms: Terms = { detectsGaps: true }): Promise<Outcome> {
  const world = new World(seed)
  const violations: Violation[] = []
  const { detectsGaps, lossPercent = 10 } = terms
  const faults = { isFaulty: world.odds(60) || lossPercent > 10, detectsGaps, lossPercent }
  const store = new Store(world)
  for (const { tags } of views) if (world.odds(80)) store.commit(tags)
  const bus = new Bus(world, faults)
  world.onTime = (before) => bus.tick(before)
  const port = world.odds(70) ? sharedTier(world, faults) : null
  const all = Array.from(
    { length: nodes },
    (_, name) => new SimNode({ name, world, store, bus, port, tell: (violation) => violations.push(violation) }),
  )
  const focus = views[world.pick(views.length)] as View
  const isLong = world.odds(15) || terms.isLong === true
  let running = 2 + world.pick(3)
  const clients = Array.from({ length: running }, (_, name) => {
    // Two clients on one node meet more often than not.
    const node = all[world.odds(60) ? 0 : world.pick(nodes)] as SimNode
    return client({ world, node, focus, port, isLong, isFaulty: faults.isFaulty, name }).finally(() => running--)
  })
  await world.play(() => running === 0)
  await Promise.all(clients)
  return { seed, hash: world.hash, violations }
}

interface Client {
  readonly world: World
  readonly node: SimNode
  readonly focus: View
  readonly port: { flush: () => void } | null
  readonly isLong: boolean
  readonly isFaulty: boolean
  readonly name: number
}

async function client({ world, node, focus, port, isLong, isFaulty, name }: Client): Promise<void> {
  const actions = 2 + world.pick(3)
  for (let i = 0; i < actions; i++) {
    await world.turn(10 + name, 50)
    const view = world.odds(75) ? focus : (views[world.pick(views.length)] as View)
    const dice = world.random() * 100
    if (dice < 45) await node.read(view)
    else if (dice < 70) await node.write(world.odds(50) ? view.tags : [view.tags[0]], isFaulty && world.odds(10))
    else if (dice < 76) await node.readAll(views)
    else if (dice < 81) await node.read(view, node.acknowledged(view))
    else if (dice < 86) evict(node, view)
    else if (dice < 90 && isFaulty) port?.flush()
    else if (isLong) await world.sleep([150, 500, 1100][world.pick(3)] ?? 0)
  }
}

function evict({ cache }: SimNode, { wanted }: View): void {
  const kept = cache.memory.get(wanted.key)
  if (kept) cache.memory.drop(kept)
}
