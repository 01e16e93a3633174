/**
 * Pages of an org's list of tournaments, kept by the cache. A page is true while the org's `list` counter stands (what
 * is created, edited or moved may enter or leave it) and while each of its rows has the version that it shows.
 * Authorisation comes before this; the page is the same for every role.
 */
import { Bodies } from '../cache/bodies.ts'
import type { Wanted } from '../cache/cache.ts'
import { listKey, orgTag, tournamentTag } from '../cache/keys.ts'
import type { Load } from '../cache/loading.ts'
import { policies } from '../cache/policies.ts'
import type { OrgId } from '../engine/types.ts'
import type { QueryDeps } from './deps.ts'
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
  const load: Load = async () => {
    const list = await tournamentList(deps, org, filter, sort, page)
    const versions = list.rows.map(({ row }) => [tournamentTag(row.id), row.version] as const)
    return { body: await Bodies.ofJson(list), versions }
  }
  deps.cache.tick()
  const entry = deps.cache.peek(key) ?? (await deps.cache.read(wanted, load)).entry
  // One cast: these are the bytes of what `load` returned.
  return entry.bodies.json() as Windowed<ListedTournament>
}
