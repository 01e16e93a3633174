/**
 * Projections: the log's latest state as rows that SQL can list, filter and join.
 * Every row touched by an event is written whole and stamped with the event's version, in the event's transaction.
 */
import { sql, type SQL } from 'drizzle-orm'
import { refsOf } from '../engine/viewing/names.ts'
import { matchRow, playerRow, stageRow, tableRow, tournamentRow } from '../engine/viewing/rows.ts'
import type { MatchRow, Op } from '../engine/rows.ts'
import type { Match, MatchId, OrgId, PlayerId, State, TableId, TournamentId } from '../engine/types.ts'
import type { Tx } from './database.ts'
import { saveMatchPlayers } from './match-players.ts'

/** Where an event stands: org, tournament, the version it makes, and what the audit log has of it. */
export interface Place {
  readonly orgId: OrgId
  readonly tournamentId: TournamentId
  readonly version: number
  /** Head of its audit chain with this version, hex. */
  readonly auditHash: string
}

/** Writes the rows that `ops` touch as they are in `after`, and the tournament row with its new version. */
export async function saveOps(tx: Tx, place: Place, ops: readonly Op[], after: State): Promise<void> {
  const changed = touched(ops)
  await saveTournament(tx, place, after)
  await removeRows(tx, place, ops)
  await saveStages(tx, place, after, changed.s)
  await savePlayers(tx, place, after, changed.p)
  await saveTables(tx, place, after, changed.tb)
  await saveMatches(tx, place, after, changed.m)
  const racked = ops.flatMap((op) => (op[0] === 'm' && 'racks' in op[2] ? [op[1]] : []))
  await saveRacks(tx, place, after, racked)
  await saveMatchPlayers(tx, place, ops, after)
}

function touched(ops: readonly Op[]): Record<'s' | 'm' | 'p' | 'tb', string[]> {
  const ids = { s: [], m: [], p: [], tb: [] } as Record<'s' | 'm' | 'p' | 'tb', string[]>
  for (const op of ops) if (op[0] === 's' || op[0] === 'm' || op[0] === 'p' || op[0] === 'tb') ids[op[0]].push(op[1])
  return ids
}

const json = (rows: readonly unknown[]): SQL => sql`${JSON.stringify(rows)}::text::jsonb`

async function saveTournament(tx: Tx, place: Place, after: State): Promise<void> {
  const row = tournamentRow(after)
  await tx.execute(sql`
    UPDATE tournaments SET version = ${place.version}, name = ${row.name}, description = ${row.description ?? null},
      game_type = ${row.gameType}, status = ${row.status}, visibility = ${row.visibility},
      max_participants = ${row.maxParticipants ?? null}, venue_id = ${row.venueId ?? null},
      start_date = ${row.startDate ?? null}, end_date = ${row.endDate ?? null},
      started_at = ${row.startedAt ?? null}, completed_at = ${row.completedAt ?? null},
      deleted_at = ${row.deletedAt ?? null}, match_count = ${row.matches}, matches_done = ${row.done},
      audit_hash = decode(${place.auditHash}, 'hex'), updated_at = now()
    WHERE id = ${place.tournamentId}`)
}

async function removeRows(tx: Tx, place: Place, ops: readonly Op[]): Promise<void> {
  const gone = (kind: string) => ops.flatMap((op) => (op[0] === 'x' && op[1] === kind ? [op[2]] : []))
  const of = { tournament: place.tournamentId }
  const matches = json(gone('m'))
  if (gone('m').length > 0) {
    const ids = sql`(SELECT value::uuid FROM jsonb_array_elements_text(${matches}))`
    await tx.execute(sql`DELETE FROM busy_players WHERE match_id IN ${ids}`)
    await tx.execute(sql`DELETE FROM racks WHERE match_id IN ${ids}`)
    await tx.execute(sql`DELETE FROM match_players WHERE match_id IN ${ids}`)
    await tx.execute(sql`DELETE FROM matches WHERE tournament_id = ${of.tournament} AND id IN ${ids}`)
  }
  for (const id of gone('tb'))
    await tx.execute(sql`DELETE FROM tournament_tables WHERE tournament_id = ${of.tournament} AND table_id = ${id}`)
  for (const id of gone('p')) await tx.execute(sql`DELETE FROM players WHERE id = ${id}`)
  for (const id of gone('s')) await tx.execute(sql`DELETE FROM stages WHERE id = ${id}`)
}

async function saveStages(tx: Tx, place: Place, after: State, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  const rows = after.stages.filter((stage) => ids.includes(stage.id)).map(stageRow)
  await tx.execute(sql`
    INSERT INTO stages (id, org_id, tournament_id, number, type, name, status, options, version)
    SELECT x.id, ${place.orgId}, ${place.tournamentId}, x.number, x.type, x.name, x.status, x.options, ${place.version}
    FROM jsonb_to_recordset(${json(rows)}) AS x(id uuid, number int, type text, name text, status text, options jsonb)
    ON CONFLICT (id) DO UPDATE SET type = excluded.type, name = excluded.name, status = excluded.status,
      options = excluded.options, version = excluded.version, updated_at = now()`)
}

async function savePlayers(tx: Tx, place: Place, after: State, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  const rows = ids.flatMap((id) => {
    const player = after.players[after.playerIndex.get(id as PlayerId) ?? -1]
    return player ? [playerRow(player)] : []
  })
  await tx.execute(sql`
    INSERT INTO players (id, org_id, tournament_id, user_id, name, club, seed, rating, skill_level, status, chips,
      place, registered_at, checked_in_at, version)
    SELECT x.id, ${place.orgId}, ${place.tournamentId}, x."userId", x.name, x.club, x.seed, x.rating, x."skillLevel",
      x.status, x.chips, x.place, x."registeredAt", x."checkedInAt", ${place.version}
    FROM jsonb_to_recordset(${json(rows)}) AS x(id uuid, "userId" uuid, name text, club text, seed int, rating int,
      "skillLevel" text, status text, chips int, place int, "registeredAt" timestamptz, "checkedInAt" timestamptz)
    ON CONFLICT (id) DO UPDATE SET user_id = excluded.user_id, name = excluded.name, club = excluded.club,
      seed = excluded.seed, rating = excluded.rating, skill_level = excluded.skill_level, status = excluded.status,
      chips = excluded.chips, place = excluded.place, checked_in_at = excluded.checked_in_at,
      version = excluded.version, updated_at = now()`)
}

async function saveTables(tx: Tx, place: Place, after: State, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  const rows = ids.flatMap((id) => {
    const table = after.tables[after.tableIndex.get(id as TableId) ?? -1]
    return table ? [tableRow(table)] : []
  })
  await tx.execute(sql`
    INSERT INTO tournament_tables (tournament_id, table_id, org_id, status, reason, block_after, version)
    SELECT ${place.tournamentId}, x.id, ${place.orgId}, x.status, x.reason, coalesce(x."blockAfter", false),
      ${place.version}
    FROM jsonb_to_recordset(${json(rows)}) AS x(id uuid, status text, reason text, "blockAfter" boolean)
    ON CONFLICT (tournament_id, table_id) DO UPDATE SET status = excluded.status, reason = excluded.reason,
      block_after = excluded.block_after, version = excluded.version, updated_at = now()`)
}

const holds = (row: MatchRow) => row.state === 'assigned' || row.state === 'active' || row.state === 'paused'

async function saveMatches(tx: Tx, place: Place, after: State, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  const matches = ids.flatMap((id) => after.matches[after.matchIndex.get(id as MatchId) ?? -1] ?? [])
  const refOf = refsOf(after)
  const rows = matches.map((match) => ({ ...matchRow(match, refOf), ...extras(after, match) }))
  await tx.execute(sql`
    INSERT INTO matches (id, org_id, tournament_id, stage_id, stage_number, ref, number, bracket, round, position,
      state, player_a, player_b, race_a, race_b, score_a, score_b, winner, kind, table_id, called_at, ready_at,
      started_at, completed_at, sources, version)
    SELECT x.id, ${place.orgId}, ${place.tournamentId}, x."stageId", x.stage, x.ref, x.number, x.bracket, x.round,
      x.position, x.state, x."playerA", x."playerB", x."raceA", x."raceB", x."scoreA", x."scoreB", x.winner, x.kind,
      x."table", x."calledAt", x."readyAt", x."startedAt", x."completedAt", x.sources, ${place.version}
    FROM jsonb_to_recordset(${json(rows)}) AS x(id uuid, "stageId" uuid, stage int, ref text, number int,
      bracket text, round int, position int, state text, "playerA" uuid, "playerB" uuid, "raceA" int, "raceB" int,
      "scoreA" int, "scoreB" int, winner text, kind text, "table" uuid, "calledAt" timestamptz,
      "readyAt" timestamptz, "startedAt" timestamptz, "completedAt" timestamptz, sources jsonb)
    ON CONFLICT (id) DO UPDATE SET state = excluded.state, player_a = excluded.player_a,
      player_b = excluded.player_b, race_a = excluded.race_a, race_b = excluded.race_b, score_a = excluded.score_a,
      score_b = excluded.score_b, winner = excluded.winner, kind = excluded.kind, table_id = excluded.table_id,
      called_at = excluded.called_at, ready_at = excluded.ready_at, started_at = excluded.started_at,
      completed_at = excluded.completed_at, sources = excluded.sources, version = excluded.version, updated_at = now()`)
  await saveBusy(tx, place, after, rows)
}

function extras(after: State, match: Match): { stageId: string | undefined; sources: unknown } {
  return { stageId: after.stages[match.stage - 1]?.id, sources: match.slots.map((slot) => slot.source) }
}

/**
 * A person sits at one table of the org at a time; `busy_players` makes the second transaction lose.
 * Order matters: tables before people, people by id. Two tournaments that want the same pair then wait in line.
 */
async function saveBusy(tx: Tx, place: Place, after: State, rows: readonly MatchRow[]): Promise<void> {
  const people = (row: MatchRow) =>
    [row.playerA, row.playerB].flatMap((id) => {
      const user = id && after.players[after.playerIndex.get(id) ?? -1]?.userId
      return user ? [{ user, match: row.id }] : []
    })
  if (rows.flatMap(people).length === 0) return
  await tx.execute(sql`DELETE FROM busy_players WHERE match_id IN
    (SELECT value::uuid FROM jsonb_array_elements_text(${json(rows.map((row) => row.id))}))`)
  const busy = rows.filter(holds).flatMap(people)
  if (busy.length === 0) return
  await tx.execute(sql`
    INSERT INTO busy_players (org_id, user_id, tournament_id, match_id)
    SELECT ${place.orgId}, x."user", ${place.tournamentId}, x."match"
    FROM jsonb_to_recordset(${json(busy)}) AS x("user" uuid, "match" uuid) ORDER BY x."user"`)
}

async function saveRacks(tx: Tx, place: Place, after: State, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const racks = after.matches[after.matchIndex.get(id as MatchId) ?? -1]?.racks ?? ''
    await tx.execute(sql`DELETE FROM racks WHERE match_id = ${id} AND number > ${racks.length}`)
    await tx.execute(sql`
      INSERT INTO racks (match_id, number, org_id, tournament_id, winner, version)
      SELECT ${id}, x.number, ${place.orgId}, ${place.tournamentId}, x.winner, ${place.version}
      FROM unnest(string_to_array(${[...racks].join(',')}, ',')) WITH ORDINALITY AS x(winner, number)
      ON CONFLICT (match_id, number) DO UPDATE SET winner = excluded.winner, version = excluded.version
      WHERE racks.winner <> excluded.winner`)
  }
}
