/**
 * What each view of a tournament may see, as lists of members that pass; everything else stays inside, also members
 * added later.
 * Invariant: a member that is not listed for a view never reaches a frame of that view.
 * The projection is applied on the way out, so a leak closed here is closed for replays of old events too.
 */
import type { View } from '../cache/keys.ts'
import type { Event } from '../engine/messages.ts'
import type { MatchRow, Op, PlayerRow, Rows, StageRow, StandingRow, TableRow, TournamentRow } from '../engine/rows.ts'

type Kind = 't' | 's' | 'm' | 'p' | 'tb' | 'st'
type Lists = Readonly<Record<Kind, ReadonlySet<string>>>
/** Every member of a row with the least view that sees it: a new member does not compile until that is decided. */
type Decided<Row> = Readonly<Record<keyof Row, View>>

const [everybody, staff] = ['public', 'staff'] as const

const tournament: Decided<TournamentRow> = {
  id: everybody,
  name: everybody,
  description: everybody,
  type: everybody,
  gameType: everybody,
  status: everybody,
  visibility: everybody,
  maxParticipants: everybody,
  venueId: everybody,
  startDate: everybody,
  endDate: everybody,
  startedAt: everybody,
  completedAt: everybody,
  deletedAt: everybody,
  checkIn: everybody,
  minRest: everybody,
  matches: everybody,
  done: everybody,
}
const stage: Decided<StageRow> = {
  id: everybody,
  number: everybody,
  type: everybody,
  name: everybody,
  status: everybody,
  options: everybody,
  queue: everybody,
  reentered: everybody,
}
const match: Decided<MatchRow> = {
  id: everybody,
  ref: everybody,
  number: everybody,
  stage: everybody,
  bracket: everybody,
  round: everybody,
  position: everybody,
  state: everybody,
  playerA: everybody,
  playerB: everybody,
  labelA: everybody,
  labelB: everybody,
  raceA: everybody,
  raceB: everybody,
  cap: everybody,
  startA: everybody,
  startB: everybody,
  scoreA: everybody,
  scoreB: everybody,
  racks: everybody,
  winner: everybody,
  kind: everybody,
  table: everybody,
  stream: everybody,
  calledAt: everybody,
  readyAt: everybody,
  startedAt: everybody,
  completedAt: everybody,
  winnerTo: everybody,
  loserTo: everybody,
}
const player: Decided<PlayerRow> = {
  id: everybody,
  name: everybody,
  // Which account a player is concerns those who run the event only.
  userId: staff,
  club: everybody,
  rating: everybody,
  skillLevel: everybody,
  seed: everybody,
  status: everybody,
  chips: everybody,
  place: everybody,
  conduct: everybody,
  registeredAt: everybody,
  checkedInAt: everybody,
}
const table: Decided<TableRow> = {
  id: everybody,
  label: everybody,
  stream: everybody,
  status: everybody,
  reason: everybody,
  blockAfter: everybody,
}
const standing: Decided<StandingRow> = {
  rank: everybody,
  tied: everybody,
  player: everybody,
  place: everybody,
  platePlace: everybody,
  played: everybody,
  won: everybody,
  lost: everybody,
  racksFor: everybody,
  racksAgainst: everybody,
  group: everybody,
  drawn: everybody,
  points: everybody,
  tieBreaks: everybody,
  decidedBy: everybody,
  qualified: everybody,
  chips: everybody,
  startChips: everybody,
  streak: everybody,
}

function listsOf(view: View): Lists {
  const names = (row: Decided<object>) =>
    new Set(Object.entries(row).flatMap(([name, least]) => (least === everybody || least === view ? name : [])))
  return {
    t: names(tournament),
    s: names(stage),
    m: names(match),
    p: names(player),
    tb: names(table),
    st: names(standing),
  }
}

const lists: Readonly<Record<View, Lists>> = { public: listsOf('public'), staff: listsOf('staff') }

function only<Row extends object>(row: Row, allowed: ReadonlySet<string>): Row {
  const names = Object.keys(row)
  if (names.every((name) => allowed.has(name))) return row
  return Object.fromEntries(Object.entries(row).filter(([name]) => allowed.has(name))) as Row
}

/** The ops of one event as a view may see them; empty when the event holds nothing for it. Pure. */
export function redactOps(view: View, ops: readonly Op[]): readonly Op[] {
  const allowed = lists[view]
  return ops.flatMap((op): Op[] => {
    switch (op[0]) {
      case 't': {
        const patch = only(op[1], allowed.t)
        return Object.keys(patch).length > 0 ? [['t', patch]] : []
      }
      case 's':
      case 'm':
      case 'p':
      case 'tb': {
        const patch = only(op[2], allowed[op[0]])
        return Object.keys(patch).length > 0 ? [[op[0], op[1], patch] as Op] : []
      }
      case 'st':
        return [['st', op[1], op[2].map((line) => only(line, allowed.st))]]
      case 'x':
        return [op]
      default:
        return [] // a kind this view was not taught: nothing of it may pass
    }
  })
}

/**
 * The data of an event as the log shows it to a view: outside the staff nobody learns which account a player is,
 * and prize money is for those who may see money.
 */
export function redactData(view: View, { type, data }: Pick<Event, 'type' | 'data'>, money: boolean): unknown {
  if (/^payouts?\./.test(type) && !money) return {}
  if (view === 'staff') return data
  return JSON.parse(JSON.stringify(data), (name: string, value: unknown) => (name === 'userId' ? undefined : value))
}

/** Whole rows as a view may see them. Pure; rows that pass unchanged are shared, not copied. */
export function redactRows(view: View, rows: Rows): Rows {
  const allowed = lists[view]
  // A row of which nothing may be seen is no row: ops leave it out as well, and digests must agree.
  const every = <Row extends object>(map: Readonly<Record<string, Row>>, kind: Kind) =>
    Object.fromEntries(
      Object.entries(map).flatMap(([id, row]) => {
        const seen = only(row, allowed[kind])
        return Object.keys(seen).length > 0 ? [[id, seen]] : []
      }),
    )
  return {
    t: only(rows.t, allowed.t),
    s: every(rows.s, 's'),
    m: every(rows.m, 'm'),
    p: every(rows.p, 'p'),
    tb: every(rows.tb, 'tb'),
    st: Object.fromEntries(
      Object.entries(rows.st).map(([id, lines]) => [id, lines.map((line) => only(line, allowed.st))]),
    ),
  }
}
