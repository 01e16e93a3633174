/** The law of the cut: half of those behind it come unbeaten from the winners side, half with one loss. */
import type { PlayerId, State } from '../types.ts'

/** What is wrong behind the cut of a finished run, in words; for runs without forfeits. */
export function cutFaults({ matches, stages }: State): string[] {
  const at = stages[0]?.options.cut?.at ?? 0
  const losses = new Map<PlayerId, number>()
  for (const { bracket, slots, result } of matches) {
    const loser = bracket === 'F' || result === null ? null : slots[result.winner === 'a' ? 1 : 0].player
    if (loser !== null) losses.set(loser, (losses.get(loser) ?? 0) + 1)
  }
  const first = matches.filter(({ bracket, round }) => bracket === 'F' && round === 1)
  const faults = first.flatMap(({ ref, slots }) =>
    slots.flatMap(({ player }, side) => {
      const lost = player === null ? -1 : (losses.get(player) ?? 0)
      return lost === side ? [] : [`slot ${side} of ${ref} has lost ${lost} times`]
    }),
  )
  if (2 * first.length !== at) faults.push(`${2 * first.length} players are behind a cut at ${at}`)
  const inFinals = new Set(first.flatMap(({ slots }) => slots.map(({ player }) => player)))
  for (const id of stages[0]?.order ?? []) {
    if (!inFinals.has(id) && losses.get(id) !== 2) faults.push(`${id} is out with ${losses.get(id)} losses`)
  }
  return faults
}
