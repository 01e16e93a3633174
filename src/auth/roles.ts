/**
 * One table: operation -> who may, and the scope an API key would need for it.
 * Invariant: an operation that is not in the table is refused to everybody.
 * Invariant: the org of another principal answers like one that does not exist.
 */
import type { OrgId } from '../engine/types.ts'
import { AppError } from '../errors.ts'
import { type Principal, type Role, type Scope, scopes } from './principal.ts'

/** `public`: nobody needs to be known. `signed_in`: any account. `platform_admin`: the flag, no role in any org. */
type MinRole = Role | 'public' | 'signed_in' | 'platform_admin'

interface Rule {
  readonly minRole: MinRole
  /** What an API key must carry; null: no key may, ever. */
  readonly scope: Scope | null
}

const rule = (minRole: MinRole, scope: Scope | null = null): Rule => ({ minRole, scope })

const table = {
  'health.read': rule('public'),
  'docs.read': rule('public'),
  'auth.register': rule('public'),
  'auth.login': rule('public'),
  // These two prove themselves by the refresh or access token they bring.
  'auth.refresh': rule('public'),
  'auth.logout': rule('signed_in'),
  'session.read': rule('signed_in'),

  'orgs.list': rule('signed_in'),
  'orgs.create': rule('signed_in'),
  'orgs.read': rule('viewer', 'read'),
  'orgs.manage': rule('owner'),
  'members.read': rule('owner'),
  'members.manage': rule('owner'),
  // Leaving is everybody's own business; the last owner is held back by the data, not by the role.
  'members.leave': rule('viewer'),
  'keys.manage': rule('owner'),
  'audit.read': rule('director'),
  'venues.read': rule('viewer', 'read'),
  'venues.manage': rule('director', 'manage'),

  // Each read of a batch asks for its own operation as well.
  'batch.read': rule('viewer', 'read'),
  'public.read': rule('public'),
  'tournaments.read': rule('viewer', 'read'),
  'tournaments.manage': rule('director', 'manage'),
  // The whole log with accounts, money and, if asked for, contacts: no key may.
  'tournaments.export': rule('director'),
  'players.read': rule('viewer', 'read'),
  'players.contacts': rule('director'),
  'players.manage': rule('director', 'manage'),
  // Also to read: what a player is paid is between him and those who run the event.
  'payouts.read': rule('director', 'manage'),
  'payouts.manage': rule('director', 'manage'),
  // Money in the drawer, refunds and ledger: no key may.
  'payments.read': rule('director'),
  'payments.manage': rule('director'),
  // Without scope `manage` a key would ask for its own, and it has none.
  'notifications.read': rule('viewer', 'manage'),
  'notifications.own': rule('viewer'),
  'notifications.send': rule('director', 'manage'),
  'matches.read': rule('viewer', 'read'),
  'matches.score': rule('scorekeeper', 'score'),
  'matches.manage': rule('director', 'manage'),
  'tables.read': rule('viewer', 'read'),
  'tables.assign': rule('scorekeeper', 'score'),
  'tables.manage': rule('director', 'manage'),

  'rooms.public': rule('public'),
  'rooms.staff': rule('scorekeeper', 'score'),

  'operations.read': rule('platform_admin'),
  'operations.manage': rule('platform_admin'),
} as const satisfies Record<string, Rule>

/** Everything that can be asked for. Each route and each room join names one. */
export type Operation = keyof typeof table

/** All operations with their rules, for the OpenAPI document and the generated role matrix. */
export const operations: Readonly<Record<Operation, Rule>> = Object.freeze(table)

/** `hidden` is answered as 404: the caller may not even learn that the org exists. */
export type Access = 'allowed' | 'unauthenticated' | 'forbidden' | 'hidden'

const ranks: Readonly<Record<Role, number>> = { viewer: 1, scorekeeper: 2, director: 3, owner: 4 }

/** True if `role` may do all that `least` may. */
export function isAtLeast(role: Role, least: Role): boolean {
  return ranks[role] >= ranks[least]
}

/** True if a key with the scope `given` may do what needs `wanted`; null is for people only. */
function isWithin(wanted: Scope | null, given: Scope): boolean {
  return wanted !== null && scopes.indexOf(wanted) <= scopes.indexOf(given)
}

/** Role of a caller in an org; null: not a member, or the org does not exist. */
export function roleIn(principal: Principal, org: OrgId): Role | null {
  return principal.orgs.find((membership) => membership.orgId === org)?.role ?? null
}

/** What the table says; `org` is the one that is to be touched, null where an operation concerns none. */
export function accessTo(principal: Principal | null, org: OrgId | null, operation: Operation): Access {
  const found: Rule | undefined = Object.hasOwn(operations, operation) ? operations[operation] : undefined
  if (found === undefined) return 'forbidden'
  const { minRole, scope } = found
  if (minRole === 'public') return 'allowed'
  if (principal === null) return 'unauthenticated'
  if (minRole === 'signed_in') return principal.key === undefined ? 'allowed' : 'forbidden'
  if (minRole === 'platform_admin') return principal.isPlatformAdmin ? 'allowed' : 'forbidden'
  const role = org === null ? null : roleIn(principal, org)
  if (role === null) return 'hidden'
  if (principal.key !== undefined && !isWithin(scope, principal.key.scope)) return 'forbidden'
  return isAtLeast(role, minRole) ? 'allowed' : 'forbidden'
}

/** Passes or throws: `unauthenticated` without a caller, `not_found` for a foreign org, `forbidden` below the role. */
export function authorize(principal: Principal | null, org: OrgId | null, operation: Operation): void {
  switch (accessTo(principal, org, operation)) {
    case 'allowed':
      return
    case 'unauthenticated':
      throw unauthenticated()
    case 'hidden':
      throw new AppError('not_found', 'there is nothing at this address')
    case 'forbidden':
      throw new AppError('forbidden', `your role does not allow ${operation}; ask ${giverOf(operation)}`)
  }
}

function giverOf(operation: Operation): string {
  return operations[operation].minRole === 'platform_admin' ? 'who runs the platform' : 'an owner of the org'
}

/** The one answer to a missing, wrong, expired or revoked token. */
export function unauthenticated(): AppError {
  const detail = 'sign in first, and send the token as Authorization: Bearer, or an API key as X-Api-Key'
  return new AppError('unauthenticated', detail, { headers: { 'www-authenticate': 'Bearer' } })
}
