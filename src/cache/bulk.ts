/**
 * Bulk invalidation in O(1): one counter stands for all entries of an org, one for each category of it.
 * Only a number in the database can fence a slow loader, so the counter is raised there first and here second.
 */
import type { OrgId } from '../engine/types.ts'
import type { Cache } from './cache.ts'
import type { News } from './floors.ts'
import { allTag, type Category, categoryTag, type Tag } from './keys.ts'

/** Everything of an org, or everything of one kind. */
export type Scope = { readonly org: OrgId; readonly category?: Category }

/** The counter that a scope stands for. */
export function tagOf({ org, category }: Scope): Tag {
  return category === undefined ? allTag(org) : categoryTag(org, category)
}

/**
 * Ends every entry of the scopes. `bump` raises the counters in the database and says what they are now. What comes
 * back is for the bus, so that other nodes hear.
 */
export async function invalidate(
  cache: Cache,
  bump: (tags: readonly Tag[]) => Promise<readonly News[]>,
  scopes: readonly Scope[],
): Promise<readonly News[]> {
  const news = await bump(scopes.map(tagOf))
  cache.raise(...news)
  return news
}
