/**
 * Tournaments of the caller's org: the list, one of them, its life cycle, its draw and its whole views.
 * Whole views are stored bytes; a parameter that asks for a page of one takes the slower way.
 */
import { Elysia } from 'elysia'
import { z } from 'zod'
import { orgTag } from '../cache/keys.ts'
import { createTournament, stageOptions } from '../commands/create-tournament.ts'
import { deleteTournament } from '../commands/delete-tournament.ts'
import { drawLots, drawStage, undrawStage } from '../commands/draw-stage.ts'
import { editTournament } from '../commands/edit-tournament.ts'
import { moveTournament } from '../commands/move-tournament.ts'
import { cachedTournamentList } from '../queries/cached-list.ts'
import { sortNames } from '../queries/tournament-list.ts'
import { core } from './core.ts'
import type { HttpDeps } from './deps.ts'
import { defined, tournamentId } from './fields.ts'
import { answerList, type List } from './lists.ts'
import { sortOf, sortTexts } from './offset-pages.ts'
import * as play from './play-shapes.ts'
import * as shape from './shapes.ts'
import {
  drawing,
  lots,
  newTournament,
  nothing,
  reopening,
  tournamentEdit,
  tournamentListQuery,
  undrawing,
} from './tournament-input.ts'

const params = z.strictObject({ id: tournamentId })
const tags = ['Tournaments']
const listRoute = '/api/tournaments'
const manage = { operation: 'tournaments.manage', params } as const

const moves = [
  ['open', 'Opens registration'],
  ['check-in', 'Opens check-in'],
  ['close-check-in', 'Closes check-in; who did not check in is a no-show'],
  ['start', 'Starts play'],
  ['pause', 'Pauses play'],
  ['resume', 'Resumes play'],
  ['complete', 'Ends the tournament'],
  ['cancel', 'Cancels the tournament'],
] as const

/** Routes of tournaments without their players, matches and tables. */
export function tournamentRoutes(deps: HttpDeps) {
  const { respond, commands, queries } = deps
  const app = new Elysia({ name: 'tournaments', normalize: false })
    .use(core(deps))
    .get(
      listRoute,
      async ({ request, query, caller }) => {
        const sort = sortOf(query, sortNames)
        const { status, type, gameType, venueId, from, to, q } = query
        const filters = { status, type, gameType, venueId, from, to, q }
        const { orgId } = caller
        const scope = { org: orgId, route: listRoute, filters, sort: sortTexts(sort), visibility: 'staff' } as const
        const read: List['read'] = (window, count) =>
          cachedTournamentList(queries, orgId, filters, sort, { window, count })
        const kept = orgTag(orgId, 'list')
        return answerList(deps, request, query, { scope, row: shape.listedTournament, read, kept })
      },
      {
        operation: 'tournaments.read',
        query: tournamentListQuery,
        response: shape.answers(shape.tournamentPage),
        detail: { tags, summary: 'Tournaments of the org' },
      },
    )
    .post(
      '/api/tournaments',
      async ({ request, body, caller }) => respond.command(request, await createTournament(commands, caller, body)),
      {
        operation: 'tournaments.manage',
        body: newTournament,
        response: shape.created(shape.tournament),
        detail: { tags, summary: 'Creates a tournament' },
      },
    )
    .use(changeRoutes(deps))
    .use(drawRoutes(deps))
  for (const [action, summary] of moves)
    app.post(
      `/api/tournaments/:id/${action}`,
      async ({ request, params: { id }, caller }) =>
        respond.command(request, await moveTournament(commands, caller, id, action)),
      { ...manage, body: nothing, response: shape.answers(shape.tournament), detail: { tags, summary } },
    )
  return app
}

function changeRoutes(deps: HttpDeps) {
  const { respond, commands } = deps
  return new Elysia({ name: 'changes', normalize: false })
    .use(core(deps))
    .patch(
      '/api/tournaments/:id',
      async ({ request, params: { id }, body, caller }) => {
        const { options, raceTo, ...plain } = body
        // These two are no rules of play: they may change when the bracket is drawn.
        const { checkIn, minRest, ...rules } = options ?? {}
        const isPlain = Object.keys(rules).length === 0 && raceTo === undefined
        const edit = defined({ ...plain, options: isPlain ? undefined : stageOptions(rules, raceTo), checkIn, minRest })
        return respond.command(request, await editTournament(commands, caller, id, edit))
      },
      {
        ...manage,
        body: tournamentEdit,
        response: shape.answers(shape.tournament),
        detail: { tags, summary: 'Changes what the state allows' },
      },
    )
    .delete(
      '/api/tournaments/:id',
      async ({ request, params: { id }, caller }) =>
        respond.command(request, await deleteTournament(commands, caller, id)),
      { ...manage, body: nothing, response: shape.noContent, detail: { tags, summary: 'Deletes a tournament' } },
    )
    .post(
      '/api/tournaments/:id/reopen',
      async ({ request, params: { id }, body, caller }) =>
        respond.command(request, await moveTournament(commands, caller, id, 'reopen', body.reason)),
      {
        ...manage,
        body: reopening,
        response: shape.answers(shape.tournament),
        detail: { tags, summary: 'Takes a completed tournament up again' },
      },
    )
}

function drawRoutes(deps: HttpDeps) {
  const { respond, commands } = deps
  return new Elysia({ name: 'draw', normalize: false })
    .use(core(deps))
    .post(
      '/api/tournaments/:id/draw',
      async ({ request, params: { id }, body, caller }) =>
        respond.command(request, await drawStage(commands, caller, id, body)),
      {
        ...manage,
        body: drawing,
        response: shape.answers(play.bracket),
        detail: { tags, summary: 'Draws a stage, in the order given or by its seeding' },
      },
    )
    .post(
      '/api/tournaments/:id/undraw',
      async ({ request, params: { id }, body, caller }) =>
        respond.command(request, await undrawStage(commands, caller, id, body)),
      {
        ...manage,
        body: undrawing,
        response: shape.answers(play.bracket),
        detail: { tags, summary: 'Takes back a draw that nobody has played in' },
      },
    )
    .post(
      '/api/tournaments/:id/lot',
      async ({ request, params: { id }, body, caller }) =>
        respond.command(request, await drawLots(commands, caller, id, body)),
      {
        ...manage,
        body: lots,
        response: shape.answers(shape.standings),
        detail: { tags, summary: 'Draws lots between players whom nothing else separates' },
      },
    )
}
