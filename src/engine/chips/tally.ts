/**
 * What the matches of a chip stage say about each player: figures, streak and who was met last.
 * Chips are never counted up and down: they are given chips and results, so a correction needs no bookkeeping.
 */
import { isOver } from '../lookup.ts'
import type { Match, MatchId, PlayerId, Stage, State } from '../types.ts'

export interface Tally {
  played: number
  won: number
  lost: number
  byes: number
  racksFor: number
  racksAgainst: number
  /** Wins in a row up to the last match. */
  streak: number
  /** The opponent and the id of the last match that ended. */
  lastOpponent: PlayerId | null
  lastMatch: MatchId | null
}

function blank(): Tally {
  const figures = { played: 0, won: 0, lost: 0, byes: 0, racksFor: 0, racksAgainst: 0, streak: 0 }
  return { ...figures, lastOpponent: null, lastMatch: null }
}

function addMatch(tallies: ReadonlyMap<PlayerId, Tally>, match: Match): void {
  const { result, slots, scores, start = [0, 0] } = match
  if (result === null) return
  for (const at of [0, 1] as const) {
    const other = at === 0 ? 1 : 0
    const player = slots[at].player
    const tally = player === null ? undefined : tallies.get(player)
    if (tally === undefined) continue
    const isWon = result.winner === (at === 0 ? 'a' : 'b')
    tally.lastMatch = match.id
    if (result.kind === 'bye') {
      tally.byes++
      continue
    }
    tally.played++
    tally.lastOpponent = slots[other].player
    tally.streak = isWon ? tally.streak + 1 : 0
    if (isWon) tally.won++
    else tally.lost++
    if (result.kind !== 'played' && result.kind !== 'retired') continue
    // Racks on the wire were won by nobody.
    tally.racksFor += scores[at] - start[at]
    tally.racksAgainst += scores[other] - start[other]
  }
}

/** Tallies of all players of a stage, in its order. Cost O(matches). */
export function talliesOf(state: State, stage: Stage): ReadonlyMap<PlayerId, Tally> {
  const tallies = new Map(stage.order.map((id) => [id, blank()]))
  for (const match of state.matches) if (match.stage === stage.number) addMatch(tallies, match)
  return tallies
}

/** Players of a stage who are in a match that is not over. */
export function busyIn(state: State, stage: Stage): ReadonlySet<PlayerId> {
  const busy = new Set<PlayerId>()
  for (const match of state.matches) {
    if (match.stage !== stage.number || isOver(match)) continue
    for (const { player } of match.slots) if (player !== null) busy.add(player)
  }
  return busy
}
