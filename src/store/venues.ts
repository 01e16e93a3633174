/** Venues of an org: houses where its tournaments are played. */
import { and, eq, sql } from 'drizzle-orm'
import { venues } from '../../db/schema/tenants.ts'
import type { Instant, OrgId, VenueId } from '../engine/types.ts'
import { AppError } from '../errors.ts'
import { codeOf, type Database, type Tx } from './database.ts'

/** A venue as the API shows it. */
export interface Venue {
  readonly id: VenueId
  readonly name: string
  readonly address: string | null
  readonly city: string | null
  /** IANA name, `Europe/Berlin`. */
  readonly timeZone: string
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

/** What a director writes. */
export interface VenueInput {
  readonly name: string
  readonly address?: string | null | undefined
  readonly city?: string | null | undefined
  readonly timeZone?: string | undefined
}

/** An absent member stays as it is. */
export type VenueEdit = { readonly [K in keyof VenueInput]?: VenueInput[K] | undefined }

const columns = {
  id: venues.id,
  name: venues.name,
  address: venues.address,
  city: venues.city,
  timeZone: venues.timeZone,
  createdAt: venues.createdAt,
  updatedAt: venues.updatedAt,
}

const one = (org: OrgId, id: VenueId) => and(eq(venues.orgId, org), eq(venues.id, id))

/** A venue of this org, or null. */
export async function readVenue(db: Database, org: OrgId, id: VenueId): Promise<Venue | null> {
  const rows = await db.orgRead(org, (q) => q.select(columns).from(venues).where(one(org, id)))
  return rows[0] ?? null
}

/** A venue of this org, held until the transaction ends; null if there is none. */
export async function lockVenue(tx: Tx, org: OrgId, id: VenueId): Promise<Venue | null> {
  const rows = await tx.select(columns).from(venues).where(one(org, id)).for('no key update')
  return rows[0] ?? null
}

/** Adds a venue; the time zone is UTC unless it is said. */
export async function insertVenue(tx: Tx, org: OrgId, id: VenueId, input: VenueInput): Promise<Venue> {
  const { name, address = null, city = null, timeZone = 'UTC' } = input
  const rows = await tx.insert(venues).values({ id, orgId: org, name, address, city, timeZone }).returning(columns)
  const [made] = rows
  if (made === undefined) throw new Error('an inserted venue was not returned')
  return made
}

/** The venue after the edit; null if this org has none of this id. */
export async function updateVenue(tx: Tx, org: OrgId, id: VenueId, edit: VenueEdit): Promise<Venue | null> {
  const { name, address, city, timeZone } = edit
  const values = {
    ...(name === undefined ? {} : { name }),
    ...(address === undefined ? {} : { address }),
    ...(city === undefined ? {} : { city }),
    ...(timeZone === undefined ? {} : { timeZone }),
    updatedAt: sql`now()`,
  }
  const rows = await tx.update(venues).set(values).where(one(org, id)).returning(columns)
  return rows[0] ?? null
}

const foreignKeyViolation = '23503'

/** Throws `venue_in_use` while tournaments or tables name it. */
export async function deleteVenue(tx: Tx, org: OrgId, id: VenueId): Promise<void> {
  try {
    await tx.delete(venues).where(one(org, id))
  } catch (error) {
    if (codeOf(error) !== foreignKeyViolation) throw error
    throw new AppError('venue_in_use', 'tournaments or tables name this venue; move them first')
  }
}
