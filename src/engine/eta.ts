/**
 * When matches are expected to begin and end: expected racks times the pace of the hall, scheduled in queue order over
 * the open tables. Estimates only: nothing here decides an order of play.
 * Invariant: the more racks remain, the later is every expected time, or the same.
 * That is why a match is never pulled before one that is ahead of it in the queue, as the hall itself may do.
 */
import { rackOdds } from './handicap.ts'
import { millisOf, minuteMs } from './instants.ts'
import { isOnTable } from './lookup.ts'
import { type Busy, isBusyElsewhere, openTables, readyQueue, tableRule, type Waiting } from './queue.ts'
import type { Instant, Match, MatchId, PlayerId, State, Table, TableId } from './types.ts'

/** The present, what other tournaments hold, and the median minutes of a rack in this hall. */
export interface Hall {
  readonly at: Instant
  readonly busy: Busy
  readonly minutesPerRack: number
}

/** Minutes of a rack where none has been observed. */
export const defaultMinutesPerRack = 6
/** A late estimate: nine of ten waits are shorter than this many expected ones. */
export const lateFactor = 1.35
const changeoverMs = 3 * minuteMs
/** Length of a match without races, in racks. */
const openRacks = 8

/** Mean number of racks until one side has won what it needs, 0 if it has; side a wins a rack with probability `p`. */
export function expectedRacks(needA: number, needB: number, p: number): number {
  return racksWonBy(needA, needB, p) + racksWonBy(needB, needA, 1 - p)
}

/** The part of the mean in which the side with `need` wins: the other has `lost` racks when it does. */
function racksWonBy(need: number, other: number, p: number): number {
  let sum = 0
  let chance = p ** need
  for (let lost = 0; lost < other; lost++) {
    sum += (need + lost) * chance
    chance *= ((1 - p) * (need + lost)) / (lost + 1)
  }
  return sum
}

/** Racks that a match is expected to take from its present score on; unrated players are equals. */
export function remainingRacks(state: State, match: Match): number {
  if (match.races === null) return openRacks
  const [a, b] = match.slots.map((slot) => state.players[state.playerIndex.get(slot.player ?? ('' as PlayerId)) ?? -1])
  const [ratingA, ratingB] = [a?.rating ?? null, b?.rating ?? null]
  const odds = ratingA === null || ratingB === null ? 0.5 : rackOdds(ratingA, ratingB)
  // A race won by two may go on beyond it.
  const need = (at: 0 | 1) => Math.max(match.cap === undefined ? 0 : 1, (match.races?.[at] ?? 0) - match.scores[at])
  return expectedRacks(need(0), need(1), odds)
}

/** Expected times in milliseconds since 1970. */
export interface Expected {
  readonly match: Match
  readonly table: TableId
  readonly startMs: number
  readonly endMs: number
}

/** `playing`: by the match at a table; `waiting`: by the match in the queue; `next`: by table. */
export interface Forecast {
  readonly playing: ReadonlyMap<MatchId, number>
  readonly waiting: ReadonlyMap<MatchId, Expected>
  readonly next: ReadonlyMap<TableId, Match>
}

interface Plan {
  readonly now: number
  readonly restMs: number
  readonly tableMs: Map<TableId, number>
  readonly playerMs: Map<PlayerId, number>
}

function sit(plan: Plan, match: Match, table: TableId | null, endMs: number): void {
  if (table !== null && plan.tableMs.has(table)) plan.tableMs.set(table, endMs + changeoverMs)
  for (const { player } of match.slots) if (player !== null) plan.playerMs.set(player, endMs + plan.restMs)
}

/** The table that is free first; of equals the one of the match's own kind, then the one opened first. */
function firstFree(plan: Plan, tables: readonly Table[], match: Match): Table | undefined {
  const cost = (table: Table) => plan.tableMs.get(table.id) ?? 0
  const isOwn = (table: Table) => table.stream === (match.stream === true)
  let best: Table | undefined
  for (const table of tables) {
    const isFirst = best === undefined || cost(table) < cost(best)
    const isKin = best !== undefined && cost(table) === cost(best) && isOwn(table) && !isOwn(best)
    if (isFirst || isKin) best = table
  }
  return best
}

/** Expected times of everything that is being played or waits; empty while the tournament does not run. */
export function forecast(state: State, hall: Hall, queue = readyQueue(state, hall.at, hall.busy)): Forecast {
  const playing = new Map<MatchId, number>()
  const waiting = new Map<MatchId, Expected>()
  const next = new Map<TableId, Match>()
  if (state.tournament.status !== 'active') return { playing, waiting, next }
  const rackMs = hall.minutesPerRack * minuteMs
  const now = millisOf(hall.at)
  const tables = openTables(state, hall.busy)
  const plan: Plan = {
    now,
    restMs: (state.tournament.minRest ?? 0) * minuteMs,
    tableMs: new Map(tables.map((table) => [table.id, now])),
    playerMs: new Map(),
  }
  for (const match of state.matches) {
    if (!isOnTable(match)) continue
    const endMs = now + remainingRacks(state, match) * rackMs
    playing.set(match.id, endMs)
    sit(plan, match, match.table, endMs)
  }
  const suits = tableRule(state)
  for (const entry of queue) {
    const { match } = entry
    const table = firstFree(plan, fitting(tables, match, suits), match)
    if (table === undefined || isAway(state, match, hall.busy)) continue
    const startMs = Math.max(plan.tableMs.get(table.id) ?? now, readyMs(plan, entry))
    const endMs = startMs + remainingRacks(state, match) * rackMs
    waiting.set(match.id, { match, table: table.id, startMs, endMs })
    if (!next.has(table.id)) next.set(table.id, match)
    sit(plan, match, table.id, endMs)
  }
  return { playing, waiting, next }
}

function fitting(tables: readonly Table[], match: Match, suits: (match: Match, table: Table) => boolean): Table[] {
  return tables.filter((table) => suits(match, table))
}

/** A person at a table of another tournament: nobody here knows for how long. */
function isAway(state: State, match: Match, busy: Busy): boolean {
  return match.slots.some(({ player }) => player !== null && isBusyElsewhere(state, player, busy))
}

function readyMs(plan: Plan, { match, restedMs }: Waiting): number {
  const players = match.slots.flatMap(({ player }) => (player === null ? [] : (plan.playerMs.get(player) ?? [])))
  return Math.max(plan.now, restedMs, ...players)
}
