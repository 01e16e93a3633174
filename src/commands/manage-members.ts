/** Adds members to the caller's org, changes their roles, removes them. The last owner stays. */
import type { UserId } from '../engine/types.ts'
import { AppError } from '../errors.ts'
import { addMember, changeRole, type Member, readMember, removeMember } from '../store/orgs.ts'
import { findAccount } from '../store/users.ts'
import type { Caller, CommandAnswer, CommandDeps } from './command.ts'
import { type Precondition, runTelling } from './write.ts'

type Deps = Pick<CommandDeps, 'db' | 'writes'>
type Role = Member['role']

/** Makes the account of an e-mail address a member; 201. */
export async function enrolMember(
  deps: Deps,
  caller: Caller,
  input: { readonly email: string; readonly role: Role },
): Promise<CommandAnswer> {
  const account = await findAccount(deps.db, input.email)
  if (account === null) throw unknownAccount()
  const { id: userId } = account
  return runTelling(deps, caller, { write: 'manage-members.enrolMember', users: [userId] }, async (tx) => {
    if (!(await addMember(tx, caller.orgId, userId, input.role)))
      throw new AppError('duplicate_member', 'this account is a member already; change its role instead')
    const body = await readMember(tx, caller.orgId, userId)
    const audit = { action: 'member.added', subject: `member:${userId}`, after: { role: input.role } }
    return { status: 201, body, location: `/api/members/${userId}`, audit }
  })
}

/** Gives a member another role; 200 with the member. Throws `last_owner`. */
export function setRole(
  deps: Deps,
  caller: Caller,
  userId: UserId,
  role: Role,
  check: Precondition,
): Promise<CommandAnswer> {
  return runTelling(deps, caller, { write: 'manage-members.setRole', users: [userId] }, async (tx) => {
    const now = await readMember(tx, caller.orgId, userId)
    if (now === null) throw nobody()
    check(now)
    const body = await changeRole(tx, caller.orgId, userId, role)
    const roles = { before: { role: now.role }, after: { role } }
    return { status: 200, body, audit: { action: 'member.role_changed', subject: `member:${userId}`, ...roles } }
  })
}

/** Ends a membership; 204. Throws `last_owner`. */
export function dropMember(deps: Deps, caller: Caller, userId: UserId): Promise<CommandAnswer> {
  return runTelling(deps, caller, { write: 'manage-members.dropMember', users: [userId] }, async (tx) => {
    if (!(await removeMember(tx, caller.orgId, userId))) throw nobody()
    return { status: 204, body: null, audit: { action: 'member.removed', subject: `member:${userId}` } }
  })
}

const nobody = () => new AppError('not_found', 'there is nothing at this address')

function unknownAccount(): AppError {
  const message = 'nobody has registered with this address; ask them to, then add them'
  return new AppError('invalid_body', message, { errors: [{ path: 'email', code: 'unknown_account', message }] })
}
