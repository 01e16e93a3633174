import { expect, test } from 'bun:test'
import type { TournamentId } from '../engine/types.ts'
import { tournamentTag } from './keys.ts'
import { Preloads } from './preloads.ts'
import { bracketOf, cacheWorld, loadedAt, settled } from './testing.ts'

/** Guesses that count their loads; thing `n` exists, whatever `n` is. */
function setUp() {
  const { cache, numbers, clock } = cacheWorld()
  const preloads = new Preloads(cache)
  let loads = 0
  const guess = (n: number) => {
    const id = `t-${n}` as TournamentId
    numbers.set(tournamentTag(id), { version: 1, epoch: 'e' })
    return { wanted: bracketOf(id), load: async () => (loads++, loadedAt(1, 'e', id)) }
  }
  const ahead = async (n: number) => {
    preloads.ahead(guess(n))
    await clock.advance(10)
    cache.tick()
  }
  return { cache, preloads, guess, ahead, loadsOf: () => loads }
}

test('what is loaded ahead is there when it is asked for, and is loaded once', async () => {
  const { cache, preloads, guess, ahead, loadsOf } = setUp()
  await ahead(1)
  await ahead(1)
  const { key } = guess(1).wanted
  preloads.asked(key)

  expect(cache.peek(key)).toBeDefined()
  expect([loadsOf(), preloads.made, preloads.used]).toEqual([1, 1, 1])
})

test('a guess that nobody waits for ends at four loads at once', async () => {
  const { preloads, guess, loadsOf } = setUp()
  for (let n = 0; n < 10; n++) preloads.ahead(guess(n))
  await settled()

  expect([preloads.made, loadsOf()]).toEqual([4, 4])
})

test.each([
  [2, false],
  [3, true],
])('where one guess in %d is asked for, it is off for good: %p', async (each, isOff) => {
  const { preloads, guess, ahead } = setUp()
  for (let n = 0; n < 1300; n++) {
    await ahead(n)
    if (n % each === 0) preloads.asked(guess(n).wanted.key)
  }
  const { made } = preloads
  await ahead(5000)

  expect(preloads.isOff).toBe(isOff)
  expect(preloads.made - made).toBe(isOff ? 0 : 1)
})

test('a load ahead that fails is nobody`s error', async () => {
  const { cache, preloads, guess } = setUp()
  const { wanted } = guess(1)
  preloads.ahead({ wanted, load: () => Promise.reject(new Error('away')) })
  await settled()

  expect(cache.peek(wanted.key)).toBeUndefined()
})
