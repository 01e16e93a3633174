/**
 * What anybody may see of a tournament without signing in: its card, and which org it belongs to.
 * Reads only the look-up functions, which return nothing of drafts on a page and nothing of private tournaments at all.
 */
import { sql } from 'drizzle-orm'
import type { OrgId, TournamentId, TournamentStatus, TournamentType } from '../engine/types.ts'
import { AppError } from '../errors.ts'
import type { Database } from '../store/database.ts'
import { utc } from '../store/instants.ts'
import { statusesOf, type StatusFilter } from './tournament-list.ts'

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

const card = sql`jsonb_build_object('id', c.id, 'orgSlug', c.org_slug, 'name', c.name, 'type', c.type,
  'status', c.status, 'startDate', ${utc(sql`c.start_date`)},
  'progress', jsonb_build_object('done', c.matches_done, 'total', c.match_count),
  'tablesInPlay', c.tables_in_play, 'leader', c.leader) AS card, c.org_id`

/** Public tournaments of all orgs, or of one; drafts never. Live ones first. */
export async function publicTournaments(
  deps: Deps,
  filter: { readonly status?: StatusFilter | undefined; readonly orgSlug?: string | undefined },
  page: { readonly page: number; readonly pageSize: number },
): Promise<{ rows: Card[]; total: number }> {
  const { orgSlug = null, status } = filter
  const list = status ? JSON.stringify(statusesOf(status)) : null
  const statuses = sql`(SELECT array_agg(x) FROM jsonb_array_elements_text(${list}::text::jsonb) x)`
  const rows = await deps.db.query<CardRow>(sql`
    SELECT ${card} FROM lookup.public_tournaments(${orgSlug}::text, ${statuses}, ${page.pageSize}::int,
      ${(page.page - 1) * page.pageSize}::int) WITH ORDINALITY AS c ORDER BY c.ordinality`)
  const counted = await deps.db.query<{ total: number }>(
    sql`SELECT lookup.public_tournament_count(${orgSlug}::text, ${statuses}) AS total`,
  )
  return { rows: rows.map((row) => row.card), total: counted[0]?.total ?? 0 }
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
  const rows = await deps.db.query<CardRow>(sql`SELECT ${card} FROM lookup.public_tournament(${id}::uuid) AS c`)
  return rows[0]
}
