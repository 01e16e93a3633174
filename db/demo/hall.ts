/**
 * What happens next in the hall, told from the rows of the event alone: which waiting match goes to which free table,
 * and at which table the next rack falls. Pure; the same rows and seed give the same answer.
 */
import type { MatchRow, Rows, TableRow } from '../../src/engine/rows.ts'
import type { Side } from '../../src/engine/types.ts'
import { chance, rackWinner } from '../seed-racks.ts'

export interface Assignment {
  readonly match: MatchRow
  readonly table: TableRow
}

export interface Rack {
  readonly match: MatchRow
  readonly winner: Side
}

const unrated = 500

const isAtTable = ({ state, table }: MatchRow) =>
  table !== undefined && (state === 'assigned' || state === 'active' || state === 'paused')

/** Free tables in the order of their labels, each with the match that has waited longest. */
export function assignments(rows: Rows): Assignment[] {
  const matches = Object.values(rows.m)
  const held = new Set(matches.filter(isAtTable).map((match) => match.table))
  const free = Object.values(rows.tb)
    .filter((table) => table.status === 'available' && table.blockAfter !== true && !held.has(table.id))
    .sort((x, y) => x.label.localeCompare(y.label, 'en', { numeric: true }))
  const queue = matches.filter((match) => match.state === 'ready').sort(byWaiting)
  return free.flatMap((table, i) => (queue[i] ? [{ table, match: queue[i] }] : []))
}

function byWaiting(x: MatchRow, y: MatchRow): number {
  const [since, other] = [x.readyAt ?? '', y.readyAt ?? '']
  if (since !== other) return since < other ? -1 : 1
  return x.number - y.number
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
