/**
 * Standings of a knockout: who is still in stands above who is out, fewer losses first; the rest goes by place.
 * `rank` is a standard competition ranking of this order and equals the place once everything is played.
 * Only finished matches count, so a rack changes no standings; walkovers bring no racks.
 */
import { hasLeft } from '../lookup.ts'
import type { StandingRow } from '../rows.ts'
import type { Match, PlayerId, Stage, State } from '../types.ts'
import { placesOf } from './places.ts'
import { platePlaces } from './plate.ts'

interface Tally {
  played: number
  won: number
  lost: number
  racksFor: number
  racksAgainst: number
}

function addMatch(tallies: ReadonlyMap<PlayerId, Tally>, match: Match): void {
  const { result, slots, scores, start = [0, 0] } = match
  if (result === null) return
  for (const at of [0, 1] as const) {
    const player = slots[at].player
    const tally = player === null ? undefined : tallies.get(player)
    if (tally === undefined) continue
    tally.played++
    if (result.winner === (at === 0 ? 'a' : 'b')) tally.won++
    else tally.lost++
    if (result.kind !== 'played' && result.kind !== 'retired') continue
    // Racks on the wire were won by nobody.
    const other = at === 0 ? 1 : 0
    tally.racksFor += scores[at] - start[at]
    tally.racksAgainst += scores[other] - start[other]
  }
}

function talliesOf(state: State, stage: Stage): ReadonlyMap<PlayerId, Tally> {
  const tallies = new Map<PlayerId, Tally>()
  for (const id of stage.order) tallies.set(id, { played: 0, won: 0, lost: 0, racksFor: 0, racksAgainst: 0 })
  for (const match of state.matches) if (match.stage === stage.number) addMatch(tallies, match)
  return tallies
}

type Unranked = Omit<StandingRow, 'rank' | 'tied'>

/** Below zero if `a` stands better, zero if nothing tells them apart. */
function compare(a: Unranked, b: Unranked): number {
  if (a.place !== undefined && b.place !== undefined) return a.place - b.place
  if (a.place === undefined && b.place === undefined) return a.lost - b.lost
  return a.place === undefined ? -1 : 1
}

/** Ranks rows sorted by `compare`: 1, 2, 3, 3, 5. */
function ranked(rows: readonly Unranked[]): StandingRow[] {
  let rank = 0
  return rows.map((row, at) => {
    const before = rows[at - 1]
    const after = rows[at + 1]
    const tiesBefore = before !== undefined && compare(before, row) === 0
    const tiesAfter = after !== undefined && compare(row, after) === 0
    if (!tiesBefore) rank = at + 1
    return { rank, tied: tiesBefore || tiesAfter, ...row }
  })
}

/** Standings of a stage, best first, equals in seed order; empty before the draw. Cost O(n log n). */
export function standingRows(state: State, stage: Stage): StandingRow[] {
  const rows: Unranked[] = []
  // Of several stages each has its own order; the place of a player is that of the tournament.
  const left = (id: PlayerId) => hasLeft(state, id)
  const own = state.stages.length > 1 ? placesOf(stage, state.matches, state.matchIndex, left) : null
  const inPlate = platePlaces(stage, state.matches)
  for (const [player, tally] of talliesOf(state, stage)) {
    const placed = own === null ? state.players[state.playerIndex.get(player) ?? -1] : own.get(player)
    const place = placed?.place ?? null
    const plate = inPlate.get(player)
    const beside = plate === undefined ? tally : { platePlace: plate, ...tally }
    rows.push(place === null ? { player, ...beside } : { player, place, ...beside })
  }
  return ranked(rows.sort(compare))
}
