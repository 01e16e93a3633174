/**
 * The table board and the queue of matches that wait for a table, as they are at one moment: both depend on the clock
 * and on the other tournaments of the org, so nobody may keep them by version alone.
 */
import { type Expected, forecast, type Forecast, type Hall, lateFactor } from '../eta.ts'
import { instantOf, millisOf } from '../instants.ts'
import { isOnTable, matchAtTable, tableOf } from '../lookup.ts'
import { readyQueue, type Waiting } from '../queue.ts'
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

/** One line of the estimate: a match that is being played or waits. `table`: where it is, or is expected to go. */
export interface EtaRowView {
  readonly match: { readonly id: MatchId; readonly label: string }
  readonly state: Match['state']
  readonly table: { readonly id: TableId; readonly label: string } | null
  readonly startP50: Instant | null
  readonly startP90: Instant | null
  readonly endP50: Instant | null
  readonly endP90: Instant | null
}

function named(match: Match) {
  return { id: match.id, label: match.ref }
}

/** The later of the two estimates: the wait from now on, stretched. */
function lateOf(ms: number, now: number): Instant {
  return instantOf(now + (ms - now) * lateFactor)
}

function boardRow(state: State, table: Table, match: Match | undefined, seen: Forecast | null): BoardRowView {
  const viewed = match === undefined ? null : matchViewer(state)(match)
  const endMs = viewed === null ? undefined : seen?.playing.get(viewed.id)
  const next = seen?.next.get(table.id)
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
            etaAt: endMs === undefined ? null : instantOf(endMs),
          },
    next: next === undefined ? null : named(next),
    blockedReason: table.reason,
  }
}

function queueRow(entry: Waiting, place: number, expected: Expected | undefined, now: number): QueueRowView {
  return {
    match: named(entry.match),
    readyAt: entry.match.readyAt,
    waitingSince: entry.since,
    priority: place,
    etaP50: expected === undefined ? null : instantOf(expected.startMs),
    etaP90: expected === undefined ? null : lateOf(expected.startMs, now),
    blockedBy: entry.blockedBy,
  }
}

function queueRows(queue: readonly Waiting[], seen: Forecast, hall: Hall): QueueRowView[] {
  const now = millisOf(hall.at)
  return queue.map((entry, at) => queueRow(entry, at + 1, seen.waiting.get(entry.match.id), now))
}

/** Tables in the order of opening, and the queue. */
export function tablesView(state: State, hall: Hall): TablesView {
  const queue = readyQueue(state, hall.at, hall.busy)
  const seen = forecast(state, hall, queue)
  const holders = new Map<TableId, Match>()
  for (const match of state.matches) if (match.table !== null && isOnTable(match)) holders.set(match.table, match)
  return {
    tournamentId: state.tournament.id,
    version: state.version,
    tables: state.tables.map((table) => boardRow(state, table, holders.get(table.id), seen)),
    queue: queueRows(queue, seen, hall),
  }
}

/** The queue alone. */
export function queueView(state: State, hall: Hall): QueueRowView[] {
  const queue = readyQueue(state, hall.at, hall.busy)
  return queueRows(queue, forecast(state, hall, queue), hall)
}

/** One table without what comes next, which is a question of the moment; undefined if it is not open here. */
export function tableView(state: State, id: TableId): BoardRowView | undefined {
  const table = tableOf(state, id)
  return table && boardRow(state, table, matchAtTable(state, id), null)
}

/** Matches that are being played, in bracket order, then the queue; a match nobody can foresee has no times. */
export function etaView(state: State, hall: Hall): EtaRowView[] {
  const now = millisOf(hall.at)
  const queue = readyQueue(state, hall.at, hall.busy)
  const seen = forecast(state, hall, queue)
  const row = (match: Match, table: TableId | null, start: number | null, end: number | undefined): EtaRowView => {
    const at = table === null ? undefined : tableOf(state, table)
    return {
      match: named(match),
      state: match.state,
      table: at === undefined ? null : { id: at.id, label: at.label },
      startP50: start === null ? null : instantOf(start),
      startP90: start === null ? null : lateOf(start, now),
      endP50: end === undefined ? null : instantOf(end),
      endP90: end === undefined ? null : lateOf(end, now),
    }
  }
  const playing = state.matches.filter(isOnTable).map((match) => {
    return row(match, match.table, null, seen.playing.get(match.id))
  })
  const waiting = queue.map(({ match }) => {
    const expected = seen.waiting.get(match.id)
    return row(match, expected?.table ?? null, expected?.startMs ?? null, expected?.endMs)
  })
  return [...playing, ...waiting]
}
