/** One match: read by its id, scored rack by rack or at once, forfeited, put on a table. */
import { Elysia } from 'elysia'
import { z } from 'zod'
import * as act from '../commands/act-on-match.ts'
import * as score from '../commands/score-match.ts'
import { whileWanted } from '../patience.ts'
import { readMatch } from '../queries/reads.ts'
import { core } from './core.ts'
import type { HttpDeps } from './deps.ts'
import { defined, matchId } from './fields.ts'
import * as play from './play-shapes.ts'
import * as shape from './shapes.ts'
import { racesOfMatch } from './scoring-shapes.ts'
import { assignment, nothing, result, streamTag, winner } from './tournament-input.ts'

const tags = ['Matches']
const params = z.strictObject({ id: matchId })
const response = shape.answers(play.match)

/** Actions without a body, and what the caller must be allowed to do. */
const plainActions = [
  ['undo', 'matches.score', score.undoRack, 'Takes the last rack or result back'],
  ['double-forfeit', 'matches.score', score.doubleForfeit, 'Neither player came'],
  ['call', 'tables.assign', act.callMatch, 'Calls both players'],
  ['free', 'tables.assign', act.freeTable, 'Takes the match off its table'],
  ['start', 'matches.score', act.startMatch, 'Starts the match'],
  ['pause', 'matches.score', act.pauseMatch, 'Pauses the match'],
  ['resume', 'matches.score', act.resumeMatch, 'Resumes the match'],
] as const

const wonActions = [
  ['rack', score.reportRack, 'Adds one rack for a side'],
  ['walkover', score.giveWalkover, 'The opponent of the winner did not come'],
  ['retire', score.retire, 'The opponent of the winner gave up; the racks stand'],
] as const

/** Routes under `/api/matches/:id`. */
export function matchRoutes(deps: HttpDeps) {
  const { respond, commands, queries } = deps
  const app = new Elysia({ name: 'matches', normalize: false })
    .use(core(deps))
    .get(
      '/api/matches/:id',
      async ({ request, params: { id }, caller }) => {
        const { version, body } = await whileWanted(request.signal, () => readMatch(queries, caller.orgId, id))
        return respond.versioned(request, version, body)
      },
      { operation: 'matches.read', params, response, detail: { tags, summary: 'One match' } },
    )
    .post(
      '/api/matches/:id/result',
      async ({ request, params: { id }, body, caller }) =>
        respond.command(request, await score.enterResult(commands, caller, id, defined(body))),
      { operation: 'matches.score', params, body: result, response, detail: { tags, summary: 'Enters a final score' } },
    )
    .post(
      '/api/matches/:id/race',
      async ({ request, params: { id }, body, caller }) =>
        respond.command(request, await act.setRace(commands, caller, id, body)),
      {
        operation: 'matches.manage',
        params,
        body: racesOfMatch,
        response,
        detail: { tags, summary: 'Sets the racks needed' },
      },
    )
    .post(
      '/api/matches/:id/assign',
      async ({ request, params: { id }, body, caller }) =>
        respond.command(request, await act.assignTable(commands, caller, id, body)),
      {
        operation: 'tables.assign',
        params,
        body: assignment,
        response,
        detail: { tags, summary: 'Puts it on a table' },
      },
    )
    .post(
      '/api/matches/:id/tag',
      async ({ request, params: { id }, body, caller }) =>
        respond.command(request, await act.tagMatch(commands, caller, id, body)),
      {
        operation: 'matches.manage',
        params,
        body: streamTag,
        response,
        detail: { tags, summary: 'Marks it for the stream table, or unmarks it' },
      },
    )
  for (const [action, command, summary] of wonActions)
    app.post(
      `/api/matches/:id/${action}`,
      async ({ request, params: { id }, body, caller }) =>
        respond.command(request, await command(commands, caller, id, body)),
      { operation: 'matches.score', params, body: winner, response, detail: { tags, summary } },
    )
  for (const [action, operation, command, summary] of plainActions)
    app.post(
      `/api/matches/:id/${action}`,
      async ({ request, params: { id }, caller }) => respond.command(request, await command(commands, caller, id)),
      { operation, params, body: nothing, response, detail: { tags, summary } },
    )
  return app
}
