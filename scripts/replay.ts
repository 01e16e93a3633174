/**
 * One tournament: the fold of its log against its rows in `tournaments`, `stages`, `players`, `matches`, `racks` and
 * `tournament_tables`. The columns are listed here a second time on purpose: a projection that forgets one is found.
 */
import { sql } from 'drizzle-orm'
import { fold } from '../src/engine/fold.ts'
import { rows as rowsOf } from '../src/engine/ops.ts'
import type { MatchRow } from '../src/engine/rows.ts'
import type { OrgId, State, TournamentId } from '../src/engine/types.ts'
import type { Tx } from '../src/store/database.ts'
import { eventsAfterIn } from '../src/store/events.ts'

/** A tournament in the list of an org. */
export interface Listed {
  readonly id: TournamentId
  readonly name: string
}

type Row = Readonly<Record<string, unknown>>
/** Rows of each table by their key inside the tournament. */
type Tables = Readonly<Record<string, ReadonlyMap<string, Row>>>

const pageSize = 1000

/** The first difference between log and rows in one line, or null when they are equal. */
export async function differenceOf(tx: Tx, org: OrgId, id: TournamentId): Promise<string | null> {
  const folded = await foldLog(tx, org, id)
  if ('gap' in folded) return folded.gap
  const expected = expectedTables(folded.state)
  const found = await foundTables(tx, id)
  for (const [table, rows] of Object.entries(expected)) {
    const difference = compare(table, rows, found[table] ?? new Map())
    if (difference) return difference
  }
  return null
}

async function foldLog(tx: Tx, org: OrgId, id: TournamentId): Promise<{ state: State } | { gap: string }> {
  let state: State | null = null
  for (;;) {
    const after: number = state?.version ?? 0
    const stored = await eventsAfterIn(tx, org, id, after, pageSize)
    const hole = stored.findIndex((event, at) => event.version !== after + at + 1)
    if (hole !== -1) return { gap: `log: version ${after + hole + 1} is missing` }
    if (stored.length > 0)
      state = fold(
        stored.map(({ event }) => event),
        state ?? undefined,
      )
    if (stored.length < pageSize) return state ? { state } : { gap: 'log: no event' }
  }
}

function expectedTables(state: State): Tables {
  const rows = rowsOf(state)
  const { t } = rows
  const tournament = {
    version: state.version,
    rules: state.rules,
    name: t.name,
    description: t.description,
    type: t.type,
    game_type: t.gameType,
    status: t.status,
    visibility: t.visibility,
    max_participants: t.maxParticipants,
    venue_id: t.venueId,
    start_date: t.startDate,
    end_date: t.endDate,
    started_at: t.startedAt,
    completed_at: t.completedAt,
    deleted_at: t.deletedAt,
    match_count: t.matches,
    matches_done: t.done,
  }
  return {
    tournaments: new Map([[t.id, tournament]]),
    stages: keyed(Object.values(rows.s), ({ number, type, name, status, options }) => {
      return { number, type, name, status, options }
    }),
    players: keyed(Object.values(rows.p), ({ userId, skillLevel, registeredAt, checkedInAt, id: _, ...rest }) => {
      const renamed = {
        user_id: userId,
        skill_level: skillLevel,
        registered_at: registeredAt,
        checked_in_at: checkedInAt,
      }
      const { name, club, rating, seed, status, place } = rest
      return { name, club, rating, seed, status, place, ...renamed }
    }),
    matches: keyed(Object.values(rows.m), (row) => expectedMatch(state, row)),
    racks: new Map(Object.values(rows.m).flatMap(racksOf)),
    tournament_tables: keyed(Object.values(rows.tb), ({ status, reason, blockAfter }) => {
      return { status, reason, block_after: blockAfter ?? false }
    }),
  }
}

function keyed<Item extends { readonly id: string }>(
  items: readonly Item[],
  of: (item: Item) => Row,
): Map<string, Row> {
  return new Map(items.map((item) => [item.id, of(item)]))
}

function expectedMatch(state: State, row: MatchRow): Row {
  const match = state.matches[state.matchIndex.get(row.id) ?? -1]
  return {
    stage_id: state.stages[row.stage - 1]?.id,
    stage_number: row.stage,
    ref: row.ref,
    number: row.number,
    bracket: row.bracket,
    round: row.round,
    position: row.position,
    player_a: row.playerA,
    player_b: row.playerB,
    race_a: row.raceA,
    race_b: row.raceB,
    score_a: row.scoreA,
    score_b: row.scoreB,
    winner: row.winner,
    kind: row.kind,
    state: row.state,
    table_id: row.table,
    called_at: row.calledAt,
    ready_at: row.readyAt,
    started_at: row.startedAt,
    completed_at: row.completedAt,
    sources: match?.slots.map((slot) => slot.source),
  }
}

function racksOf({ id, racks = '' }: MatchRow): [string, Row][] {
  return [...racks].map((winner, at) => [`${id}/${at + 1}`, { winner }])
}

async function foundTables(tx: Tx, id: TournamentId): Promise<Tables> {
  const read = async (query: ReturnType<typeof sql>): Promise<Map<string, Row>> => {
    const found = (await tx.execute(query)) as unknown as { key: string; row: Row }[]
    return new Map(found.map(({ key, row }) => [key, row]))
  }
  return {
    tournaments: await read(sql`SELECT id::text AS key, to_jsonb(x) AS row FROM tournaments x WHERE id = ${id}`),
    stages: await read(sql`SELECT id::text AS key, to_jsonb(x) AS row FROM stages x WHERE tournament_id = ${id}`),
    players: await read(sql`SELECT id::text AS key, to_jsonb(x) AS row FROM players x WHERE tournament_id = ${id}`),
    matches: await read(sql`SELECT id::text AS key, to_jsonb(x) AS row FROM matches x WHERE tournament_id = ${id}`),
    racks: await read(sql`
      SELECT match_id || '/' || number AS key, to_jsonb(x) AS row FROM racks x WHERE tournament_id = ${id}`),
    tournament_tables: await read(sql`
      SELECT table_id::text AS key, to_jsonb(x) AS row FROM tournament_tables x WHERE tournament_id = ${id}`),
  }
}

function compare(table: string, expected: ReadonlyMap<string, Row>, found: ReadonlyMap<string, Row>): string | null {
  for (const key of found.keys()) if (!expected.has(key)) return `${table} ${key}: a row that the log does not know`
  for (const [key, row] of expected) {
    const other = found.get(key)
    if (!other) return `${table} ${key}: the row is missing`
    const column = Object.keys(row).find((name) => !isSame(name, row[name], other[name]))
    if (column) return `${table} ${key}: ${column} is ${show(other[column])}, the log says ${show(row[column])}`
  }
  return null
}

/** Absent and null are one; times are compared as moments, because Postgres writes them with an offset. */
function isSame(column: string, expected: unknown, found: unknown): boolean {
  const [a, b] = [expected ?? null, found ?? null]
  const isTime = /_(at|date)$/.test(column) && typeof a === 'string' && typeof b === 'string'
  return isTime ? Date.parse(a) === Date.parse(b) : Bun.deepEquals(a, b)
}

function show(value: unknown): string {
  return JSON.stringify(value ?? null)
}
