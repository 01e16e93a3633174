/**
 * Whole views of one tournament: each body is a view of the engine state at one version, kept as bytes by the cache.
 * Authorisation comes before any of these; `org` is the tournament's own, never a wish of the client.
 */
import { Bodies } from '../cache/bodies.ts'
import type { Entry, Wanted } from '../cache/cache.ts'
import type { Reading } from '../cache/contract.ts'
import { touchTag, tournamentKey, tournamentTag, type View } from '../cache/keys.ts'
import type { Load } from '../cache/loading.ts'
import { policies, type Policy } from '../cache/policies.ts'
import type { Warmable } from '../cache/refresh.ts'
import { rows } from '../engine/ops.ts'
import type { OrgId, State, TournamentId } from '../engine/types.ts'
import {
  bracketView,
  chipStandingsView,
  leaderboardView,
  matchesView,
  playersView,
  standingsView,
  tournamentView,
} from '../engine/view.ts'
import { AppError } from '../errors.ts'
import { nearest } from '../store/replicas.ts'
import type { QueryDeps } from './deps.ts'
import { publicAccess } from './public-tournaments.ts'
import { redactRows } from './redact.ts'

const publicOrgsMax = 10_000

/** Whole views of a tournament that the cache holds as bytes. */
export type Resource =
  'detail' | 'bracket' | 'matches' | 'standings' | 'leaderboard' | 'players' | 'snapshot' | 'chipStandings'

const render: Record<Resource, (state: State, view: View) => unknown> = {
  detail: tournamentView,
  bracket: bracketView,
  matches: (state) => list(state, matchesView(state).matches),
  standings: (state) => withoutMoney(standingsView(state)),
  leaderboard: (state) => list(state, leaderboardView(state)),
  players: (state, view) => list(state, playersOf(state, view)),
  chipStandings: chipStandingsView,
  snapshot: (state, view) => ({ v: state.version, ...redactRows(view, rows(state)) }),
}

const policyOf: Record<Resource, Policy> = {
  detail: policies.tournament,
  bracket: policies.matches,
  matches: policies.matches,
  standings: policies.leaderboard,
  leaderboard: policies.leaderboard,
  players: policies.players,
  chipStandings: policies.leaderboard,
  snapshot: policies.matches,
}

/** Shared caches may keep the views of an event that is over for longer: only a correction changes them. */
const overHeaders = { 'cache-control': 'public, max-age=0, s-maxage=300, must-revalidate' }

/** Every member of the org may read this view, and the public; what a player is paid only directors may. */
function withoutMoney(view: ReturnType<typeof standingsView>): ReturnType<typeof standingsView> {
  return { ...view, placing: view.placing.map((row) => ({ ...row, payoutCents: null })) }
}

function playersOf(state: State, view: View) {
  const { players } = playersView(state)
  return view === 'staff' ? players : players.map((player) => ({ ...player, userId: null }))
}

/** A list of one tournament as a whole: one page that holds everything, at one version. */
export function list(state: State, data: readonly unknown[]) {
  const total = data.length
  const totalPages = Math.min(total, 1)
  const pagination = { page: 1, pageSize: Math.max(total, 1), total, totalPages, hasNext: false, hasPrev: false }
  return { tournamentId: state.tournament.id, version: state.version, data, pagination }
}

/** A view as the cache wants it: its key, what makes it old and how to load it. */
export function warmable(deps: QueryDeps, org: OrgId, id: TournamentId, resource: Resource, view: View): Warmable {
  const tag = tournamentTag(id)
  const tags: Wanted['tags'] = [tag, touchTag(org, id)]
  const wanted: Wanted = { key: tournamentKey(org, id, resource, view), org, policy: policyOf[resource], tags }
  const load: Load = async ({ isPrimary }) => {
    const { state, epoch } = await nearest(deps.db, isPrimary, () => deps.states.current(org, id))
    if (view === 'public' && state.tournament.visibility === 'private') throw notFound()
    const body = await Bodies.ofJson(render[resource](state, view))
    const isOver = state.tournament.status === 'completed'
    const policy = isOver ? policies.completed : policyOf[resource]
    const headers = isOver && view === 'public' ? overHeaders : {}
    return { body, versions: [[tag, state.version]], epoch, policy, headers }
  }
  return { wanted, load }
}

/**
 * The bytes of a view at the committed version, and where they came from. `minVersion` is one that the caller knows
 * of. Throws `not_found` for an unknown or deleted tournament, `bad_request` for a version that is none.
 */
export function read(
  deps: QueryDeps,
  org: OrgId,
  id: TournamentId,
  resource: Resource,
  view: View,
  minVersion = 0,
): Promise<Reading> {
  const { wanted, load } = warmable(deps, org, id, resource, view)
  // While the database is away, what is known last is better than nothing, for those who only look on.
  return deps.cache.read(wanted, load, { minVersion, mayBeUnverified: view === 'public' })
}

/** `peek` for somebody who is not signed in and names the org by its slug. */
export function peekPublic(deps: QueryDeps, slug: string, id: TournamentId, resource: Resource): Entry | undefined {
  const place = deps.publicOrgs.get(publicAddress(slug, id))
  if (place === undefined) return undefined
  let key = place.keys.get(resource)
  if (key === undefined) place.keys.set(resource, (key = tournamentKey(place.org, id, resource, 'public')))
  deps.cache.tick()
  return deps.cache.peek(key)
}

/** `read` for somebody who is not signed in: public and unlisted tournaments only. Throws `not_found`. */
export async function readPublic(
  deps: QueryDeps,
  slug: string,
  id: TournamentId,
  resource: Resource,
  minVersion = 0,
): Promise<Reading> {
  return read(deps, await publicOrg(deps, slug, id), id, resource, 'public', minVersion)
}

/** The org behind a public address; whether the tournament may be seen is for the read to say. Throws `not_found`. */
export async function publicOrg(deps: QueryDeps, slug: string, id: TournamentId): Promise<OrgId> {
  const known = deps.publicOrgs.get(publicAddress(slug, id))
  if (known) return known.org
  const org = await publicAccess(deps, slug, id)
  deps.publicOrgs.set(publicAddress(slug, id), { org, keys: new Map() })
  for (const oldest of deps.publicOrgs.keys()) {
    if (deps.publicOrgs.size <= publicOrgsMax) break
    deps.publicOrgs.delete(oldest)
  }
  return org
}

const publicAddress = (slug: string, id: TournamentId) => `${slug}/${id}`
const notFound = () => new AppError('not_found', 'There is no such tournament.')
