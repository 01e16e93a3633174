/**
 * The seeded simulation over the real code. A failure names its seed, and `playSchedule(seed)` repeats it to the step.
 * `CACHE_RUNS=1000000 bun test --timeout 86400000 src/cache/sim.test.ts` counts a million distinct schedules.
 */
import { describe, expect, test } from 'bun:test'
import { ablations, firstBroken } from './sim/ablations.ts'
import { playSchedule } from './sim/schedule.ts'

const wanted = Number(process.env.CACHE_RUNS ?? 200)
const isLong = wanted > 10_000

describe('three nodes, a second tier and a bus that all fail', () => {
  test('no schedule breaks a promise', async () => {
    const broken: string[] = []
    const seen = new Set<number>()
    let seed = 0
    while (seen.size < wanted) {
      const { hash, violations } = await playSchedule(++seed)
      seen.add(hash)
      for (const { rule, detail } of violations) broken.push(`${rule} seed ${seed}: ${detail}`)
      if (isLong && seed % 50_000 === 0) process.stdout.write(`${seen.size} distinct, ${broken.length} broken\n`)
    }
    if (isLong) process.stdout.write(`${seen.size} distinct of ${seed} schedules, ${broken.length} broken\n`)

    expect(broken).toEqual([])
    expect(seed).toBeLessThan(wanted * 1.2)
  })

  test.each([...ablations])('without its %s the cache breaks one within 10,000 schedules', async (name) => {
    const outcome = await firstBroken(name, 10_000)
    const [first] = outcome?.violations ?? []
    if (isLong) process.stdout.write(`without ${name}: seed ${outcome?.seed}, ${first?.rule} ${first?.detail}\n`)

    expect(outcome).not.toBeNull()
  })

  test('a schedule is the same to the step each time', async () => {
    const [one, two] = [await playSchedule(7), await playSchedule(7)]

    expect(two.hash).toBe(one.hash)
  })
})
