/** Knockouts that players join while others play: the laws hold at every step, and every run ends. */
import { expect, test } from 'bun:test'
import { fold, toSnapshot } from '../fold.ts'
import { endFaults, placeFaults, stateFaults, stepFaults } from './checks.ts'
import { type Chance, type Director, type Setup, chance, newPlayer, started } from './director.ts'
import { type Watch, playAtRandom } from './random-play.ts'
import { sourceFaults } from './structure.ts'
import { type Variant, variants } from './variants.ts'

const runs = Math.max(12, Math.round(Number(process.env['LAW_RUNS'] ?? 200) / 8))
const plain: readonly Variant[] = [
  { name: 'a single elimination', type: 'single_elimination', options: {}, playersMin: 2 },
  { name: 'a double elimination', type: 'double_elimination', options: {}, playersMin: 2 },
]

interface Run {
  readonly director: Director
  readonly faults: string[]
  /** Players who found a bye. */
  readonly joined: number
}

function played(variant: Variant, seed: number): Run {
  const luck: Chance = chance(seed)
  const players = variant.playersMin + luck.upTo(14)
  const options = { scoring: { kind: 'race', raceTo: 2 }, seeding: 'random', ...variant.options } as const
  const setup: Setup = { type: variant.type, players, drawSeed: seed, options, tables: 3 }
  const director = started(setup)
  const faults: string[] = []
  let next = players
  const watch: Watch = (before, after) => {
    faults.push(...stepFaults(before, after), ...stateFaults(after))
    if (!luck.is(0.15) || after.tournament.status !== 'active') return
    director.does({ type: 'player.add', players: [newPlayer(++next)] })
    const { state: larger } = director
    faults.push(...stepFaults(after, larger), ...stateFaults(larger), ...sourceFaults(larger.matches))
  }
  const hasForfeits = luck.is(0.5)
  const state = playAtRandom(director, luck, { hasForfeits, whims: players, watch })
  faults.push(...endFaults(state, hasForfeits), ...placeFaults(state))
  const joined = (state.stages[0]?.order.length ?? 0) - players
  return { director, faults: faults.map((fault) => `${players} players, seed ${seed}: ${fault}`), joined }
}

test.each([...plain, ...variants])('LAW-2, LAW-5, LAW-7, LAW-13: players may come late to $name', (variant) => {
  let joined = 0
  const faults: string[] = []
  for (let seed = 1; seed <= runs; seed++) {
    const run = played(variant, seed)
    const { state, events } = run.director
    joined += run.joined
    faults.push(...run.faults)
    if (!Bun.deepEquals(toSnapshot(fold(events)), toSnapshot(state))) faults.push(`seed ${seed} folds to another state`)
  }
  expect(faults).toEqual([])
  expect(joined).toBeGreaterThan(0)
})
