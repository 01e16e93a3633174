import { describe, expect, test } from 'bun:test'
import type { TournamentId } from '../engine/types.ts'
import { Floors, type TagNumber } from './floors.ts'
import { type Tag, tournamentTag } from './keys.ts'
import { ManualClock, cacheWorld, bracketOf, finished, loadedAt, cup } from './testing.ts'

const tagOf = (name: string) => tournamentTag(name as TournamentId)

function setup() {
  const clock = new ManualClock()
  const numbers = new Map<Tag, TagNumber>()
  const asked: Tag[][] = []
  const readNumbers = async (tags: readonly Tag[]) => {
    asked.push([...tags])
    return tags.map((tag) => numbers.get(tag) ?? null)
  }
  const floors = new Floors({ clock, readNumbers, tickMs: 5, idleMs: 60_000 }, 1000)
  return { clock, numbers, asked, floors }
}

describe('floors', () => {
  test('take news in any order and any number of times', () => {
    const { floors } = setup()
    for (const version of [3, 1, 3, 2]) floors.raise({ tag: tagOf('a'), version })

    expect(floors.cell(tagOf('a')).floor).toBe(3)
  })

  test('are confirmed together: one question for all who ask within five milliseconds', async () => {
    const { floors, clock, numbers, asked } = setup()
    const cells = ['a', 'b', 'c'].map((name) => floors.cell(tagOf(name)))
    for (const { tag } of cells) numbers.set(tag, { version: 4 })
    const all = Promise.all(cells.map((cell) => floors.verify([cell])))
    await finished(clock, all)

    expect(asked.map((tags) => tags.length)).toEqual([3])
    expect(cells.every((cell) => cell.floor === 4 && floors.isTrusted(cell))).toBe(true)
  })

  test('a confirmation that began before a doubt proves nothing', async () => {
    const { floors, clock, numbers } = setup()
    const cell = floors.cell(tagOf('a'))
    numbers.set(cell.tag, { version: 1 })
    const asking = floors.verify([cell])
    await clock.advance(5)
    floors.doubt()
    await asking

    expect(floors.isTrusted(cell)).toBe(false)
  })

  test('what is gone takes everything that hung on it along', async () => {
    const { floors, clock } = setup()
    const cell = floors.cell(tagOf('a'))
    await finished(clock, floors.verify([cell]))

    expect(cell.floor).toBe(Infinity)
    expect(floors.cell(tagOf('a'))).not.toBe(cell)
  })

  test('are forgotten when nobody has held them for a minute, and kept while somebody does', async () => {
    const { floors, clock } = setup()
    const held = floors.cell(tagOf('held'))
    floors.hold([held])
    floors.raise({ tag: tagOf('idle'), version: 1 })
    await clock.advance(61_000)
    for (let i = 0; i < 10; i++) floors.cell(tagOf(`more ${i}`))

    expect(floors.cell(tagOf('held'))).toBe(held)
    expect(floors.cell(tagOf('idle')).floor).toBe(0)
  })

  test('of made-up ids stay bounded', async () => {
    const { floors, clock } = setup()
    for (let second = 0; second < 60; second++) {
      for (let i = 0; i < 3000; i++) floors.cell(tagOf(`${second} ${i}`))
      await clock.advance(1000)
    }

    expect(floors.size).toBeLessThan(40_000)
  })
})

test('hot tags are those served in the last five seconds, once each', async () => {
  const { cache, clock } = cacheWorld()
  const wanted = bracketOf()
  await finished(
    clock,
    cache.read(wanted, async () => loadedAt(1)),
  )
  cache.tick()
  for (let i = 0; i < 3; i++) cache.peek(wanted.key)
  const hot = cache.hotTags()
  await clock.advance(6000)

  expect(hot).toHaveLength(3)
  expect(hot).toContain(tournamentTag(cup))
  expect(cache.hotTags()).toEqual([])
})
