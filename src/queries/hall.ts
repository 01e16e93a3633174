/**
 * The board of tables, the queue and the expected times of one tournament, and the tables of the whole org.
 * They depend on the clock and on other tournaments, so they are computed for each request and never kept.
 * Authorisation comes before any of these; `org` is the tournament's own, never a wish of the client.
 */
import type { View } from '../cache/keys.ts'
import type { Hall } from '../engine/eta.ts'
import type { OrgId, State, TournamentId } from '../engine/types.ts'
import { etaView, queueView, tablesView } from '../engine/view.ts'
import { AppError } from '../errors.ts'
import { readAvailability, readHall, type Availability } from '../store/hall.ts'
import type { Window } from '../store/keyset.ts'
import type { CountMode, Windowed } from '../store/windows.ts'
import { list, publicOrg } from './cached.ts'
import type { QueryDeps } from './deps.ts'
import type { Answer } from './reads.ts'

type Show = (state: State, hall: Hall) => object

async function show(deps: QueryDeps, org: OrgId, id: TournamentId, view: View, body: Show): Promise<Answer> {
  const { state } = await deps.states.current(org, id)
  if (view === 'public' && state.tournament.visibility === 'private') {
    throw new AppError('not_found', 'There is no such tournament.')
  }
  return { version: state.version, body: body(state, await readHall(deps.db, org, id)) }
}

const board: Show = (state, hall) => {
  const { tables, queue } = tablesView(state, hall)
  return { ...list(state, tables), queue }
}

/** Tables in the order of opening with the next match of each, and the queue. */
export function readBoard(deps: QueryDeps, org: OrgId, id: TournamentId): Promise<Answer> {
  return show(deps, org, id, 'staff', board)
}

/** The same for somebody who is not signed in. Throws `not_found`. */
export async function readPublicBoard(deps: QueryDeps, slug: string, id: TournamentId): Promise<Answer> {
  return show(deps, await publicOrg(deps, slug, id), id, 'public', board)
}

/** Matches that wait for a table, the next one first. */
export function readQueue(deps: QueryDeps, org: OrgId, id: TournamentId): Promise<Answer> {
  return show(deps, org, id, 'staff', (state, hall) => list(state, queueView(state, hall)))
}

/** When what is played is expected to end, and what waits to begin and end. */
export function readEta(deps: QueryDeps, org: OrgId, id: TournamentId): Promise<Answer> {
  return show(deps, org, id, 'staff', (state, hall) => {
    const { data, pagination, ...head } = list(state, etaView(state, hall))
    return { ...head, at: hall.at, minutesPerRack: hall.minutesPerRack, data, pagination }
  })
}

/** All tables of the org, whatever tournament uses them. */
export function tableAvailability(
  { db }: Pick<QueryDeps, 'db'>,
  org: OrgId,
  window: Window,
  count: CountMode,
): Promise<Windowed<Availability>> {
  return readAvailability(db, org, window, count)
}
