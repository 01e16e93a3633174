/**
 * Laws of corrections: any finished match of any format gets any other result, whatever was played behind it.
 * Chips are left out where the order of the queue or the number of matches hangs on what came first.
 * `LAW_RUNS` sets the number of runs; a failure names the format and prints the seed that repeats it.
 */
import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { stateFaults, stepFaults } from './checks.ts'
import { type Case, type Manner, type Wanted, aCase, manners } from './correcting.ts'
import { impactFaults, inverseFaults, replayFaults, strayFaults } from './correction-faults.ts'
import { type PlayedFormat, formats } from './formats.ts'

const runs = Number(process.env['LAW_RUNS'] ?? 200)
const sizes = [2, 3, 4, 5, 6, 7, 8, 9, 12, 15, 16, 17, 23, 31, 32, 33, 48, 63, 64]
const minutes = 60_000

const without = (...names: string[]) => formats.filter(({ name }) => !names.some((one) => name.startsWith(one)))
const wanted: fc.Arbitrary<Wanted> = fc.record({
  players: fc.constantFrom(...sizes),
  seed: fc.integer({ min: 0, max: 0xffffffff }),
  manner: fc.constantFrom<Manner>(...manners),
})

/** Holds a law against cases of one format; null: the case is none of this law. Some must be. */
function hold(format: PlayedFormat, law: (one: Case) => readonly string[] | null): void {
  let seen = 0
  const property = fc.property(wanted, (input) => {
    const one = aCase(format, input)
    const faults = one === null ? null : law(one)
    if (faults !== null) seen++
    expect(faults ?? []).toEqual([])
  })
  const numRuns = Math.max(12, Math.round(runs / 6))
  fc.assert(property, { numRuns, includeErrorInReport: true })
  expect(seen).toBeGreaterThan(numRuns / 12)
}

// A field of re-entry and finals of chips are drawn from results; told from the start they would be drawn otherwise.
describe.each(without('chip lives', 're-entry', 'chip points with finals'))('$name', (format) => {
  test(
    'LAW-3: the state equals a replay with that result replaced and the cascaded results absent',
    () => hold(format, replayFaults),
    minutes,
  )
})

describe.each(without('chip lives'))('$name', (format) => {
  test(
    'LAW-3, LAW-17: the impact lists exactly the matches that differ, and all others are the same to the byte',
    () => hold(format, (one) => [...strayFaults(one), ...impactFaults(one)]),
    minutes,
  )

  test(
    'LAW-4: a correction without cascade and its inverse restore everything but version, times and history',
    () => hold(format, inverseFaults),
    minutes,
  )
})

describe.each(formats)('$name', (format) => {
  test(
    'LAW-2: a correction leaves a state that keeps its invariants, by steps the state machines list',
    () => hold(format, ({ before, after }) => [...stepFaults(before, after), ...stateFaults(after)]),
    minutes,
  )
})
