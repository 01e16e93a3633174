/**
 * Pairs of the next round of `chip_points`. Computed once, by `decide`, and stored in the event of the round.
 * One of an odd number has a bye, nobody a second one; nobody meets the same player again unless that is allowed.
 */
import { generator, shuffle } from '../random.ts'
import { bergerRounds } from '../round-robin/berger.ts'
import type { PlayerId } from '../types.ts'

export interface RoundPairs {
  readonly pairs: readonly (readonly [PlayerId, PlayerId])[]
  readonly bye: PlayerId | null
}

/** Who takes part, in the order in which they are to meet, and what came before. */
export interface Field {
  readonly players: readonly PlayerId[]
  readonly hadBye: ReadonlySet<PlayerId>
  readonly haveMet: (a: PlayerId, b: PlayerId) => boolean
}

/** Enough for any field; a search that needs more has no answer that a director could wait for. */
const stepsMax = 50_000

type Pair = readonly [PlayerId, PlayerId]

/** Pairs the first with the nearest he has not met, and so on, going back where the rest cannot be paired. */
function matched(players: readonly PlayerId[], haveMet: Field['haveMet'], budget: { steps: number }): Pair[] | null {
  const [first, ...rest] = players
  if (first === undefined) return []
  for (const other of rest) {
    if (haveMet(first, other)) continue
    if (budget.steps-- <= 0) return null
    const others = matched(
      rest.filter((id) => id !== other),
      haveMet,
      budget,
    )
    if (others !== null) return [[first, other], ...others]
  }
  return null
}

/** The pairs of a round, or null where none are left without a rematch or a second bye. */
export function roundPairs({ players, hadBye, haveMet }: Field): RoundPairs | null {
  const budget = { steps: stepsMax }
  if (players.length % 2 === 0) {
    const pairs = matched(players, haveMet, budget)
    return pairs === null ? null : { pairs, bye: null }
  }
  // The last of the order rests first.
  for (const bye of players.toReversed()) {
    if (hadBye.has(bye)) continue
    const pairs = matched(
      players.filter((id) => id !== bye),
      haveMet,
      budget,
    )
    if (pairs !== null) return { pairs, bye }
  }
  return null
}

/** Players in a random order of this seed. */
export function shuffled(players: readonly PlayerId[], seed: number): PlayerId[] {
  return shuffle(generator(seed), players)
}

/** Players in the order that makes the pairs of a round of the Berger tables, as far as both are still there. */
export function bergerOrder(drawn: readonly PlayerId[], present: ReadonlySet<PlayerId>, round: number): PlayerId[] {
  const rounds = bergerRounds(drawn.length, 1)
  const pairs = rounds[(round - 1) % Math.max(1, rounds.length)] ?? []
  const met: PlayerId[] = []
  for (const [a, b] of pairs) {
    const both = [drawn[a - 1], drawn[b - 1]].flatMap((id) => (id !== undefined && present.has(id) ? id : []))
    if (both.length === 2) met.push(...both)
  }
  const paired = new Set(met)
  return [...met, ...drawn.filter((id) => present.has(id) && !paired.has(id))]
}
