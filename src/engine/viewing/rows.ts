/** Rows of single entities: flat, and without any member that has nothing to say. */
import { isOver } from '../lookup.ts'
import type { MatchRow, PlayerRow, StageRow, TableRow, TournamentRow } from '../rows.ts'
import type { Match, MatchId, Player, Stage, State, Table, Target } from '../types.ts'
import { sourceLabel } from './names.ts'

/** A row under construction: `null` and `undefined` members are left out. */
function compact<Row>(members: { readonly [K in keyof Row]: Row[K] | null | undefined }): Row {
  const row: Record<string, unknown> = {}
  for (const key in members) {
    const value = members[key]
    if (value !== null && value !== undefined) row[key] = value
  }
  // What is left out is exactly what the row type calls optional.
  return row as Row
}

/** Counts of a state's matches: those that are or can be played, and those done. */
export function progressOf(state: State): { matches: number; done: number } {
  let matches = 0
  let done = 0
  for (const match of state.matches) {
    if (match.state === 'void') continue
    matches++
    if (isOver(match)) done++
  }
  return { matches, done }
}

/** The row of the tournament. Cost O(matches), for its counts. */
export function tournamentRow(state: State): TournamentRow {
  const { tournament } = state
  const { matches, done } = progressOf(state)
  return compact<TournamentRow>({
    id: tournament.id,
    name: tournament.name,
    description: tournament.description,
    type: tournament.type,
    gameType: tournament.gameType,
    status: tournament.status,
    visibility: tournament.visibility,
    maxParticipants: tournament.maxParticipants,
    venueId: tournament.venueId,
    startDate: tournament.startDate,
    endDate: tournament.endDate,
    startedAt: tournament.startedAt,
    completedAt: tournament.completedAt,
    deletedAt: tournament.deletedAt,
    checkIn: tournament.checkIn,
    minRest: tournament.minRest,
    matches,
    done,
  })
}

/** The row of a stage. */
export function stageRow(stage: Stage): StageRow {
  const { id, number, type, name, status, options, chips, reentered } = stage
  return compact<StageRow>({ id, number, type, name, status, options, queue: chips?.queue, reentered })
}

function targetText(target: Target | null): string | null {
  return target === null ? null : `${target.match}:${target.slot}`
}

/** The row of a match; `refOf` names the matches its empty slots wait for. */
export function matchRow(match: Match, refOf: (id: MatchId) => string): MatchRow {
  const [a, b] = match.slots
  return compact<MatchRow>({
    id: match.id,
    ref: match.ref,
    number: match.number,
    stage: match.stage,
    bracket: match.bracket,
    round: match.round,
    position: match.position,
    state: match.state,
    playerA: a.player,
    playerB: b.player,
    labelA: a.player === null ? sourceLabel(a, match, refOf) : null,
    labelB: b.player === null ? sourceLabel(b, match, refOf) : null,
    raceA: match.races?.[0],
    raceB: match.races?.[1],
    cap: match.cap,
    startA: match.start?.[0],
    startB: match.start?.[1],
    scoreA: match.scores[0],
    scoreB: match.scores[1],
    racks: match.racks === '' ? null : match.racks,
    winner: match.result?.winner,
    kind: match.result?.kind,
    table: match.table,
    stream: match.stream === true ? true : null,
    calledAt: match.calledAt,
    readyAt: match.readyAt,
    startedAt: match.startedAt,
    completedAt: match.completedAt,
    winnerTo: targetText(match.winnerTo),
    loserTo: targetText(match.loserTo),
  })
}

/** The row of a player. */
export function playerRow(player: Player): PlayerRow {
  return compact<PlayerRow>({
    id: player.id,
    name: player.name,
    userId: player.userId,
    club: player.club,
    rating: player.rating,
    skillLevel: player.skillLevel,
    seed: player.seed,
    status: player.status,
    chips: player.chips,
    place: player.place,
    conduct: player.conduct,
    registeredAt: player.registeredAt,
    checkedInAt: player.checkedInAt,
  })
}

/** The row of a table. */
export function tableRow(table: Table): TableRow {
  return compact<TableRow>({
    id: table.id,
    label: table.label,
    stream: table.stream,
    status: table.status,
    reason: table.reason,
    blockAfter: table.blockAfter ? true : null,
  })
}
