/** The law of reseeding: in every round after the first the seeds of a pair stand as far apart as they can. */
import type { State } from '../types.ts'

/** What is wrong with the pairs of the rounds that are filled, in words; for runs without double forfeits. */
export function pairingFaults(state: State): string[] {
  const order = state.stages[0]?.order ?? []
  const rounds = Map.groupBy(
    state.matches.filter(({ bracket, round }) => bracket === 'W' && round > 1),
    (match) => match.round,
  )
  const faults: string[] = []
  for (const [round, matches] of rounds) {
    const players = matches.flatMap((match) => match.slots.flatMap((slot) => slot.player ?? []))
    const best = players.toSorted((a, b) => order.indexOf(a) - order.indexOf(b))
    for (const { ref, slots } of matches) {
      const ranks = slots.map(({ player }) => (player === null ? 0 : best.indexOf(player) + 1))
      const sum = (ranks[0] ?? 0) + (ranks[1] ?? 0)
      if (sum !== best.length + 1) faults.push(`round ${round}: ${ref} pairs ranks ${ranks.join(' and ')}`)
    }
  }
  return faults
}
