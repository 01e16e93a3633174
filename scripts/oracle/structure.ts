/**
 * Judges the ten facts about brackets: slot orders, cross-overs, groups, counts, places and routes.
 * Every fact may be absent; each is drawn and where needed played by the engine itself.
 */
import { z } from 'zod'
import { doublePairs, singlePairs } from '../../src/engine/elimination/blueprint.ts'
import { losersOrders, orders } from '../../src/engine/elimination/losers-order.ts'
import { betterSeed, playOut, started } from '../../src/engine/laws/director.ts'
import { rematches } from '../../src/engine/laws/structure.ts'
import { bracketSize, slotOrder } from '../../src/engine/seeding.ts'
import type { Match, StageOptions, StageType, Target } from '../../src/engine/types.ts'
import { judgeGroups, judgeRoundRobin, judgeTable } from './round-robin.ts'
import type { Check } from './verdict.ts'

const numbers = z.array(z.number())
const bySize = z.record(z.string(), numbers)
const byName = z.record(z.string(), z.array(z.string()))
const grandFinal = z.enum(['reset', 'single', 'extended', 'none'])
const counted = {
  format: z.string(),
  n: z.number(),
  grandFinal: grandFinal.optional(),
  thirdPlace: z.boolean().optional(),
}

const shape = z.object({
  slotOrder: z.object({ orders: bySize }).optional(),
  losersOrders: z.record(z.string(), z.unknown()).optional(),
  groups: z.object({ cases: z.array(z.unknown()) }).optional(),
  counts: z
    .object({
      cases: z.array(
        z.object({
          ...counted,
          matches: z.number().optional(),
          matchesMin: z.number().optional(),
          matchesMax: z.number().optional(),
          winnersRounds: z.number().optional(),
          losersRounds: z.number().optional(),
          rounds: z.number().optional(),
        }),
      ),
    })
    .optional(),
  standings: z.object({ cases: z.array(z.object({ ...counted, places: numbers })) }).optional(),
  roundRobinExample: z.unknown().optional(),
  losersOrderBySize: z.object({ orders: byName, possibleRematchesByLosersRound: bySize.optional() }).optional(),
  doubleEliminationRouting: z.object({ routes: z.record(z.string(), z.record(z.string(), z.string())) }).optional(),
  doubleEliminationCounts: z
    .object({
      cases: z.array(
        z.object({
          n: z.number(),
          size: z.number(),
          winners: numbers,
          losers: numbers,
          losersByes: numbers.optional(),
          grandFinal: z.number().optional(),
          playable: z.number(),
          withReset: z.number().optional(),
        }),
      ),
    })
    .optional(),
  singleEliminationCounts: z
    .object({ cases: z.array(z.object({ n: z.number(), size: z.number(), byes: z.number(), matches: z.number() })) })
    .optional(),
})
type Facts = z.output<typeof shape>

/** The facts by name: a file that has one of them is a file about structure. */
export const factNames = Object.keys(shape.shape)

function typeOf(format: string): StageType | null {
  if (format.startsWith('single')) return 'single_elimination'
  return format.startsWith('double') ? 'double_elimination' : null
}

function drawn(type: StageType, players: number, options: Partial<StageOptions> = {}): readonly Match[] {
  return started({ type, players, options }).state.matches
}

function roundsOf(matches: readonly { bracket: string; round: number }[], bracket: string, atLeast = 0): number[] {
  const counts = Array.from({ length: atLeast }, () => 0)
  for (const match of matches)
    if (match.bracket === bracket) counts[match.round - 1] = (counts[match.round - 1] ?? 0) + 1
  return Array.from(counts, (count) => count ?? 0)
}

function* judgeOrders(facts: Facts): Generator<Check> {
  for (const [size, expected] of Object.entries(facts.slotOrder?.orders ?? {})) {
    yield { at: `slotOrder.orders.${size}`, expected, found: slotOrder(Number(size)) }
  }
  for (const [name, permutations] of Object.entries(facts.losersOrders ?? {})) {
    const size = Number(/^on(\d+)$/.exec(name)?.[1])
    if (!(size > 0)) continue
    for (const [order, expected] of Object.entries(bySize.parse(permutations))) {
      const known = Object.entries(orders).find(([one]) => one === order)
      yield { at: `losersOrders.${name}.${order}`, expected, found: known?.[1](size) }
    }
  }
  for (const [size, expected] of Object.entries(facts.losersOrderBySize?.orders ?? {})) {
    yield { at: `losersOrderBySize.orders.${size}`, expected, found: losersOrders(Number(size)) }
  }
  for (const [size, expected] of Object.entries(facts.losersOrderBySize?.possibleRematchesByLosersRound ?? {})) {
    const found = rematches(drawn('double_elimination', Number(size)))
    yield { at: `losersOrderBySize.possibleRematchesByLosersRound.${size}`, expected, found }
  }
}

function* judgeRoutes(facts: Facts): Generator<Check> {
  for (const [players, routes] of Object.entries(facts.doubleEliminationRouting?.routes ?? {})) {
    const matches = drawn('double_elimination', Number(players))
    const refs = new Map(matches.map((match) => [match.id, match.ref]))
    const named = (to: Target | null | undefined) => (to ? `${refs.get(to.match)}${to.slot}` : undefined)
    for (const [from, expected] of Object.entries(routes)) {
      const match = matches.find((one) => one.ref === from.replace(' winner', ''))
      const found = named(from.endsWith(' winner') ? match?.winnerTo : match?.loserTo)
      const where =
        found?.startsWith('GF1') && expected.startsWith('GF') ? expected.replace(/^GF(?=[ab])/, 'GF1') : expected
      yield { at: `doubleEliminationRouting.routes.${players}.${from}`, expected: where, found }
    }
  }
}

function* judgeCounts(facts: Facts): Generator<Check> {
  for (const [at, fact] of (facts.counts?.cases ?? []).entries()) {
    const type = typeOf(fact.format)
    if (type === null) {
      yield* judgeRoundRobin(`counts.cases.${at}`, fact)
      continue
    }
    const { n, thirdPlace = false, grandFinal: final = 'reset' } = fact
    const matches = drawn(type, n, { thirdPlace, grandFinal: final })
    const hasReset = matches.some((match) => match.ref === 'GF2')
    const found = {
      matches: matches.length,
      matchesMin: matches.length - (hasReset ? 1 : 0),
      matchesMax: matches.length,
      winnersRounds: roundsOf(matches, 'W').length,
      losersRounds: roundsOf(matches, 'L').length,
    }
    for (const name of Object.keys(found) as (keyof typeof found)[]) {
      if (fact[name] === undefined) continue
      yield { at: `counts.cases.${at}.${name}`, expected: fact[name], found: found[name] }
    }
  }
  for (const [at, { n, ...expected }] of (facts.singleEliminationCounts?.cases ?? []).entries()) {
    const byes = singlePairs(n, false).filter((pair) => pair.feeds.some((feed) => feed.kind === 'bye')).length
    const found = { size: bracketSize(n), byes, matches: drawn('single_elimination', n).length }
    yield { at: `singleEliminationCounts.cases.${at} (${n} players)`, expected, found }
  }
}

/** Losers pairs of each round with exactly one live side. */
function losersByes(players: number, rounds: number): number[] {
  const full = doublePairs(players)
  const byRef = new Map(full.map((pair) => [pair.ref, pair]))
  type Feed = (typeof full)[number]['feeds'][number]
  const live = (feed: Feed): boolean => {
    if (feed.kind === 'seed') return feed.seed <= players
    if (feed.kind !== 'winner' && feed.kind !== 'loser') return false
    const sides = byRef.get(feed.ref)?.feeds.filter(live).length ?? 0
    return feed.kind === 'winner' ? sides > 0 : sides === 2
  }
  return roundsOf(
    full.filter((pair) => pair.bracket === 'L' && pair.feeds.filter(live).length === 1),
    'L',
    rounds,
  )
}

function* judgeDouble(facts: Facts): Generator<Check> {
  for (const [at, { n, ...expected }] of (facts.doubleEliminationCounts?.cases ?? []).entries()) {
    const matches = drawn('double_elimination', n)
    const found = {
      size: bracketSize(n),
      winners: roundsOf(matches, 'W'),
      losers: roundsOf(matches, 'L', expected.losers.length),
      losersByes: losersByes(n, expected.losersByes?.length ?? 0),
      grandFinal: matches.filter((match) => match.ref === 'GF1').length,
      playable: matches.filter((match) => match.ref !== 'GF2').length,
      withReset: matches.length,
    }
    for (const name of Object.keys(found) as (keyof typeof found)[]) {
      if (expected[name] === undefined) continue
      const where = `doubleEliminationCounts.cases.${at}.${name} (${n} players)`
      yield { at: where, expected: expected[name], found: found[name] }
    }
  }
}

function* judgePlaces(facts: Facts): Generator<Check> {
  for (const [at, { format, n, thirdPlace, grandFinal: final, places }] of (facts.standings?.cases ?? []).entries()) {
    const type = typeOf(format)
    if (type === null) {
      yield { cannot: `places of format ${format}` }
      continue
    }
    const options = { thirdPlace: thirdPlace ?? false, grandFinal: final ?? 'reset' }
    const director = started({ type, players: n, options })
    const { players } = playOut(director, betterSeed(director.state))
    yield {
      at: `standings.cases.${at} (${format}, ${n} players)`,
      expected: places,
      found: players.map((p) => p.place),
    }
  }
}

export function* judgeStructure(oracle: unknown): Generator<Check> {
  const facts = shape.parse(oracle)
  yield* judgeOrders(facts)
  yield* judgeGroups(facts.groups?.cases ?? [])
  yield* judgeCounts(facts)
  yield* judgePlaces(facts)
  if (facts.roundRobinExample !== undefined) yield* judgeTable('roundRobinExample', facts.roundRobinExample)
  yield* judgeRoutes(facts)
  yield* judgeDouble(facts)
}
