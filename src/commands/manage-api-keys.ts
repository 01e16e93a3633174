/** Makes and revokes keys of programs. The text of a key is no part of what is kept for a repeated request. */
import { limits } from '../config.ts'
import type { UserId } from '../engine/types.ts'
import { AppError } from '../errors.ts'
import { countApiKeys, insertApiKey, lockApiKey, type NewApiKey, revokeApiKey } from '../store/api-keys.ts'
import { lockOrg } from '../store/orgs.ts'
import type { Caller, CommandAnswer, CommandDeps } from './command.ts'
import { type Precondition, runWrite } from './write.ts'

type Deps = Pick<CommandDeps, 'db' | 'newId'>

/** Answers 201 with the key, without its text. Throws `too_many_keys`. */
export function issueApiKey(
  { db, newId }: Deps,
  caller: Caller,
  input: Omit<NewApiKey, 'id' | 'createdBy'>,
): Promise<CommandAnswer> {
  return runWrite(db, caller, async (tx) => {
    // Each key has an allowance of its own, so their number is bounded, and exactly: two at once take turns.
    await lockOrg(tx, caller.orgId)
    if ((await countApiKeys(tx, caller.orgId)) >= limits.apiKeysPerOrg)
      throw new AppError('too_many_keys', `an org has at most ${limits.apiKeysPerOrg} keys: revoke one first`)
    const body = await insertApiKey(tx, caller.orgId, { ...input, id: newId(), createdBy: caller.userId })
    const { name, prefix, scopes, tier, expiresAt } = body
    const audit = { action: 'api_key.issued', subject: `api_key:${body.id}` }
    const after = { name, prefix, scopes, tier, expiresAt }
    return { status: 201, body, location: `/api/api-keys/${body.id}`, audit: { ...audit, after } }
  })
}

/** Ends a key; 204, also when it had ended before. */
export async function endApiKey(
  { db, writes }: Pick<CommandDeps, 'db' | 'writes'>,
  caller: Caller,
  id: string,
  check: Precondition,
): Promise<CommandAnswer> {
  const { orgId } = caller
  const answer = await runWrite(db, caller, async (tx) => {
    const now = await lockApiKey(tx, caller.orgId, id)
    if (now === null) throw new AppError('not_found', 'there is nothing at this address')
    check(now)
    await revokeApiKey(tx, caller.orgId, id)
    return { status: 204, body: null, audit: { action: 'api_key.revoked', subject: `api_key:${id}` } }
  })
  // A key is remembered as a user is, under its own id. It ends once, so any version says that it has.
  const users = new Map([[id as UserId, 1]])
  writes.committed('manage-api-keys.endApiKey', { orgId, users, counters: new Map() })
  return answer
}
