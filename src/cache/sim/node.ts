/**
 * One node of the simulation: the real cache, joined to the fakes, with the oracle that judges each of its answers.
 * The oracle knows what was acknowledged here, what was answered before and when everything was committed.
 */
import type { OrgId, TournamentId } from '../../engine/types.ts'
import { Bodies } from '../bodies.ts'
import { readMany } from '../batch.ts'
import { Cache, type Entry, type Loaded, type Wanted } from '../cache.ts'
import { type Key, orgTag, type Tag, tournamentKey, tournamentTag, listKey } from '../keys.ts'
import type { LoadContext } from '../loading.ts'
import type { Policy } from '../policies.ts'
import type { SharedPort } from '../shared.ts'
import type { Bus, Store } from './fakes.ts'
import type { World } from './world.ts'

/** Promises that a schedule can break; see cache.md section 13. */
export type Rule = 'C1' | 'C2' | 'C3' | 'C4' | 'C5' | 'C6'

/** What was broken, in words. */
export interface Violation {
  readonly rule: Rule
  readonly detail: string
}

/** A key of the simulation and the tags that its bytes are a function of. */
export interface View {
  readonly wanted: Wanted
  readonly tags: readonly [Tag, ...Tag[]]
}

/** No read is older than this after a commit anywhere. */
const staleMsMax = 1000
const encoder = new TextEncoder()
const decoder = new TextDecoder()
// Short times, so that a schedule lives to see them pass.
const policy: Policy = { category: 'tournament', freshS: 0.4, graceS: 0.8, isShared: true }

/** Views of two orgs, each with one tournament and one list; ids are the same where they can be. */
export const views: readonly View[] = ['a', 'b'].flatMap((name) => {
  const org = name as OrgId
  const id = `t-${name}` as TournamentId
  const list = orgTag(org, 'list')
  const bracket: View = {
    wanted: { key: tournamentKey(org, id, 'bracket', 'public'), org, policy, tags: [tournamentTag(id)] },
    tags: [tournamentTag(id)],
  }
  // The list depends on the tournament too, which only its data can tell.
  const page: View = {
    wanted: { key: listKey(org, {}, 'public'), org, policy, tags: [list] },
    tags: [list, tournamentTag(id)],
  }
  return [bracket, page]
})

const render = (key: Key, versions: readonly number[]) => `${key} at ${versions.join()}`

export interface NodeParts {
  readonly name: number
  readonly world: World
  readonly store: Store
  readonly bus: Bus
  readonly port: SharedPort | null
  readonly tell: (violation: Violation) => void
}

export class SimNode {
  cache: Cache
  readonly #parts: NodeParts
  #acknowledged = new Map<Tag, number>()
  #answered = new Map<Key, number[]>()
  readonly #loading = new Set<string>()
  #boot = 0

  constructor(parts: NodeParts) {
    this.#parts = parts
    this.cache = this.#open()
  }

  /** A commit, and what the node does after it; it may die between the two. */
  async write(tags: readonly Tag[], dies: boolean): Promise<void> {
    const { world, store, bus, name } = this.#parts
    const boot = this.#boot
    const news = await world.remote(400 + name * 10, 20, () => store.commit(tags))
    if (dies) this.crash()
    if (this.#boot !== boot) return
    this.cache.raise(...news)
    for (const { tag, version } of news)
      this.#acknowledged.set(tag, Math.max(version, this.#acknowledged.get(tag) ?? 0))
    bus.publish(name, news)
  }

  /** A read as a route does it: `peek`, then `read`. */
  async read(view: View, minVersion = 0): Promise<void> {
    const bound = this.#bound(view, minVersion)
    this.cache.tick()
    const hit = minVersion === 0 ? this.cache.peek(view.wanted.key) : undefined
    if (hit) return this.#judge(view, hit, bound)
    const options = minVersion === 0 ? {} : { minVersion }
    const read = this.cache.read(view.wanted, (context) => this.#load(view, context, bound.boot), options)
    await read.then(
      ({ entry }) => this.#judge(view, entry, bound),
      () => undefined,
    )
  }

  async readAll(some: readonly View[]): Promise<void> {
    const bounds = some.map((view) => this.#bound(view, 0))
    const wishes = some.map(({ wanted }) => wanted)
    const of = (key: Key) => some.find(({ wanted }) => wanted.key === key) as View
    // A batch gathers its loads a moment after each has taken off, so C6 is not judged here.
    const read = await readMany(this.cache, this.#parts.world, wishes, (missing, context) =>
      Promise.all(missing.map(({ key }) => this.#fetch(of(key), context))),
    )
    read.forEach((one, i) => {
      if (one.status === 'fulfilled') this.#judge(some[i] as View, one.value.entry, bounds[i] as Bound)
    })
  }

  /** The version this node has acknowledged of a view's first tag. */
  acknowledged({ tags }: View): number {
    return this.#acknowledged.get(tags[0]) ?? 0
  }

  crash(): void {
    this.#boot++
    this.#acknowledged = new Map()
    this.#answered = new Map()
    this.#loading.clear()
    this.cache = this.#open()
  }

  #open(): Cache {
    const { world, store, bus, port, name } = this.#parts
    const cache = new Cache({
      bounds: {
        bytesMax: 20_000,
        trustMs: 1000,
        verifyTickMs: 5,
        cellIdleMs: 60_000,
        hardMs: 3000,
        failureMs: 250,
        waiters: 256,
      },
      clock: world,
      wall: () => world.now(),
      random: () => 0.5,
      readNumbers: (tags) => store.numbers(tags),
      ...(port && { shared: { port, prefix: '', newToken: () => String(name) } }),
    })
    // What a process had sent to the store when it died is committed later, and who has just begun to listen never
    // heard of that process: its silence tells nothing.
    if (this.#boot === 0) cache.trustFor(Infinity)
    else void world.after(staleMsMax, () => cache.trustFor(Infinity))
    bus.join({
      name,
      raise: (news) => cache.raise(...news),
      doubt: () => cache.doubt(),
    })
    return cache
  }

  async #load(view: View, context: LoadContext, boot: number): Promise<Loaded> {
    const { cache } = this
    // What a dead process still had under way reaches nobody.
    if (boot !== this.#boot) throw new Error('this process is dead')
    const floors = view.wanted.tags.map((tag) => cache.floors.cell(tag).floor)
    const flight = `${view.wanted.key} ${floors.join()} ${cache.floors.trustFrom}`
    if (this.#loading.has(flight)) this.#parts.tell({ rule: 'C6', detail: `two loads at once of ${flight}` })
    this.#loading.add(flight)
    return this.#fetch(view, context).finally(() => boot === this.#boot && this.#loading.delete(flight))
  }

  async #fetch(view: View, { isPrimary }: LoadContext): Promise<Loaded> {
    const { world, store, name } = this.#parts
    const versions = await store.snapshot(500 + name * 10, view.tags, isPrimary)
    if (world.odds(2)) throw new Error('the load fails')
    const body = Bodies.uncoded(encoder.encode(render(view.wanted.key, versions)))
    const status = (versions[0] ?? 0) % 4 === 3 ? 404 : 200
    return { body, status, versions: view.tags.map((tag, i) => [tag, versions[i] ?? 0]) }
  }

  #bound(view: View, minVersion: number): Bound {
    const { store, world } = this.#parts
    const old = world.now() - staleMsMax
    return {
      boot: this.#boot,
      here: view.tags.map((tag, i) => Math.max(this.#acknowledged.get(tag) ?? 0, i === 0 ? minVersion : 0)),
      anywhere: view.tags.map((tag) => store.versionAt(tag, old)),
      before: this.#answered.get(view.wanted.key) ?? view.tags.map(() => 0),
    }
  }

  #judge(view: View, entry: Entry, bound: Bound): void {
    if (bound.boot !== this.#boot) return
    const { key } = view.wanted
    const versions = view.tags.map((tag) => entry.versions[entry.cells.findIndex((cell) => cell.tag === tag)] ?? 0)
    const below = (floor: readonly number[]) => versions.some((version, i) => version < (floor[i] ?? 0))
    const say = (rule: Rule, floor: readonly number[]) =>
      this.#parts.tell({ rule, detail: `${key} at ${versions.join()}, must be ${floor.join()}` })
    if (below(bound.here)) say('C1', bound.here)
    if (below(bound.anywhere)) say('C2', bound.anywhere)
    if (below(bound.before)) say('C4', bound.before)
    const text = decoder.decode(entry.bodies.bytes())
    if (entry.key !== key || !text.startsWith(`${key} at`))
      this.#parts.tell({ rule: 'C5', detail: `${key} got ${text}` })
    else if (text !== render(key, versions)) this.#parts.tell({ rule: 'C3', detail: `${text} as ${versions.join()}` })
    const known = this.#answered.get(key) ?? []
    this.#answered.set(
      key,
      versions.map((version, i) => Math.max(version, known[i] ?? 0)),
    )
  }
}

interface Bound {
  readonly boot: number
  /** Acknowledged on this node before the read began. */
  readonly here: readonly number[]
  /** Committed anywhere a second before. */
  readonly anywhere: readonly number[]
  /** Answered by this node before. */
  readonly before: readonly number[]
}
