/** What an org has besides tournaments: itself, its members, its venues. Kept by `cached-org.ts`. */
import { sql } from 'drizzle-orm'
import type { OrgId, VenueId } from '../engine/types.ts'
import { utc } from '../store/instants.ts'
import type { Window } from '../store/keyset.ts'
import { type Member, type Org, readOrg } from '../store/orgs.ts'
import { readVenue, type Venue } from '../store/venues.ts'
import { readWindow, type CountMode, type Windowed } from '../store/windows.ts'
import type { QueryDeps } from './deps.ts'

type Deps = Pick<QueryDeps, 'db'>

/** One window of a list. */
export interface Page {
  readonly window: Window
  readonly count: CountMode
}

const members = {
  row: sql`jsonb_build_object('userId', m.user_id, 'name', u.name, 'email', u.email, 'role', m.role,
    'joinedAt', ${utc(sql`m.created_at`)}, 'version', u.version)`,
  from: sql`organization_members m JOIN users u ON u.id = m.user_id`,
  order: [
    { sql: sql`u.name`, type: 'text' },
    { sql: sql`m.user_id`, type: 'uuid' },
  ],
} as const

const venues = {
  row: sql`jsonb_build_object('id', v.id, 'name', v.name, 'address', v.address, 'city', v.city,
    'timeZone', v.time_zone, 'createdAt', ${utc(sql`v.created_at`)}, 'updatedAt', ${utc(sql`v.updated_at`)})`,
  from: sql`venues v`,
  order: [
    { sql: sql`v.name`, type: 'text' },
    { sql: sql`v.id`, type: 'uuid' },
  ],
} as const

/** An org that the caller may see, or null. */
export function orgDetail({ db }: Deps, org: OrgId): Promise<Org | null> {
  return readOrg(db, org)
}

/** A member with the version of the account, which says who it is. */
export type VersionedMember = Member & { readonly version: number }

/** Members by name. */
export function memberList({ db }: Deps, org: OrgId, { window, count }: Page): Promise<Windowed<VersionedMember>> {
  return readWindow(db, org, { ...members, where: sql`m.org_id = ${org}` }, window, count)
}

/** Venues by name. */
export function venueList({ db }: Deps, org: OrgId, { window, count }: Page): Promise<Windowed<Venue>> {
  return readWindow(db, org, { ...venues, where: sql`v.org_id = ${org}` }, window, count)
}

/** A venue of this org, or null. */
export function venueDetail({ db }: Deps, org: OrgId, id: VenueId): Promise<Venue | null> {
  return readVenue(db, org, id)
}
