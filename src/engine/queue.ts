/**
 * Who plays next, and where: the ready matches in the order in which they are called, and the tables they may go to.
 * Invariant: no table and no person is given out twice, over all tournaments of an org.
 * What other tournaments of the org hold is told by the caller; a match that a director puts on a table by hand
 * passes by here and meets the rules of uniqueness only.
 */
import { assert } from './assert.ts'
import { millisOf, minuteMs } from './instants.ts'
import { isOnTable } from './lookup.ts'
import type { Instant, Match, MatchId, PlayerId, State, Table, TableId, UserId } from './types.ts'

/** Tables and people that other tournaments of the org hold at the moment. */
export interface Busy {
  readonly tables: ReadonlySet<TableId>
  readonly people: ReadonlySet<UserId>
}

/** No other tournament holds anything. */
export const noneBusy: Busy = { tables: new Set(), people: new Set() }

/** A ready match in the queue. `path`: matches on the longest way from it to the end of its stage, itself included. */
export interface Waiting {
  readonly match: Match
  /** Since when it could have been played: ready, and the tournament under way. */
  readonly since: Instant
  readonly isUrgent: boolean
  readonly path: number
  readonly blockedBy: 'rest' | 'player_busy' | null
  /** Milliseconds since 1970 from which both players are rested; -Infinity if neither has played. */
  readonly restedMs: number
}

const urgentMs = 20 * minuteMs

/** Order of the queue, total over the matches of one tournament: long waits, long ways, ready time, number. */
export function byPriority(a: Waiting, b: Waiting): number {
  if (a.isUrgent !== b.isUrgent) return a.isUrgent ? -1 : 1
  if (a.path !== b.path) return b.path - a.path
  const [since, other] = [a.match.readyAt ?? '', b.match.readyAt ?? '']
  if (since !== other) return since < other ? -1 : 1
  return a.match.number - b.match.number || a.match.stage - b.match.stage
}

/** Matches on the longest way from each match to the end of its stage; void ones cost nothing. */
function pathLengths(matches: readonly Match[], index: ReadonlyMap<MatchId, number>): number[] {
  const lengths: (number | undefined)[] = matches.map(() => undefined)
  const lengthAt = (at: number): number => {
    const match = matches[at]
    assert(match !== undefined, `no match at ${at}`)
    const known = lengths[at]
    if (known !== undefined) return known
    const after = [match.winnerTo, match.loserTo].map((to) => (to === null ? 0 : lengthAt(index.get(to.match) ?? -1)))
    const length = (match.state === 'void' ? 0 : 1) + Math.max(...after)
    lengths[at] = length
    return length
  }
  return matches.map((_, at) => lengthAt(at))
}

/** When each player last stopped playing, in milliseconds; matches that nobody played tire nobody. */
function lastPlayed(state: State): Map<PlayerId, number> {
  const last = new Map<PlayerId, number>()
  for (const { slots, result, startedAt, completedAt } of state.matches) {
    if (result === null || startedAt === null || completedAt === null) continue
    const ended = millisOf(completedAt)
    for (const { player } of slots)
      if (player !== null) last.set(player, Math.max(last.get(player) ?? -Infinity, ended))
  }
  return last
}

/** Players who are called, at a table or playing in this tournament. */
function seatedPlayers(state: State): ReadonlySet<PlayerId> {
  const seated = new Set<PlayerId>()
  for (const match of state.matches) {
    if (isOnTable(match)) for (const { player } of match.slots) if (player !== null) seated.add(player)
  }
  return seated
}

/** True if another tournament of the org has this player's person at a table. */
export function isBusyElsewhere(state: State, id: PlayerId, busy: Busy): boolean {
  const user = state.players[state.playerIndex.get(id) ?? -1]?.userId ?? null
  return user !== null && busy.people.has(user)
}

/** Ready matches, the one to be called first in front. `at` is the present. Cost O(matches). */
export function readyQueue(state: State, at: Instant, busy: Busy): Waiting[] {
  const restMs = (state.tournament.minRest ?? 0) * minuteMs
  const now = millisOf(at)
  const lengths = pathLengths(state.matches, state.matchIndex)
  const last = restMs > 0 ? lastPlayed(state) : new Map<PlayerId, number>()
  const seated = seatedPlayers(state)
  const begun = state.tournament.startedAt ?? ''
  const queue: Waiting[] = []
  for (const [position, match] of state.matches.entries()) {
    if (match.state !== 'ready') continue
    const players = match.slots.flatMap((slot) => slot.player ?? [])
    const isSeated = players.some((id) => seated.has(id) || isBusyElsewhere(state, id, busy))
    const restedMs = Math.max(...players.map((id) => last.get(id) ?? -Infinity)) + restMs
    const ready = match.readyAt ?? at
    const since = ready < begun ? begun : ready
    const isUrgent = now - millisOf(since) > urgentMs
    const blockedBy = isSeated ? 'player_busy' : restedMs > now ? 'rest' : null
    queue.push({ match, since, isUrgent, path: lengths[position] ?? 0, blockedBy, restedMs })
  }
  return queue.sort(byPriority)
}

/** Tables that matches may be sent to, now or when their match is over. */
export function openTables(state: State, busy: Busy): Table[] {
  return state.tables.filter(
    ({ id, status, blockAfter }) => status === 'available' && !blockAfter && !busy.tables.has(id),
  )
}

/** Open tables that nobody holds. */
function freeTables(state: State, busy: Busy): Table[] {
  const held = new Set(state.matches.flatMap((match) => (isOnTable(match) && match.table !== null ? match.table : [])))
  return openTables(state, busy).filter((table) => !held.has(table.id))
}

/**
 * Says which tables suit a match. A tagged match waits for a stream table as long as one is in use, and a stream table
 * waits for a tagged match as long as one is ready; otherwise any table suits any match.
 */
export function tableRule(state: State): (match: Match, table: Table) => boolean {
  const hasStream = state.tables.some((table) => table.stream && table.status === 'available' && !table.blockAfter)
  const isWanted = state.matches.some((match) => match.state === 'ready' && match.stream === true)
  return (match, table) => {
    if (match.stream === true) return table.stream || !hasStream
    return !table.stream || !isWanted
  }
}

/** A match and the table it goes to. */
export interface Assignment {
  readonly match: Match
  readonly table: Table
}

/** The first match of the queue that can be played now and its table, `only` if given; null if there is none. */
export function nextAssignment(state: State, at: Instant, busy: Busy, only: TableId | null): Assignment | null {
  const suits = tableRule(state)
  const free = freeTables(state, busy).filter((table) => only === null || table.id === only)
  for (const { match, blockedBy } of readyQueue(state, at, busy)) {
    if (blockedBy !== null) continue
    const fitting = free.filter((table) => suits(match, table))
    const table = fitting.find((one) => one.stream === (match.stream === true)) ?? fitting[0]
    if (table !== undefined) return { match, table }
  }
  return null
}
