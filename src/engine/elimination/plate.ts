/**
 * The plate: a knockout of its own for those who lost the first match they played.
 * Its places are a second list and change nothing in the main one.
 */
import { isOver } from '../lookup.ts'
import type { Match, PlayerId, Slot, Stage } from '../types.ts'

/** True for a match of the plate. */
export function isPlate(match: Pick<Match, 'bracket'>): boolean {
  return match.bracket === 'P'
}

/** True for one who comes to a match of the second round without having won in the first: he had a bye there. */
export function cameByBye(slot: Slot): boolean {
  return slot.source.kind === 'seed'
}

/** Players who are in a plate match that is not over. */
export function playingPlate(stage: Stage, matches: readonly Match[]): ReadonlySet<PlayerId> {
  const open = matches.filter((match) => match.stage === stage.number && isPlate(match) && !isOver(match))
  return new Set(open.flatMap((match) => match.slots.flatMap((slot) => slot.player ?? [])))
}

/** Round in which a player left the plate; beyond the last round for its winner; for a match that is over. */
function exits(match: Match, plate: readonly Match[], last: number): (readonly [PlayerId, number])[] {
  const { round, result, slots } = match
  if (result === null) {
    const alone = slots.find((slot) => slot.player !== null)?.player ?? null
    if (alone === null) return []
    const goesOn = plate.some((next) => next.round > round && next.slots.some((slot) => slot.player === alone))
    // Nobody else is in his round, so he has won if it is the last.
    return goesOn ? [] : [[alone, round]]
  }
  return slots.flatMap(({ player }, at) => {
    if (player === null) return []
    const hasWon = result.winner === (at === 0 ? 'a' : 'b')
    if (!hasWon) return [[player, round] as const]
    return round === last ? [[player, last + 1] as const] : []
  })
}

/** Places in the plate, by player; none before the first two rounds have shown who is in it. */
export function platePlaces(stage: Stage, matches: readonly Match[]): ReadonlyMap<PlayerId, number> {
  const all = matches.filter((match) => match.stage === stage.number)
  const plate = all.filter(isPlate)
  const places = new Map<PlayerId, number>()
  const areAllIn = all.every((match) => match.bracket !== 'W' || match.round > 2 || isOver(match))
  if (plate.length === 0 || !areAllIn) return places
  const last = Math.max(...plate.map((match) => match.round))
  const inPlate = new Set(plate.flatMap(({ slots }) => slots.flatMap((slot) => slot.player ?? []))).size
  const left = new Map(plate.filter(isOver).flatMap((match) => exits(match, plate, last)))
  // A match still to be played sends one player out of its round, the final its winner as well.
  const pending = plate.filter((match) => !isOver(match))
  for (const [player, round] of left) {
    const isSettled = !pending.some((match) => match.round < round)
    const gone = [...left.values()].filter((other) => other <= round).length
    const due = pending.filter((match) => match.round <= round).length
    if (isSettled) places.set(player, 1 + inPlate - gone - due)
  }
  return places
}
