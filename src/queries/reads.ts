/**
 * Parts of one tournament that are computed on demand: its rows, one match, the log.
 * Authorisation comes before any of these; `org` is the tournament's own, never a wish of the client.
 */
import type { View } from '../cache/keys.ts'
import { rows } from '../engine/ops.ts'
import type { Rows } from '../engine/rows.ts'
import type { MatchId, OrgId, TournamentId } from '../engine/types.ts'
import { matchView } from '../engine/view.ts'
import { AppError } from '../errors.ts'
import { readHead, tournamentOfMatch } from '../store/tournaments.ts'
import type { QueryDeps } from './deps.ts'
import { redactData, redactOps } from './redact.ts'

/** A body and the version it is true at. */
export interface Answer {
  readonly version: number
  readonly body: unknown
}

/** Rows, version and epoch of a tournament: what a room starts from. */
export async function readSnapshot(
  deps: QueryDeps,
  org: OrgId,
  id: TournamentId,
): Promise<{ version: number; epoch: string; rows: Rows }> {
  const { state, epoch } = await deps.states.current(org, id)
  return { version: state.version, epoch, rows: rows(state) }
}

/** One match by its id, wherever in the org it is played. */
export async function readMatch(deps: QueryDeps, org: OrgId, id: MatchId): Promise<Answer> {
  const tournament = await tournamentOfMatch(deps.db, org, id)
  if (!tournament) throw new AppError('not_found', 'There is no such match.')
  const { state } = await deps.states.current(org, tournament)
  if (!state.matchIndex.has(id)) throw new AppError('not_found', 'There is no such match.')
  const body = { tournamentId: tournament, ...matchView(state, id), version: state.version }
  return { version: state.version, body }
}

/** The log after a version, oldest first, at most `limit` rows; `money`: with the figures of prize money. */
export async function readEvents(
  deps: QueryDeps,
  org: OrgId,
  id: TournamentId,
  page: { readonly since: number; readonly limit: number; readonly view: View; readonly money?: boolean },
): Promise<Answer & { readonly epoch: string }> {
  const { state, epoch: current } = await deps.states.current(org, id)
  const range = { after: page.since, head: state.version, limit: page.limit }
  const stored = await deps.archive.eventsAfter(deps.db, org, id, range)
  const data = stored.map(({ version, epoch, event, ops }) => ({
    version,
    epoch,
    type: event.type,
    at: event.at,
    ...(page.view === 'staff' && { actor: event.actor }),
    data: redactData(page.view, event, page.money ?? false),
    ops: redactOps(page.view, ops),
  }))
  const last = stored.at(-1)?.version ?? page.since
  const body = { data, head: state.version, hasNext: last < state.version }
  return { version: state.version, epoch: current, body }
}

/** Is there a living tournament of this org under this id? */
export async function hasTournament(deps: QueryDeps, org: OrgId, id: TournamentId): Promise<boolean> {
  return (await readHead(deps.db, org, id)) !== null
}
