/**
 * Whole tournaments by the hundred thousand: every number of players from 2 to 128, samples to 1024, undo and forfeits
 * included, each played to its end. `FULL_RUNS` (else `LAW_RUNS`) sets how many; a failure prints the seed and the
 * tournament that repeat it.
 */
import { afterAll, expect, test } from 'bun:test'
import fc from 'fast-check'
import { fold, toSnapshot } from '../fold.ts'
import type { StageType } from '../types.ts'
import { endFaults, lossFaults, placeFaults, stateFaults } from './checks.ts'
import { type Setup, chance, started } from './director.ts'
import { playAtRandom } from './random-play.ts'

const runs = Number(process.env['FULL_RUNS'] ?? process.env['LAW_RUNS'] ?? 200)
const isLong = runs > 1000
const minutes = 60_000
const manner = { watch: () => undefined }
let played = 0
let greatest = 0

interface Case {
  readonly type: StageType
  readonly players: number
  readonly drawSeed: number
  readonly isOpen: boolean
  readonly hasForfeits: boolean
}

/** Everything that is wrong at the end of one tournament. */
function faultsOf({ type, players, drawSeed, isOpen, hasForfeits }: Case): string[] {
  const scoring = isOpen ? ({ kind: 'open' } as const) : ({ kind: 'race', raceTo: 1 + (drawSeed % 3) } as const)
  const thirdPlace = type === 'single_elimination' && drawSeed % 2 === 0
  const setup: Setup = { type, players, drawSeed, tables: 2, options: { scoring, seeding: 'random', thirdPlace } }
  const luck = chance(drawSeed)
  const director = started(setup)
  const state = playAtRandom(director, luck, { ...manner, hasForfeits, whims: Math.min(players, 16) })
  const faults = [...endFaults(state, hasForfeits), ...placeFaults(state), ...stateFaults(state)]
  if (type === 'double_elimination') faults.push(...lossFaults(state))
  // Folding costs as much as playing, so a part of the runs stands for all.
  if (drawSeed % 4 === 0 && JSON.stringify(toSnapshot(fold(director.events))) !== JSON.stringify(toSnapshot(state))) {
    faults.push('the log folds to another state')
  }
  played++
  greatest = Math.max(greatest, players)
  return faults
}

function cases(players: fc.Arbitrary<number>): fc.Arbitrary<Case> {
  return fc.record({
    type: fc.constantFrom<StageType>('single_elimination', 'double_elimination'),
    players,
    drawSeed: fc.integer({ min: 0, max: 0xffffffff }),
    isOpen: fc.boolean(),
    hasForfeits: fc.boolean(),
  })
}

function hold(count: number, players: fc.Arbitrary<number>): void {
  const property = fc.property(cases(players), (one) => {
    expect(faultsOf(one)).toEqual([])
  })
  fc.assert(property, { numRuns: count, includeErrorInReport: true })
}

// Small fields hold the odd byes and finals and cost little, so nine of ten runs are theirs.
const few = fc.integer({ min: 2, max: 24 })
const many = fc.integer({ min: 2, max: 128 })
const huge = fc.integer({ min: 129, max: 1024 })
const samples = Math.max(1, Math.round(runs / 1000))

test(
  'LAW-5, LAW-6, LAW-13: every full run of 2 to 128 players ends as its format says',
  () => {
    for (let players = 2; isLong && players <= 128; players++) hold(10, fc.constant(players))
    const rest = runs - played - samples
    hold(Math.round(rest / 10), many)
    hold(rest - Math.round(rest / 10), few)
  },
  8 * minutes,
)

test('LAW-5, LAW-6, LAW-13: so does one of up to 1024', () => hold(samples, huge), 4 * minutes)

afterAll(() => {
  if (isLong) process.stdout.write(`laws: ${played} full runs of 2 to ${greatest} players\n`)
})
