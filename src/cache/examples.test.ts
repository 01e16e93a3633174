/**
 * Three things that everybody wants of the cache, as short as they can be: cache a query, invalidate it by a command,
 * warm a view before anybody asks. They run as they stand; copy from here.
 */
import { describe, expect, test } from 'bun:test'
import type { OrgId, TournamentId } from '../engine/types.ts'
import { Bodies } from './bodies.ts'
import { type Cache, type Wanted } from './cache.ts'
import { invalidate } from './bulk.ts'
import { raisedBy } from './events.ts'
import { listKey, orgTag, tournamentKey, tournamentTag } from './keys.ts'
import { policies } from './policies.ts'
import { warm } from './refresh.ts'
import { cacheWorld, finished } from './testing.ts'

const org = '01900000-0000-7000-8000-00000000000a' as OrgId
const friday = '01900000-0000-7000-8000-0000000000f1' as TournamentId

/** A database with one table, which counts how often it is asked. */
function hall() {
  const made = cacheWorld()
  const row = { version: 1, name: 'Friday 9-ball', leader: 'Ada' }
  const seen = { queries: 0 }
  made.numbers.set(tournamentTag(friday), { version: 1 })
  const select = async () => {
    seen.queries++
    return { ...row }
  }
  return { ...made, row, seen, select }
}

/** What is wanted: whose it is, how long it keeps, and what makes it old. */
const leaderboard: Wanted = {
  key: tournamentKey(org, friday, 'leaderboard', 'public'),
  org,
  policy: policies.leaderboard,
  tags: [tournamentTag(friday)],
}

/** The query behind it. Version and data come from one statement, so that neither can be newer than the other. */
function leaderboardFrom(select: ReturnType<typeof hall>['select']) {
  return async () => {
    const { version, name, leader } = await select()
    return { body: await Bodies.ofJson({ name, leader }), versions: [[tournamentTag(friday), version]] as const }
  }
}

/** As a route reads it: without a promise when it is there, and by the loader when it is not. */
async function read(cache: Cache, load: ReturnType<typeof leaderboardFrom>) {
  cache.tick()
  const entry = cache.peek(leaderboard.key) ?? (await cache.read(leaderboard, load)).entry
  return entry.bodies.json()
}

describe('how to', () => {
  test('cache a query: say what is wanted, and how to load it', async () => {
    const { cache, clock, seen, select } = hall()
    const load = leaderboardFrom(select)

    // 250 people open the page at once, and one more a moment later.
    const crowd = Array.from({ length: 250 }, () => read(cache, load))
    const answers = await finished(clock, Promise.all(crowd))
    answers.push(await finished(clock, read(cache, load)))

    expect(answers).toHaveLength(251)
    expect(answers.every((answer) => (answer as { leader: string }).leader === 'Ada')).toBe(true)
    expect(seen.queries).toBe(1)
  })

  test('invalidate on a command: raise the version that COMMIT returned, before the answer leaves', async () => {
    const { cache, clock, row, numbers, select } = hall()
    const load = leaderboardFrom(select)
    await finished(clock, read(cache, load))

    // The command commits: one row, one version more.
    Object.assign(row, { leader: 'Grace', version: 2 })
    numbers.set(tournamentTag(friday), { version: 2 })
    // Then, and only then, everything made of an older version ends. Nothing is deleted and nothing is searched for.
    cache.raise({ tag: tournamentTag(friday), version: 2 })

    expect(await finished(clock, read(cache, load))).toEqual({ name: 'Friday 9-ball', leader: 'Grace' })
  })

  test('find out what a command makes old: ask the table of events', () => {
    const at = '2026-11-23T20:00:00.000Z'
    const tags = raisedBy({ event: 'tournament:started', org, resourceId: friday, version: 3, at })

    expect(tags).toEqual([tournamentTag(friday), orgTag(org, 'list')])
  })

  test('invalidate all of one kind, or all of an org: one counter, however much is held', async () => {
    const { cache, clock, numbers, seen, select } = hall()
    const load = leaderboardFrom(select)
    await finished(clock, read(cache, load))

    // In a server this is one upsert into tag_versions; here it is a map.
    const bump = async (tags: Parameters<Parameters<typeof invalidate>[1]>[0]) => {
      for (const tag of tags) numbers.set(tag, { version: 1 })
      return tags.map((tag) => ({ tag, version: 1 }))
    }
    await invalidate(cache, bump, [{ org, category: 'tournament' }])
    await finished(clock, read(cache, load))

    expect(seen.queries).toBe(2)
  })

  test('warm a view: load it before the doors open', async () => {
    const { cache, clock, seen, select } = hall()

    await finished(clock, warm(cache, [{ wanted: leaderboard, load: leaderboardFrom(select) }]))
    cache.tick()

    // The first guest finds it ready, in the same turn of the event loop.
    expect(cache.peek(leaderboard.key)?.bodies.json()).toEqual({ name: 'Friday 9-ball', leader: 'Ada' })
    expect(seen.queries).toBe(1)
  })

  test('cache a list: hash its parsed parameters, and let the counter of lists end it', async () => {
    const { cache, clock, commit } = hall()
    const list = orgTag(org, 'list')
    const page: Wanted = {
      key: listKey(org, { status: 'live', page: 1 }, 'staff'),
      org,
      policy: policies.list,
      tags: [list],
    }
    let names = ['Friday 9-ball']
    let counter = 0
    const load = async () => ({ body: await Bodies.ofJson(names), versions: [[list, counter]] as const })
    const before = await finished(clock, cache.read(page, load))

    names = ['Friday 9-ball', 'Saturday straight pool']
    commit(list, ++counter)
    const after = await finished(clock, cache.read(page, load))

    expect([before, after].map(({ entry }) => entry.bodies.json())).toEqual([
      ['Friday 9-ball'],
      ['Friday 9-ball', 'Saturday straight pool'],
    ])
  })
})
