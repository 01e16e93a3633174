/**
 * New accounts. The first one registered where there is no platform admin becomes it; accounts that a seed wrote
 * never count, because a seed makes no platform admin.
 */
import type { OrgId, UserId } from '../engine/types.ts'
import { AppError } from '../errors.ts'
import { appendOrgAudit } from '../store/audit.ts'
import type { Database, Tx } from '../store/database.ts'
import { addMember, insertOrg } from '../store/orgs.ts'
import { hasPlatformAdmin, insertAccount } from '../store/users.ts'
import { passwordProblem } from './password-policy.ts'
import type { Passwords } from './passwords.ts'
import type { Membership } from './principal.ts'
import { slugsFor } from './slugs.ts'

/** What somebody fills in to get an account. */
export interface Registration {
  readonly email: string
  readonly password: string
  readonly name: string
  readonly orgName?: string | undefined
}

/** An account that was just made. */
export interface Registered {
  readonly id: UserId
  readonly email: string
  readonly name: string
  readonly isPlatformAdmin: boolean
  readonly orgs: readonly Membership[]
}

export interface Registry {
  /** `network` is where it came from. Throws `invalid_body` for a weak password and `email_taken`. */
  register(input: Registration, network?: string): Promise<Registered>
}

export function createRegistry(parts: { readonly db: Database; readonly passwords: Passwords }): Registry {
  const { db, passwords } = parts
  // Once there is an admin there is one for good, and nobody need ask again.
  let isSettled = false

  async function insert(tx: Tx, account: Omit<Registered, 'orgs' | 'isPlatformAdmin'>, passwordHash: string) {
    const isPlatformAdmin = !isSettled && !(await hasPlatformAdmin(tx))
    const isNew = await insertAccount(tx, { ...account, passwordHash, isPlatformAdmin })
    if (!isNew) throw new AppError('email_taken', 'this e-mail address has an account already; sign in instead')
    return isPlatformAdmin
  }

  return {
    async register({ email, password, name, orgName }, network) {
      const problem = passwordProblem(password, email)
      if (problem) throw new AppError('invalid_body', problem.message, { errors: [problem] })
      const passwordHash = await passwords.hash(password)
      const account = { id: Bun.randomUUIDv7() as UserId, email, name }
      if (orgName === undefined) {
        const isPlatformAdmin = await db.transaction((tx) => insert(tx, account, passwordHash))
        isSettled = true
        return { ...account, isPlatformAdmin, orgs: [] }
      }
      const orgId = Bun.randomUUIDv7() as OrgId
      const made = await db.orgTransaction(orgId, async (tx) => {
        const isPlatformAdmin = await insert(tx, account, passwordHash)
        const slug = await insertOrg(tx, { id: orgId, name: orgName, slugs: slugsFor(orgName) })
        if (slug === null) throw new AppError('slug_taken', 'there are many orgs of this name; take another name')
        await addMember(tx, orgId, account.id, 'owner')
        const doer = { orgId, userId: account.id, principal: `user:${account.id}`, requestId: '', address: network }
        const audit = { action: 'org.created', subject: `org:${orgId}`, after: { name: orgName, slug } }
        await appendOrgAudit(tx, doer, audit)
        return { isPlatformAdmin, orgs: [{ orgId, slug, name: orgName, role: 'owner' }] } as const
      })
      isSettled = true
      return { ...account, ...made }
    },
  }
}
