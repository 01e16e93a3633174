/**
 * The queue of `chip_lives`: who waits, who comes back to it, and who is called to the next match.
 * Works on plain lists of players; what is returned is new, what is given stays.
 */
import type { ChipLivesOptions, PlayerId } from '../types.ts'
import type { Tally } from './tally.ts'

type Rules = Required<ChipLivesOptions>

/** True if the winner keeps his place at the table after this win. */
function staysOn(rules: Rules, winner: Tally | undefined): boolean {
  if (!rules.winnerStays) return false
  const limit = rules.maxConsecutiveWins
  return limit === null || winner === undefined || winner.streak === 0 || winner.streak % limit !== 0
}

/** The queue after a match: the loser to its tail, the winner ahead of everybody or ahead of the loser. */
export function requeued(
  queue: readonly PlayerId[],
  rules: Rules,
  ended: { readonly winner: PlayerId | null; readonly losers: readonly PlayerId[] },
  tallies: ReadonlyMap<PlayerId, Tally>,
): PlayerId[] {
  const { winner, losers } = ended
  if (winner === null) return [...queue, ...losers]
  if (staysOn(rules, tallies.get(winner))) return [winner, ...queue, ...losers]
  return [...queue, winner, ...losers]
}

/** Matches that may run at once with so many players in. */
export function matchesAtOnce(rules: Rules, alive: number): number {
  const pairs = Math.floor(alive / 2)
  if (!rules.shrinkTables || alive >= 2 * rules.tables) return Math.min(rules.tables, pairs)
  return Math.min(rules.tables, Math.max(Math.floor((alive - 1) / 2), Math.min(1, pairs)))
}

/** True if the last match of both was the one against each other. */
function justMet(a: PlayerId, b: PlayerId, tallies: ReadonlyMap<PlayerId, Tally>): boolean {
  return tallies.get(a)?.lastOpponent === b && tallies.get(b)?.lastOpponent === a
}

/** The head of the queue and his opponent; null while fewer than two wait. */
export function nextPair(
  queue: readonly PlayerId[],
  rules: Rules,
  tallies: ReadonlyMap<PlayerId, Tally>,
): readonly [PlayerId, PlayerId] | null {
  const [head, ...others] = queue
  const [next] = others
  if (head === undefined || next === undefined) return null
  const fresh = rules.antiRematch ? others.find((other) => !justMet(head, other, tallies)) : next
  return [head, fresh ?? next]
}
