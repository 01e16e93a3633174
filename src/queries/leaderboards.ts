/** Tables of honour as the API shows them: a page by rank, read by its index. */
import { sql } from 'drizzle-orm'
import type { OrgId } from '../engine/types.ts'
import type { Window } from '../store/keyset.ts'
import type { LeaderboardRow } from '../store/leaderboards.ts'
import { readWindow, type CountMode, type Windowed } from '../store/windows.ts'
import type { QueryDeps } from './deps.ts'

/** Which table: of the org, of one of its formats, of one of its venues. */
export interface LeaderboardScope {
  readonly scope: 'org' | 'format' | 'venue'
  /** A format or the id of a venue; empty for the org. */
  readonly scopeId: string
}

const list = {
  row: sql`jsonb_build_object('rank', l.rank, 'userId', l.user_id, 'name', u.name, 'played', l.played, 'won', l.won,
    'racksFor', l.racks_for, 'racksAgainst', l.racks_against, 'titles', l.titles)`,
  from: sql`leaderboards l JOIN users u ON u.id = l.user_id`,
  order: [
    { sql: sql`l.rank`, type: 'int4' },
    { sql: sql`l.user_id`, type: 'uuid' },
  ],
} as const

/** One table by rank. It is made of completed events, within a minute of their end. */
export function leaderboard(
  { db }: Pick<QueryDeps, 'db'>,
  org: OrgId,
  { scope, scopeId }: LeaderboardScope,
  page: { readonly window: Window; readonly count: CountMode },
): Promise<Windowed<LeaderboardRow>> {
  const where = sql`l.org_id = ${org} AND l.scope = ${scope} AND l.scope_id = ${scopeId}`
  return readWindow(db, org, { ...list, where }, page.window, page.count)
}
