/**
 * Bulk invalidation in O(1): one counter stands for all entries of an org, one for each category of it, and one for
 * everything of one tournament. Only a number in the database can fence a slow loader, so the counter is raised there
 * first and here second.
 */
import type { OrgId, TournamentId, UserId } from '../engine/types.ts'
import type { Cache } from './cache.ts'
import type { News } from './floors.ts'
import { allTag, type Category, categoryTag, orgTag, type Tag, touchTag, userTag } from './keys.ts'

/** Everything of an org, everything of one kind, or what hangs on the tournaments or users that are named. */
export type Scope =
  | { readonly org: OrgId; readonly category?: Category }
  | { readonly org: OrgId; readonly tournaments: readonly TournamentId[] }
  | { readonly users: readonly UserId[] }

/** The numbers that a scope stands for. Pages that list a tournament are its too. */
export function tagsOf(scope: Scope): Tag[] {
  if ('users' in scope) return scope.users.map(userTag)
  const { org } = scope
  if ('tournaments' in scope) return [...scope.tournaments.map((id) => touchTag(org, id)), orgTag(org, 'list')]
  return [scope.category === undefined ? allTag(org) : categoryTag(org, scope.category)]
}

/**
 * Ends every entry of the scopes. `bump` raises the numbers in the database and says what they are now. What comes
 * back is for the bus, so that other nodes hear.
 */
export async function invalidate(
  cache: Cache,
  bump: (tags: readonly Tag[]) => Promise<readonly News[]>,
  scopes: readonly Scope[],
): Promise<readonly News[]> {
  const news = await bump(scopes.flatMap(tagsOf))
  cache.raise(...news)
  return news
}
