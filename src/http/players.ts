/** Players of a tournament: registered one by one, as a list or from CSV; changed, checked in, withdrawn. */
import { Elysia } from 'elysia'
import { z } from 'zod'
import { checkInPlayer, editPlayer, withdrawPlayer } from '../commands/edit-player.ts'
import { registerPlayers, type PlayerInput } from '../commands/register-players.ts'
import { core } from './core.ts'
import { parseCsv } from './csv.ts'
import type { HttpDeps } from './deps.ts'
import { defined, playerId, tournamentId } from './fields.ts'
import { bodyProblem } from './problem.ts'
import * as shape from './shapes.ts'
import { newPlayer, newPlayers, nothing, playerColumns, playerEdit } from './tournament-input.ts'

const tags = ['Players']
const params = z.strictObject({ id: tournamentId, playerId })
const manage = { operation: 'players.manage', params } as const

/** Routes under `/api/tournaments/:id/players` that write. */
export function playerRoutes(deps: HttpDeps) {
  const { respond, commands } = deps
  return new Elysia({ name: 'players', normalize: false })
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
      '/api/tournaments/:id/players/:playerId/withdraw',
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
      '/api/tournaments/:id/players/:playerId/check-in',
      async ({ request, params: { id, playerId }, caller }) =>
        respond.command(request, await checkInPlayer(commands, caller, id, playerId)),
      {
        ...manage,
        body: nothing,
        response: shape.answers(shape.player),
        detail: { tags, summary: 'Checks a player in' },
      },
    )
}

function registration(body: unknown): { players: PlayerInput[]; bulk: boolean } {
  const rows = typeof body === 'string' ? parseCsv(body, playerColumns).map(numbered) : body
  if (Array.isArray(rows)) return { players: parsed(newPlayers, rows), bulk: true }
  return { players: [parsed(newPlayer, rows)], bulk: false }
}

function parsed<Output>(schema: z.ZodType<Output>, value: unknown): Output {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw bodyProblem(result.error.issues)
}

/** Fields of CSV are texts; those that are numbers by name become numbers where they can. */
function numbered(row: Record<string, string>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([name, field]) => {
      const isNumber = (name === 'rating' || name === 'seed') && /^\d{1,9}$/.test(field)
      return [name, isNumber ? Number(field) : field]
    }),
  )
}
