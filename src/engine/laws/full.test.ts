/**
 * Whole tournaments by the hundred thousand, in every format: every number of players from 2 to 128, samples to 1024,
 * undo and forfeits included, each played to its end. `FULL_RUNS` (else `LAW_RUNS`) sets how many; a failure prints
 * the format, the size and the seed that repeat it.
 */
import { afterAll, expect, test } from 'bun:test'
import fc from 'fast-check'
import { fold, toSnapshot } from '../fold.ts'
import { endFaults, lossFaults, placeFaults, stateFaults } from './checks.ts'
import { chipFaults } from './chips.ts'
import { type Setup, chance, started } from './director.ts'
import { formats } from './formats.ts'
import { playAtRandom } from './random-play.ts'

const runs = Number(process.env['FULL_RUNS'] ?? process.env['LAW_RUNS'] ?? 200)
const isLong = runs > 1000
const minutes = 60_000
const manner = { watch: () => undefined }
let played = 0
let greatest = 0
const seen = new Set<string>()

interface Case {
  readonly format: string
  readonly players: number
  readonly drawSeed: number
  readonly hasForfeits: boolean
}

/** Everything that is wrong at the end of one tournament. */
function faultsOf({ format: name, players: wanted, drawSeed, hasForfeits }: Case): string[] {
  const format = formats.find((one) => one.name === name) ?? formats[0]
  if (format === undefined) return ['there are no formats']
  const players = Math.min(Math.max(wanted, format.playersMin), format.playersMax)
  const luck = chance(drawSeed)
  const setup: Setup = { ...format.plan(players, luck), players, drawSeed }
  const director = started(setup)
  const state = playAtRandom(director, luck, { ...manner, hasForfeits, whims: Math.min(players, 16) })
  const faults = [...endFaults(state, hasForfeits), ...placeFaults(state), ...stateFaults(state), ...chipFaults(state)]
  const [stage] = state.stages
  const isReset = stage?.options.grandFinal === 'reset' && stage.options.cut === undefined
  if (format.name === 'double elimination' && isReset) faults.push(...lossFaults(state))
  // Folding costs as much as playing, so a part of the runs stands for all.
  if (drawSeed % 4 === 0 && JSON.stringify(toSnapshot(fold(director.events))) !== JSON.stringify(toSnapshot(state))) {
    faults.push('the log folds to another state')
  }
  played++
  greatest = Math.max(greatest, players)
  seen.add(name)
  return faults
}

function cases(names: readonly string[], players: fc.Arbitrary<number>): fc.Arbitrary<Case> {
  return fc.record({
    format: fc.constantFrom(...names),
    players,
    drawSeed: fc.integer({ min: 0, max: 0xffffffff }),
    hasForfeits: fc.boolean(),
  })
}

function hold(count: number, players: fc.Arbitrary<number>, names = formats.map((format) => format.name)): void {
  const property = fc.property(cases(names, players), (one) => {
    expect(faultsOf(one)).toEqual([])
  })
  if (count > 0) fc.assert(property, { numRuns: count, includeErrorInReport: true })
}

// Small fields hold the odd byes and finals and cost little, so nine of ten runs are theirs.
const few = fc.integer({ min: 2, max: isLong ? 24 : 12 })
const many = fc.integer({ min: 2, max: 128 })
const huge = fc.integer({ min: 129, max: isLong ? 1024 : 256 })
const samples = Math.max(1, Math.round(runs / 1000))
const largest = formats.filter(({ playersMax }) => playersMax >= 1024).map(({ name }) => name)

test(
  'LAW-5, LAW-6, LAW-13, LAW-14: every full run of 2 to 128 players ends as its format says',
  () => {
    for (let players = 2; isLong && players <= 128; players++) hold(20, fc.constant(players))
    const rest = runs - played - samples
    const large = Math.round(rest / (isLong ? 10 : 40))
    hold(large, many)
    hold(rest - large, few)
    if (runs >= 200) expect([...seen].sort()).toEqual(formats.map(({ name }) => name).sort())
  },
  20 * minutes,
)

test('LAW-5, LAW-6, LAW-13: so does one of up to 1024', () => hold(samples, huge, largest), 6 * minutes)

afterAll(() => {
  if (!isLong) return
  process.stdout.write(`laws: ${played} full runs of 2 to ${greatest} players in ${seen.size} formats\n`)
})
