/** The law of the plate: in it are those who lost the first match they played, and nobody else. */
import type { Match, PlayerId, State } from '../types.ts'

function firstLosers(matches: readonly Match[]): Set<PlayerId> {
  const seen = new Set<PlayerId>()
  const losers = new Set<PlayerId>()
  for (const { bracket, slots, result } of matches) {
    if (bracket !== 'W' || result === null) continue
    for (const [at, { player }] of slots.entries()) {
      if (player === null || seen.has(player)) continue
      seen.add(player)
      if (result.winner !== (at === 0 ? 'a' : 'b')) losers.add(player)
    }
  }
  return losers
}

/** Who is wrongly in the plate of a finished run or is missing there; for runs without double forfeits. */
export function plateFaults({ matches }: State): string[] {
  const plate = matches.filter((match) => match.bracket === 'P')
  if (plate.length === 0) return []
  const inPlate = new Set(plate.flatMap(({ slots }) => slots.flatMap((slot) => slot.player ?? [])))
  const due = firstLosers(matches)
  const strangers = [...inPlate].filter((player) => !due.has(player)).map((player) => `${player} is in the plate`)
  const missing = [...due].filter((player) => !inPlate.has(player)).map((player) => `${player} lacks the plate`)
  return [...strangers, ...missing]
}
