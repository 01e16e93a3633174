/**
 * Column types the whole schema shares. Times cross the driver as ISO 8601 UTC text, never as Date.
 * The tables of this folder describe what the migrations made; a test compares them with the catalogue.
 */
import { sql } from 'drizzle-orm'
import { customType, integer } from 'drizzle-orm/pg-core'
import type { Instant } from '../../src/engine/types.ts'

/** `timestamptz` as ISO 8601 UTC with milliseconds, the form the engine and the API speak. */
export const instant = customType<{ data: Instant; driverData: string }>({
  dataType: () => 'timestamp with time zone',
  fromDriver: (text) => new Date(text).toISOString(),
})

/** Case-insensitive text. */
export const citext = customType<{ data: string; driverData: string }>({ dataType: () => 'citext' })

/** ISO 4217 code of a currency. */
export const currency = customType<{ data: string; driverData: string }>({ dataType: () => 'character(3)' })

/** Bytes as they are. */
export const bytea = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' })

const now = sql`now()`

/** When a row was made, by the database's clock. */
export const createdAt = { createdAt: instant('created_at').notNull().default(now) }

/** On every row outside the logs; the database's clock sets both on insert. */
export const stamps = { ...createdAt, updatedAt: instant('updated_at').notNull().default(now) }

/** The version of the tournament that last touched a projected row. */
export const stampedVersion = { version: integer('version').notNull() }
