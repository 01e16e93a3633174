/**
 * A cache for tests: its clock stands still until it is told to move, and its primary is a map of numbers.
 */
import type { OrgId, TournamentId } from '../engine/types.ts'
import { Bodies } from './bodies.ts'
import { Cache, type Loaded, type Wanted } from './cache.ts'
import type { Clock } from './clock.ts'
import type { CacheBounds } from './contract.ts'
import type { TagNumber } from './floors.ts'
import { type Tag, tournamentKey, tournamentTag } from './keys.ts'
import { policies } from './policies.ts'
import type { SharedPort } from './shared.ts'

const encoder = new TextEncoder()

/** A clock with timers that fire when `advance` passes them, in order of time and then of making. */
export class ManualClock implements Clock {
  #now = 0
  #timers: { at: number; run: () => void }[] = []

  now(): number {
    return this.#now
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#now + ms, run }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((one) => one !== timer)
    }
  }

  /** Moves on, and lets what a timer has set off come to rest before the next. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms
    for (;;) {
      const [due] = this.#timers.filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)
      if (!due) break
      this.#now = Math.max(this.#now, due.at)
      this.#timers = this.#timers.filter((one) => one !== due)
      due.run()
      await settled()
    }
    this.#now = end
    await settled()
  }
}

/** After everything that waits for no timer. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 40; i++) await Promise.resolve()
}

/** A promise under way, moved on by its clock until it comes to rest. */
export async function finished<T>(clock: ManualClock, promise: Promise<T>): Promise<T> {
  let isDone = false
  const mark = () => void (isDone = true)
  promise.then(mark, mark)
  for (let i = 0; i < 1000 && !isDone; i++) await clock.advance(5)
  return promise
}

export const acme = '01900000-0000-7000-8000-00000000000a' as OrgId
export const cup = '01900000-0000-7000-8000-000000000001' as TournamentId

/** The bracket of a tournament, as a route would ask for it. */
export function bracketOf(id: TournamentId = cup, org: OrgId = acme): Wanted {
  return { key: tournamentKey(org, id, 'bracket', 'public'), org, policy: policies.matches, tags: [tournamentTag(id)] }
}

/** A body that names its version. */
export function loadedAt(version: number, epoch = 'e', id: TournamentId = cup): Loaded {
  return { body: Bodies.uncoded(encoder.encode(`v${version}`)), versions: [[tournamentTag(id), version]], epoch }
}

export const bounds: CacheBounds = {
  bytesMax: 1_000_000,
  trustMs: 1000,
  verifyTickMs: 5,
  cellIdleMs: 60_000,
  hardMs: 3000,
  failureMs: 250,
  waiters: 256,
}

/** A cache with its clock and its primary. `numbers` is what the database would say; absent counters are 0. */
export function cacheWorld(options: Partial<CacheBounds> & { port?: SharedPort } = {}) {
  const { port, ...given } = options
  const clock = new ManualClock()
  const numbers = new Map<Tag, TagNumber>([[tournamentTag(cup), { version: 1, epoch: 'e' }]])
  const asked: Tag[][] = []
  const cache = new Cache({
    bounds: { ...bounds, ...given },
    clock,
    wall: () => clock.now(),
    random: () => 0.5,
    readNumbers: async (tags) => {
      asked.push([...tags])
      return tags.map((tag) => numbers.get(tag) ?? (tag.startsWith('o:') ? { version: 0 } : null))
    },
    ...(port && { shared: { port, prefix: 'rb:test:', newToken: () => 'token' } }),
  })
  /** A commit of this node: the primary has it, and the floor rises before anybody is answered. */
  const commit = (tag: Tag, version: number, epoch?: string) => {
    numbers.set(tag, { version, ...(epoch !== undefined && { epoch }) })
    cache.raise({ tag, version, ...(epoch !== undefined && { epoch }) })
  }
  return { cache, clock, numbers, asked, commit }
}
