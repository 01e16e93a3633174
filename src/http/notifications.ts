/** Messages in the app: directors write them and see all of the org's, everybody else sees his own. */
import { Elysia } from 'elysia'
import { readMessage, sendMessage } from '../commands/manage-notifications.ts'
import { AppError } from '../errors.ts'
import { notificationList } from '../queries/notifications.ts'
import { core } from './core.ts'
import type { HttpDeps } from './deps.ts'
import { hasRole } from './guard.ts'
import { answerList } from './lists.ts'
import {
  newNotification,
  notification,
  notificationListQuery,
  notificationPage,
  notificationParams,
  sending,
} from './notification-shapes.ts'
import * as shape from './shapes.ts'
import { nothing } from './tournament-input.ts'
import { answerWrite, unchangedFor } from './write.ts'

const tags = ['Notifications']
const route = '/api/notifications'

/** Routes under `/api/notifications`. */
export function notificationRoutes(deps: HttpDeps) {
  const { commands, queries } = deps
  return new Elysia({ name: 'notifications', normalize: false })
    .use(core(deps))
    .get(
      route,
      async ({ request, query, caller, principal }) => {
        const { orgId } = caller
        const { status, tournamentId, unread, mine } = query
        const isAll = hasRole({ caller, principal }, 'director') && mine !== true
        const filters = { userId: isAll ? undefined : principal.userId, status, tournamentId, unread }
        const scope = { org: orgId, route, filters, sort: ['-createdAt'], visibility: 'staff' } as const
        return answerList(deps, request, query, {
          scope,
          row: notification,
          read: (window, count) => notificationList(queries, orgId, filters, { window, count }),
        })
      },
      {
        operation: 'notifications.read',
        query: notificationListQuery,
        response: shape.answers(notificationPage),
        detail: { tags, summary: 'Your messages, and for directors those of the whole org, newest first' },
      },
    )
    .post(
      route,
      async ({ request, body, caller }) => {
        const { channel = 'in_app', ...message } = body
        if (channel !== 'in_app') throw notYet(channel)
        return answerWrite(deps, request, await sendMessage(commands, caller, message))
      },
      {
        operation: 'notifications.send',
        body: newNotification,
        response: { ...shape.answers(sending), ...shape.created(sending) },
        detail: {
          tags,
          summary: 'Tells a member, or the players of a tournament who have an account: all, or those of one status',
        },
      },
    )
    .post(
      '/api/notifications/:id/read',
      async ({ request, params: { id }, caller }) =>
        answerWrite(deps, request, await readMessage(commands, caller, id, unchangedFor(deps, request))),
      {
        operation: 'notifications.own',
        params: notificationParams,
        body: nothing,
        response: shape.answers(notification),
        detail: { tags, summary: 'Notes that you have read a message of yours' },
      },
    )
}

function notYet(channel: 'email' | 'sms'): AppError {
  const name = channel === 'email' ? 'e-mail' : 'SMS'
  const message = `this installation sends no ${name} yet; send it in_app`
  return new AppError('channel_unavailable', message, {
    errors: [{ path: 'channel', code: 'channel_unavailable', message }],
  })
}
