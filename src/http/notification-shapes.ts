/** Bodies and parameters of messages: what comes in, and what goes out as the OpenAPI document names it. */
import { z } from 'zod'
import { line, lines, tournamentId, userId } from './fields.ts'
import { listOf, listParameters } from './lists.ts'
import { playerStatus } from './row-shapes.ts'

const time = z.iso.datetime()
const channel = z.enum(['in_app', 'email', 'sms'])
const status = z.enum(['pending', 'sent', 'failed', 'read'])
const truth = z.enum(['true', 'false']).transform((text) => text === 'true')

export const newNotification = z
  .strictObject({
    userId: userId.optional(),
    tournamentId: tournamentId.optional(),
    playerStatus: playerStatus.optional(),
    channel: channel.optional(),
    subject: line(200),
    text: lines(2000),
    dedupeKey: line(120).optional(),
  })
  .refine(({ userId: one, tournamentId: all }) => one !== undefined || all !== undefined, {
    path: ['userId'],
    message: 'name a member, or a tournament to tell everybody of it',
  })
  .refine(({ userId: one, playerStatus: only }) => only === undefined || one === undefined, {
    path: ['playerStatus'],
    message: 'goes with a tournament whose players are told, not with one member',
  })
export const notificationParams = z.strictObject({ id: z.uuid().transform((text) => text.toLowerCase()) })

export const notificationListQuery = z.strictObject({
  ...listParameters,
  status: status.optional(),
  tournamentId: tournamentId.optional(),
  unread: truth.optional(),
  mine: truth.optional(),
})

const notificationShape = {
  id: z.uuid(),
  tournamentId: z.uuid().nullable(),
  userId: z.uuid().nullable(),
  channel,
  template: z.string(),
  status,
  payload: z.record(z.string(), z.unknown()),
  createdAt: time,
  updatedAt: time,
}
export const notification = z.strictObject(notificationShape).meta({ id: 'Notification' })
export const notificationPage = listOf(z.strictObject(notificationShape)).meta({ id: 'NotificationPage' })
export const sending = z
  .strictObject({ sent: z.int(), repeated: z.int() })
  .meta({ id: 'Sending', description: 'How many were told now, and how many had been told before.' })
