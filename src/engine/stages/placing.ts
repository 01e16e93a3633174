/**
 * Places of the tournament: the last stage first, then those who did not get beyond the stage before, and so on.
 * Whoever could still be drawn into a later stage has no place yet.
 */
import type { Placed } from '../format.ts'
import { formatOf } from '../formats.ts'
import type { PlayerId, Stage, State } from '../types.ts'

/** A place and the stage that decided it. */
export interface FinalPlace extends Placed {
  readonly stage: number
}

function leftBehind(state: State, stage: Stage, next: Stage, places: Map<PlayerId, FinalPlace>): void {
  const own = formatOf(stage).placesOf(state, stage)
  const qualified = new Set(next.order)
  const others = [...own].filter(([id]) => !qualified.has(id))
  const sorted = others.map(([, { place }]) => place).toSorted((a, b) => a - b)
  for (const [id, placed] of others) {
    const place = 1 + next.order.length + sorted.indexOf(placed.place)
    places.set(id, { ...placed, place, hasWon: false, stage: stage.number })
  }
}

/** Places that are certain, by player. */
export function finalPlaces(state: State): ReadonlyMap<PlayerId, FinalPlace> {
  const places = new Map<PlayerId, FinalPlace>()
  for (const stage of state.stages) {
    if (stage.order.length === 0) break
    const following = state.stages[stage.number]
    const next = following?.status === 'skipped' ? undefined : following
    if (next !== undefined && next.order.length > 0) leftBehind(state, stage, next, places)
    else if (next === undefined) {
      for (const [id, placed] of formatOf(stage).placesOf(state, stage))
        places.set(id, { ...placed, stage: stage.number })
    }
  }
  return places
}
