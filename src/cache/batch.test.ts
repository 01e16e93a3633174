import { describe, expect, test } from 'bun:test'
import type { TournamentId } from '../engine/types.ts'
import { putMany, readMany } from './batch.ts'
import { invalidate } from './bulk.ts'
import { allTag, categoryTag, tournamentTag } from './keys.ts'
import { Refresher, warm } from './refresh.ts'
import { MemoryRedis } from '../redis/memory.ts'
import { acme, bracketOf, cacheWorld, finished, loadedAt } from './testing.ts'

const ids = [1, 2, 3, 4].map((n) => `01900000-0000-7000-8000-00000000000${n}` as TournamentId)
const wishes = ids.map((id) => bracketOf(id))

function world() {
  const made = cacheWorld()
  for (const id of ids) made.numbers.set(tournamentTag(id), { version: 1, epoch: 'e' })
  return made
}

describe('many keys', () => {
  test('come with one call of the loader for what is missing, in the order of the wishes', async () => {
    const { cache, clock } = world()
    await finished(
      clock,
      cache.read(bracketOf(ids[1]), async () => loadedAt(1, 'e', ids[1])),
    )
    const calls: number[] = []
    const all = readMany(cache, clock, wishes, async (missing) => {
      calls.push(missing.length)
      return missing.map(({ key }) =>
        loadedAt(
          1,
          'e',
          ids.find((id) => key.includes(id)),
        ),
      )
    })
    const read = await finished(clock, all)

    expect(calls).toEqual([3])
    expect(read.map((one) => one.status === 'fulfilled' && one.value.tier)).toEqual(['load', 'memory', 'load', 'load'])
    expect(read.map((one) => one.status === 'fulfilled' && one.value.entry.key)).toEqual(wishes.map(({ key }) => key))
  })

  test('one bad item fails alone', async () => {
    const { cache, clock } = world()
    const all = readMany(cache, clock, wishes, async (missing) =>
      missing.map((_, i) => (i === 2 ? new Error('broken') : loadedAt(1, 'e', ids[i]))),
    )
    const read = await finished(clock, all)

    expect(read.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
  })

  test('are kept together, each judged by its own floor', async () => {
    const { cache, clock, commit } = world()
    commit(tournamentTag(ids[0] as TournamentId), 2, 'e')
    const kept = putMany(
      cache,
      wishes.map((wanted, i) => ({ wanted, loaded: loadedAt(1, 'e', ids[i]) })),
    )

    expect((await finished(clock, kept)).map((one) => one.status === 'fulfilled' && one.value)).toEqual([
      false,
      true,
      true,
      true,
    ])
  })
})

describe('bulk invalidation', () => {
  test('ends all of an org by one number, or one kind of it', async () => {
    const { cache, clock, numbers } = world()
    const load = (i: number) => async () => loadedAt(1, 'e', ids[i])
    for (const [i, wanted] of wishes.entries()) await finished(clock, cache.read(wanted, load(i)))
    const bump = async (tags: readonly ReturnType<typeof allTag>[]) => {
      for (const tag of tags) numbers.set(tag, { version: 1 })
      return tags.map((tag) => ({ tag, version: 1 }))
    }
    cache.tick()
    const before = wishes.filter(({ key }) => cache.peek(key)).length
    const news = await invalidate(cache, bump, [{ org: acme, category: 'tournament' }])
    const after = wishes.filter(({ key }) => cache.peek(key)).length

    expect([before, after]).toEqual([4, 0])
    expect(news).toEqual([{ tag: categoryTag(acme, 'tournament'), version: 1 }])
    expect((await invalidate(cache, bump, [{ org: acme }]))[0]?.tag).toBe(allTag(acme))
  })
})

describe('loads ahead of need', () => {
  test('warming fills what is not held and counts what is', async () => {
    const { cache, clock } = world()
    const items = wishes.map((wanted, i) => ({ wanted, load: async () => loadedAt(1, 'e', ids[i]) }))
    const broken = { wanted: bracketOf('x' as TournamentId), load: () => Promise.reject(new Error('gone')) }

    expect(await finished(clock, warm(cache, [...items, broken]))).toBe(4)
    expect(wishes.every(({ key }) => cache.ttlMs(key) > 0)).toBe(true)
  })

  test('a view is loaded at its moment, and at an interval until that is called off', async () => {
    const { cache, clock } = world()
    const [wanted] = wishes
    if (!wanted) throw new Error('no wish')
    let loads = 0
    const item = { wanted, load: async () => (loads++, loadedAt(1)) }
    const refresher = new Refresher(cache, clock)
    refresher.refreshAt(1000, item)
    await clock.advance(900)
    const early = loads
    await clock.advance(200)
    const once = loads
    const stop = refresher.refreshEvery(10_000, item)
    await clock.advance(35_000)
    const four = loads
    stop()
    refresher.refreshIn(1000, item)
    refresher.stop()
    await clock.advance(60_000)

    expect([early, once, four, loads]).toEqual([0, 1, 4, 4])
  })

  test('a renewal is not content with what the second tier has kept all along', async () => {
    const port = new MemoryRedis(() => 0).open()
    const { cache, clock } = cacheWorld({ port })
    const [wanted] = wishes
    if (!wanted) throw new Error('no wish')
    let loads = 0
    const load = async () => (loads++, loadedAt(1))
    await finished(clock, cache.read(wanted, load))
    await finished(clock, cache.renew(wanted, load))

    expect(loads).toBe(2)
  })
})
