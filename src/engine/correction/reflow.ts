/**
 * What a changed result does to the matches behind it, as far as its players would have gone.
 * Every match it can reach is looked at once, those that feed before those they feed, so that a match which is
 * reached on two ways sees both new players together. A match whose slots stay as they were passes nothing on.
 */
import { type Board, isPlayed, judged, matchAt, replace, unplayed } from '../elimination/advance.ts'
import { type Arrival, sent, targetsOf } from '../elimination/outcomes.ts'
import { withRaceOf } from '../handicapped.ts'
import type { Match, MatchId, Slot } from '../types.ts'

/** One match whose slots are others than before. */
export interface Change {
  readonly before: Match
  readonly after: Match
  /** True if it had begun or had a result, which is void now. */
  readonly isVoided: boolean
}

type Arrivals = Map<MatchId, { a?: Arrival | null; b?: Arrival | null }>

/** The match at `id`, which nothing is sent to, and every match behind it, each after all that feed it. */
function behind(board: Board, id: MatchId): MatchId[] {
  const order: MatchId[] = []
  const seen = new Set<MatchId>()
  const visit = (at: MatchId): void => {
    seen.add(at)
    for (const target of targetsOf(board.matches, matchAt(board, at))) if (!seen.has(target.match)) visit(target.match)
    order.push(at)
  }
  visit(id)
  return order.reverse()
}

function send(board: Board, match: Match, arrivals: Arrivals): void {
  for (const [target, arrival] of sent(board, match)) {
    arrivals.set(target.match, { ...arrivals.get(target.match), [target.slot]: arrival })
  }
}

/** `undefined`: nothing new was sent there; null: nobody is known for it any more. */
function filled(slot: Slot, arrival: Arrival | null | undefined): Slot {
  if (arrival === undefined) return slot
  const player = arrival === null || arrival === 'nobody' ? null : arrival
  const dead = arrival === 'nobody'
  return slot.player === player && slot.dead === dead ? slot : { ...slot, player, dead }
}

/**
 * A match that waits with both its players keeps its table; the new ones have not been called yet.
 * One that is lost by absence keeps the table where it was to be played.
 */
function changed(board: Board, before: Match, slots: Match['slots'], isVoided: boolean): Match {
  const fresh = judged(board, { ...unplayed(before), slots })
  if (isVoided) return fresh
  const waits = before.state === 'ready' || before.state === 'assigned'
  if (waits && fresh.state === 'ready') return { ...withRaceOf(before, fresh), slots, calledAt: null }
  return fresh.state === 'completed' ? { ...fresh, table: before.table } : fresh
}

/**
 * Sends the players of the match at `id` on, as its result now says, and carries on wherever that changes a slot.
 * `isVoid` says of a match as it was whether it loses what is on record. Cost O(matches behind it).
 */
export function reflow(
  board: Board,
  id: MatchId,
  isVoid: (match: Match) => boolean = (match) => isPlayed(board, match),
): Change[] {
  const changes: Change[] = []
  const arrivals: Arrivals = new Map()
  send(board, matchAt(board, id), arrivals)
  for (const next of behind(board, id)) {
    const arrival = arrivals.get(next)
    if (arrival === undefined) continue
    const before = matchAt(board, next)
    const [a, b] = before.slots
    const slots = [filled(a, arrival.a), filled(b, arrival.b)] as const
    if (slots[0] === a && slots[1] === b) continue
    const isVoided = isVoid(before)
    const after = changed(board, before, slots, isVoided)
    replace(board, after)
    changes.push({ before, after, isVoided })
    send(board, after, arrivals)
  }
  return changes
}
