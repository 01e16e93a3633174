/** The table board and the queue of matches that wait for a table. */
import { isOnTable } from '../lookup.ts'
import type { Instant, Match, MatchId, State, Table, TableId, TournamentId } from '../types.ts'
import { type PersonView, matchViewer } from './match.ts'

export interface BoardRowView {
  readonly table: { readonly id: TableId; readonly label: string; readonly stream: boolean }
  readonly state: 'available' | 'in_use' | 'blocked'
  readonly match: {
    readonly id: MatchId
    readonly label: string
    readonly players: readonly [PersonView | null, PersonView | null]
    readonly races: readonly [number | null, number | null]
    readonly scores: readonly [number, number]
    readonly startedAt: Instant | null
    readonly etaAt: Instant | null
  } | null
  readonly next: { readonly id: MatchId; readonly label: string } | null
  readonly blockedReason: string | null
}

export interface QueueRowView {
  readonly match: { readonly id: MatchId; readonly label: string }
  readonly readyAt: Instant | null
  readonly waitingSince: Instant | null
  /** 1 is called first. */
  readonly priority: number
  readonly etaP50: Instant | null
  readonly etaP90: Instant | null
  readonly blockedBy: 'rest' | 'player_busy' | null
}

export interface TablesView {
  readonly tournamentId: TournamentId
  readonly version: number
  readonly tables: readonly BoardRowView[]
  readonly queue: readonly QueueRowView[]
}

function boardRow(state: State, table: Table, match: Match | undefined): BoardRowView {
  const viewed = match === undefined ? null : matchViewer(state)(match)
  return {
    table: { id: table.id, label: table.label, stream: table.stream },
    state: viewed !== null ? 'in_use' : table.status,
    match:
      viewed === null
        ? null
        : {
            id: viewed.id,
            label: viewed.ref,
            players: [viewed.slots[0].player, viewed.slots[1].player],
            races: viewed.races,
            scores: [viewed.slots[0].score, viewed.slots[1].score],
            startedAt: viewed.startedAt,
            etaAt: null,
          },
    next: null,
    blockedReason: table.reason,
  }
}

/** Matches on the longest way from each match to the end of its stage. */
function pathLengths(matches: readonly Match[], index: ReadonlyMap<MatchId, number>): number[] {
  const lengths: number[] = matches.map(() => 0)
  const known: boolean[] = matches.map(() => false)
  const lengthAt = (at: number): number => {
    const match = matches[at]
    if (match === undefined) return 0
    if (known[at] === true) return lengths[at] ?? 0
    const after = [match.winnerTo, match.loserTo].map((to) => (to === null ? 0 : lengthAt(index.get(to.match) ?? -1)))
    known[at] = true
    lengths[at] = 1 + Math.max(...after)
    return lengths[at] ?? 0
  }
  for (const at of matches.keys()) lengthAt(at)
  return lengths
}

/** Ready matches in the order of play: longest remaining path, then ready time, then number. */
function queueRows(state: State): QueueRowView[] {
  const lengths = pathLengths(state.matches, state.matchIndex)
  const waiting = [...state.matches.entries()].filter(([, match]) => match.state === 'ready')
  waiting.sort(([atA, a], [atB, b]) => {
    const longer = (lengths[atB] ?? 0) - (lengths[atA] ?? 0)
    if (longer !== 0) return longer
    if (a.readyAt !== b.readyAt) return (a.readyAt ?? '') < (b.readyAt ?? '') ? -1 : 1
    return a.number - b.number
  })
  return waiting.map(([, match], at) => ({
    match: { id: match.id, label: match.ref },
    readyAt: match.readyAt,
    waitingSince: match.readyAt,
    priority: at + 1,
    etaP50: null,
    etaP90: null,
    blockedBy: null,
  }))
}

/** Tables in the order of opening, and the queue. */
export function tablesView(state: State): TablesView {
  const holders = new Map<TableId, Match>()
  for (const match of state.matches) if (match.table !== null && isOnTable(match)) holders.set(match.table, match)
  return {
    tournamentId: state.tournament.id,
    version: state.version,
    tables: state.tables.map((table) => boardRow(state, table, holders.get(table.id))),
    queue: queueRows(state),
  }
}
