/**
 * The audit log: who did what, each row chained to the one before it by its hash. Rows are added, never changed.
 */
import { bigint, date, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import type { OrgId, TournamentId, UserId } from '../../src/engine/types.ts'
import { bytea, instant, stamps } from './columns.ts'

/** Partitioned by `month`, the first day of the month of `timestamp`. */
export const auditLogs = pgTable(
  'audit_logs',
  {
    month: date('month').notNull(),
    id: uuid('id').notNull(),
    orgId: uuid('org_id').$type<OrgId>().notNull(),
    userId: uuid('user_id').$type<UserId>(),
    /** Who it was, where it was no account: `key:<id>`. */
    principal: text('principal'),
    /** Null in the chain of the org. */
    tournamentId: uuid('tournament_id').$type<TournamentId>(),
    action: text('action').notNull(),
    subject: text('subject').notNull(),
    /** Changed columns only, as they were and as they are; personal ones as keyed hashes. */
    before: jsonb('before').$type<Readonly<Record<string, unknown>>>(),
    after: jsonb('after').$type<Readonly<Record<string, unknown>>>(),
    /** Place in its chain: the version of the tournament, or the number of the org's own entries. */
    position: bigint('position', { mode: 'number' }).notNull(),
    prevHash: bytea('prev_hash'),
    hash: bytea('hash').notNull(),
    /** SHA-256 of the event of this version. */
    eventHash: bytea('event_hash'),
    address: text('address'),
    requestId: text('request_id'),
    timestamp: instant('timestamp').notNull(),
  },
  (t) => [primaryKey({ columns: [t.month, t.id] })],
)

/** Head of the chain of each org; that of a tournament is `tournaments.auditHash`. */
export const auditChains = pgTable('audit_chains', {
  orgId: uuid('org_id').$type<OrgId>().primaryKey(),
  position: bigint('position', { mode: 'number' }).notNull(),
  prevHash: bytea('prev_hash'),
  hash: bytea('hash').notNull(),
  ...stamps,
})

/** Heads of chains at some moment, each row chained to the one before it and signed by the server. */
export const auditAnchors = pgTable('audit_anchors', {
  position: bigint('position', { mode: 'number' }).primaryKey(),
  at: instant('at').notNull(),
  heads: jsonb('heads').$type<readonly (readonly [OrgId, TournamentId | null, number, string])[]>().notNull(),
  prevHash: bytea('prev_hash'),
  hash: bytea('hash').notNull(),
  signature: bytea('signature').notNull(),
})
