/**
 * What happens next in the hall, told from the rows of the event alone: how many free tables can be filled, and at
 * which table the next rack falls. Pure; the same rows and seed give the same answer.
 */
import type { MatchRow, Rows } from '../../src/engine/rows.ts'
import type { Side } from '../../src/engine/types.ts'
import { chance, rackWinner } from '../seed-racks.ts'

export interface Rack {
  readonly match: MatchRow
  readonly winner: Side
}

const unrated = 500

const isAtTable = ({ state, table }: MatchRow) =>
  table !== undefined && (state === 'assigned' || state === 'active' || state === 'paused')

/** How many matches could go to a table at once, by what the rows say: the server knows which ones. */
export function placesToFill(rows: Rows): number {
  const matches = Object.values(rows.m)
  const held = new Set(matches.filter(isAtTable).map((match) => match.table))
  const free = Object.values(rows.tb).filter(({ id, status, blockAfter }) => {
    return status === 'available' && blockAfter !== true && !held.has(id)
  })
  return Math.min(free.length, matches.filter((match) => match.state === 'ready').length)
}

/** The next rack of the hall: any table that plays is as likely as another. Null when nobody plays. */
export function nextRack(rows: Rows, seed: number): Rack | null {
  const playing = Object.values(rows.m)
    .filter(({ state }) => state === 'assigned' || state === 'active')
    .sort((x, y) => x.number - y.number)
  const racks = Object.values(rows.m).reduce((sum, { scoreA, scoreB }) => sum + scoreA + scoreB, 0)
  const match = playing[Math.floor(chance(seed, 'table', racks) * playing.length)]
  if (!match) return null
  const rating = (player: string | undefined) => rows.p[player ?? '']?.rating ?? unrated
  const { ref, scoreA, scoreB } = match
  const odds = { ratingA: rating(match.playerA), ratingB: rating(match.playerB) }
  return { match, winner: rackWinner(seed, { ref, number: scoreA + scoreB + 1, ...odds }) }
}

/** True when every match that can be played has been. */
export function isPlayedOut(rows: Rows): boolean {
  const matches = Object.values(rows.m)
  return matches.length > 0 && matches.every(({ state }) => state === 'completed' || state === 'void')
}
