/** Which of some ids belong to an org: what comes from elsewhere may name accounts and venues that do not. */
import { sql } from 'drizzle-orm'
import type { OrgId, UserId, VenueId } from '../engine/types.ts'
import type { Database } from './database.ts'

/** Those of the accounts that are members, and those of the venues that exist, in this org. */
export async function residents(
  db: Database,
  orgId: OrgId,
  users: readonly UserId[],
  venues: readonly VenueId[],
): Promise<{ readonly users: ReadonlySet<UserId>; readonly venues: ReadonlySet<VenueId> }> {
  if (users.length + venues.length === 0) return { users: new Set(), venues: new Set() }
  const list = (ids: readonly string[]) =>
    sql`(SELECT value::uuid FROM jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb))`
  const rows = await db.orgQuery<{ user_id: UserId | null; venue_id: VenueId | null }>(
    orgId,
    sql`
      SELECT user_id, NULL::uuid AS venue_id FROM organization_members
      WHERE org_id = ${orgId} AND user_id IN ${list(users)}
      UNION ALL
      SELECT NULL, id FROM venues WHERE org_id = ${orgId} AND id IN ${list(venues)}`,
  )
  return {
    users: new Set(rows.flatMap(({ user_id }) => user_id ?? [])),
    venues: new Set(rows.flatMap(({ venue_id }) => venue_id ?? [])),
  }
}
