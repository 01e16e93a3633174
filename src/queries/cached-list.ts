/**
 * Pages of an org's list of tournaments, kept by the cache. A page is true while the org's `list` counter stands (what
 * is created, edited or moved may enter or leave it) and while each of its rows has the version that it shows.
 * Authorisation comes before this; the page is the same for every role.
 */
import type { Wanted } from '../cache/cache.ts'
import { listKey, orgTag, tournamentTag } from '../cache/keys.ts'
import { policies } from '../cache/policies.ts'
import type { OrgId } from '../engine/types.ts'
import type { QueryDeps } from './deps.ts'
import { keptJson } from './kept-json.ts'
import { tournamentList, type ListedTournament, type ListFilter, type ListOrder } from './tournament-list.ts'
import type { CountMode, Window, Windowed } from './tournament-list.ts'

/** `tournamentList`, without the database where it is known already. */
export async function cachedTournamentList(
  deps: QueryDeps,
  org: OrgId,
  filter: ListFilter,
  sort: readonly ListOrder[],
  page: { readonly window: Window; readonly count: CountMode },
): Promise<Windowed<ListedTournament>> {
  const key = listKey(org, { filter, sort, page }, 'staff')
  const wanted: Wanted = { key, org, policy: policies.list, tags: [orgTag(org, 'list')] }
  return keptJson(deps, wanted, async () => {
    const value = await tournamentList(deps, org, filter, sort, page)
    return { value, versions: value.rows.map(({ row }) => [tournamentTag(row.id), row.version] as const) }
  })
}
