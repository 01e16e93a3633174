/**
 * Who may enter which room: anybody the public view of a public or unlisted tournament, members the rooms of their org.
 * Invariant: a foreign tournament and an unknown one are refused alike.
 */
import type { Principal } from '../auth/principal.ts'
import { accessTo } from '../auth/roles.ts'
import type { OrgId, TournamentId } from '../engine/types.ts'
import type { QueryDeps } from '../queries/deps.ts'
import { orgOfPublic } from '../queries/public-tournaments.ts'
import { hasTournament } from '../queries/reads.ts'
import type { View } from './protocol.ts'

/** What a request to enter comes to: the org of the room, or why not (`hidden` is answered as 404). */
export type Entry = { readonly orgId: OrgId } | 'forbidden' | 'hidden'

/** Looks among the caller's own orgs first, then among public tournaments. One read per org of the caller. */
export async function enterRoom(
  deps: QueryDeps,
  principal: Principal | null,
  id: TournamentId,
  view: View,
): Promise<Entry> {
  for (const { orgId } of principal?.orgs ?? []) {
    if (!(await hasTournament(deps, orgId, id))) continue
    const isAllowed = view === 'public' || accessTo(principal, orgId, 'rooms.staff') === 'allowed'
    return isAllowed ? { orgId } : 'forbidden'
  }
  const orgId = view === 'public' ? await orgOfPublic(deps, id) : null
  return orgId ? { orgId } : 'hidden'
}
