/**
 * One who comes after the draw takes the bye of a player whose second match has not begun: there is a match of round 1
 * more, and the bracket is drawn again around it. The lowest seed loses his bye first. On the losers side a bye ends as
 * well, so nothing may have begun that the new draw feeds from elsewhere; matches it leaves alone stay as they are.
 */
import { indexOf, isOver, isRecorded, withStage } from '../lookup.ts'
import { bracketSize, slotOrder } from '../seeding.ts'
import type { Instant, Match, PlayerId, Slot, Stage, State } from '../types.ts'
import { type Board, boardOf, evaluate, retract, settle, unplayed } from './advance.ts'
import type { Feed } from './blueprint.ts'
import { drawMatches } from './matches.ts'

/** Who is on each line of the sheet, as round 1 of the matches has it. */
export function linesOf(stage: Stage, matches: readonly Match[]): Feed[] {
  const seats = slotOrder(bracketSize(stage.order.length))
  const first = matches.filter(({ bracket, round }) => bracket === 'W' && round === 1)
  const played = new Map(first.map((match) => [match.position, match]))
  return seats.map((seat, at): Feed => {
    const source = played.get((at >> 1) + 1)?.slots[at % 2 === 0 ? 0 : 1].source
    if (source?.kind === 'seed') return source
    return seat <= seats.length / 2 ? { kind: 'seed', seed: seat } : { kind: 'bye' }
  })
}

/** The lines of the sheet with the newcomer's seed on each of those that have a bye, lowest holder first. */
function* fieldsWith(stage: Stage, matches: readonly Match[]): Generator<Feed[]> {
  const seats = slotOrder(bracketSize(stage.order.length))
  const lines = linesOf(stage, matches)
  const newcomer: Feed = { kind: 'seed', seed: stage.order.length + 1 }
  // Seat s meets seat P + 1 - s, so the lowest holder is beside the highest of the seats that are free.
  for (const seat of seats.toSorted((a, b) => a - b)) {
    const at = seats.indexOf(seat)
    if (lines[at]?.kind === 'bye') yield lines.with(at, newcomer)
  }
}

const sourceKey = ({ source }: Slot) => JSON.stringify(source)

/** True if the match waits for players from elsewhere than before, or for a round that has one match more now. */
function isMoved(old: Match, fresh: Match): boolean {
  const isNextRound = fresh.round === 2 && fresh.slots[0].source.kind === 'reseed'
  return isNextRound || old.slots.some((slot, at) => sourceKey(slot) !== sourceKey(fresh.slots[at === 0 ? 0 : 1]))
}

/** The matches of the new draw with all that is known of them; null if it would take begun matches apart. */
function merged(board: Board, stage: Stage, fresh: readonly Match[]): Match[] | null {
  const known = new Map(board.matches.filter((match) => match.stage === stage.number).map((match) => [match.id, match]))
  const moved: Match[] = []
  for (const match of fresh) {
    const old = known.get(match.id)
    if (old !== undefined && isMoved(old, match)) moved.push(old)
  }
  for (const match of moved) {
    if (isRecorded(match) || (match.state === 'void' && retract(board, match.id).length > 0)) return null
  }
  const isMovedOn = new Set(moved.map((match) => match.id))
  let number = Math.max(...[...known.values()].map((match) => match.number))
  return fresh.map((match) => {
    const old = board.matches[board.index.get(match.id) ?? -1]
    if (old === undefined) return { ...unplayed(match), number: ++number }
    // Byes are in round 1 only, so every match is there again, and its winner goes where he went before.
    const { slots, loserTo } = match
    return isMovedOn.has(match.id) ? { ...unplayed(old), slots, loserTo } : { ...old, loserTo }
  })
}

/** The state with one player more in the bracket, or null if there is no bye for him. */
export function withOne(state: State, stage: Stage, player: PlayerId, at: Instant): State | null {
  if (stage.field !== undefined) return null
  const order = [...stage.order, player]
  const grown: Stage = { ...stage, order }
  const input = { tournament: state.tournament.id, stage: grown, order, at, drawSeed: stage.drawSeed ?? 0 }
  for (const field of fieldsWith(stage, state.matches)) {
    const matches = merged(boardOf(state, at), stage, drawMatches({ ...input, field }))
    if (matches === null) continue
    // It is the first stage, and no other is drawn: its matches are all there are.
    const next: State = { ...withStage(state, grown), matches, matchIndex: indexOf(matches) }
    const board = boardOf(next, at)
    for (const { id } of matches) evaluate(board, id)
    for (const match of matches) if (isOver(match)) settle(board, match.id)
    return { ...next, matches: board.matches }
  }
  return null
}
