/**
 * What a house keeps beside its play: messages, money, keys of programs, and figures of its people.
 */
import { sql } from 'drizzle-orm'
import { bigint, boolean, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import type { MatchId, OrgId, PlayerId, TournamentId, UserId } from '../../src/engine/types.ts'
import { bytea, createdAt, currency, instant, stamps } from './columns.ts'

/** Messages to people, in the app and outside of it; `dedupeKey` makes each of them once. */
export const notifications = pgTable('notifications', {
  id: uuid('id').primaryKey(),
  orgId: uuid('org_id').$type<OrgId>().notNull(),
  tournamentId: uuid('tournament_id').$type<TournamentId>(),
  userId: uuid('user_id').$type<UserId>(),
  channel: text('channel').$type<'in_app' | 'email' | 'sms'>().notNull(),
  template: text('template').notNull(),
  status: text('status').$type<'pending' | 'sent' | 'failed' | 'read'>().notNull().default('pending'),
  dedupeKey: text('dedupe_key').notNull(),
  payload: jsonb('payload').$type<Record<string, unknown>>().notNull().default({}),
  ...stamps,
})

/** Money that somebody pays or gets; what it did to the accounts is in `ledgerEntries`. */
export const payments = pgTable('payments', {
  id: uuid('id').primaryKey(),
  orgId: uuid('org_id').$type<OrgId>().notNull(),
  tournamentId: uuid('tournament_id').$type<TournamentId>(),
  playerId: uuid('player_id').$type<PlayerId>(),
  purpose: text('purpose').$type<'entry_fee' | 'buy_back' | 'payout' | 'other'>().notNull(),
  amountCents: bigint('amount_cents', { mode: 'number' }).notNull(),
  refundedCents: bigint('refunded_cents', { mode: 'number' }).notNull().default(0),
  currency: currency('currency').notNull(),
  status: text('status')
    .$type<'pending' | 'succeeded' | 'failed' | 'cancelled' | 'partially_refunded' | 'refunded'>()
    .notNull()
    .default('pending'),
  providerRef: text('provider_ref'),
  ...stamps,
})

/** Double entry: the rows of one `posting` sum to zero at COMMIT, and no row is ever changed. */
export const ledgerEntries = pgTable('ledger_entries', {
  id: uuid('id').primaryKey(),
  orgId: uuid('org_id').$type<OrgId>().notNull(),
  paymentId: uuid('payment_id').notNull(),
  posting: uuid('posting').notNull(),
  account: text('account').$type<'cash' | 'entry_fees' | 'house' | 'prizes' | 'fees' | 'refunds'>().notNull(),
  amountCents: bigint('amount_cents', { mode: 'number' }).notNull(),
  ...createdAt,
})

/** Keys of programs. Before the org is known, read them by `lookup.api_key_by_prefix`. */
export const apiKeys = pgTable('api_keys', {
  id: uuid('id').primaryKey(),
  orgId: uuid('org_id').$type<OrgId>().notNull(),
  name: text('name').notNull(),
  prefix: text('prefix').notNull(),
  /** HMAC-SHA-256 of the whole key. */
  hash: bytea('hash').notNull(),
  scopes: text('scopes').$type<'read' | 'score' | 'manage'>().array().notNull(),
  tier: text('tier').$type<'free' | 'pro' | 'enterprise'>().notNull().default('free'),
  createdBy: uuid('created_by').$type<UserId>(),
  ...stamps,
  expiresAt: instant('expires_at'),
  lastUsedAt: instant('last_used_at'),
  revokedAt: instant('revoked_at'),
})

/** One row per person and finished match: history and head-to-head by person. */
export const matchPlayers = pgTable(
  'match_players',
  {
    orgId: uuid('org_id').$type<OrgId>().notNull(),
    userId: uuid('user_id').$type<UserId>().notNull(),
    matchId: uuid('match_id').$type<MatchId>().notNull(),
    tournamentId: uuid('tournament_id').$type<TournamentId>().notNull(),
    opponentId: uuid('opponent_id').$type<UserId>(),
    hasWon: boolean('has_won').notNull(),
    score: integer('score').notNull(),
    opponentScore: integer('opponent_score').notNull(),
    completedAt: instant('completed_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.matchId, t.userId] })],
)

/** Figures per person of an org, of one of its formats, or of one of its venues (`scopeId`). */
export const leaderboards = pgTable(
  'leaderboards',
  {
    orgId: uuid('org_id').$type<OrgId>().notNull(),
    scope: text('scope').$type<'org' | 'format' | 'venue'>().notNull(),
    scopeId: text('scope_id').notNull(),
    userId: uuid('user_id').$type<UserId>().notNull(),
    rank: integer('rank').notNull(),
    played: integer('played').notNull(),
    won: integer('won').notNull(),
    racksFor: integer('racks_for').notNull(),
    racksAgainst: integer('racks_against').notNull(),
    titles: integer('titles').notNull(),
    updatedAt: stamps.updatedAt,
  },
  (t) => [primaryKey({ columns: [t.orgId, t.scope, t.scopeId, t.userId] })],
)

/** Which state of an org's list its leaderboards are made of. */
export const leaderboardRuns = pgTable('leaderboard_runs', {
  orgId: uuid('org_id').$type<OrgId>().primaryKey(),
  listVersion: bigint('list_version', { mode: 'number' }).notNull(),
  refreshedAt: instant('refreshed_at')
    .notNull()
    .default(sql`clock_timestamp()`),
})
