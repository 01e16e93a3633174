/**
 * What the results of a group add up to, player by player. Points are counted in half points.
 * One who left before half of his matches were played has all his results expunged: nobody's table knows them.
 */
import { hasLeft } from '../lookup.ts'
import type { Match, PlayerId, PointsRule, StageOptions, State } from '../types.ts'

export interface Tally {
  played: number
  won: number
  drawn: number
  lost: number
  /** Half points. */
  points: number
  racksFor: number
  racksAgainst: number
}

const poolPoints: PointsRule = { win: 1, draw: 0.5, loss: 0, hillLoss: 0 }

/** Points of a stage: 1 for a win and half of it for a draw, unless the options say otherwise. */
export function pointsOf(options: StageOptions): PointsRule {
  return options.points ?? poolPoints
}

/** True for a match that the two really met in; walkovers and the like bring points only. */
function isPlayed(match: Match): boolean {
  return match.result?.kind === 'played' || match.result?.kind === 'retired'
}

function halfPoints(match: Match, at: 0 | 1, rule: PointsRule): number {
  const winner = match.result?.winner ?? null
  if (winner === (at === 0 ? 'a' : 'b')) return 2 * rule.win
  if (winner === null && match.result?.kind === 'played') return 2 * rule.draw
  const isHill = match.result?.kind === 'played' && match.races !== null && match.scores[at] === match.races[at] - 1
  return 2 * (rule.loss + (isHill ? rule.hillLoss : 0))
}

function add(tally: Tally, match: Match, at: 0 | 1, rule: PointsRule): void {
  const winner = match.result?.winner ?? null
  tally.played++
  tally.points += halfPoints(match, at, rule)
  if (winner === (at === 0 ? 'a' : 'b')) tally.won++
  else if (winner === null && match.result?.kind === 'played') tally.drawn++
  else tally.lost++
  if (!isPlayed(match)) return
  // Racks on the wire were won by nobody.
  const [own, other] = at === 0 ? ([0, 1] as const) : ([1, 0] as const)
  tally.racksFor += match.scores[own] - (match.start?.[own] ?? 0)
  tally.racksAgainst += match.scores[other] - (match.start?.[other] ?? 0)
}

/** Tallies of `players` over the finished matches between any two of them, in the order of `players`. */
export function talliesOf(
  players: Iterable<PlayerId>,
  matches: readonly Match[],
  options: StageOptions,
): Map<PlayerId, Tally> {
  const tallies = new Map<PlayerId, Tally>()
  for (const id of players) {
    tallies.set(id, { played: 0, won: 0, drawn: 0, lost: 0, points: 0, racksFor: 0, racksAgainst: 0 })
  }
  const rule = pointsOf(options)
  for (const match of matches) {
    const [a, b] = match.slots.map(({ player }) => (player === null ? undefined : tallies.get(player)))
    if (match.result === null || a === undefined || b === undefined) continue
    add(a, match, 0, rule)
    add(b, match, 1, rule)
  }
  return tallies
}

/** Those of a group whose results are expunged. */
export function expungedOf(state: State, players: readonly PlayerId[], matches: readonly Match[]): Set<PlayerId> {
  const gone = players.filter((id) => hasLeft(state, id))
  return new Set(
    gone.filter((id) => {
      const own = matches.filter((match) => match.slots.some((slot) => slot.player === id))
      return 2 * own.filter(isPlayed).length < own.length
    }),
  )
}
