/**
 * Laws of a drawn bracket before anything is played: one source per slot, seeds apart, few rematches.
 * Each checker returns what it found wrong, in words; an empty list is a law kept.
 */
import { bracketSize } from '../seeding.ts'
import type { Match, MatchId, Slot, State } from '../types.ts'

type Side = 0 | 1

function byId(matches: readonly Match[]): ReadonlyMap<MatchId, Match> {
  return new Map(matches.map((match) => [match.id, match]))
}

function slotFaults(match: Match, slot: Slot, side: Side, known: ReadonlyMap<MatchId, Match>): string[] {
  const { source } = slot
  if (source.kind === 'bye') return [`${match.ref} has a bye`]
  if (source.kind === 'seed' || source.kind === 'queue') return []
  if (source.kind === 'reseed') return []
  const from = known.get(source.match)
  const target = source.kind === 'winner' ? from?.winnerTo : from?.loserTo
  const isMutual = target?.match === match.id && target.slot === (side === 0 ? 'a' : 'b')
  return isMutual ? [] : [`slot ${side} of ${match.ref} and its source do not name each other`]
}

/** LAW-7, structure: every live slot has one source, every outcome at most one target, and they name each other. */
export function sourceFaults(matches: readonly Match[]): string[] {
  const known = byId(matches)
  const faults: string[] = []
  const taken = new Set<string>()
  for (const match of matches) {
    for (const side of [0, 1] as const) faults.push(...slotFaults(match, match.slots[side], side, known))
    for (const target of [match.winnerTo, match.loserTo]) {
      if (target === null) continue
      const key = `${target.match}:${target.slot}`
      if (taken.has(key)) faults.push(`two outcomes go to ${known.get(target.match)?.ref}:${target.slot}`)
      taken.add(key)
      const slot = known.get(target.match)?.slots[target.slot === 'a' ? 0 : 1]
      const isNamed = slot !== undefined && 'match' in slot.source && slot.source.match === match.id
      if (!isNamed) faults.push(`${match.ref} sends a player to a slot that expects another`)
    }
  }
  const seeds = matches.flatMap((match) => match.slots.flatMap(({ source: s }) => (s.kind === 'seed' ? s.seed : [])))
  if (new Set(seeds).size !== seeds.length) faults.push('a seed stands in two slots')
  return faults
}

/** Seeds that can reach each winners match, by id. */
function reach(matches: readonly Match[]): Map<MatchId, readonly [number[], number[]]> {
  const reached = new Map<MatchId, readonly [number[], number[]]>()
  const of = (slot: Slot): number[] => {
    if (slot.source.kind === 'seed') return [slot.source.seed]
    if (slot.source.kind === 'bye' || slot.source.kind === 'queue') return []
    if (slot.source.kind === 'reseed') return []
    const sides = reached.get(slot.source.match)
    return sides === undefined ? [] : [...sides[0], ...sides[1]]
  }
  for (const match of matches) {
    if (match.bracket === 'W') reached.set(match.id, [of(match.slots[0]), of(match.slots[1])])
  }
  return reached
}

/** LAW-8: seeds i < j <= 2^k do not meet while more than 2^k players are left; byes only to the top seeds. */
export function seedFaults(state: State): string[] {
  const players = state.stages[0]?.order.length ?? 0
  const size = bracketSize(players)
  const faults: string[] = []
  const reached = reach(state.matches)
  const inRoundOne = new Set<number>()
  for (const match of state.matches) {
    const sides = reached.get(match.id)
    if (sides === undefined) continue
    if (match.round === 1) for (const seed of sides.flat()) inRoundOne.add(seed)
    const leftAfter = size / 2 ** match.round
    const meets = Math.max(Math.min(...sides[0]), Math.min(...sides[1]))
    if (meets <= leftAfter) faults.push(`two of the first ${leftAfter} seeds meet in ${match.ref}`)
  }
  for (let seed = 1; seed <= players; seed++) {
    const hasBye = !inRoundOne.has(seed)
    if (hasBye !== seed <= size - players) faults.push(`seed ${seed} ${hasBye ? 'has a bye' : 'lacks its bye'}`)
  }
  return faults
}

/** A winners match as the range of first-round matches below it. */
interface Entry {
  readonly from: number
  readonly to: number
}

function mayHaveMet(a: Entry, b: Entry): boolean {
  const isAbove = (x: Entry, y: Entry) => x.from <= y.from && y.to <= x.to && x.to - x.from > y.to - y.from
  return isAbove(a, b) || isAbove(b, a)
}

/**
 * Possible rematches per losers round of a full bracket: pairs of winners matches, one whose loser may come from
 * each side, such that the two losers may have met on the winners side.
 */
export function rematches(matches: readonly Match[]): number[] {
  const known = byId(matches)
  const entries = new Map<MatchId, readonly [Entry[], Entry[]]>()
  const vector: number[] = []
  const entering = (slot: Slot): Entry[] => {
    if (!('match' in slot.source)) return []
    const from = known.get(slot.source.match)
    if (from === undefined) return []
    if (slot.source.kind === 'winner') return entries.get(from.id)?.flat() ?? []
    const width = 2 ** (from.round - 1)
    return [{ from: (from.position - 1) * width, to: from.position * width }]
  }
  for (const match of matches) {
    if (match.bracket !== 'L') continue
    const sides = [entering(match.slots[0]), entering(match.slots[1])] as const
    entries.set(match.id, sides)
    const met = sides[0].reduce((sum, a) => sum + sides[1].filter((b) => mayHaveMet(a, b)).length, 0)
    vector[match.round - 1] = (vector[match.round - 1] ?? 0) + met
  }
  return vector
}

/** LAW-9: the rematch vector of a full double elimination is the published one. */
export function rematchFaults(state: State, published: readonly number[]): string[] {
  const vector = rematches(state.matches)
  return vector.join() === published.join() ? [] : [`rematches ${vector.join()} instead of ${published.join()}`]
}
