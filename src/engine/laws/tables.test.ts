/**
 * The laws of round robins: every size, groups and cycles, random results in random orders, every list of criteria.
 * `LAW_RUNS` sets how many runs there are in all; a failure prints the seed that repeats it.
 */
import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { apply } from '../apply.ts'
import type { Criterion, Match, StageOptions, State } from '../types.ts'
import { standingsView } from '../view.ts'
import { type Chance, type Director, type Step, chance, playerId, started } from './director.ts'
import { tableOf } from './table-play.ts'
import { rankFaults, refinementFaults, rowsOf, scheduleFaults } from './tables.ts'

const runs = Number(process.env['LAW_RUNS'] ?? 200)
const methods = ['snake', 'bracket', 'pots', 'fixed'] as const
const lists: readonly (readonly Criterion[])[] = [
  ['points', 'h2h', 'rackDiff', 'racksWon', 'rating', 'lot'],
  ['points', 'rackDiff', 'h2h', 'racksWon'],
  ['points', 'goalDifference', 'goalsFor', 'h2hPoints', 'h2hDifference', 'h2hGoalsFor', 'conduct', 'lot'],
  ['points', 'h2hPoints', 'h2hDifference', 'h2hGoalsFor', 'goalDifference'],
]

interface Plan {
  readonly players: number
  readonly options: Partial<StageOptions>
  readonly drawSeed: number
}

const plans = fc.record({
  size: fc.integer({ min: 2, max: 6 }),
  count: fc.integer({ min: 1, max: 3 }),
  cycles: fc.constantFrom(1 as const, 2 as const),
  list: fc.constantFrom(...lists),
  drawSeed: fc.integer({ min: 0, max: 0xffffffff }),
})

/** Small groups with scores from 0 to 2, so that ties of all kinds come about. */
function forTables(law: (plan: Plan, luck: Chance) => void): void {
  const property = fc.property(plans, ({ size, count, cycles, list, drawSeed }) => {
    const luck = chance(drawSeed)
    const groups = { count, method: luck.of(methods) }
    const points = luck.is(0.5) && { win: 3, draw: 1, loss: 0, hillLoss: 0 }
    const options = { groups, cycles, criteria: list, ...(points && { points }) }
    law({ players: size * count + luck.upTo(count), options, drawSeed }, luck)
  })
  fc.assert(property, { numRuns: runs, includeErrorInReport: true })
}

type Score = readonly [string, number, number]

function scoresOf(state: State, luck: Chance): Score[] {
  return state.matches.map(({ ref }) => [ref, luck.upTo(3), luck.upTo(3)])
}

function mixed<Item>(items: readonly Item[], luck: Chance): Item[] {
  return items
    .map((item) => [luck.upTo(1e6), item] as const)
    .sort((a, b) => a[0] - b[0])
    .map(([, item]) => item)
}

function entered(director: Director, scores: readonly Score[]): State {
  for (const [ref, scoreA, scoreB] of scores) {
    director.does({ type: 'match.result', match: director.id(ref), scoreA, scoreB })
  }
  return director.state
}

const fresh = ({ players, options, drawSeed }: Plan) => tableOf(players, options, { drawSeed })
const standings = (state: State) => JSON.stringify(standingsView(state).stages)

describe('round robins', () => {
  test('LAW-10: each pair meets once per cycle, side difference is at most 1, nobody plays twice in a round', () => {
    for (let players = 2; players <= 64; players++) {
      for (const cycles of [1, 2] as const) {
        const count = 1 + ((players * cycles) % Math.min(5, Math.floor(players / 2)))
        const groups = { count, method: methods[players % 4] ?? 'snake' }
        const { state } = started({ type: 'round_robin', players, options: { cycles, groups }, drawSeed: players })
        expect({ players, cycles, count, faults: scheduleFaults(state) }).toEqual({
          players,
          cycles,
          count,
          faults: [],
        })
      }
    }
  })

  test('LAW-12: standings do not depend on the order in which results were entered', () => {
    forTables((plan, luck) => {
      const director = fresh(plan)
      const scores = scoresOf(director.state, luck)
      const half = scores.slice(0, Math.ceil(scores.length / 2))

      const early = standings(entered(director, half))
      const other = fresh(plan)
      expect(standings(entered(other, mixed(half, luck)))).toBe(early)

      const late = standings(entered(director, scores.slice(half.length)))
      expect(standings(entered(other, mixed(scores.slice(half.length), luck)))).toBe(late)
      expect(standings(entered(fresh(plan), mixed(scores, luck)))).toBe(late)
    })
  })

  test('LAW-13: ranks are a standard competition ranking within each group, at every moment', () => {
    forTables((plan, luck) => {
      const director = fresh(plan)
      expect(rankFaults(rowsOf(director.state))).toEqual([])
      for (const score of mixed(scoresOf(director.state, luck), luck).slice(0, 12)) {
        entered(director, [score])
        expect(rankFaults(rowsOf(director.state))).toEqual([])
      }
    })
  })

  test('LAW-13: refining a tie never reorders others, by lots or by a longer list of criteria', () => {
    forTables((plan, luck) => {
      const director = fresh(plan)
      const state = entered(director, scoresOf(director.state, luck))
      const [stage] = state.stages
      const all = plan.options.criteria ?? []
      for (let length = 1; stage !== undefined && length < all.length; length++) {
        const by = (criteria: readonly Criterion[]) => {
          return rowsOf({ ...state, stages: [{ ...stage, options: { ...stage.options, criteria } }] })
        }
        expect(refinementFaults(by(all.slice(0, length)), by(all.slice(0, length + 1)))).toEqual([])
      }
      if (director.tries({ type: 'lot', stage: 1 }) !== null) return
      expect(refinementFaults(rowsOf(state), rowsOf(director.state))).toEqual([])
      expect(rowsOf(director.state).filter((row) => row.tied)).toEqual([])
    })
  })

  test('LAW-18: the same draw seed gives the same draw, and names change no structure', () => {
    forTables((plan, luck) => {
      const options = { ...plan.options, seeding: 'random' as const }
      const one = fresh({ ...plan, options })
      const nameOf = (number: number) => `Other ${100 - number}`
      const two = tableOf(plan.players, options, { drawSeed: plan.drawSeed, nameOf })
      const scores = scoresOf(one.state, luck)

      expect(two.state.stages).toEqual(one.state.stages)
      expect(entered(two, scores).matches).toEqual(entered(one, scores).matches)
      const ranks = (state: State) => rowsOf(state).map(({ player, rank }) => [player, rank])
      expect(ranks(two.state)).toEqual(ranks(one.state))
    })
  })
})

describe('planted', () => {
  const redrawn =
    (change: (match: Match, all: readonly Match[]) => Match): Step =>
    (state, event) => {
      const next = apply(state, event)
      if (event.type !== 'stage.drawn') return next
      return { ...next, matches: next.matches.map((match) => change(match, next.matches)) }
    }
  const drawnBy = (step: Step) => started({ type: 'round_robin', players: 7 }, step).state

  test('the lower seed always named first is caught by LAW-10', () => {
    const inOrder = redrawn((match) => {
      const [a, b] = match.slots
      const seed = (slot: typeof a) => (slot.source.kind === 'seed' ? slot.source.seed : 0)
      return seed(a) < seed(b) ? match : { ...match, slots: [b, a] }
    })
    expect(scheduleFaults(drawnBy(inOrder))).toContain('group A: player-1 is first 6 times more often')
  })

  test('a player twice in a round is caught by LAW-10', () => {
    const early = redrawn((match) => (match.ref === 'A-R2.1' ? { ...match, round: 1 } : match))
    expect(scheduleFaults(drawnBy(early))).toContain('group A: somebody twice in round 1')
  })

  test('a pair that meets twice is caught by LAW-10', () => {
    const again = redrawn((match, all) =>
      match.ref === 'A-R2.1' ? { ...match, slots: (all[0] ?? match).slots } : match,
    )
    expect(scheduleFaults(drawnBy(again)).join()).toContain('meet 2 times')
  })

  test('a table in order of entry is caught by LAW-12', () => {
    const byEntry = (state: State) =>
      state.matches.toSorted((a, b) => ((a.completedAt ?? '') < (b.completedAt ?? '') ? -1 : 1))
    const scores: Score[] = [
      ['A-R1.1', 1, 1],
      ['A-R2.1', 1, 1],
      ['A-R3.1', 1, 1],
    ]
    const refs = (order: readonly Score[]) => byEntry(entered(tableOf(3), order)).map(({ ref }) => ref)
    expect(refs(scores)).not.toEqual(refs(scores.toReversed()))
    expect(standings(entered(tableOf(3), scores))).toBe(standings(entered(tableOf(3), scores.toReversed())))
  })

  test('ranks without gaps and refinements that turn players round are caught by LAW-13', () => {
    const row = (player: number, rank: number, tied: boolean) => {
      return { player: playerId(player), rank, tied, ...(tied ? {} : { decidedBy: 'points' }) }
    }
    const right = [row(1, 1, true), row(2, 1, true), row(3, 3, false)]

    expect(rankFaults(right)).toEqual([])
    expect(rankFaults([row(1, 1, true), row(2, 1, true), row(3, 2, false)])).toEqual(['ranks of the table: 1,1,2'])
    expect(rankFaults([row(1, 1, false), row(2, 1, true), row(3, 3, false)])).not.toEqual([])
    expect(refinementFaults(right, [row(2, 1, false), row(1, 2, false), row(3, 3, false)])).toEqual([])
    expect(refinementFaults(right, [row(2, 1, false), row(3, 2, false), row(1, 3, false)])).toEqual([
      'player-1 stood before player-3',
    ])
  })
})
