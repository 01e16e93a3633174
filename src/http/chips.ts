/** Chips of one player, given or taken by hand and bought back; rounds and finals of chip points. */
import { Elysia } from 'elysia'
import { z } from 'zod'
import { adjustPlayer, applyFinals, buyBackPlayer, drawRound } from '../commands/chips.ts'
import { adjustment, finalsCut, pairing } from './chip-shapes.ts'
import { core } from './core.ts'
import type { HttpDeps } from './deps.ts'
import { playerId, tournamentId } from './fields.ts'
import * as play from './play-shapes.ts'
import * as shape from './shapes.ts'
import { nothing } from './tournament-input.ts'

const tags = ['Players']
const draw = { operation: 'tournaments.manage', params: z.strictObject({ id: tournamentId }) } as const
const manage = { operation: 'players.manage', params: z.strictObject({ id: tournamentId, playerId }) } as const

/** Routes of chips under `/api/tournaments/:id`. */
export function chipRoutes(deps: HttpDeps) {
  const { respond, commands } = deps
  return new Elysia({ name: 'chips', normalize: false })
    .use(core(deps))
    .post(
      '/api/tournaments/:id/players/:playerId/adjust',
      async ({ request, params: { id, playerId }, body, caller }) =>
        respond.command(request, await adjustPlayer(commands, caller, id, playerId, body)),
      {
        ...manage,
        body: adjustment,
        response: shape.answers(shape.player),
        detail: { tags, summary: 'Gives a player chips or takes some, with a reason' },
      },
    )
    .post(
      '/api/tournaments/:id/players/:playerId/buy-back',
      async ({ request, params: { id, playerId }, caller }) =>
        respond.command(request, await buyBackPlayer(commands, caller, id, playerId)),
      {
        ...manage,
        body: nothing,
        response: shape.answers(shape.player),
        detail: { tags, summary: 'Buys a player in again who has no chips left' },
      },
    )
    .post(
      '/api/tournaments/:id/pair',
      async ({ request, params: { id }, body, caller }) =>
        respond.command(request, await drawRound(commands, caller, id, body)),
      {
        ...draw,
        body: pairing,
        response: shape.answers(play.bracket),
        detail: {
          tags: ['Tournaments'],
          summary: 'Draws the next round of chip points, or with re-entry all rounds after the first',
        },
      },
    )
    .post(
      '/api/tournaments/:id/apply-finals-cutoff',
      async ({ request, params: { id }, body, caller }) =>
        respond.command(request, await applyFinals(commands, caller, id, body)),
      {
        ...draw,
        body: finalsCut,
        response: shape.answers(play.bracket),
        detail: { tags: ['Tournaments'], summary: 'Cuts the field of chip points and draws its finals' },
      },
    )
}
