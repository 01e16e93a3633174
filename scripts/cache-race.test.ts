import { expect, test } from 'bun:test'
import { race, type Racer, scriptedRace } from '../src/cache/sim/race.ts'
import { bentocache, ours, systemClock } from './cache-race.ts'

async function staleReads(make: Parameters<typeof race>[0]): Promise<number> {
  let stale = 0
  for (let seed = 1; seed <= 200; seed++) stale += (await race(make, seed)).stale
  return stale
}

test('a read after an acknowledged write is never stale here, and would be if it were deleted instead', async () => {
  expect(await staleReads(ours)).toBe(0)
  expect(await staleReads(bentocache)).toBeGreaterThan(0)
})

test('a slow load over a commit leaves nothing old behind', async () => {
  const racers: Racer[] = [ours(systemClock), bentocache()]

  expect(await Promise.all(racers.map(scriptedRace))).toEqual([false, true])
})
