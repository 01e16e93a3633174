/**
 * Whole views of one tournament for the org: detail, bracket, snapshot, standings, players, tables, matches, log.
 * A hit is answered from stored bytes; with a page or a filter the view is computed and cut.
 */
import { Elysia } from 'elysia'
import { z } from 'zod'
import type { OrgId, TournamentId } from '../engine/types.ts'
import { read, type Resource } from '../queries/cached.ts'
import { hitOf, sourceOf } from './cache-status.ts'
import { chipStandings } from './chip-standings.ts'
import { core } from './core.ts'
import type { HttpDeps } from './deps.ts'
import { tournamentId } from './fields.ts'
import { hasRole, type OrgContext, type VisitContext } from './guard.ts'
import { answerEvents, answerPart, isWhole } from './part-pages.ts'
import { parseMinVersion } from './preconditions.ts'
import { notFound, rescued } from './problem.ts'
import * as play from './play-shapes.ts'
import { snapshot } from './row-shapes.ts'
import * as shape from './shapes.ts'
import { eventsQuery, matchListQuery, partQuery } from './tournament-input.ts'
import { ViewKeys } from './view-keys.ts'

const params = z.strictObject({ id: tournamentId })

const plainViews = [
  ['', 'detail', 'tournaments.read', shape.tournament, 'One tournament', 'Tournaments'],
  ['/bracket', 'bracket', 'matches.read', play.bracket, 'The bracket, round by round', 'Matches'],
  ['/standings', 'standings', 'matches.read', shape.standings, 'Standings of each stage', 'Matches'],
  ['/chip-standings', 'chipStandings', 'matches.read', chipStandings, 'Chips and queue of each chip stage', 'Matches'],
  ['/snapshot', 'snapshot', 'matches.read', snapshot, 'Everything as keyed rows', 'Tournaments'],
] as const

const listViews = [
  [
    '/leaderboard',
    'leaderboard',
    'matches.read',
    shape.leaderboard,
    shape.leader,
    'One list of everybody over all stages',
    'Matches',
  ],
  ['/players', 'players', 'players.read', shape.players, shape.listedPlayer, 'Players of a tournament', 'Players'],
] as const

interface RawVisit extends VisitContext {
  readonly request: Request
  readonly params: { readonly id: string }
}

/** How a view is answered as a whole: from memory without a promise, else loaded. */
function wholeReads({ respond, queries }: HttpDeps) {
  const keys = new ViewKeys()
  // Members of every role may read private tournaments, and no view holds contacts: one class for all of them.
  // An id that hits was loaded under this very text, so it needs no parsing; the cast says so.
  const whole = (request: Request, { caller }: OrgContext, id: string, resource: Resource) => {
    const minVersion = parseMinVersion(request.headers.get('railbird-min-version'))
    queries.cache.tick()
    const hit = queries.cache.peek(keys.of(caller.orgId, id as TournamentId, resource))
    if (hit === undefined || hit.version < minVersion) return loaded(request, caller.orgId, id, resource, minVersion)
    return respond.stored(request, hit, resource, 'polled', hitOf(hit))
  }
  const loaded = async (request: Request, orgId: OrgId, id: string, resource: Resource, minVersion: number) => {
    const parsed = params.safeParse({ id })
    if (!parsed.success) throw notFound()
    const reading = await read(queries, orgId, parsed.data.id, resource, 'staff', minVersion)
    return respond.stored(request, reading.entry, resource, 'polled', sourceOf(reading))
  }
  const late = async (request: Request, visit: Promise<OrgContext>, id: string, resource: Resource) =>
    whole(request, await visit, id, resource)
  // NOTE a handler whose text has `=>` or `return` right before a call is taken by Elysia for one that waits.
  const plain = (resource: Resource) => {
    const handler = ({ request, params: { id }, visit }: RawVisit): Response | Promise<Response> => {
      const isLate = visit instanceof Promise
      const answer = isLate ? late(request, visit, id, resource) : whole(request, visit, id, resource)
      return answer instanceof Promise ? rescued(respond, request, answer) : answer
    }
    return handler
  }
  return { whole, plain }
}

/** Reads of one tournament by its own org. */
export function viewRoutes(deps: HttpDeps) {
  const { whole, plain } = wholeReads(deps)
  const app = new Elysia({ name: 'views', normalize: false })
    .use(core(deps))
    .get(
      '/api/tournaments/:id/matches',
      async ({ request, params: { id }, query, caller, principal }) => {
        const { state, round, bracket } = query
        const isFiltered = state !== undefined || round !== undefined || bracket !== undefined
        if (!isFiltered && isWhole(query)) return whole(request, { caller, principal }, id, 'matches')
        const part = { org: caller.orgId, id, resource: 'matches', view: 'staff' } as const
        return answerPart(deps, request, part, { query, row: play.listedMatch, filter: { state, round, bracket } })
      },
      {
        operation: 'matches.read',
        params,
        query: matchListQuery,
        response: shape.answers(play.matches),
        detail: { tags: ['Matches'], summary: 'Matches in bracket order' },
      },
    )
    .get(
      '/api/tournaments/:id/events',
      async ({ request, params: { id }, query, caller, principal }) => {
        const view = hasRole({ caller, principal }, 'scorekeeper') ? ('staff' as const) : ('public' as const)
        const money = hasRole({ caller, principal }, 'director')
        const { since, limit } = query
        return answerEvents(deps, request, { org: caller.orgId, id, view }, { since, limit, money })
      },
      {
        operation: 'matches.read',
        params,
        query: eventsQuery,
        response: shape.answers(shape.events),
        detail: { tags: ['Tournaments'], summary: 'The log after a version, oldest first' },
      },
    )
  for (const [path, resource, operation, body, summary, tag] of plainViews)
    app.get(`/api/tournaments/:id${path}`, plain(resource), {
      visit: operation,
      detail: { tags: [tag], summary, answers: shape.answers(body) },
    })
  for (const [path, resource, operation, body, row, summary, tag] of listViews)
    app.get(
      `/api/tournaments/:id${path}`,
      async ({ request, params: { id }, query, caller, principal }) => {
        if (isWhole(query)) return whole(request, { caller, principal }, id, resource)
        const part = { org: caller.orgId, id, resource, view: 'staff' } as const
        return answerPart(deps, request, part, { query, row })
      },
      { operation, params, query: partQuery, response: shape.answers(body), detail: { tags: [tag], summary } },
    )
  return app
}
