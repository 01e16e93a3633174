/**
 * Places of a knockout, from the rounds in which players leave it.
 * Every way out of the bracket has a rank, the first round to be lost the lowest. The place of a rank is one more
 * than the number of players who leave above it, so places are a standard competition ranking by construction.
 * A match not yet played counts for the exits it will bring, so a place is known as soon as its player is out.
 */
import type { Placed } from '../format.ts'
import { bracketSize } from '../seeding.ts'
import type { Match, MatchId, PlayerId, Stage } from '../types.ts'
import { slotAt } from './advance.ts'
import { cutRounds } from './cut.ts'
import { targetsOf } from './outcomes.ts'
import { isPlate, playingPlate } from './plate.ts'
import { outAfterFirst } from './re-entry.ts'

interface Context {
  readonly matches: readonly Match[]
  readonly index: ReadonlyMap<MatchId, number>
  readonly stage: Stage
  readonly rounds: number
  /** Rank of the first round behind the cut. */
  readonly cutRank: number
  readonly hasLeft: (player: PlayerId) => boolean
  /** Called for each exit: `player` leaves, or somebody yet unknown will; `hasWon`: by winning his last match. */
  readonly leaves: (rank: number, match: Match | null, player: PlayerId | null, hasWon: boolean) => void
}

/** Rank of those who lose this match and are out. */
function loserRank(context: Context, match: Match): number {
  const { rounds } = context
  if (match.bracket === 'F') return context.cutRank + match.round - 1
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
  if (match.bracket === 'F') return context.cutRank + match.round
  // Without a grand final the last of the losers side is second.
  if (context.stage.type === 'double_elimination') return 2 * (context.rounds - 1) + (match.bracket === 'L' ? 0 : 1)
  return match.bracket === '3P' ? context.rounds : context.rounds + 2
}

/** True if no match follows for its winner. */
function isLast(context: Context, match: Match): boolean {
  if (match.bracket !== 'F' && context.stage.type === 'single_elimination') {
    return match.bracket === '3P' || match.round === context.rounds
  }
  if (match.winnerTo === null) return true
  return match.ref === 'GF1' && context.matches[context.index.get(match.winnerTo.match) ?? -1]?.state === 'void'
}

/** True if a player who met nobody in a match is still in: in its target, or waiting to be seeded anew. */
function wentOn(context: Context, match: Match, player: PlayerId): boolean {
  const isThere = targetsOf(context.matches, match).some(({ match: id, slot }) => {
    return context.matches[context.index.get(id) ?? -1]?.slots[slotAt(slot)].player === player
  })
  return isThere || (match.winnerTo === null && !context.hasLeft(player))
}

function voidExits(context: Context, match: Match): void {
  const out = loserRank(context, match)
  const [a, b] = match.slots
  if (a.dead && b.dead) return
  if (!a.dead && !b.dead) {
    context.leaves(out, match, a.player, false)
    context.leaves(out, match, b.player, false)
    return
  }
  const player = a.dead ? b.player : a.player
  const isIn = player === null || !context.hasLeft(player)
  if (isLast(context, match)) {
    context.leaves(isIn ? winnerRank(context, match) : out, match, player, isIn)
    return
  }
  if (player !== null && !wentOn(context, match, player)) context.leaves(out, match, player, false)
}

function exits(context: Context, match: Match): void {
  if (match.state === 'void') return voidExits(context, match)
  const { result, slots } = match
  if (result !== null && result.winner === null) {
    const out = loserRank(context, match)
    context.leaves(out, match, slots[0].player, false)
    context.leaves(out, match, slots[1].player, false)
    return
  }
  const ends = isLast(context, match)
  const won = result?.winner === 'b' ? 1 : 0
  const loser = result === null ? null : (slots[1 - won]?.player ?? null)
  // The loser of a first final that needs no second goes nowhere, whatever its target says.
  const next = match.loserTo === null ? undefined : context.matches[context.index.get(match.loserTo.match) ?? -1]
  const isOut = next === undefined || isPlate(next) || (ends && match.bracket === 'GF')
  if (isOut) context.leaves(loserRank(context, match), match, loser, false)
  if (ends) context.leaves(winnerRank(context, match), match, result === null ? null : slots[won].player, true)
}

/** How players stand apart from those knocked out with them; undefined: they do not. */
export type Standing = (player: PlayerId) => 'last of the round' | 'last of all' | undefined

/** Every rank twice over: the disqualified stand right below the others of their round, or below everybody. */
function rankFor(rank: number, standing: ReturnType<Standing>): number {
  if (standing === undefined) return 2 * rank + 2
  return standing === 'last of the round' ? 2 * rank + 1 : 0
}

/** Places of all whose last match is over; who is missing is still in. Cost O(matches). */
export function placesOf(
  stage: Stage,
  matches: readonly Match[],
  index: ReadonlyMap<MatchId, number>,
  hasLeft: (player: PlayerId) => boolean,
  standing: Standing = () => undefined,
): Map<PlayerId, Placed> {
  const rounds = Math.log2(bracketSize(stage.order.length))
  const sizes = new Map<number, number>()
  const places = new Map<PlayerId, { place: number; hasWon: boolean; match: MatchId | null; playsOn?: boolean }>()
  const leaves: Context['leaves'] = (round, match, player, hasWon) => {
    const rank = rankFor(round, player === null ? undefined : standing(player))
    sizes.set(rank, (sizes.get(rank) ?? 0) + 1)
    // The rank stands in for the place until all sizes are known.
    if (player !== null) places.set(player, { place: rank, hasWon, match: match?.id ?? null })
  }
  const { cut } = stage.options
  const hasReentry = stage.options.mode === 're-entry'
  // While losers may still come in again nobody is out.
  if (hasReentry && stage.field === undefined) return places
  const cutRank = cut === undefined ? Number(hasReentry) : 2 * (cutRounds(2 ** rounds, cut.at) - 1)
  const context: Context = { matches, index, stage, rounds, cutRank, hasLeft, leaves }
  for (const match of matches) {
    const isFirst = hasReentry && match.bracket === 'W'
    if (match.stage === stage.number && !isPlate(match) && !isFirst) exits(context, match)
  }
  if (hasReentry) {
    const [alone, ...others] = stage.field ?? []
    for (const { player, match } of outAfterFirst(stage, matches)) {
      const hasWon = others.length === 0 && player !== null && player === alone
      leaves(hasWon ? 1 : 0, match, player, hasWon)
    }
  }
  const placeOfRank = new Map<number, number>()
  let below = 0
  for (const [rank, size] of [...sizes].sort(([a], [b]) => a - b)) {
    below += size
    placeOfRank.set(rank, 1 + stage.order.length - below)
  }
  for (const placed of places.values()) placed.place = placeOfRank.get(placed.place) ?? Number.NaN
  for (const player of playingPlate(stage, matches)) {
    const placed = places.get(player)
    if (placed !== undefined) placed.playsOn = true
  }
  return places
}
