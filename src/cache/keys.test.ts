import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import type { OrgId, TournamentId, UserId } from '../engine/types.ts'
import {
  allTag,
  analyticsKey,
  apiKey,
  categoryTag,
  hashOf,
  keyPart,
  listKey,
  orgTag,
  partsOf,
  platform,
  shortKey,
  staticKey,
  tournamentKey,
  tournamentTag,
  userKey,
  userTag,
} from './keys.ts'

const org = '01900000-0000-7000-8000-00000000000a' as OrgId
const id = '01900000-0000-7000-8000-000000000001' as TournamentId
const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string(),
  fc.constantFrom(
    '',
    ':',
    '%3A',
    '~',
    'a:b',
    '__proto__',
    'constructor',
    'list',
    '_',
    '*',
    '{x}',
    'ä',
    '%',
    'x'.repeat(200),
  ),
)

describe('a key', () => {
  test('is org, category, resource and sub, readable where ids are ordinary', () => {
    expect(tournamentKey(org, id, 'leaderboard', 'public') as string).toBe(`${org}:tournament:${id}:leaderboard.public`)
    expect(userKey(platform, 'u1' as UserId, 'profile') as string).toBe('_:user:u1:profile')
    expect(analyticsKey(org, 'system', '2026-11') as string).toBe(`${org}:analytics:system:2026-11`)
  })

  test('never lets a part reach into another', () => {
    fc.assert(
      fc.property(hostile, hostile, hostile, hostile, (a, b, c, d) => {
        const one = tournamentKey(a as OrgId, b as TournamentId, 'bracket', 'public')
        const two = tournamentKey(c as OrgId, d as TournamentId, 'bracket', 'public')

        expect(one === two).toBe(a === c && b === d)
        expect(one.split(':')).toHaveLength(4)
      }),
      { numRuns: 2000 },
    )
  })

  test('of one kind is never a key of another, whatever the ids are', () => {
    fc.assert(
      fc.property(hostile, hostile, (a, b) => {
        const keys = [
          tournamentKey(org, a as TournamentId, 'detail', 'public'),
          tournamentKey(org, a as TournamentId, 'detail', 'staff'),
          listKey(org, { q: b }, 'public'),
          listKey(org, { q: b }, 'staff'),
          userKey(org, a as UserId, 'permissions'),
          analyticsKey(org, a, b),
          apiKey(org, a, { q: b }, 'public'),
          staticKey(org, 'org', a),
          shortKey(org, a, b),
        ]
        expect(new Set<string>(keys).size).toBe(keys.length)
      }),
    )
  })

  test('holds only bytes that Redis tools and logs show as they are', () => {
    fc.assert(fc.property(hostile, (text) => /^[!-~]*$/.test(keyPart(text)) && !/[:{}*]/.test(keyPart(text))))
    expect(keyPart('x'.repeat(121))).toMatch(/^~[0-9a-f]{32}$/)
    expect(keyPart(`~${'0'.repeat(32)}`)).toBe(`%7E${'0'.repeat(32)}`)
  })

  test('is the same for the same parameters in any order, and not for others', () => {
    expect(hashOf({ b: 1, a: { d: 2, c: undefined } })).toBe(hashOf({ a: { d: 2 }, b: 1 }))
    expect(hashOf({ a: '1' })).not.toBe(hashOf({ a: 1 }))
    expect(hashOf({ a: [1, 2] })).not.toBe(hashOf({ a: [2, 1] }))
    expect(hashOf({ a: { b: 1 } })).not.toBe(hashOf({ a: [['b', 1]] }))
    expect(hashOf({})).not.toBe(hashOf([]))
  })
})

test('a tag tells what it stands for, and text of another making does not', () => {
  expect(partsOf(tournamentTag(id))).toEqual({ kind: 'tournament', id })
  expect(partsOf(userTag('u:1' as UserId))).toEqual({ kind: 'user', id: 'u:1' as UserId })
  expect(partsOf(orgTag(org, 'list'))).toEqual({ kind: 'org', org, counter: 'list' })
  expect(partsOf(allTag(org))).toEqual({ kind: 'org', org, counter: 'all' })
  expect(partsOf(categoryTag(org, 'api'))).toEqual({ kind: 'org', org, counter: 'c.api' })
  expect(partsOf('x:1:2:3' as never)).toBeNull()
})
