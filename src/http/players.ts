/** Players of a tournament: registered one by one, as a list or from CSV; changed, checked in, taken out. */
import { Elysia } from 'elysia'
import { z } from 'zod'
import {
  checkInPlayer,
  disqualifyPlayer,
  editPlayer,
  markNoShow,
  reenterPlayer,
  withdrawPlayer,
} from '../commands/edit-player.ts'
import { registerPlayers } from '../commands/register-players.ts'
import { core } from './core.ts'
import { disqualification } from './correction-shapes.ts'
import type { HttpDeps } from './deps.ts'
import { defined, playerId, tournamentId } from './fields.ts'
import { registration } from './player-list.ts'
import * as shape from './shapes.ts'
import { newPlayer, newPlayers, nothing, playerColumns, playerEdit } from './tournament-input.ts'

const tags = ['Players']
const params = z.strictObject({ id: tournamentId, playerId })
const manage = { operation: 'players.manage', params } as const

/** Actions without a body. */
const plainActions = [
  ['withdraw', withdrawPlayer, 'Withdraws a player'],
  ['check-in', checkInPlayer, 'Checks a player in'],
  ['re-enter', reenterPlayer, 'Lets a loser of round 1 come in again, where the stage is played with re-entry'],
  ['no-show', markNoShow, 'Marks a player as not there: out before the draw, a lost match after it'],
] as const

/** Routes under `/api/tournaments/:id/players` that write. */
export function playerRoutes(deps: HttpDeps) {
  const { respond, commands } = deps
  const app = new Elysia({ name: 'players', normalize: false })
    .use(core(deps))
    .post(
      '/api/tournaments/:id/players',
      async ({ request, params: { id }, body, caller }) => {
        const { players, bulk } = registration(body)
        return respond.command(request, await registerPlayers(commands, caller, id, players, { bulk }))
      },
      {
        operation: 'players.manage',
        params: z.strictObject({ id: tournamentId }),
        // The schema for the document; `registration` judges, because a union would hide which member is wrong.
        body: z.unknown().meta({ documented: z.union([newPlayer, newPlayers]), csv: playerColumns }),
        response: shape.created(z.union([shape.registeredPlayer, shape.registeredPlayers])),
        detail: { tags, summary: 'Registers one player, or a list of them as JSON or CSV: all or nothing' },
      },
    )
    .patch(
      '/api/tournaments/:id/players/:playerId',
      async ({ request, params: { id, playerId }, body, caller }) => {
        const { email, phone, ...edit } = body
        const contact = defined({ email: email ?? undefined, phone: phone ?? undefined })
        return respond.command(request, await editPlayer(commands, caller, id, playerId, defined(edit), contact))
      },
      {
        ...manage,
        body: playerEdit,
        response: shape.answers(shape.player),
        detail: { tags, summary: 'Changes a player' },
      },
    )
    .delete(
      '/api/tournaments/:id/players/:playerId',
      async ({ request, params: { id, playerId }, caller }) =>
        respond.command(request, await withdrawPlayer(commands, caller, id, playerId)),
      {
        ...manage,
        body: nothing,
        response: shape.answers(shape.player),
        detail: { tags, summary: 'Withdraws a player' },
      },
    )
    .post(
      '/api/tournaments/:id/players/:playerId/disqualify',
      async ({ request, params: { id, playerId }, body, caller }) =>
        respond.command(request, await disqualifyPlayer(commands, caller, id, playerId, body)),
      {
        ...manage,
        body: disqualification,
        response: shape.answers(shape.player),
        detail: { tags, summary: 'Disqualifies a player: all matches still to come are lost' },
      },
    )
  for (const [action, command, summary] of plainActions)
    app.post(
      `/api/tournaments/:id/players/:playerId/${action}`,
      async ({ request, params: { id, playerId }, caller }) =>
        respond.command(request, await command(commands, caller, id, playerId)),
      { ...manage, body: nothing, response: shape.answers(shape.player), detail: { tags, summary } },
    )
  return app
}
