/**
 * What anybody may read without signing in: cards of public events, and the whole views of public and unlisted ones.
 * No credential is read here, so every answer is the same for everybody and shared caches may keep it.
 * A hit costs no promise of ours: `whole` answers from stored bytes before anything is awaited.
 */
import { Elysia } from 'elysia'
import { z } from 'zod'
import { heardTag, platform } from '../cache/keys.ts'
import { peekPublic, publicOrg, readPublic, type Resource } from '../queries/cached.ts'
import { publicTournament, publicTournaments } from '../queries/public-tournaments.ts'
import type { TournamentId } from '../engine/types.ts'
import { requireAddress } from './anonymous.ts'
import { hitOf, sourceOf } from './cache-status.ts'
import { chipStandings } from './chip-standings.ts'
import { core } from './core.ts'
import type { HttpDeps } from './deps.ts'
import { slug, tournamentId } from './fields.ts'
import { answerList } from './lists.ts'
import { answerEvents, answerPart, isWhole } from './part-pages.ts'
import { parseMinVersion } from './preconditions.ts'
import { notFound, rescued } from './problem.ts'
import * as play from './play-shapes.ts'
import { snapshot } from './row-shapes.ts'
import * as shape from './shapes.ts'
import { cardListQuery, eventsQuery, partQuery } from './tournament-input.ts'

const tags = ['Public']
const place = z.strictObject({ orgSlug: slug, id: tournamentId })

const plainViews = [
  ['', 'detail', shape.tournament, 'One tournament'],
  ['/bracket', 'bracket', play.bracket, 'The bracket, round by round'],
  ['/standings', 'standings', shape.standings, 'Standings of each stage'],
  ['/chip-standings', 'chipStandings', chipStandings, 'Chips and queue of each chip stage'],
  ['/snapshot', 'snapshot', snapshot, 'Everything as keyed rows'],
] as const

const listViews = [
  ['/leaderboard', 'leaderboard', shape.leaderboard, shape.leader, 'One list of everybody over all stages'],
  ['/matches', 'matches', play.matches, play.listedMatch, 'Matches in bracket order'],
  ['/players', 'players', shape.players, shape.listedPlayer, 'Players'],
] as const

interface RawPlace {
  readonly orgSlug: string
  readonly id: string
}

interface RawContext {
  readonly request: Request
  readonly params: RawPlace
}

/** Routes under `/api/public`. */
export function publicRoutes(deps: HttpDeps) {
  const { respond, queries } = deps

  // An address that hits was loaded under these very texts, so it needs no parsing; the cast says so.
  // NOTE a handler whose text has `=>` or `return` right before a call is taken by Elysia for one that waits.
  const whole = (resource: Resource) => {
    const handler = ({ request, params }: RawContext): Response | Promise<Response> => {
      const minVersion = parseMinVersion(request.headers.get('railbird-min-version'))
      const hit = peekPublic(queries, params.orgSlug, params.id as TournamentId, resource)
      return hit !== undefined && hit.version >= minVersion
        ? respond.stored(request, hit, resource, 'publicPolled', hitOf(hit))
        : rescued(respond, request, loaded(request, params, resource, minVersion))
    }
    return handler
  }

  async function loaded(request: Request, at: RawPlace, resource: Resource, minVersion: number): Promise<Response> {
    await requireAddress(deps, request)
    const { orgSlug, id } = placeOf(at)
    const reading = await readPublic(queries, orgSlug, id, resource, minVersion)
    return respond.stored(request, reading.entry, resource, 'publicPolled', sourceOf(reading))
  }

  const app = new Elysia({ name: 'public', normalize: false }).use(core(deps)).use(cardRoutes(deps))
  for (const [path, resource, body, summary] of plainViews)
    app.get(`/api/public/:orgSlug/tournaments/:id${path}`, whole(resource), {
      anyone: 'public.read',
      detail: { tags, summary, answers: shape.answers(body) },
    })
  for (const [path, resource, body, row, summary] of listViews) {
    const all = whole(resource)
    app.get(
      `/api/public/:orgSlug/tournaments/:id${path}`,
      async ({ request, params, query }) => {
        if (isWhole(query)) return all({ request, params })
        await requireAddress(deps, request)
        const { orgSlug, id } = placeOf(params)
        const part = { org: await publicOrg(queries, orgSlug, id), id, resource, view: 'public' } as const
        return answerPart(deps, request, part, { query, row })
      },
      { anyone: 'public.read', query: partQuery, response: shape.answers(body), detail: { tags, summary } },
    )
  }
  app.get(
    '/api/public/:orgSlug/tournaments/:id/events',
    async ({ request, params, query }) => {
      await requireAddress(deps, request)
      const { orgSlug, id } = placeOf(params)
      // Visibility is judged by this read; the log itself knows nothing of it.
      await readPublic(queries, orgSlug, id, 'detail')
      const part = { org: await publicOrg(queries, orgSlug, id), id, view: 'public' } as const
      return answerEvents(deps, request, part, { since: query.since, limit: query.limit, money: false })
    },
    {
      anyone: 'public.read',
      query: eventsQuery,
      response: shape.answers(shape.events),
      detail: { tags, summary: 'The log after a version, oldest first' },
    },
  )
  return app
}

function placeOf(at: RawPlace) {
  const parsed = place.safeParse(at)
  if (parsed.success) return parsed.data
  throw notFound()
}

function cardRoutes(deps: HttpDeps) {
  const { respond, queries } = deps
  return new Elysia({ name: 'cards', normalize: false })
    .use(core(deps))
    .get(
      '/api/public/tournaments',
      async ({ request, query }) => {
        await requireAddress(deps, request)
        const { status, orgSlug } = query
        const filters = { status, orgSlug }
        return answerList(deps, request, query, {
          scope: { org: platform, route: '/api/public/tournaments', filters, sort: [], visibility: 'public' },
          row: shape.listedCard,
          read: (window, count) => publicTournaments(queries, filters, { window, count }),
          kept: heardTag,
          isPublic: true,
        })
      },
      {
        anyone: 'public.read',
        query: cardListQuery,
        response: shape.answers(shape.cardPage),
        detail: { tags, summary: 'Cards of the public tournaments of all orgs, live ones first' },
      },
    )
    .get(
      '/api/public/tournaments/:id',
      async ({ request, params: { id } }) => {
        await requireAddress(deps, request)
        return respond.json(request, await publicTournament(queries, id), 'public')
      },
      {
        anyone: 'public.read',
        params: z.strictObject({ id: tournamentId }),
        response: shape.answers(shape.card),
        detail: { tags, summary: 'The card of one public or unlisted tournament' },
      },
    )
}
