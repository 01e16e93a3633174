/** Tables of a tournament: opened, blocked and freed, taken out. Which match holds one is said by the matches. */
import { Elysia } from 'elysia'
import { z } from 'zod'
import { blockTable, openTable, removeTable, unblockTable } from '../commands/manage-tables.ts'
import { core } from './core.ts'
import type { HttpDeps } from './deps.ts'
import { tableId, tournamentId } from './fields.ts'
import * as play from './play-shapes.ts'
import * as shape from './shapes.ts'
import { newTable, nothing, tableEdit } from './tournament-input.ts'

const tags = ['Tables']
const params = z.strictObject({ id: tournamentId, tableId })

/** Routes under `/api/tournaments/:id/tables` that write. */
export function tableRoutes(deps: HttpDeps) {
  const { respond, commands } = deps
  return new Elysia({ name: 'tables', normalize: false })
    .use(core(deps))
    .post(
      '/api/tournaments/:id/tables',
      async ({ request, params: { id }, body, caller }) =>
        respond.command(request, await openTable(commands, caller, id, body)),
      {
        operation: 'tables.manage',
        params: z.strictObject({ id: tournamentId }),
        body: newTable,
        response: shape.created(play.table),
        detail: { tags, summary: 'Opens a table for the tournament' },
      },
    )
    .patch(
      '/api/tournaments/:id/tables/:tableId',
      async ({ request, params: { id, tableId }, body, caller }) => {
        const answer =
          body.status === 'blocked'
            ? await blockTable(commands, caller, id, tableId, body)
            : await unblockTable(commands, caller, id, tableId)
        return respond.command(request, answer)
      },
      {
        operation: 'tables.manage',
        params,
        body: tableEdit,
        response: shape.answers(play.table),
        detail: { tags, summary: 'Blocks a table, or makes it available again' },
      },
    )
    .delete(
      '/api/tournaments/:id/tables/:tableId',
      async ({ request, params: { id, tableId }, caller }) =>
        respond.command(request, await removeTable(commands, caller, id, tableId)),
      {
        operation: 'tables.manage',
        params,
        body: nothing,
        response: shape.noContent,
        detail: { tags, summary: 'Takes a table out of the tournament' },
      },
    )
}
