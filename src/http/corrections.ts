/** Results put right after the match has ended. */
import { Elysia } from 'elysia'
import { z } from 'zod'
import { correctResult } from '../commands/correct-result.ts'
import { core } from './core.ts'
import { correction, correctionFor } from './correction-shapes.ts'
import type { HttpDeps } from './deps.ts'
import { matchId } from './fields.ts'
import * as play from './play-shapes.ts'
import { parsed } from './problem.ts'
import * as shape from './shapes.ts'

/** `POST /api/matches/:id/correct`. */
export function correctionRoutes(deps: HttpDeps) {
  const { respond, commands } = deps
  return new Elysia({ name: 'corrections', normalize: false })
    .use(core(deps))
    .post(
      '/api/matches/:id/correct',
      async ({ request, params: { id }, body, caller }) =>
        respond.command(request, await correctResult(commands, caller, id, parsed(correctionFor(body), body))),
      {
        operation: 'matches.manage',
        params: z.strictObject({ id: matchId }),
        // The schema for the document; a union would not say which member is wrong.
        body: z.unknown().meta({ documented: correction }),
        response: shape.answers(play.match),
        detail: {
          tags: ['Matches'],
          summary: 'Corrects a result; what was played behind it is voided only if cascade names exactly that',
        },
      },
    )
}
