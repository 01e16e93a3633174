/**
 * What leads a tournament on when nothing is left to play: the next round, the finals, lots, the next stage, or the
 * end where nobody is left for it.
 */
import type { Command } from '../messages.ts'
import type { State } from '../types.ts'
import type { Director } from './director.ts'

/** Lots may be needed once for a group and once more for the best of a rank; then they are drawn. */
const lotsMax = 40

/** Two of three losers of round 1 come in again, then the rest is drawn. */
function afterFirst({ stages }: State): Command[] {
  return stages.flatMap(({ options, order, field, number }): Command[] => {
    if (options.mode !== 're-entry' || order.length === 0 || field !== undefined) return []
    const again = order.filter((_, at) => at % 3 > 0)
    return [
      ...again.map((player) => ({ type: 'player.reenter', player }) as const),
      { type: 'round.draw', stage: number },
    ]
  })
}

/** Commands that may lead on, those that make more play before the others. */
export function onward(state: State): Command[] {
  const { stages } = state
  const rounds = stages.flatMap(({ type, number }): Command[] => {
    if (type !== 'chip_points') return []
    return [
      { type: 'round.draw', stage: number },
      { type: 'finals.apply', stage: number },
    ]
  })
  const next = stages.find(({ number, status }) => number > 1 && status === 'planned')
  const again = afterFirst(state)
  if (next === undefined) return [...again, ...rounds]
  const drawn = (stages[next.number - 2]?.lots ?? []).length
  const lot: Command[] = drawn < lotsMax ? [{ type: 'lot', stage: next.number - 1 }] : []
  return [...again, ...rounds, { type: 'stage.draw', stage: next.number }, ...lot, { type: 'tournament.complete' }]
}

/** True if one of them was accepted. */
export function goesOn(director: Director): boolean {
  return onward(director.state).some((command) => director.tries(command) === null)
}
