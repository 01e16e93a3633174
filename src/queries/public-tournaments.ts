/**
 * What anybody may see of a tournament without signing in: its card, and which org it belongs to.
 * Reads only the look-up functions, which return nothing of drafts on a page and nothing of private tournaments at all.
 */
import { sql, type SQL } from 'drizzle-orm'
import type { OrgId, TournamentId, TournamentStatus, TournamentType } from '../engine/types.ts'
import { AppError } from '../errors.ts'
import type { Database } from '../store/database.ts'
import { utc } from '../store/instants.ts'
import type { SortColumn, Window } from '../store/keyset.ts'
import { readWindow, type CountMode, type Windowed } from '../store/windows.ts'
import { statusGroups, type StatusFilter } from './tournament-list.ts'

interface Deps {
  readonly db: Database
}

/** A public event as the front page shows it; no id but its own, no contact, no money. */
export interface Card {
  readonly id: TournamentId
  readonly orgSlug: string
  readonly name: string
  readonly type: TournamentType
  readonly status: TournamentStatus
  readonly startDate: string | null
  readonly progress: { readonly done: number; readonly total: number }
  readonly tablesInPlay: number
  readonly leader: string | null
}

interface CardRow {
  readonly card: Card
  readonly org_id: OrgId
}

const cardOf = sql`jsonb_build_object('id', c.id, 'orgSlug', c.org_slug, 'name', c.name, 'type', c.type,
  'status', c.status, 'startDate', ${utc(sql`c.start_date`)},
  'progress', jsonb_build_object('done', c.matches_done, 'total', c.match_count),
  'tablesInPlay', c.tables_in_play, 'leader', c.leader)`

const order: readonly SortColumn[] = [
  { sql: sql`p.rank`, type: 'int4' },
  { sql: sql`p.due`, type: 'timestamptz' },
  { sql: sql`p.since`, type: 'timestamptz', isDescending: true },
  { sql: sql`p.id`, type: 'uuid', isDescending: true },
]
const ranks = { live: 0, upcoming: 1, past: 2 } as const satisfies Record<keyof typeof statusGroups, number>
const row = sql`(SELECT ${cardOf} FROM lookup.public_tournament(p.id) c)`

/** One window of the public tournaments of all orgs, or of one; drafts never. Live ones first, see 0019. */
export function publicTournaments(
  { db }: Deps,
  { orgSlug, status }: { readonly status?: StatusFilter | undefined; readonly orgSlug?: string | undefined },
  page: { readonly window: Window; readonly count: CountMode },
): Promise<Windowed<Card>> {
  const parts = [sql`true`]
  if (orgSlug !== undefined) parts.push(sql`p.org_id = (SELECT o.id FROM lookup.org_by_slug(${orgSlug}::text) o)`)
  if (status !== undefined) parts.push(...standing(status))
  const list = { row, from: sql`lookup.public_cards p`, where: sql.join(parts, sql` AND `), order }
  return readWindow(db, null, list, page.window, page.count)
}

// The rank is the first key of the order: with it a page is a range of the index. Drafts have none.
function standing(status: StatusFilter): SQL[] {
  if (status in ranks) return [sql`p.rank = ${ranks[status as keyof typeof ranks]}::int`]
  const rank = Object.entries(statusGroups).find(([, group]) => (group as readonly string[]).includes(status))?.[0]
  return [sql`p.rank = ${ranks[rank as keyof typeof ranks]}::int`, sql`p.status = ${status}`]
}

/** The card of one public or unlisted tournament. Throws `not_found`. */
export async function publicTournament(deps: Deps, id: TournamentId): Promise<Card> {
  const row = await cardRow(deps, id)
  if (!row) throw new AppError('not_found', 'There is no such tournament.')
  return row.card
}

/** The org of a tournament that anybody may see under this org's slug. Throws `not_found`. */
export async function publicAccess(deps: Deps, orgSlug: string, id: TournamentId): Promise<OrgId> {
  const row = await cardRow(deps, id)
  if (row?.card.orgSlug !== orgSlug) throw new AppError('not_found', 'There is no such tournament.')
  return row.org_id
}

/** The org of a public or unlisted tournament, or null. */
export async function orgOfPublic(deps: Deps, id: TournamentId): Promise<OrgId | null> {
  return (await cardRow(deps, id))?.org_id ?? null
}

async function cardRow(deps: Deps, id: TournamentId): Promise<CardRow | undefined> {
  const rows = await deps.db.query<CardRow>(
    sql`SELECT ${cardOf} AS card, c.org_id FROM lookup.public_tournament(${id}::uuid) AS c`,
  )
  return rows[0]
}
