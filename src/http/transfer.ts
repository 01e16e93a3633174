/** Whole events as files: taken out of one installation and into another, or into the same once more. */
import { Elysia } from 'elysia'
import { z } from 'zod'
import { createSemaphore } from '../auth/semaphore.ts'
import { importTournament } from '../commands/import-tournament.ts'
import { limits } from '../config.ts'
import { AppError } from '../errors.ts'
import { whileWanted } from '../patience.ts'
import { readExport } from '../queries/export.ts'
import { core } from './core.ts'
import type { HttpDeps } from './deps.ts'
import { eventFile, eventsOf } from './event-shapes.ts'
import { tournamentId } from './fields.ts'
import * as shape from './shapes.ts'

const tags = ['Tournaments']
const params = z.strictObject({ id: tournamentId })
const query = z.strictObject({ include: z.literal('contacts').optional() })

/** `GET /api/tournaments/:id/export` and `POST /api/tournaments/import`. */
export function transferRoutes(deps: HttpDeps) {
  const { respond, commands, queries } = deps
  // A long log takes memory and a connection for seconds: one at a time, so that play goes on beside it.
  const inTurn = createSemaphore(1, limits.importQueue, limits.importMs, 'imports')
  return new Elysia({ name: 'transfer', normalize: false })
    .use(core(deps))
    .get(
      '/api/tournaments/:id/export',
      async ({ request, params: { id }, query: { include }, caller }) => {
        const contacts = include === 'contacts'
        const read = () => readExport(queries, caller.orgId, id, { contacts })
        const { version, body } = await whileWanted(request.signal, read)
        const response = respond.versioned(request, version, body)
        response.headers.set('content-disposition', `attachment; filename="${id}.json"`)
        return response
      },
      {
        operation: 'tournaments.export',
        params,
        query,
        response: shape.answers(eventFile),
        detail: { tags, summary: 'The whole event as a file; with contact data of players only if asked for' },
      },
    )
    .post(
      '/api/tournaments/import',
      async ({ request, body, caller }) => {
        requireOrder(body)
        const contacts = (body.contacts ?? []).map(({ player, email, phone }) => {
          return { id: player, email: email ?? null, phone: phone ?? null }
        })
        const log = { events: eventsOf(body), contacts }
        return respond.command(request, await inTurn(() => importTournament(commands, caller, log)))
      },
      {
        operation: 'tournaments.manage',
        body: eventFile,
        response: shape.created(shape.tournament),
        detail: { tags, summary: 'Takes a whole event in under new ids; refuses a log that does not hold' },
      },
    )
}

/** Versions count from 1 without a gap: a file that was cut or sorted otherwise is told so in these words. */
function requireOrder({ events }: z.output<typeof eventFile>): void {
  const at = events.findIndex(({ version }, index) => version !== index + 1)
  if (at === -1) return
  const message = `Version ${at + 1} must stand here, not ${events[at]?.version}.`
  const errors = [{ path: `events.${at}.version`, code: 'import_refused', message }]
  throw new AppError('import_refused', `The events are not in order: ${message}`, { errors })
}
