/**
 * How a finished match moves its players on, and how a finish taken back calls them home.
 * Works on a board: a private copy of the matches of one state, changed in place and then frozen into the next.
 * A slot is dead once it is certain that nobody comes: then the match is void and whoever is there passes through.
 * A player who has left loses every match he reaches, as soon as his opponent is known.
 */
import { assert } from '../assert.ts'
import { racedBy } from '../handicapped.ts'
import { isOver } from '../lookup.ts'
import type { Instant, Match, MatchId, PlayerId, Result, Side, Slot, State, Target } from '../types.ts'
import { type Arrival, type Scene, sent, targetsOf } from './outcomes.ts'

export interface Board extends Scene {
  readonly at: Instant
  readonly matches: Match[]
  /** How one who has left loses the matches he reaches. */
  readonly lossKind: (player: PlayerId) => 'walkover' | 'disqualified'
  /** A match with both its players, with the race that they have between them. */
  readonly raced: (match: Match) => Match
}

/** A board over a copy of the state's matches; `at` dates whatever happens on it. */
export function boardOf(state: State, at: Instant): Board {
  const statusOf = (id: PlayerId) => state.players[state.playerIndex.get(id) ?? -1]?.status
  const hasLeft = (id: PlayerId): boolean => {
    const status = statusOf(id)
    return status === 'withdrawn' || status === 'disqualified'
  }
  const lossKind = (id: PlayerId) => (statusOf(id) === 'disqualified' ? 'disqualified' : 'walkover')
  const { stages, matchIndex: index } = state
  const raced = (match: Match) => racedBy(state, match)
  return { at, matches: state.matches.slice(), index, stages, hasLeft, lossKind, raced }
}

/** The match of a target, slot or event; it exists, because ids come from the same draw. */
export function matchAt(board: Pick<Board, 'matches' | 'index'>, id: MatchId): Match {
  const match = board.matches[board.index.get(id) ?? -1]
  assert(match !== undefined, `no match ${id}`)
  return match
}

/** Puts a changed match back on the board. */
export function replace(board: Board, match: Match): void {
  board.matches[board.index.get(match.id) ?? -1] = match
}

/** Position of a side in the pairs of a match. */
export function slotAt(side: Side): 0 | 1 {
  return side === 'a' ? 0 : 1
}

/** Score of a match that was not played: the race to nothing; open scoring has no such figure. */
export function walkoverScores(match: Match, winner: Side): [number, number] {
  if (match.races === null) return [0, 0]
  return winner === 'a' ? [match.races[0], 0] : [0, match.races[1]]
}

function withSlot(match: Match, side: Side, slot: Slot): Match {
  return { ...match, slots: side === 'a' ? [slot, match.slots[1]] : [match.slots[0], slot] }
}

function deliver(board: Board, target: Target, arrival: Arrival): void {
  const match = matchAt(board, target.match)
  const slot = match.slots[slotAt(target.slot)]
  if (slot.player !== null || slot.dead) return
  const filled = arrival === 'nobody' ? { ...slot, dead: true } : { ...slot, player: arrival }
  replace(board, withSlot(match, target.slot, filled))
  evaluate(board, target.match)
}

/** Sends the players of a completed or void match to where they go next, as far as it is known. */
export function settle(board: Board, id: MatchId): void {
  for (const [target, arrival] of sent(board, matchAt(board, id))) {
    if (arrival !== null) deliver(board, target, arrival)
  }
}

/** Completes a match and settles it. */
export function complete(board: Board, match: Match, result: Result, scores: readonly [number, number]): void {
  replace(board, { ...match, state: 'completed', result, scores, completedAt: board.at })
  settle(board, match.id)
}

/** A locked match as its slots make it: void, ready, lost by a player who has left, or still locked. */
export function judged(board: Pick<Board, 'at' | 'hasLeft' | 'lossKind' | 'raced'>, match: Match): Match {
  const [a, b] = match.slots
  if (a.dead || b.dead) return { ...match, state: 'void' }
  if (a.player === null || b.player === null) return match
  const hasLeftA = board.hasLeft(a.player)
  const hasLeftB = board.hasLeft(b.player)
  const ready: Match = { ...board.raced(match), state: 'ready', readyAt: board.at }
  if (!hasLeftA && !hasLeftB) return ready
  const lost = { ...ready, state: 'completed', completedAt: board.at } as const
  if (hasLeftA && hasLeftB) {
    if (match.bracket === '3P') return { ...match, state: 'void' }
    return { ...lost, result: { kind: 'double_forfeit', winner: null } }
  }
  const winner = hasLeftA ? 'b' : 'a'
  const kind = board.lossKind(hasLeftA ? a.player : b.player)
  return { ...lost, result: { kind, winner }, scores: walkoverScores(match, winner) }
}

/** A waiting match looks at its slots again, and what that ends moves on. */
export function evaluate(board: Board, id: MatchId): void {
  const match = matchAt(board, id)
  if (match.state !== 'locked') {
    if (match.state === 'void') settle(board, id)
    return
  }
  const next = judged(board, match)
  replace(board, next)
  if (isOver(next)) settle(board, id)
}

/** True for a match that people have begun or decided; a loss by absence alone is no play. */
export function isPlayed(board: Pick<Board, 'hasLeft'>, match: Match): boolean {
  if (match.state === 'active' || match.state === 'paused') return true
  if (match.state !== 'completed') return false
  const isAutomatic = match.startedAt === null && match.slots.some((s) => s.player !== null && board.hasLeft(s.player))
  return !isAutomatic
}

/** The match as if it had never been ready: locked, off its table, with nothing on record. */
export function unplayed(match: Match): Match {
  const cleared = { table: null, calledAt: null, readyAt: null, startedAt: null, startedBy: null, completedAt: null }
  const { plainRaces, ...rest } = match
  const races = plainRaces ?? match.races
  return { ...rest, ...cleared, races, state: 'locked', scores: match.start ?? [0, 0], racks: '', result: null }
}

/** Takes the outcomes of a match back from the slots they went to. Returns matches that forbid it by having begun. */
export function retract(board: Board, id: MatchId): Match[] {
  const begun: Match[] = []
  for (const target of targetsOf(board.matches, matchAt(board, id))) {
    const match = matchAt(board, target.match)
    const slot = match.slots[slotAt(target.slot)]
    if (slot.player === null && !slot.dead) continue
    if (isPlayed(board, match)) {
      begun.push(match)
      continue
    }
    if (match.state === 'void' || match.state === 'completed') begun.push(...retract(board, match.id))
    const emptied = withSlot(matchAt(board, match.id), target.slot, { ...slot, player: null, dead: false })
    replace(board, unplayed(emptied))
    evaluate(board, match.id)
  }
  return begun
}
