/**
 * What an org has besides tournaments, kept by the cache: itself, its members, its venues.
 * Invariant: a page of members is true while the counter of members and each of its accounts stand.
 * Org and venues hang on `settings`, which every write of them raises. Authorisation comes before any of these.
 */
import type { Wanted } from '../cache/cache.ts'
import { apiKey, type Key, type OrgCounter, orgTag, staticKey, userTag } from '../cache/keys.ts'
import { type Policy, policies } from '../cache/policies.ts'
import type { OrgId, VenueId } from '../engine/types.ts'
import { AppError } from '../errors.ts'
import type { Member, Org } from '../store/orgs.ts'
import type { Venue } from '../store/venues.ts'
import type { Windowed } from '../store/windows.ts'
import type { QueryDeps } from './deps.ts'
import { keptJson } from './kept-json.ts'
import { memberList, orgDetail, type Page, venueDetail, venueList } from './org-reads.ts'

// Names and addresses of people stay in the memory of the nodes that show them.
const membersPolicy: Policy = { ...policies.api, isShared: false }

function wish(org: OrgId, key: Key, policy: Policy, counter: OrgCounter): Wanted {
  return { key, org, policy, tags: [orgTag(org, counter)] }
}

/** An org; throws `not_found`. */
export function cachedOrg(deps: QueryDeps, org: OrgId): Promise<Org> {
  return keptJson(deps, wish(org, staticKey(org, 'org', 'profile'), policies.config, 'settings'), async () => {
    return { value: found(await orgDetail(deps, org)) }
  })
}

/** Members by name. */
export function cachedMembers(deps: QueryDeps, org: OrgId, page: Page): Promise<Windowed<Member>> {
  return keptJson(deps, wish(org, apiKey(org, 'members', page, 'staff'), membersPolicy, 'members'), async () => {
    const { rows, ...window } = await memberList(deps, org, page)
    const versions = rows.map(({ row }) => [userTag(row.userId), row.version] as const)
    return {
      value: { ...window, rows: rows.map(({ row: { version: _, ...row }, keys }) => ({ row, keys })) },
      versions,
    }
  })
}

/** Venues by name. */
export function cachedVenues(deps: QueryDeps, org: OrgId, page: Page): Promise<Windowed<Venue>> {
  return keptJson(deps, wish(org, apiKey(org, 'venues', page, 'staff'), policies.api, 'settings'), async () => {
    return { value: await venueList(deps, org, page) }
  })
}

/** A venue of this org; throws `not_found`. */
export function cachedVenue(deps: QueryDeps, org: OrgId, id: VenueId): Promise<Venue> {
  return keptJson(deps, wish(org, staticKey(org, 'org', `venue.${id}`), policies.config, 'settings'), async () => {
    return { value: found(await venueDetail(deps, org, id)) }
  })
}

function found<Value>(value: Value | null): Value {
  if (value === null) throw new AppError('not_found', 'there is nothing at this address')
  return value
}
