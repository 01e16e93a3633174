import { describe, expect, test } from 'bun:test'
import type { OrgId, UserId } from '../engine/types.ts'
import { AppError } from '../errors.ts'
import type { Principal, Role, Scope } from './principal.ts'
import { type Access, accessTo, authorize, type Operation, operations } from './roles.ts'

const home = 'home' as OrgId
const foreign = 'foreign' as OrgId

function caller(role: Role | null, isPlatformAdmin = false): Principal {
  const orgs = role === null ? [] : [{ orgId: home, slug: 'home', name: 'Home', role }]
  return {
    userId: 'u' as UserId,
    name: 'U',
    email: 'u@example.com',
    isPlatformAdmin,
    sessionId: 's',
    expiresAt: new Date(0),
    orgs,
  }
}

// Written out, not computed: owner, director, scorekeeper, viewer, owner of another org, platform admin, nobody.
const o: Access = 'allowed'
const f: Access = 'forbidden'
const h: Access = 'hidden'
const u: Access = 'unauthenticated'
const everybody = [o, o, o, o, o, o, o] as const
const members = [o, o, o, o, h, h, u] as const
const scorers = [o, o, o, f, h, h, u] as const
const directors = [o, o, f, f, h, h, u] as const
const owners = [o, f, f, f, h, h, u] as const
const accounts = [o, o, o, o, o, o, u] as const
const admins = [f, f, f, f, f, o, u] as const
const expected: Record<Operation, readonly Access[]> = {
  'health.read': everybody,
  'docs.read': everybody,
  'auth.register': everybody,
  'auth.login': everybody,
  'auth.refresh': everybody,
  'auth.logout': accounts,
  'session.read': accounts,
  'orgs.list': accounts,
  'orgs.create': accounts,
  'orgs.read': members,
  'orgs.manage': owners,
  'members.read': owners,
  'members.manage': owners,
  'members.leave': members,
  'keys.manage': owners,
  'audit.read': directors,
  'venues.read': members,
  'venues.manage': directors,
  'batch.read': members,
  'public.read': everybody,
  'tournaments.read': members,
  'tournaments.manage': directors,
  'tournaments.export': directors,
  'players.read': members,
  'players.contacts': directors,
  'players.manage': directors,
  'payouts.read': directors,
  'payouts.manage': directors,
  'payments.read': directors,
  'payments.manage': directors,
  'notifications.read': members,
  'notifications.own': members,
  'notifications.send': directors,
  'matches.read': members,
  'matches.score': scorers,
  'matches.manage': directors,
  'tables.read': members,
  'tables.assign': scorers,
  'tables.manage': directors,
  'rooms.public': everybody,
  'rooms.staff': scorers,
  'operations.read': admins,
  'operations.manage': admins,
}

describe('roles', () => {
  test('the table is complete: every operation for every kind of caller', () => {
    expect(Object.keys(operations).sort()).toEqual(Object.keys(expected).sort())
    for (const operation of Object.keys(operations) as Operation[]) {
      const found = [
        accessTo(caller('owner'), home, operation),
        accessTo(caller('director'), home, operation),
        accessTo(caller('scorekeeper'), home, operation),
        accessTo(caller('viewer'), home, operation),
        accessTo(caller('owner'), foreign, operation),
        accessTo(caller(null, true), home, operation),
        accessTo(null, home, operation),
      ]
      expect({ operation, found }).toEqual({ operation, found: [...expected[operation]] })
    }
  })

  test('a key does what its scope covers and what no person is needed for, in its own org', () => {
    const held: Record<Scope, Role> = { read: 'viewer', score: 'scorekeeper', manage: 'director' }
    const may = (scope: Scope, org: OrgId = home) => {
      const program: Principal = { ...caller(held[scope]), key: { scope, tier: 'free' } }
      return (Object.keys(operations) as Operation[]).filter((name) => accessTo(program, org, name) === 'allowed')
    }
    const open = (Object.keys(operations) as Operation[]).filter((name) => operations[name].minRole === 'public')
    const reads = ['orgs', 'venues', 'tournaments', 'players', 'matches', 'tables', 'batch'].map((of) => `${of}.read`)
    const scores = ['matches.score', 'tables.assign', 'rooms.staff']
    const manages = ['venues', 'tournaments', 'players', 'payouts', 'matches', 'tables'].map((of) => `${of}.manage`)

    expect(may('read').sort()).toEqual([...open, ...reads].sort() as Operation[])
    expect(may('score').sort()).toEqual([...open, ...reads, ...scores].sort() as Operation[])
    const all = [
      ...open,
      ...reads,
      ...scores,
      ...manages,
      'payouts.read',
      'notifications.read',
      'notifications.send',
    ] as Operation[]
    expect(may('manage').sort()).toEqual(all.sort())
    expect(may('manage', foreign).sort()).toEqual(open.sort())
  })

  test('an operation that is not in the table is refused to everybody', () => {
    for (const name of ['tournaments.destroy', '', 'toString', '__proto__']) {
      expect(accessTo(caller('owner', true), home, name as Operation)).toBe('forbidden')
      expect(accessTo(null, home, name as Operation)).toBe('forbidden')
    }
  })

  test('the org of another principal answers like one that does not exist', () => {
    const refusal = (org: OrgId) => {
      try {
        authorize(caller('owner'), org, 'tournaments.read')
        return null
      } catch (error) {
        return error instanceof AppError ? [error.problem, error.status, error.message] : error
      }
    }

    expect(refusal(foreign)).toEqual(refusal('never-made' as OrgId))
    expect(refusal(foreign)).toEqual(['not_found', 404, 'there is nothing at this address'])
  })

  test('an operation inside an org is refused when no org is named', () => {
    expect(accessTo(caller('owner'), null, 'venues.read')).toBe('hidden')
  })

  test('who runs an org is told that the platform is not theirs to run', () => {
    expect(() => authorize(caller('owner'), null, 'operations.read')).toThrow('ask who runs the platform')
    expect(() => authorize(caller('viewer'), home, 'venues.manage')).toThrow('ask an owner of the org')
  })

  test('without a caller the answer is 401 and names the scheme', () => {
    expect(() => authorize(null, home, 'venues.read')).toThrow(
      expect.objectContaining({ status: 401, extras: { headers: { 'www-authenticate': 'Bearer' } } }),
    )
  })
})
