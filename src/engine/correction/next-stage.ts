/**
 * The stage that was drawn from the ranks a correction changes: whether its draw would be another one now.
 * Nothing is drawn here; the two draws are made of the same rules and compared.
 */
import { assert } from '../assert.ts'
import { formatOf } from '../formats.ts'
import { isRecorded, stageOf } from '../lookup.ts'
import { seedOrderOf } from '../stages/order.ts'
import { qualifiers } from '../stages/source.ts'
import type { Match, Stage, State } from '../types.ts'

/** The stage behind a match's own, if it is drawn. */
export function drawnNext(state: State, match: Match): Stage | undefined {
  const next = stageOf(state, match.stage + 1)
  return next !== undefined && next.order.length !== 0 ? next : undefined
}

function sourceOf(state: State, { number }: Stage): Stage {
  const source = stageOf(state, number - 1)
  assert(source !== undefined, `no stage before ${number}`)
  return source
}

/** Whom the stage before sends to `next`, in which order; null while that is open. For finals it is the ranks. */
function drawOf(state: State, next: Stage): string | null {
  const { from } = next.options
  const source = sourceOf(state, next)
  if (from === undefined) {
    const rows = formatOf(source).standings(state, source)
    return rows.map(({ player, rank }) => `${player} ${rank}`).join()
  }
  const qualified = qualifiers(state, next, from)
  if ('code' in qualified) return null
  const isKnockout = next.type === 'single_elimination' || next.type === 'double_elimination'
  return (seedOrderOf(qualified, from, isKnockout) ?? []).join()
}

/**
 * True if `next` would be drawn in another way in `after` than in `before`. Reopening makes all stages active, so that
 * none can be drawn from; then places must do.
 */
export function isDrawnOtherwise(before: State, after: State, next: Stage): boolean {
  const is = drawOf(after, next)
  return is === null
    ? drawOf(before, next) !== null || arePlacesOther(before, after, next)
    : is !== drawOf(before, next)
}

/** True if the places of the stage before `next` differ, beyond the order in which equal ranks are seeded. */
export function arePlacesOther(before: State, after: State, next: Stage): boolean {
  const places = (state: State) => {
    const source = sourceOf(state, next)
    return [...formatOf(source).placesOf(state, source)]
      .map(([id, { place }]) => `${id} ${place}`)
      .sort()
      .join()
  }
  return places(before) !== places(after)
}

/** A match of the stage that holds its draw fast by what is on record, if there is one. */
export function recordedIn(state: State, stage: Stage): Match | undefined {
  return state.matches.find((match) => match.stage === stage.number && isRecorded(match))
}
