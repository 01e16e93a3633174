/** Messages of directors to members and players, in the app; and their readers' notes that they were read. */
import type { PlayerStatus, TournamentId, UserId } from '../engine/types.ts'
import { AppError } from '../errors.ts'
import type { Tx } from '../store/database.ts'
import { accountsOf, insertNotifications, lockNotification, markRead } from '../store/notifications.ts'
import { readMember } from '../store/orgs.ts'
import type { Caller, CommandAnswer, CommandDeps } from './command.ts'
import { type Precondition, runWrite } from './write.ts'

type Deps = Pick<CommandDeps, 'db' | 'newId'>

/** To one member, about a tournament if one is named; else to the players of the tournament who have an account. */
export interface NewMessage {
  readonly userId?: UserId | undefined
  readonly tournamentId?: TournamentId | undefined
  /** Of the players, only those who stand like this. */
  readonly playerStatus?: PlayerStatus | undefined
  readonly subject: string
  readonly text: string
  /** A second message with the same key to the same person is not written. */
  readonly dedupeKey?: string | undefined
}

/** Answers 201 with how many were told, or 200 if all had been told before. */
export function sendMessage({ db, newId }: Deps, caller: Caller, input: NewMessage): Promise<CommandAnswer> {
  const { tournamentId = null, subject: title, text } = input
  const payload = { subject: title, text }
  const message = { tournamentId, channel: 'in_app', template: 'message', payload } as const
  return runWrite(db, caller, async (tx) => {
    const users = await readersOf(tx, caller, input)
    const key = input.dedupeKey ?? newId()
    const told = users.map((userId) => ({ id: newId(), userId, dedupeKey: `${key}:${userId}` }))
    const sent = await insertNotifications(tx, caller.orgId, message, told)
    const body = { sent, repeated: users.length - sent }
    const subject = input.userId === undefined ? `tournament:${tournamentId}` : `user:${input.userId}`
    const audit = { action: 'notification.sent', subject, after: body }
    return sent === 0 ? { status: 200, body, audit } : { status: 201, body, location: '/api/notifications', audit }
  })
}

/** Notes that the caller has read one of his own; 200 with the message. */
export function readMessage({ db }: Deps, caller: Caller, id: string, check: Precondition): Promise<CommandAnswer> {
  const { orgId, userId } = caller
  return runWrite(db, caller, async (tx) => {
    const now = userId && (await lockNotification(tx, orgId, userId, id))
    if (now === null) throw new AppError('not_found', 'there is nothing at this address')
    check(now)
    const audit = { action: 'notification.read', subject: `notification:${id}` }
    return { status: 200, body: now.status === 'read' ? now : await markRead(tx, orgId, id), audit }
  })
}

async function readersOf(tx: Tx, { orgId }: Caller, message: NewMessage): Promise<readonly UserId[]> {
  const { userId, tournamentId, playerStatus } = message
  const players = tournamentId === undefined ? [] : await accountsOf(tx, orgId, tournamentId, playerStatus)
  if (players === null) throw unknown('tournamentId', 'the org has no such tournament')
  if (userId === undefined) return players
  if ((await readMember(tx, orgId, userId)) === null) throw unknown('userId', 'the org has no such member')
  return [userId]
}

function unknown(path: string, message: string): AppError {
  return new AppError('invalid_body', message, { errors: [{ path, code: 'unknown', message }] })
}
