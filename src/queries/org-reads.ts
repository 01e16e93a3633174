/** What an org has besides tournaments: itself, its members, its venues. Read from the database each time. */
import type { OrgId, VenueId } from '../engine/types.ts'
import { listMembers, type Member, type Org, readOrg } from '../store/orgs.ts'
import { listVenues, readVenue, type Venue } from '../store/venues.ts'
import type { QueryDeps } from './deps.ts'

type Deps = Pick<QueryDeps, 'db'>

/** `page` is 1-based. */
interface Page {
  readonly page: number
  readonly pageSize: number
}

/** Rows of one page, and how many there are in all. */
interface Rows<Row> {
  readonly rows: readonly Row[]
  readonly total: number
}

/** An org that the caller may see, or null. */
export function orgDetail({ db }: Deps, org: OrgId): Promise<Org | null> {
  return readOrg(db, org)
}

/** Members by name. */
export function memberList({ db }: Deps, org: OrgId, page: Page): Promise<Rows<Member>> {
  return listMembers(db, org, page)
}

/** Venues by name. */
export function venueList({ db }: Deps, org: OrgId, page: Page): Promise<Rows<Venue>> {
  return listVenues(db, org, page)
}

/** A venue of this org, or null. */
export function venueDetail({ db }: Deps, org: OrgId, id: VenueId): Promise<Venue | null> {
  return readVenue(db, org, id)
}
