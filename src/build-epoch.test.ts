import { expect, test } from 'bun:test'
import { buildEpoch } from './build-epoch.ts'

test('the epoch of a build is the same each time', async () => {
  const [one, two] = [await buildEpoch(), await buildEpoch()]

  expect(one).toMatch(/^[0-9a-f]{16}$/)
  expect(two).toBe(one)
})
