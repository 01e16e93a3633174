/**
 * Pages of an org's list of tournaments, kept by the cache. A page is true while the org's `list` counter stands (what
 * is created, edited or moved may enter or leave it) and while each of its rows has the version that it shows.
 * Authorisation comes before this; the page is the same for every role.
 */
import type { Loaded, Wanted } from '../cache/cache.ts'
import { listKey, orgTag, tournamentTag } from '../cache/keys.ts'
import { policies } from '../cache/policies.ts'
import type { OrgId } from '../engine/types.ts'
import type { QueryDeps } from './deps.ts'
import { keptJson, warmableJson } from './kept-json.ts'
import { tournamentList, type ListedTournament, type ListFilter, type ListOrder } from './tournament-list.ts'
import type { CountMode, Window, Windowed } from './tournament-list.ts'

interface Page {
  readonly window: Window
  readonly count: CountMode
}

/**
 * `tournamentList`, without the database where it is known already. Whoever turns pages finds the next one there: it is
 * loaded ahead as soon as somebody has gone beyond the first, or walks by cursor.
 */
export async function cachedTournamentList(
  deps: QueryDeps,
  org: OrgId,
  filter: ListFilter,
  sort: readonly ListOrder[],
  page: Page,
): Promise<Windowed<ListedTournament>> {
  const of = (window: Page): Asked => {
    const key = listKey(org, { filter, sort, page: window }, 'staff')
    const wanted: Wanted = { key, org, policy: policies.list, tags: [orgTag(org, 'list')] }
    return [wanted, () => listed(deps, org, filter, sort, window)]
  }
  const [wanted, load] = of(page)
  deps.nextPages.asked(wanted.key)
  const list = await keptJson(deps, wanted, load)
  const next = nextOf(page, list)
  if (next !== null) deps.nextPages.ahead(warmableJson(...of(next)))
  return list
}

type Asked = [wanted: Wanted, load: () => ReturnType<typeof listed>]

async function listed(
  deps: QueryDeps,
  org: OrgId,
  filter: ListFilter,
  sort: readonly ListOrder[],
  page: Page,
): Promise<{ value: Windowed<ListedTournament>; versions: Loaded['versions'] }> {
  const value = await tournamentList(deps, org, filter, sort, page)
  return { value, versions: value.rows.map(({ row }) => [tournamentTag(row.id), row.version] as const) }
}

/** The page that follows, if whoever asked for this one is likely to ask for it; most never leave the first. */
function nextOf({ window, count }: Page, { rows, hasMore }: Windowed<unknown>): Page | null {
  const { size } = window
  if (!hasMore) return null
  if ('offset' in window) {
    return window.offset === 0 ? null : { window: { size, offset: window.offset + size }, count }
  }
  const values = rows.at(-1)?.keys
  if (values === undefined || window.position?.isBackward) return null
  return { window: { size, position: { values, isBackward: false } }, count }
}
