/**
 * The event log, which is the truth of play, and what belongs to writing it: snapshots and idempotency keys.
 */
import { sql } from 'drizzle-orm'
import { bigint, date, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import type { OrgId, TournamentId, UserId } from '../../src/engine/types.ts'
import { bytea, createdAt, instant } from './columns.ts'

/** One row per version of a tournament, inserted once and never changed. Partitioned by `month`. */
export const tournamentEvents = pgTable(
  'tournament_events',
  {
    month: date('month').notNull(),
    tournamentId: uuid('tournament_id').$type<TournamentId>().notNull(),
    version: integer('version').notNull(),
    orgId: uuid('org_id').$type<OrgId>().notNull(),
    type: text('type').notNull(),
    actor: uuid('actor').$type<UserId>(),
    /** The engine's event, what `fold` reads. */
    data: jsonb('data').$type<unknown>().notNull(),
    /** Absolute row changes, what viewers get. */
    ops: jsonb('ops').$type<unknown>().notNull(),
    at: instant('at').notNull(),
    requestId: text('request_id'),
  },
  (t) => [primaryKey({ columns: [t.month, t.tournamentId, t.version] })],
)

/** Engine state, compressed, as of one version. A cold start folds only the events after it. */
export const tournamentSnapshots = pgTable(
  'tournament_snapshots',
  {
    tournamentId: uuid('tournament_id').$type<TournamentId>().notNull(),
    version: integer('version').notNull(),
    orgId: uuid('org_id').$type<OrgId>().notNull(),
    state: bytea('state').notNull(),
    ...createdAt,
  },
  (t) => [primaryKey({ columns: [t.tournamentId, t.version] })],
)

/** Stored answers; `response` is text, so that a repeated request gets the same bytes. */
export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    orgId: uuid('org_id').$type<OrgId>().notNull(),
    principal: text('principal').notNull(),
    method: text('method').notNull(),
    route: text('route').notNull(),
    key: text('key').notNull(),
    bodySha256: text('body_sha256').notNull(),
    status: integer('status').notNull(),
    response: text('response'),
    version: bigint('version', { mode: 'number' }),
    ...createdAt,
  },
  (t) => [primaryKey({ columns: [t.orgId, t.principal, t.method, t.route, t.key] })],
)

/** Runs of named jobs. */
export const jobRuns = pgTable('job_runs', {
  id: uuid('id').primaryKey(),
  job: text('job').notNull(),
  startedAt: instant('started_at')
    .notNull()
    .default(sql`clock_timestamp()`),
  endedAt: instant('ended_at'),
  result: text('result'),
  error: text('error'),
})
