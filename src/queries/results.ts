/**
 * Finished matches of an org, the latest first: of everybody, of one person, or of two against each other.
 * Read from the database each time; a bye is no match.
 */
import { sql, type SQL } from 'drizzle-orm'
import type { MatchId, OrgId, TournamentId, UserId } from '../engine/types.ts'
import { utc } from '../store/instants.ts'
import type { SortColumn, Window } from '../store/keyset.ts'
import { readWindow, type CountMode, type Windowed } from '../store/windows.ts'
import type { QueryDeps } from './deps.ts'

/** A finished match as a list of results shows it. */
export interface ListedResult {
  readonly matchId: MatchId
  readonly ref: string
  readonly tournamentId: TournamentId
  readonly tournamentName: string
  readonly players: readonly [ResultSide, ResultSide]
  readonly winner: 'a' | 'b' | null
  readonly kind: string
  readonly completedAt: string
}

interface ResultSide {
  readonly name: string | null
  /** Null for a guest. */
  readonly userId: UserId | null
  readonly score: number
}

/** Nobody: all matches; an opponent only beside a person. */
export interface ResultFilter {
  readonly userId?: UserId | undefined
  readonly opponentId?: UserId | undefined
}

// Looked up for the rows of the page only, however many are counted.
const side = (player: SQL, score: SQL) => sql`(SELECT jsonb_build_object('name', p.name, 'userId', p.user_id,
  'score', ${score}) FROM players p WHERE p.id = ${player})`

const row = sql`jsonb_build_object('matchId', m.id, 'ref', m.ref, 'tournamentId', t.id, 'tournamentName', t.name,
  'players', jsonb_build_array(${side(sql`m.player_a`, sql`m.score_a`)}, ${side(sql`m.player_b`, sql`m.score_b`)}),
  'winner', m.winner, 'kind', m.kind, 'completedAt', ${utc(sql`m.completed_at`)})`

// The orders of idx_matches_completed_at and idx_matches_player_history.
const latest = {
  row,
  from: sql`matches m JOIN tournaments t ON t.id = m.tournament_id`,
  order: [
    { sql: sql`m.completed_at`, type: 'timestamptz', isDescending: true },
    { sql: sql`m.id`, type: 'uuid' },
  ],
} as const satisfies { readonly order: readonly SortColumn[]; readonly [part: string]: unknown }

const ofPerson = {
  row,
  from: sql`match_players h JOIN matches m ON m.id = h.match_id JOIN tournaments t ON t.id = m.tournament_id`,
  order: [
    { sql: sql`h.completed_at`, type: 'timestamptz', isDescending: true },
    { sql: sql`h.match_id`, type: 'uuid' },
  ],
} as const satisfies { readonly order: readonly SortColumn[]; readonly [part: string]: unknown }

/** One window of the org's results. */
export function resultList(
  { db }: Pick<QueryDeps, 'db'>,
  org: OrgId,
  { userId, opponentId }: ResultFilter,
  { window, count }: { readonly window: Window; readonly count: CountMode },
): Promise<Windowed<ListedResult>> {
  if (userId === undefined) {
    const where = sql`m.org_id = ${org} AND m.completed_at IS NOT NULL AND m.state = 'completed' AND m.kind <> 'bye'
      AND m.player_a IS NOT NULL AND m.player_b IS NOT NULL AND t.deleted_at IS NULL`
    return readWindow(db, org, { ...latest, where }, window, count)
  }
  const against = opponentId === undefined ? sql`` : sql` AND h.opponent_id = ${opponentId}`
  const where = sql`h.org_id = ${org} AND h.user_id = ${userId}${against} AND t.deleted_at IS NULL`
  return readWindow(db, org, { ...ofPerson, where }, window, count)
}
