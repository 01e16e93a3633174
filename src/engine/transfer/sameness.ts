/**
 * When two answers of `decide` are the same: equal as JSON, or equal but for the seed that lots were drawn with.
 * Postgres keeps the members of JSON in an order of its own, so order never counts; absent and undefined are one.
 */
import { pointsOptions } from '../chips/options.ts'
import { stageOf } from '../lookup.ts'
import type { EventData } from '../messages.ts'
import type { PlayerId, State } from '../types.ts'

/** Equality of plain JSON, whatever the order of members. O(size). */
export function isSameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false
    return a.every((item, at) => isSameJson(item, b[at]))
  }
  const [one, other] = [membersOf(a), membersOf(b)]
  if (one.size !== other.size) return false
  for (const [name, value] of one) if (!other.has(name) || !isSameJson(value, other.get(name))) return false
  return true
}

function membersOf(value: object): Map<string, unknown> {
  return new Map(Object.entries(value).filter(([, member]) => member !== undefined))
}

/** True if both hold the same players, nobody twice. */
function isSameSet(a: readonly PlayerId[], b: readonly PlayerId[]): boolean {
  const [one, other] = [new Set(a), new Set(b)]
  return one.size === a.length && a.length === b.length && b.every((id) => one.has(id)) && other.size === b.length
}

/** The same sets of tied players, each in any order. */
export function isSameLot(told: EventData['lot.drawn'], decided: EventData['lot.drawn']): boolean {
  if (told.stage !== decided.stage || told.lots.length !== decided.lots.length) return false
  return told.lots.every((lot, at) => isSameSet(lot, decided.lots[at] ?? []))
}

/** The same finalists but for those tied at the cut, who stand in the order of their lots. */
export function isSameCut(told: EventData['finals.applied'], decided: EventData['finals.applied']): boolean {
  const { order, lots, ...rest } = told
  const { order: due, lots: drawn, ...dueRest } = decided
  if (!isSameJson(rest, dueRest) || !isSameSet(lots, drawn)) return false
  const sure = due.filter((id) => !drawn.includes(id))
  return isSameJson(order, [...sure, ...lots].slice(0, due.length))
}

function pairKey(...pair: readonly (PlayerId | null)[]): string {
  return pair.toSorted().join(' ')
}

/** Any pairing of the same players that keeps the rules, where the stage pairs at random. */
export function isSameRound(state: State, told: EventData['round.drawn'], decided: EventData['round.drawn']): boolean {
  const stage = stageOf(state, told.stage)
  if (stage === undefined) return false
  const { pairing, allowRematch } = pointsOptions(stage.options)
  if (pairing !== 'random' || told.round !== decided.round || told.stage !== decided.stage) return false
  const field = ({ pairs, bye }: EventData['round.drawn']) => [...pairs.flat(), ...(bye === null ? [] : [bye])]
  if (!isSameSet(field(told), field(decided)) || (told.bye === null) !== (decided.bye === null)) return false
  const rested = new Set<PlayerId | null>()
  const met = new Set<string>()
  for (const { stage: number, slots, result } of state.matches) {
    if (number !== stage.number) continue
    if (result?.kind === 'bye') rested.add(slots[0].player)
    met.add(pairKey(slots[0].player, slots[1].player))
  }
  if (told.bye !== null && rested.has(told.bye)) return false
  return allowRematch || told.pairs.every(([a, b]) => !met.has(pairKey(a, b)))
}
