/**
 * Organisations, people and their sessions. `organizations`, `users` and `sessions` are platform tables without
 * `org_id`; everything else is bound to its org by row-level security.
 */
import { sql } from 'drizzle-orm'
import { bigint, boolean, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import type { OrgId, UserId, VenueId, TableId } from '../../src/engine/types.ts'
import { citext, instant, stamps } from './columns.ts'

/** The tenants themselves; `slug` is unique and stands in addresses. */
export const organizations = pgTable('organizations', {
  id: uuid('id').$type<OrgId>().primaryKey(),
  slug: text('slug').notNull(),
  name: text('name').notNull(),
  settings: jsonb('settings').$type<Record<string, unknown>>().notNull().default({}),
  plan: text('plan').notNull().default('free'),
  ...stamps,
})

/** People who can sign in. E-mail addresses are unique whatever their case (`idx_users_email`). */
export const users = pgTable('users', {
  id: uuid('id').$type<UserId>().primaryKey(),
  email: citext('email').notNull(),
  name: text('name').notNull(),
  passwordHash: text('password_hash').notNull(),
  status: text('status').$type<'active' | 'disabled'>().notNull().default('active'),
  isPlatformAdmin: boolean('is_platform_admin').notNull().default(false),
  version: bigint('version', { mode: 'number' }).notNull().default(1),
  ...stamps,
})

/** Who may do what in which org. Before the org is known, read it by the functions of the schema `lookup`. */
export const organizationMembers = pgTable(
  'organization_members',
  {
    orgId: uuid('org_id').$type<OrgId>().notNull(),
    userId: uuid('user_id').$type<UserId>().notNull(),
    role: text('role').$type<'owner' | 'director' | 'scorekeeper' | 'viewer'>().notNull(),
    status: text('status').$type<'invited' | 'active' | 'suspended'>().notNull().default('active'),
    ...stamps,
  },
  (t) => [primaryKey({ columns: [t.orgId, t.userId] })],
)

/** One row per token; only its SHA-256 is stored. */
export const sessions = pgTable('sessions', {
  id: uuid('id').primaryKey(),
  userId: uuid('user_id').$type<UserId>().notNull(),
  kind: text('kind').$type<'access' | 'refresh'>().notNull().default('access'),
  tokenHash: text('token_hash').notNull(),
  family: uuid('family').notNull(),
  generation: integer('generation').notNull().default(1),
  ...stamps,
  lastUsedAt: instant('last_used_at')
    .notNull()
    .default(sql`now()`),
  expiresAt: instant('expires_at').notNull(),
  revokedAt: instant('revoked_at'),
})

/** Rooms of an org. */
export const venues = pgTable('venues', {
  id: uuid('id').$type<VenueId>().primaryKey(),
  orgId: uuid('org_id').$type<OrgId>().notNull(),
  name: text('name').notNull(),
  address: text('address'),
  city: text('city'),
  timeZone: text('time_zone').notNull().default('UTC'),
  ...stamps,
})

/** A table of the house. Which match holds it is told by `matches.tableId`. */
export const tables = pgTable('tables', {
  id: uuid('id').$type<TableId>().primaryKey(),
  orgId: uuid('org_id').$type<OrgId>().notNull(),
  venueId: uuid('venue_id').$type<VenueId>(),
  label: text('label').notNull(),
  attributes: jsonb('attributes').$type<Record<string, unknown>>().notNull().default({}),
  ...stamps,
})

/** Counters that lists and their ETags depend on; rows of the nil org are open to every org. */
export const tagVersions = pgTable(
  'tag_versions',
  {
    orgId: uuid('org_id').$type<OrgId>().notNull(),
    tag: text('tag').notNull(),
    version: bigint('version', { mode: 'number' }).notNull().default(1),
    ...stamps,
  },
  (t) => [primaryKey({ columns: [t.orgId, t.tag] })],
)
