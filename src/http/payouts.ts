/** Prize money: rules, computation, payouts made and taken back. For directors and owners only, also to read. */
import { Elysia } from 'elysia'
import { z } from 'zod'
import { computePayouts, payPlayer, planPayouts, voidPayout } from '../commands/manage-payouts.ts'
import { readPayouts } from '../queries/payouts.ts'
import { core } from './core.ts'
import type { HttpDeps } from './deps.ts'
import { line, playerId, tournamentId } from './fields.ts'
import { count, part, person } from './play-shapes.ts'
import * as shape from './shapes.ts'
import { nothing } from './tournament-input.ts'

const tags = ['Payouts']
const params = z.strictObject({ id: tournamentId })
const ofPlayer = z.strictObject({ id: tournamentId, playerId })

// Ranges are the engine's to judge: it says in money what is wrong.
const whole = z.number().int()
const rules = z.strictObject({
  entryFeeCents: whole,
  houseBasisPoints: whole.optional(),
  addedCents: whole.optional(),
  feesCents: whole.optional(),
  basisPoints: z.array(whole).max(1024).nullable().optional(),
})

const payouts = z
  .strictObject({
    ...part,
    rules: z.strictObject({
      entryFeeCents: count,
      houseBasisPoints: count,
      addedCents: count,
      feesCents: count,
      basisPoints: z.array(count).nullable(),
    }),
    totals: z.strictObject({ entries: count, collectedCents: count, houseCents: count, poolCents: count }).nullable(),
    rows: z.array(
      z.strictObject({
        place: z.int().min(1),
        player: person,
        cents: z.int().min(1),
        status: z.enum(['pending', 'paid', 'voided']),
      }),
    ),
  })
  .meta({ id: 'Payouts' })
const response = shape.answers(payouts)
const manage = { operation: 'payouts.manage', response } as const

/** Routes under `/api/tournaments/:id/payouts`. */
export function payoutRoutes(deps: HttpDeps) {
  const { respond, commands, queries } = deps
  return new Elysia({ name: 'payouts', normalize: false })
    .use(core(deps))
    .get(
      '/api/tournaments/:id/payouts',
      async ({ request, params: { id }, caller }) => {
        const { version, body } = await readPayouts(queries, caller.orgId, id)
        return respond.versioned(request, version, body)
      },
      { operation: 'payouts.read', params, response, detail: { tags, summary: 'Prize money, for directors' } },
    )
    .put(
      '/api/tournaments/:id/payouts',
      async ({ request, params: { id }, body, caller }) => {
        const { entryFeeCents, houseBasisPoints = 0, addedCents = 0, feesCents = 0, basisPoints = null } = body
        const given = { entryFeeCents, houseBasisPoints, addedCents, feesCents, basisPoints }
        return respond.command(request, await planPayouts(commands, caller, id, given))
      },
      { ...manage, params, body: rules, detail: { tags, summary: 'Sets fee, house part, added money and shares' } },
    )
    .post(
      '/api/tournaments/:id/payouts/calculate',
      async ({ request, params: { id }, caller }) =>
        respond.command(request, await computePayouts(commands, caller, id)),
      { ...manage, params, body: nothing, detail: { tags, summary: 'Computes who gets what from the final places' } },
    )
    .post(
      '/api/tournaments/:id/payouts/:playerId/pay',
      async ({ request, params: { id, playerId }, caller }) =>
        respond.command(request, await payPlayer(commands, caller, id, playerId)),
      { ...manage, params: ofPlayer, body: nothing, detail: { tags, summary: 'Notes that a player has his money' } },
    )
    .post(
      '/api/tournaments/:id/payouts/:playerId/void',
      async ({ request, params: { id, playerId }, body, caller }) =>
        respond.command(request, await voidPayout(commands, caller, id, playerId, body.reason)),
      {
        ...manage,
        params: ofPlayer,
        body: z.strictObject({ reason: line(400) }),
        detail: { tags, summary: 'Takes a payout back' },
      },
    )
}
