/** Money of the org: what was paid, what was given back, and what both did to the accounts. No key sees it. */
import { Elysia } from 'elysia'
import { giveBack, recordPayment } from '../commands/manage-payments.ts'
import { paymentDetail, paymentList } from '../queries/payments.ts'
import { core } from './core.ts'
import type { HttpDeps } from './deps.ts'
import { answerList } from './lists.ts'
import {
  listedPayment,
  newPayment,
  payment,
  paymentListQuery,
  paymentPage,
  paymentParams,
  refund,
} from './payment-shapes.ts'
import { notFound } from './problem.ts'
import * as shape from './shapes.ts'
import { answerWrite, unchangedFor } from './write.ts'

const tags = ['Payments']
const route = '/api/payments'

/** Routes under `/api/payments`. */
export function paymentRoutes(deps: HttpDeps) {
  const { respond, commands, queries } = deps
  return new Elysia({ name: 'payments', normalize: false })
    .use(core(deps))
    .get(
      route,
      async ({ request, query, caller: { orgId } }) => {
        const { tournamentId, status, playerId, from, to } = query
        const filters = { tournamentId, status, playerId, from, to }
        const scope = { org: orgId, route, filters, sort: ['-createdAt'], visibility: 'staff' } as const
        return answerList(deps, request, query, {
          scope,
          row: listedPayment,
          read: (window, count) => paymentList(queries, orgId, filters, { window, count }),
        })
      },
      {
        operation: 'payments.read',
        query: paymentListQuery,
        response: shape.answers(paymentPage),
        detail: { tags, summary: 'Payments of the org, newest first' },
      },
    )
    .post(
      route,
      async ({ request, body, caller }) => answerWrite(deps, request, await recordPayment(commands, caller, body)),
      {
        operation: 'payments.manage',
        body: newPayment,
        response: shape.created(payment),
        detail: { tags, summary: 'Records a payment in cash' },
      },
    )
    .get(
      '/api/payments/:id',
      async ({ request, params: { id }, caller }) => {
        const found = await paymentDetail(queries, caller.orgId, id)
        if (found === null) throw notFound()
        return respond.json(request, found)
      },
      {
        operation: 'payments.read',
        params: paymentParams,
        response: shape.answers(payment),
        detail: { tags, summary: 'One payment with its ledger entries' },
      },
    )
    .post(
      '/api/payments/:id/refund',
      async ({ request, params: { id }, body, caller }) =>
        answerWrite(deps, request, await giveBack(commands, caller, id, body, unchangedFor(deps, request))),
      {
        operation: 'payments.manage',
        params: paymentParams,
        body: refund,
        response: shape.answers(payment),
        detail: { tags, summary: 'Gives back a part of a payment, or all that is left of it' },
      },
    )
}
