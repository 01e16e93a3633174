/**
 * The org's own list of tournaments, filtered and sorted.
 * Sort names pass through a constant table; nothing of a request becomes SQL text.
 */
import { sql, type SQL } from 'drizzle-orm'
import type { OrgId, TournamentId, TournamentStatus, TournamentType } from '../engine/types.ts'
import { utc } from '../store/instants.ts'
import type { SortColumn, Window } from '../store/keyset.ts'
import { readWindow, type CountMode, type Windowed } from '../store/windows.ts'
import type { QueryDeps } from './deps.ts'

export type { Position, Window } from '../store/keyset.ts'
export type { CountMode, Windowed } from '../store/windows.ts'

/** Groups of states that people ask for. */
export const statusGroups = {
  upcoming: ['draft', 'registration', 'check_in'],
  live: ['active', 'paused'],
  past: ['completed', 'cancelled'],
} as const satisfies Record<string, readonly TournamentStatus[]>

export type StatusFilter = TournamentStatus | keyof typeof statusGroups

const columns = {
  startDate: { sql: sql`t.start_date`, type: 'timestamptz', isNullable: true },
  createdAt: { sql: sql`t.created_at`, type: 'timestamptz' },
  name: { sql: sql`t.name`, type: 'text' },
  status: { sql: sql`t.status`, type: 'text' },
} as const satisfies Record<string, SortColumn>

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

export interface ListOrder {
  readonly name: SortName
  readonly isDescending: boolean
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

/** One window of the org's tournaments; without a sort in the order they were made. */
export function tournamentList(
  deps: Pick<QueryDeps, 'db'>,
  org: OrgId,
  filter: ListFilter,
  sort: readonly ListOrder[],
  page: { readonly window: Window; readonly count: CountMode },
): Promise<Windowed<ListedTournament>> {
  const keys = sort.map(({ name, isDescending }) => ({ ...columns[name], isDescending }))
  const list = { row, from: sql`tournaments t`, where: conditions(org, filter), order: [...keys, byId] }
  return readWindow(deps.db, org, list, page.window, page.count)
}

const byId: SortColumn = { sql: sql`t.id`, type: 'uuid' }

const row = sql`jsonb_build_object('id', t.id, 'version', t.version, 'name', t.name, 'type', t.type,
  'gameType', t.game_type, 'status', t.status, 'visibility', t.visibility,
  'maxParticipants', t.max_participants, 'venueId', t.venue_id, 'startDate', ${utc(sql`t.start_date`)},
  'endDate', ${utc(sql`t.end_date`)},
  'progress', jsonb_build_object('done', t.matches_done, 'total', t.match_count),
  'createdAt', ${utc(sql`t.created_at`)})`

function conditions(org: OrgId, filter: ListFilter): SQL {
  const statuses = filter.status && statusesOf(filter.status)
  const parts = [
    sql`t.org_id = ${org} AND t.deleted_at IS NULL`,
    statuses && ofStatus(statuses),
    filter.type && sql`t.type = ${filter.type}`,
    filter.gameType && sql`t.game_type = ${filter.gameType}`,
    filter.venueId && sql`t.venue_id = ${filter.venueId}`,
    filter.from && sql`t.start_date >= ${filter.from}::timestamptz`,
    filter.to && sql`t.start_date <= ${filter.to}::timestamptz`,
    filter.q && named(org, filter.q),
  ].filter((part): part is SQL => Boolean(part))
  return sql.join(parts, sql` AND `)
}

// By a look-up function: under a policy no plan may use the index of names. The policy holds for what it returns.
const named = (org: OrgId, q: string) =>
  sql`t.id IN (SELECT lookup.search_tournaments(${org}, ${`%${q.replace(/[\\%_]/g, '\\$&')}%`}))`

/** States that a filter admits. */
export function statusesOf(filter: StatusFilter): readonly TournamentStatus[] {
  return filter in statusGroups ? statusGroups[filter as keyof typeof statusGroups] : [filter as TournamentStatus]
}

// With one status an index gives the rows in order; a set of them has to be sorted.
function ofStatus(statuses: readonly TournamentStatus[]): SQL {
  const [only, ...more] = statuses
  if (more.length === 0) return sql`t.status = ${only}`
  return sql`t.status IN (SELECT jsonb_array_elements_text(${JSON.stringify(statuses)}::text::jsonb))`
}
