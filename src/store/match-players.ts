/**
 * One row per person with an account and finished match: history and head-to-head, which rows of matches cannot answer
 * by person. Invariant: the rows of a person are what the finished matches say, whatever was corrected since.
 * Rows of touched matches are written anew: a result can be changed, taken back, or belong to another account.
 */
import { sql } from 'drizzle-orm'
import type { Op } from '../engine/rows.ts'
import type { Instant, Match, MatchId, PlayerId, State, UserId } from '../engine/types.ts'
import type { Tx } from './database.ts'

/** A finished match as one of its two people sees it. */
export interface MatchPlayer {
  readonly userId: UserId
  readonly matchId: MatchId
  readonly opponentId: UserId | null
  readonly hasWon: boolean
  readonly score: number
  readonly opponentScore: number
  readonly completedAt: Instant
}

/** Rows of one match, none while it is not over; a bye is no match. */
export function matchPlayersOf(state: State, match: Match): MatchPlayer[] {
  const { result, completedAt, scores, slots, id: matchId } = match
  if (match.state !== 'completed' || completedAt === null || result === null || result.kind === 'bye') return []
  if (slots.some(({ player }) => player === null)) return []
  const users = slots.map(({ player }) => userOf(state, player))
  return ([0, 1] as const).flatMap((at) => {
    const userId = users[at]
    if (!userId) return []
    const other = at === 0 ? 1 : 0
    const hasWon = result.winner === (at === 0 ? 'a' : 'b')
    const [score, opponentScore] = [scores[at], scores[other]]
    return [{ userId, matchId, opponentId: users[other] ?? null, hasWon, score, opponentScore, completedAt }]
  })
}

function userOf(state: State, player: PlayerId | null): UserId | null {
  return (player && state.players[state.playerIndex.get(player) ?? -1]?.userId) || null
}

/** Matches whose rows these changes may have made old: those with a result, and all of a player with a new account. */
function staleMatches(ops: readonly Op[], after: State): MatchId[] {
  const stale = new Set<string>()
  const moved = new Set<string>()
  for (const op of ops) {
    if (op[0] === 'p' && 'userId' in op[2]) moved.add(op[1])
    // Only what has a result has rows; one that is taken back says so by its kind.
    if (op[0] === 'm' && ('kind' in op[2] || isOver(after, op[1]))) stale.add(op[1])
  }
  for (const { id, slots } of moved.size === 0 ? [] : after.matches) {
    if (slots.some(({ player }) => player !== null && moved.has(player))) stale.add(id)
  }
  return [...stale].filter((id): id is MatchId => after.matchIndex.has(id as MatchId))
}

const isOver = (state: State, id: string) =>
  state.matches[state.matchIndex.get(id as MatchId) ?? -1]?.state === 'completed'

/** Brings the rows up to `after`; the rows of its players and matches are written already. */
export async function saveMatchPlayers(
  tx: Tx,
  place: { readonly orgId: string; readonly tournamentId: string },
  ops: readonly Op[],
  after: State,
): Promise<void> {
  const stale = staleMatches(ops, after)
  if (stale.length === 0) return
  await tx.execute(sql`DELETE FROM match_players WHERE match_id IN
    (SELECT value::uuid FROM jsonb_array_elements_text(${JSON.stringify(stale)}::text::jsonb))`)
  const rows = stale.flatMap((id) => {
    const match = after.matches[after.matchIndex.get(id) ?? -1]
    return match ? matchPlayersOf(after, match) : []
  })
  if (rows.length === 0) return
  await tx.execute(sql`
    INSERT INTO match_players (org_id, tournament_id, user_id, match_id, opponent_id, has_won, score, opponent_score,
      completed_at)
    SELECT ${place.orgId}, ${place.tournamentId}, x."userId", x."matchId", x."opponentId", x."hasWon", x.score,
      x."opponentScore", x."completedAt"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) AS x("userId" uuid, "matchId" uuid,
      "opponentId" uuid, "hasWon" boolean, score int, "opponentScore" int, "completedAt" timestamptz)`)
}
