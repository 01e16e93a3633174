/** What was invented, as rows: the cast before any event, then each event with all that belongs to it. */
import { limits } from '../../src/config.ts'
import { fold, toSnapshot } from '../../src/engine/fold.ts'
import type { State } from '../../src/engine/types.ts'
import { refsOf } from '../../src/engine/viewing/names.ts'
import { matchRow, playerRow, stageRow, tableRow, tournamentRow } from '../../src/engine/viewing/rows.ts'
import { matchPlayersOf } from '../../src/store/match-players.ts'
import type { Cast } from './cast.ts'
import { addMessages, addMoney } from './counter.ts'
import type { SeedEvent } from './play.ts'
import { Rows } from './rows.ts'
import { addTrail } from './trail.ts'

/** All that is there before any event; the first org and its directors are made with the demo accounts. */
export function castRows(cast: Cast): Rows {
  const rows = new Rows()
  for (const { id, email, name } of cast.users) rows.add('users', id, email, name, '!')
  for (const [at, org] of cast.orgs.entries()) {
    if (at > 0) rows.add('organizations', org.id, org.slug, org.name)
    rows.add('venues', org.venue, org.id, org.name, org.name.split(' ')[0])
    for (const table of org.tables) rows.add('tables', table.id, org.id, org.venue, table.label)
    for (const place of org.regulars) {
      const user = cast.users[place]
      if (user === undefined) continue
      const isStaff = org.staff.includes(user.id)
      rows.add(
        'organization_members',
        org.id,
        user.id,
        user.id === org.director ? 'director' : isStaff ? 'scorekeeper' : 'viewer',
      )
    }
  }
  return rows
}

function addTournament(rows: Rows, { org, id, month, state, log }: SeedEvent, auditHash: string): void {
  const row = tournamentRow(state)
  const [created] = log
  const stages = state.stages.map(({ type, name, options }) => ({ type, name, options }))
  rows.add(
    'tournaments',
    ...[id, org.id, row.venueId, row.name, row.type, row.gameType, row.status, row.visibility, state.rules, stages],
    ...['seed', state.version, month, row.matches, row.done, row.startDate, row.startedAt, row.completedAt],
    ...[created?.event.at, Buffer.from(auditHash, 'hex')],
  )
}

function addMatches(rows: Rows, event: SeedEvent): void {
  const { org, id, state } = event
  const refOf = refsOf(state)
  for (const match of state.matches) {
    const row = matchRow(match, refOf)
    const sources = match.slots.map(({ source }) => source)
    rows.add(
      'matches',
      ...[row.id, org.id, id, state.stages[row.stage - 1]?.id, row.stage, row.ref, row.number, row.bracket],
      ...[row.round, row.position, row.state, row.playerA, row.playerB, row.raceA, row.raceB, row.scoreA, row.scoreB],
      ...[row.winner, row.kind, row.table, row.readyAt, row.startedAt, row.completedAt, sources, state.version],
    )
    for (const seen of matchPlayersOf(state, match)) {
      const { userId, matchId, opponentId, hasWon, score, opponentScore, completedAt } = seen
      rows.add('match_players', org.id, userId, matchId, id, opponentId, hasWon, score, opponentScore, completedAt)
    }
    for (const [at, winner] of [...match.racks].entries()) {
      rows.add('racks', row.id, at + 1, org.id, id, winner, state.version)
    }
    if (row.table === undefined || row.state === 'completed') continue
    for (const { player } of match.slots) {
      const user = player === null ? null : state.players[state.playerIndex.get(player) ?? -1]?.userId
      if (user) rows.add('busy_players', org.id, user, id, row.id)
    }
  }
}

/** The newest snapshot that the log of this length has. */
function snapshotOf({ log }: SeedEvent): State | null {
  const version = log.length - (log.length % limits.snapshotEvery)
  return version === 0 ? null : fold(log.slice(0, version).map(({ event }) => event))
}

/** The log of an event, its projection and its snapshot. */
export function addEvent(rows: Rows, seeded: SeedEvent): void {
  const { org, id, month, state, log } = seeded
  addTournament(rows, seeded, addTrail(rows, seeded))
  for (const stage of state.stages.map(stageRow)) {
    rows.add(
      'stages',
      ...[stage.id, org.id, id, stage.number, stage.type, stage.name, stage.status, stage.options, state.version],
    )
  }
  for (const player of state.players.map(playerRow)) {
    const { userId, name, club, seed, rating, status, chips, place, registeredAt } = player
    rows.add(
      'players',
      ...[player.id, org.id, id, userId, name, club, seed, rating, status, chips, place, registeredAt, state.version],
    )
  }
  for (const table of state.tables.map(tableRow)) {
    rows.add('tournament_tables', id, table.id, org.id, table.status, state.version)
  }
  addMatches(rows, seeded)
  for (const [at, { event, ops }] of log.entries()) {
    const { type, actor, data, at: when } = event
    rows.add('tournament_events', month, id, at + 1, org.id, type, actor, data, ops, when)
  }
  addMoney(rows, seeded)
  addMessages(rows, seeded)
  const snapshot = snapshotOf(seeded)
  if (snapshot === null) return
  const bytes = Bun.zstdCompressSync(JSON.stringify(toSnapshot(snapshot)))
  rows.add('tournament_snapshots', id, snapshot.version, org.id, bytes)
}
