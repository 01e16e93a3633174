import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Campaign, reportOf, run } from './campaign.ts'
import { mutationsOf, nameOf } from './mutations.ts'
import survivors from './survivors.json'

const file = 'src/engine/limit.ts'
const limit = `export function isFull(players: number): boolean {
  return players >= 8
}
`
// Nobody asks about exactly eight players, nor about seven.
const weak = `import { expect, test } from 'bun:test'
import { isFull } from './limit.ts'
test('a limit', () => {
  expect(isFull(2)).toBe(false)
  expect(isFull(9)).toBe(true)
})
`
const wrong = { file, line: 'return players >= 8', mutation: 'comparison: return (players > 8)' }
let root = ''

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'railbird-planted-'))
  await Bun.write(join(root, file), limit)
  await Bun.write(join(root, 'src/engine/limit.test.ts'), weak)
})
afterAll(() => rm(root, { recursive: true, force: true }))

const campaign = (more: Partial<Campaign>): Campaign => {
  return { root, files: [file], listed: [], seed: 1, count: 100, jobs: 1, say: () => undefined, ...more }
}

describe('a survivor', () => {
  test('a survivor that is not listed with a reason fails the run', async () => {
    const said: string[] = []
    const { tried, survivors } = await run(campaign({ say: (line) => said.push(line) }))

    expect(tried).toBe(3)
    expect(survivors.map(nameOf)).toContain(nameOf(wrong))
    expect(said).toContain(`${file}:2 survived: comparison\n  -  return players >= 8\n  +  return (players > 8)`)
  })

  test('that is listed with a reason is not reported', async () => {
    const others = mutationsOf(file, limit).filter(({ mutation }) => mutation !== wrong.mutation)
    const listed = [{ ...wrong, reason: 'planted' }, ...others.map((one) => ({ ...one, reason: 'planted' }))]
    const tally = await run(campaign({ listed }))

    expect(tally).toEqual({ tried: 3, killed: 0, equivalent: 3, survivors: [], stale: [] })
  })

  test('is none once a test asks for it', async () => {
    await Bun.write(
      join(root, 'src/engine/strict.test.ts'),
      weak.replace('isFull(2)', 'isFull(7)').replace('isFull(9)', 'isFull(8)'),
    )
    const tally = await run(campaign({}))
    await rm(join(root, 'src/engine/strict.test.ts'))

    expect(tally).toMatchObject({ tried: 3, killed: 3, survivors: [] })
  })

  test('of the list that no longer names anything is stale', async () => {
    const gone = { ...wrong, line: 'return players >= 9', reason: 'planted' }

    expect((await run(campaign({ listed: [gone], count: 0 }))).stale).toEqual([gone])
  })
})

test('only what is due is drawn, and the list is judged by all that there is', async () => {
  const gone = { ...wrong, line: 'return players >= 9', reason: 'planted' }
  const { tried, stale } = await run(campaign({ isDue: ({ at }) => at === 1, listed: [gone] }))

  expect([tried, stale]).toEqual([0, [gone]])
})

test('tests that fail by themselves prove nothing', async () => {
  await Bun.write(join(root, 'src/engine/red.test.ts'), weak.replace('toBe(true)', 'toBe(false)'))
  const running = run(campaign({ count: 1 }))

  await expect(running).rejects.toThrow('the tests fail without any mutation')
  await rm(join(root, 'src/engine/red.test.ts'))
})

test('the same seed draws the same mutations', async () => {
  const drawn = async (seed: number) => {
    const { survivors } = await run(campaign({ seed, count: 1 }))
    return survivors.map(reportOf)
  }

  expect(await drawn(3)).toEqual(await drawn(3))
  expect(new Set(await Promise.all([1, 2, 3, 4, 5, 6].map(async (seed) => (await drawn(seed))[0]))).size).toBe(3)
})

test('every entry of the list has a reason', () => {
  for (const { reason } of survivors as { reason: string }[]) expect(reason.length).toBeGreaterThan(20)
})
