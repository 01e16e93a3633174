/**
 * The tournament row, which every write locks, and its projections: what the log says now, for lists, filters, joins.
 * A projection is never read back into the engine.
 */
import { boolean, date, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import type {
  MatchId,
  MatchState,
  OrgId,
  PlayerId,
  PlayerStatus,
  ResultKind,
  Side,
  StageId,
  StageStatus,
  StageType,
  TableId,
  TournamentId,
  TournamentStatus,
  TournamentType,
  UserId,
  VenueId,
  Visibility,
} from '../../src/engine/types.ts'
import { bytea, instant, stampedVersion, stamps } from './columns.ts'

const tenant = {
  orgId: uuid('org_id').$type<OrgId>().notNull(),
  tournamentId: uuid('tournament_id').$type<TournamentId>().notNull(),
}

/** One row per tournament, locked by every write; `version` is the head of its log. */
export const tournaments = pgTable('tournaments', {
  id: uuid('id').$type<TournamentId>().primaryKey(),
  orgId: uuid('org_id').$type<OrgId>().notNull(),
  venueId: uuid('venue_id').$type<VenueId>(),
  name: text('name').notNull(),
  description: text('description'),
  type: text('type').$type<TournamentType>().notNull(),
  gameType: text('game_type').notNull(),
  status: text('status').$type<TournamentStatus>().notNull(),
  visibility: text('visibility').$type<Visibility>().notNull().default('public'),
  maxParticipants: integer('max_participants'),
  raceTo: integer('race_to'),
  /** Version of the rules of play; `options` are those rules as they were asked for. */
  rules: integer('rules').notNull().default(1),
  options: jsonb('options').$type<Record<string, unknown>>().notNull().default({}),
  epoch: text('epoch').notNull(),
  version: integer('version').notNull().default(1),
  /** First day of the month of creation, `2026-11-01`: the partition of its log. Never changed. */
  month: date('month').notNull().defaultNow(),
  matchCount: integer('match_count').notNull().default(0),
  matchesDone: integer('matches_done').notNull().default(0),
  startDate: instant('start_date'),
  endDate: instant('end_date'),
  startedAt: instant('started_at'),
  completedAt: instant('completed_at'),
  deletedAt: instant('deleted_at'),
  /** Part of the archive that holds its log; null when the log is in the database. */
  archive: text('archive'),
  ...stamps,
  /** Hash of the newest row of its audit log. */
  auditHash: bytea('audit_hash'),
})

/** Parts of a tournament, `number` from 1. */
export const stages = pgTable('stages', {
  id: uuid('id').$type<StageId>().primaryKey(),
  ...tenant,
  number: integer('number').notNull(),
  type: text('type').$type<StageType>().notNull(),
  name: text('name').notNull(),
  status: text('status').$type<StageStatus>().notNull(),
  options: jsonb('options').$type<Record<string, unknown>>().notNull().default({}),
  ...stampedVersion,
  ...stamps,
})

/** Entries of a tournament; `userId` where the person has an account. */
export const players = pgTable('players', {
  id: uuid('id').$type<PlayerId>().primaryKey(),
  ...tenant,
  userId: uuid('user_id').$type<UserId>(),
  name: text('name').notNull(),
  /** Contacts are no part of the log: erasing a person blanks them here. */
  email: text('email'),
  phone: text('phone'),
  club: text('club'),
  seed: integer('seed'),
  rating: integer('rating'),
  skillLevel: text('skill_level'),
  chips: integer('chips'),
  status: text('status').$type<PlayerStatus>().notNull(),
  place: integer('place'),
  tied: boolean('tied').notNull().default(false),
  registeredAt: instant('registered_at').notNull(),
  checkedInAt: instant('checked_in_at'),
  ...stampedVersion,
  ...stamps,
})

/** Every match of the bracket, playable or not; `ref` (`W2.1`) is what people see. */
export const matches = pgTable('matches', {
  id: uuid('id').$type<MatchId>().primaryKey(),
  ...tenant,
  stageId: uuid('stage_id').$type<StageId>().notNull(),
  stageNumber: integer('stage_number').notNull(),
  ref: text('ref').notNull(),
  number: integer('number').notNull(),
  bracket: text('bracket').notNull(),
  round: integer('round').notNull(),
  position: integer('position').notNull(),
  playerA: uuid('player_a').$type<PlayerId>(),
  playerB: uuid('player_b').$type<PlayerId>(),
  raceA: integer('race_a'),
  raceB: integer('race_b'),
  scoreA: integer('score_a').notNull().default(0),
  scoreB: integer('score_b').notNull().default(0),
  winner: text('winner').$type<Side>(),
  kind: text('kind').$type<ResultKind>(),
  state: text('state').$type<MatchState>().notNull(),
  tableId: uuid('table_id').$type<TableId>(),
  calledAt: instant('called_at'),
  readyAt: instant('ready_at'),
  startedAt: instant('started_at'),
  completedAt: instant('completed_at'),
  sources: jsonb('sources').$type<unknown>().notNull().default({}),
  ...stampedVersion,
  ...stamps,
})

/** Racks of a match in order, undone ones removed. */
export const racks = pgTable(
  'racks',
  {
    matchId: uuid('match_id').$type<MatchId>().notNull(),
    number: integer('number').notNull(),
    ...tenant,
    winner: text('winner').$type<Side>().notNull(),
    ...stampedVersion,
    ...stamps,
  },
  (t) => [primaryKey({ columns: [t.matchId, t.number] })],
)

/** A table given to a tournament. "In use" is never stored: it is the match that holds the table. */
export const tournamentTables = pgTable(
  'tournament_tables',
  {
    ...tenant,
    tableId: uuid('table_id').$type<TableId>().notNull(),
    status: text('status').$type<'available' | 'blocked'>().notNull().default('available'),
    reason: text('reason'),
    blockAfter: boolean('block_after').notNull().default(false),
    ...stampedVersion,
    ...stamps,
  },
  (t) => [primaryKey({ columns: [t.tournamentId, t.tableId] })],
)

/** A person at a table anywhere in the org; the second tournament that wants them meets the primary key. */
export const busyPlayers = pgTable(
  'busy_players',
  {
    ...tenant,
    userId: uuid('user_id').$type<UserId>().notNull(),
    matchId: uuid('match_id').$type<MatchId>().notNull(),
    ...stamps,
  },
  (t) => [primaryKey({ columns: [t.orgId, t.userId] })],
)
