/**
 * Turns a blueprint into the matches of a drawn stage: ids, numbers, targets and the seeds in their slots.
 * Invariant: every live slot has exactly one source and every match outcome at most one target.
 */
import { capOf } from '../handicapped.ts'
import { matchId } from '../ids.ts'
import type { DrawInput } from '../format.ts'
import type { Match, Slot, SlotSource, StageOptions, Target } from '../types.ts'
import {
  type Feed,
  type Field,
  type Pairing,
  doublePairs,
  platePairs,
  reentryPairs,
  reseededPairs,
  singlePairs,
  withoutByes,
} from './blueprint.ts'
import { cutPairs } from './cut.ts'
import type { CrossOver } from './losers-order.ts'
import { extraRacksDefault } from './options.ts'

/** The draw of a knockout: `field` where somebody came late, `entries` after re-entry; `crossOver` in tests only. */
type KnockoutDraw = DrawInput & {
  readonly field?: Field
  readonly entries?: readonly Feed[]
  readonly crossOver?: CrossOver
}

function pairings(input: KnockoutDraw): Pairing[] {
  const { field = input.order.length } = input
  const { options, type } = input.stage
  if (options.cut !== undefined) return withoutByes(cutPairs(field, options.cut, input.drawSeed, input.crossOver))
  if (type === 'double_elimination') return withoutByes(doublePairs(field, input.crossOver, options.grandFinal))
  if (options.mode === 're-entry') return withoutByes(reentryPairs(field, input.entries))
  if (options.mode === 'plate') return withoutByes(platePairs(field))
  const pairs = singlePairs(field, options.thirdPlace)
  return withoutByes(options.reseed === true ? reseededPairs(pairs) : pairs)
}

/** Racks each side needs; in an extended grand final the losers-side player, slot b, needs more. */
function racesOf({ scoring, grandFinal, extraRacks = extraRacksDefault }: StageOptions, pair: Pairing): Match['races'] {
  if (scoring.kind !== 'race') return null
  const { raceTo } = scoring
  return pair.bracket === 'GF' && grandFinal === 'extended' ? [raceTo, raceTo + extraRacks] : [raceTo, raceTo]
}

/** Matches in bracket order: winners, losers, grand final or cut, third place; then round; then position. */
export function drawMatches(input: KnockoutDraw): Match[] {
  const pairs = pairings(input)
  const ids = new Map(pairs.map((pair) => [pair.ref, matchId(input.tournament, input.stage.number, pair.ref)]))
  const idOf = (ref: string) => ids.get(ref) ?? matchId(input.tournament, input.stage.number, ref)
  const winnerTo = new Map<string, Target>()
  const loserTo = new Map<string, Target>()
  for (const pair of pairs) {
    for (const [at, feed] of pair.feeds.entries()) {
      if (feed.kind !== 'winner' && feed.kind !== 'loser') continue
      const targets = feed.kind === 'winner' ? winnerTo : loserTo
      targets.set(feed.ref, { match: idOf(pair.ref), slot: at === 0 ? 'a' : 'b' })
    }
  }
  const source = (feed: Feed): SlotSource => {
    if (!('ref' in feed)) return feed
    return { kind: feed.kind, match: idOf(feed.ref) }
  }
  const slot = (feed: Feed): Slot => ({
    source: source(feed),
    player: feed.kind === 'seed' ? (input.order[feed.seed - 1] ?? null) : null,
    dead: feed.kind === 'bye',
  })
  const { scoring } = input.stage.options
  return pairs.map((pair, at) => {
    const isReady = pair.feeds.every((feed) => feed.kind === 'seed')
    return {
      id: idOf(pair.ref),
      ref: pair.ref,
      number: at + 1,
      stage: input.stage.number,
      bracket: pair.bracket,
      round: pair.round,
      position: pair.position,
      state: isReady ? 'ready' : 'locked',
      slots: [slot(pair.feeds[0]), slot(pair.feeds[1])],
      races: racesOf(input.stage.options, pair),
      ...(scoring.kind === 'race' && capOf(scoring)),
      scores: [0, 0],
      racks: '',
      result: null,
      table: null,
      calledAt: null,
      readyAt: isReady ? input.at : null,
      startedAt: null,
      startedBy: null,
      completedAt: null,
      winnerTo: winnerTo.get(pair.ref) ?? null,
      loserTo: loserTo.get(pair.ref) ?? null,
    }
  })
}
