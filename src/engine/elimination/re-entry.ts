/**
 * Re-entry: after round 1 its losers may come in again, once. Those who are in then are drawn anew: the winners of
 * round 1 and those with a bye in seed order, behind them who came in again, the better rating first.
 * A place of the new draw belongs to a match of round 1, as its winner's or its loser's, so a corrected result of
 * round 1 moves players as anywhere else.
 */
import { isOver, playerOf } from '../lookup.ts'
import { bracketSize, slotOrder } from '../seeding.ts'
import type { Match, PlayerId, Stage, State } from '../types.ts'
import type { Feed } from './blueprint.ts'

/** Matches of round 1 of a stage. */
export function firstRound(stage: Stage, matches: readonly Match[]): Match[] {
  return matches.filter((match) => match.stage === stage.number && match.bracket === 'W')
}

/** The match of round 1 that a player has lost, if he has. */
export function lostFirst(stage: Stage, matches: readonly Match[], player: PlayerId): Match | undefined {
  return firstRound(stage, matches).find(({ slots, result }) => {
    const winner = result?.winner ?? null
    return winner !== null && slots[winner === 'a' ? 1 : 0].player === player
  })
}

/** True once nobody plays round 1 any more, so that the rest can be drawn. */
export function awaitsField(stage: Stage, matches: readonly Match[]): boolean {
  return firstRound(stage, matches).every(isOver)
}

/** Where a player of the new draw comes from. */
export function entryOf(stage: Stage, matches: readonly Match[], player: PlayerId): Feed {
  const match = firstRound(stage, matches).find(({ slots }) => slots.some((slot) => slot.player === player))
  if (match === undefined) return { kind: 'seed', seed: stage.order.indexOf(player) + 1 }
  const hasWon = lostFirst(stage, matches, player) === undefined
  return { kind: hasWon ? 'winner' : 'loser', ref: match.ref }
}

/** First round of a draw of `field`, by position in it; a bye is beyond its end. */
function pairsOf(field: readonly PlayerId[]): [number, number][] {
  const seats = slotOrder(bracketSize(field.length))
  return seats.flatMap((seat, at) => (at % 2 === 0 ? [[seat - 1, (seats[at + 1] ?? -1) - 1] as [number, number]] : []))
}

function swapped(field: readonly PlayerId[], one: number, other: number): PlayerId[] {
  return field.map((id, at) => (at === one ? field[other] : at === other ? field[one] : id) ?? id)
}

/**
 * Takes rematches of round 1 out of the first round to come: the one who came in again changes with his nearest
 * neighbour of those who did, or if he is alone the winner with his. One change always does but in a field of two.
 */
export function withoutRematches(
  field: readonly PlayerId[],
  winners: number,
  haveMet: (a: PlayerId | undefined, b: PlayerId | undefined) => boolean,
): PlayerId[] {
  let order = [...field]
  const rematches = (of: readonly PlayerId[]) => pairsOf(of).filter(([a, b]) => haveMet(of[a], of[b]))
  for (;;) {
    const left = rematches(order)
    const last = left.at(-1)
    if (last === undefined) return order
    const [one, other] = last
    const [top, low] = [Math.min(one, other), Math.max(one, other)]
    const near = (from: number, least: number) =>
      order
        .map((_, at) => [from, at] as const)
        .filter(([, at]) => at >= least)
        .sort(([, a], [, b]) => Math.abs(a - from) - Math.abs(b - from) || b - a)
    const changes = [...near(low, winners), ...near(top, 0)]
    const better = changes
      .map(([from, at]) => swapped(order, from, at))
      .find((of) => rematches(of).length < left.length)
    if (better === undefined) return order
    order = better
  }
}

/** The field of the new draw in seed order; those who have left are not in it. */
export function fieldOf(state: State, stage: Stage, hasLeft: (player: PlayerId) => boolean): PlayerId[] {
  const rating = (id: PlayerId) => playerOf(state, id)?.rating ?? -1
  const isIn = (id: PlayerId) => !hasLeft(id)
  const beaten = new Set(
    firstRound(stage, state.matches).flatMap(({ slots, result }) =>
      slots.flatMap(({ player }, at) => (result?.winner === (at === 0 ? 'a' : 'b') ? [] : player)),
    ),
  )
  const winners = stage.order.filter((id) => isIn(id) && !beaten.has(id))
  const again = (stage.reentered ?? []).filter((id) => isIn(id) && lostFirst(stage, state.matches, id) !== undefined)
  const seed = (id: PlayerId) => stage.order.indexOf(id)
  const ranked = again.toSorted((a, b) => rating(b) - rating(a) || seed(a) - seed(b))
  const first = firstRound(stage, state.matches)
  const haveMet = (a?: PlayerId, b?: PlayerId) =>
    first.some(({ slots }) => slots.some((s) => s.player === a) && slots.some((s) => s.player === b))
  return withoutRematches([...winners, ...ranked], winners.length, haveMet)
}

/** Players of round 1 who go nowhere from it; null: one not known yet. Only once the rest is drawn. */
export function outAfterFirst(
  stage: Stage,
  matches: readonly Match[],
): { readonly player: PlayerId | null; readonly match: Match | null }[] {
  const first = firstRound(stage, matches)
  const out = first.flatMap((match) => {
    const { result, slots, winnerTo, loserTo } = match
    const ways = [winnerTo, loserTo].filter((target) => target === null).length
    if (result === null) return Array.from({ length: ways }, () => ({ player: null, match }))
    const won = result.winner === 'b' ? 1 : 0
    const goesOn = (side: number) => result.winner !== null && (side === won ? winnerTo : loserTo) !== null
    return slots.flatMap(({ player }, side) => (goesOn(side) ? [] : { player, match }))
  })
  const seen = new Set(
    matches.flatMap(({ stage: of, slots }) => (of === stage.number ? slots.map((slot) => slot.player) : [])),
  )
  return [...out, ...stage.order.flatMap((player) => (seen.has(player) ? [] : { player, match: null }))]
}
