/**
 * The org's own list of tournaments, filtered and sorted.
 * Sort names pass through a constant table; nothing of a request becomes SQL text.
 */
import { sql, type SQL } from 'drizzle-orm'
import type { OrgId, TournamentId, TournamentStatus, TournamentType } from '../engine/types.ts'
import type { QueryDeps } from './deps.ts'

/** Groups of states that people ask for. */
export const statusGroups = {
  upcoming: ['draft', 'registration', 'check_in'],
  live: ['active', 'paused'],
  past: ['completed', 'cancelled'],
} as const satisfies Record<string, readonly TournamentStatus[]>

export type StatusFilter = TournamentStatus | keyof typeof statusGroups

const columns = {
  startDate: sql`t.start_date`,
  createdAt: sql`t.created_at`,
  name: sql`t.name`,
  status: sql`t.status`,
} as const

/** Names a list may be sorted by. */
export type SortName = keyof typeof columns
export const sortNames = Object.keys(columns) as SortName[]

export interface ListFilter {
  readonly status?: StatusFilter | undefined
  readonly type?: TournamentType | undefined
  readonly gameType?: string | undefined
  readonly venueId?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly q?: string | undefined
}

export interface ListPage {
  readonly sort: readonly { readonly name: SortName; readonly isDescending: boolean }[]
  /** 1-based. */
  readonly page: number
  readonly pageSize: number
}

/** One line of an org's list. */
export interface ListedTournament {
  readonly id: TournamentId
  readonly version: number
  readonly name: string
  readonly type: TournamentType
  readonly gameType: string
  readonly status: TournamentStatus
  readonly visibility: string
  readonly maxParticipants: number | null
  readonly venueId: string | null
  readonly startDate: string | null
  readonly endDate: string | null
  readonly progress: { readonly done: number; readonly total: number }
  readonly createdAt: string
}

/** One page of the org's tournaments and how many there are in all. */
export async function tournamentList(
  deps: QueryDeps,
  org: OrgId,
  filter: ListFilter,
  page: ListPage,
): Promise<{ rows: ListedTournament[]; total: number }> {
  const where = conditions(filter)
  const rows = await deps.db.orgQuery<{ row: ListedTournament }>(
    org,
    sql`
    SELECT jsonb_build_object('id', t.id, 'version', t.version, 'name', t.name, 'type', t.type,
      'gameType', t.game_type, 'status', t.status, 'visibility', t.visibility,
      'maxParticipants', t.max_participants, 'venueId', t.venue_id, 'startDate', ${utc(sql`t.start_date`)},
      'endDate', ${utc(sql`t.end_date`)},
      'progress', jsonb_build_object('done', t.matches_done, 'total', t.match_count),
      'createdAt', ${utc(sql`t.created_at`)}) AS row
    FROM tournaments t WHERE ${where}
    ORDER BY ${order(page.sort)} LIMIT ${page.pageSize} OFFSET ${(page.page - 1) * page.pageSize}`,
  )
  const counted = await deps.db.orgQuery<{ total: number | string }>(
    org,
    sql`SELECT count(*) AS total FROM tournaments t WHERE ${where}`,
  )
  return { rows: rows.map(({ row }) => row), total: Number(counted[0]?.total ?? 0) }
}

/** SQL for an instant as the API writes it. */
export const utc = (column: SQL) => sql`to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

function conditions(filter: ListFilter): SQL {
  const statuses = filter.status && statusesOf(filter.status)
  const parts = [
    sql`t.deleted_at IS NULL`,
    statuses && sql`t.status IN (SELECT jsonb_array_elements_text(${JSON.stringify(statuses)}::text::jsonb))`,
    filter.type && sql`t.type = ${filter.type}`,
    filter.gameType && sql`t.game_type = ${filter.gameType}`,
    filter.venueId && sql`t.venue_id = ${filter.venueId}`,
    filter.from && sql`t.start_date >= ${filter.from}::timestamptz`,
    filter.to && sql`t.start_date <= ${filter.to}::timestamptz`,
    filter.q && sql`t.name ILIKE ${`%${filter.q.replace(/[\\%_]/g, '\\$&')}%`}`,
  ].filter((part): part is SQL => Boolean(part))
  return sql.join(parts, sql` AND `)
}

/** States that a filter admits. */
export function statusesOf(filter: StatusFilter): readonly TournamentStatus[] {
  return filter in statusGroups ? statusGroups[filter as keyof typeof statusGroups] : [filter as TournamentStatus]
}

function order(sort: ListPage['sort']): SQL {
  const keys = sort.map(({ name, isDescending }) =>
    isDescending ? sql`${columns[name]} DESC NULLS FIRST` : sql`${columns[name]} ASC NULLS LAST`,
  )
  return sql.join([...keys, sql`t.id`], sql`, `)
}
