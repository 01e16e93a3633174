/**
 * Places of a knockout, from the rounds in which players leave it.
 * Every way out of the bracket has a rank, the first round to be lost the lowest. The place of a rank is one more
 * than the number of players who leave above it, so places are a standard competition ranking by construction.
 * A match not yet played counts for the exits it will bring, so a place is known as soon as its player is out.
 */
import { bracketSize } from '../seeding.ts'
import type { Match, MatchId, PlayerId, Stage } from '../types.ts'
import { slotAt } from './advance.ts'

/** One player leaving, or expected to leave, the bracket; `hasWon`: he won his last match. */
interface Exit {
  readonly rank: number
  readonly player: PlayerId | null
  readonly hasWon: boolean
}

export interface Placed {
  readonly place: number
  readonly hasWon: boolean
  /** The match that decided it. */
  readonly match: MatchId
}

interface Context {
  readonly matches: readonly Match[]
  readonly index: ReadonlyMap<MatchId, number>
  readonly stage: Stage
  readonly rounds: number
  readonly hasLeft: (player: PlayerId) => boolean
}

/** Rank of those who lose this match and are out. */
function loserRank(context: Context, match: Match): number {
  const { rounds } = context
  if (context.stage.type === 'double_elimination') {
    if (match.bracket === 'GF') return 2 * (rounds - 1)
    if (match.bracket === 'L') return match.round - 1
    // Out on the winners side, by double forfeit or after leaving: as if lost where the loser would have gone.
    return match.round === 1 ? 0 : 2 * match.round - 3
  }
  if (match.bracket === '3P') return rounds - 1
  return match.round < rounds ? match.round - 1 : rounds + 1
}

function winnerRank(context: Context, match: Match): number {
  if (context.stage.type === 'double_elimination') return 2 * (context.rounds - 1) + 1
  return match.bracket === '3P' ? context.rounds : context.rounds + 2
}

/** True if no match follows for its winner. */
function isLast(context: Context, match: Match): boolean {
  if (match.winnerTo === null) return true
  return match.ref === 'GF1' && context.matches[context.index.get(match.winnerTo.match) ?? -1]?.state === 'void'
}

function voidExits(context: Context, match: Match): Exit[] {
  const out = loserRank(context, match)
  const live = match.slots.filter((slot) => !slot.dead)
  if (live.length === 2) return live.map((slot) => ({ rank: out, player: slot.player, hasWon: false }))
  const player = live[0]?.player ?? null
  if (live.length === 0) return []
  const hasWon = player === null || !context.hasLeft(player)
  if (isLast(context, match)) return [{ rank: hasWon ? winnerRank(context, match) : out, player, hasWon }]
  if (player === null || match.winnerTo === null) return []
  const next = context.matches[context.index.get(match.winnerTo.match) ?? -1]
  const wentOn = next?.slots[slotAt(match.winnerTo.slot)].player === player
  return wentOn ? [] : [{ rank: out, player, hasWon: false }]
}

function exits(context: Context, match: Match): Exit[] {
  if (match.state === 'void') return voidExits(context, match)
  const out = loserRank(context, match)
  const winner = match.result?.winner ?? null
  if (match.result !== null && winner === null) {
    return match.slots.map((slot) => ({ rank: out, player: slot.player, hasWon: false }))
  }
  const [won, lost] = winner === 'b' ? [1, 0] : [0, 1]
  const isDone = match.result !== null
  const list: Exit[] = []
  const ends = isLast(context, match)
  if (ends || match.loserTo === null) {
    list.push({ rank: out, player: isDone ? (match.slots[lost]?.player ?? null) : null, hasWon: false })
  }
  if (ends) {
    const rank = winnerRank(context, match)
    list.push({ rank, player: isDone ? (match.slots[won]?.player ?? null) : null, hasWon: true })
  }
  return list
}

/** Places of all whose last match is over; who is missing is still in. Cost O(matches). */
export function placesOf(
  stage: Stage,
  matches: readonly Match[],
  index: ReadonlyMap<MatchId, number>,
  hasLeft: (player: PlayerId) => boolean,
): Map<PlayerId, Placed> {
  const rounds = Math.log2(bracketSize(stage.order.length))
  const context: Context = { matches, index, stage, rounds, hasLeft }
  const sizes: number[] = Array.from({ length: 2 * rounds + 3 }, () => 0)
  const leavers: { exit: Exit; match: MatchId }[] = []
  for (const match of matches) {
    if (match.stage !== stage.number) continue
    for (const exit of exits(context, match)) {
      sizes[exit.rank] = (sizes[exit.rank] ?? 0) + 1
      if (exit.player !== null) leavers.push({ exit, match: match.id })
    }
  }
  const placeOfRank: number[] = []
  let below = 0
  for (const [rank, size] of sizes.entries()) {
    below += size
    placeOfRank[rank] = 1 + stage.order.length - below
  }
  const places = new Map<PlayerId, Placed>()
  for (const { exit, match } of leavers) {
    if (exit.player === null) continue
    places.set(exit.player, { place: placeOfRank[exit.rank] ?? 0, hasWon: exit.hasWon, match })
  }
  return places
}
