/**
 * The structure of a knockout before it has players: which match feeds which slot.
 * A pair with a bye is no match: whoever would have passed through it goes straight into the next slot, on the
 * winners side as a seed, on the losers side as the loser of his winners match. So every match of a blueprint
 * can be played, and every slot has one live source.
 */
import { bracketSize, slotOrder } from '../seeding.ts'
import type { Bracket, StageOptions } from '../types.ts'
import { type CrossOver, losersOrders, orders } from './losers-order.ts'

/** Where a slot gets its player; `ref` names a match of the same blueprint. */
export type Feed =
  | { readonly kind: 'seed'; readonly seed: number }
  | { readonly kind: 'winner' | 'loser'; readonly ref: string }
  | { readonly kind: 'reseed'; readonly round: number }
  | { readonly kind: 'bye' }

export interface Pairing {
  readonly ref: string
  readonly bracket: Bracket
  readonly round: number
  readonly position: number
  readonly feeds: readonly [Feed, Feed]
}

const bye: Feed = { kind: 'bye' }
const winnerOf = (ref: string): Feed => ({ kind: 'winner', ref })
const loserOf = (ref: string): Feed => ({ kind: 'loser', ref })

/** A knockout among the given feeds, a power of two of them, in the order of the sheet; its first `rounds` rounds. */
export function treePairs(bracket: 'W' | 'P' | 'F', leaves: readonly Feed[], rounds = Infinity): Pairing[] {
  const pairs: Pairing[] = []
  for (let round = 1, count = leaves.length / 2; count >= 1 && round <= rounds; round++, count /= 2) {
    const before = (at: number): Feed => {
      return round === 1 ? (leaves[at - 1] ?? bye) : winnerOf(`${bracket}${round - 1}.${at}`)
    }
    for (let position = 1; position <= count; position++) {
      const feeds = [before(2 * position - 1), before(2 * position)] as const
      pairs.push({ ref: `${bracket}${round}.${position}`, bracket, round, position, feeds })
    }
  }
  return pairs
}

/** Players seeded as usual, or who is on each line of the sheet where somebody came late. */
export type Field = number | readonly Feed[]

function leavesOf(field: Field): readonly Feed[] {
  if (typeof field !== 'number') return field
  return slotOrder(bracketSize(field)).map((seed) => (seed > field ? bye : { kind: 'seed', seed }))
}

/** Slots of the bracket of a field, a power of two. */
export function sizeOf(field: Field): number {
  return typeof field === 'number' ? bracketSize(field) : field.length
}

function winnersPairs(field: Field, rounds?: number): Pairing[] {
  return treePairs('W', leavesOf(field), rounds)
}

/** Feeds of match `position` in losers round `round`; even rounds take in the losers of a winners round. */
function losersFeeds(round: number, position: number, entering: readonly number[]): [Feed, Feed] {
  const a = 2 * position - 1
  if (round === 1) return [loserOf(`W1.${a}`), loserOf(`W1.${a + 1}`)]
  if (round % 2 === 1) return [winnerOf(`L${round - 1}.${a}`), winnerOf(`L${round - 1}.${a + 1}`)]
  return [winnerOf(`L${round - 1}.${position}`), loserOf(`W${round / 2 + 1}.${entering[position - 1] ?? 0}`)]
}

function losersPairs(size: number, crossOver: CrossOver, rounds = Infinity): Pairing[] {
  const pairs: Pairing[] = []
  const names = crossOver(size)
  for (let round = 1, count = size / 4; count >= 1 && round <= rounds; round++, count /= (round % 2) + 1) {
    const entering = orders[names[round / 2 - 1] ?? 'natural'](count)
    for (let position = 1; position <= count; position++) {
      const feeds = losersFeeds(round, position, entering)
      pairs.push({ ref: `L${round}.${position}`, bracket: 'L', round, position, feeds })
    }
  }
  return pairs
}

/** In the second grand final slot a is again the winners-side player, who is there only if he lost the first. */
function grandFinals(size: number, mode: StageOptions['grandFinal']): Pairing[] {
  if (mode === 'none') return []
  const rounds = Math.log2(size)
  const challenger = size === 2 ? loserOf('W1.1') : winnerOf(`L${2 * (rounds - 1)}.1`)
  const feeds = [winnerOf(`W${rounds}.1`), challenger] as const
  const first: Pairing = { ref: 'GF1', bracket: 'GF', round: 1, position: 1, feeds }
  if (mode !== 'reset') return [first]
  return [first, { ref: 'GF2', bracket: 'GF', round: 2, position: 1, feeds: [loserOf('GF1'), winnerOf('GF1')] }]
}

/** Every pair of a full single elimination, those with byes included; of 2 to 1024 players. */
export function singlePairs(field: Field, thirdPlace: boolean): Pairing[] {
  const pairs = winnersPairs(field)
  const players = leavesOf(field).filter((leaf) => leaf.kind !== 'bye').length
  if (!thirdPlace || players < 4) return pairs
  const semi = Math.log2(sizeOf(field)) - 1
  const feeds: [Feed, Feed] = [loserOf(`W${semi}.1`), loserOf(`W${semi}.2`)]
  return [...pairs, { ref: '3P', bracket: '3P', round: 1, position: 1, feeds }]
}

/**
 * A single elimination with a plate for the losers of first matches. Those of round 2 come first in its seed order:
 * they arrive last and have its byes. One of them who had won in round 1 does not enter, see `outcomes.ts`.
 */
export function platePairs(field: Field): Pairing[] {
  const main = winnersPairs(field)
  const isMatch = (pair: Pairing) => pair.feeds.every((feed) => feed.kind !== 'bye')
  const first = main.filter((pair) => pair.round === 1 && isMatch(pair))
  const played = new Set(first.map((pair) => pair.position))
  const second = main.filter(({ round, position }) => {
    return round === 2 && !(played.has(2 * position - 1) && played.has(2 * position))
  })
  const entries = [...second, ...first].map((pair) => loserOf(pair.ref))
  const seeds = slotOrder(bracketSize(entries.length))
  return [
    ...main,
    ...treePairs(
      'P',
      seeds.map((seed) => entries[seed - 1] ?? bye),
    ),
  ]
}

/**
 * Round 1 of a single elimination with re-entry, and the knockout of those who are in after it, if it is drawn:
 * `entries` in seed order say where each of them comes from.
 */
export function reentryPairs(field: Field, entries: readonly Feed[] | undefined): Pairing[] {
  const first = winnersPairs(field, 1)
  if (entries === undefined) return first
  const seeds = slotOrder(bracketSize(entries.length))
  return [
    ...first,
    ...treePairs(
      'F',
      seeds.map((seed) => entries[seed - 1] ?? bye),
    ),
  ]
}

/** Every pair of a full double elimination, those with byes included. */
export function doublePairs(
  field: Field,
  crossOver: CrossOver = losersOrders,
  grandFinal: StageOptions['grandFinal'] = 'reset',
): Pairing[] {
  const size = sizeOf(field)
  return [...winnersPairs(field), ...losersPairs(size, crossOver), ...grandFinals(size, grandFinal)]
}

/** The rounds of a double elimination before its cut: `rounds` on the winners side, the losers side as far as that. */
export function qualifyingPairs(field: Field, rounds: number, crossOver: CrossOver): Pairing[] {
  return [...winnersPairs(field, rounds), ...losersPairs(sizeOf(field), crossOver, 2 * (rounds - 1))]
}

/** The same pairs, but from round 2 on nobody is awaited in particular: each round is seeded anew. */
export function reseededPairs(pairs: readonly Pairing[]): Pairing[] {
  return pairs.map((pair) => {
    if (pair.bracket !== 'W' || pair.round === 1) return pair
    const feed: Feed = { kind: 'reseed', round: pair.round - 1 }
    return { ...pair, feeds: [feed, feed] }
  })
}

/** Leaves out the pairs with a bye and leads their one live player on; feeds come before those they feed. */
export function withoutByes(pairs: readonly Pairing[]): Pairing[] {
  const passed = new Map<string, Feed>()
  const resolve = (feed: Feed): Feed => {
    if (feed.kind !== 'winner' && feed.kind !== 'loser') return feed
    const through = passed.get(feed.ref)
    if (through === undefined) return feed
    return feed.kind === 'winner' ? through : bye
  }
  const kept: Pairing[] = []
  for (const pair of pairs) {
    const a = resolve(pair.feeds[0])
    const b = resolve(pair.feeds[1])
    if (a.kind === 'bye') passed.set(pair.ref, b)
    else if (b.kind === 'bye') passed.set(pair.ref, a)
    else kept.push({ ...pair, feeds: [a, b] })
  }
  return kept
}
