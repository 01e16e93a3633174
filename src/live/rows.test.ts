/** What happens to rows on their way to a viewer: fold, digest, merge and redaction. */
import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { applyOps } from '../engine/ops.ts'
import type { Op, Rows } from '../engine/rows.ts'
import { canonicalJson, digestOf, digestText, foldFrom, foldOps, UnknownOp } from './digest.ts'
import { opsOf, secret } from './fixtures/ledger.ts'
import { mergeOps } from './merge-ops.ts'
import { redactOps, redactRows } from '../queries/redact.ts'

const empty = { t: { id: 't', name: 'Cup', done: 0 }, s: {}, m: {}, p: {}, tb: {}, st: {} } as unknown as Rows
const lists: fc.Arbitrary<readonly (readonly Op[])[]> = fc.array(fc.nat(60).map(opsOf), { maxLength: 20 })

test('the digest after a fold of ops equals the digest of the resulting rows', () => {
  fc.assert(
    fc.property(lists, (all) => {
      const fold = all.reduce(foldOps, foldFrom(empty))

      expect(fold.digest).toBe(digestOf(fold.rows))
      expect(Number.isSafeInteger(fold.digest)).toBe(true)
    }),
    { numRuns: 300 },
  )
})

test('viewers fold as the engine does', () => {
  fc.assert(
    fc.property(lists, (all) => {
      const engine = all.reduce(applyOps, empty)

      expect(all.reduce(foldOps, foldFrom(empty)).rows).toEqual(engine)
    }),
  )
})

test('a fold leaves the rows it began with as they were', () => {
  const before = JSON.stringify(empty)

  foldOps(foldFrom(empty), [
    ['t', { done: 5 }],
    ['m', 'a', { scoreA: 1 }],
  ])

  expect(JSON.stringify(empty)).toBe(before)
})

test('folding the merged list gives the same rows as folding the lists one after the other', () => {
  fc.assert(
    fc.property(lists, (all) => {
      const merged = mergeOps(all)
      const keys = merged.map((op) => JSON.stringify(op.slice(0, op[0] === 'x' ? 3 : 2)))
      const perKey = keys.filter((key) => !key.startsWith('["t"'))

      expect(foldOps(foldFrom(empty), merged).rows).toEqual(all.reduce(foldOps, foldFrom(empty)).rows)
      if (all.length > 1) expect(new Set(perKey).size).toBe(perKey.length)
    }),
  )
})

test('a row that was removed and came back does not keep its old members', () => {
  const merged = mergeOps([[['m', 'a', { scoreA: 3 }]], [['x', 'm', 'a']], [['m', 'a', { scoreB: 1 }]]] as Op[][])
  const before = foldOps(foldFrom(empty), [['m', 'a', { table: 't9' }]] as unknown as Op[])

  expect(foldOps(before, merged).rows.m as unknown).toEqual({ a: { scoreB: 1 } })
})

test('the digest sees one changed letter, a moved row and nothing of the order of members', () => {
  const rows = (m: unknown) => ({ ...empty, m }) as Rows
  const one = digestOf(rows({ a: { x: 1, y: 'b' } }))

  expect(digestOf(rows({ a: { y: 'b', x: 1 } }))).toBe(one)
  expect(digestOf(rows({ a: { x: 1, y: 'c' } }))).not.toBe(one)
  expect(digestOf(rows({ b: { x: 1, y: 'b' } }))).not.toBe(one)
  expect(digestText(one)).toMatch(/^[0-9a-f]{13}$/)
})

test('canonical JSON sorts names at every depth and leaves null members out', () => {
  expect(canonicalJson({ b: [{ d: 1, c: null }], a: 'ü"' })).toBe('{"a":"ü\\"","b":[{"d":1}]}')
})

test('an op of a kind nobody knows is never folded in silence', () => {
  expect(() => foldOps(foldFrom(empty), [['zz', 'a', {}] as unknown as Op])).toThrow(UnknownOp)
})

test('a member that is not listed for a view never reaches a frame of that view', () => {
  const ops = [
    ['p', 'a', { name: 'Ann', userId: `${secret}1` }],
    ['p', 'b', { userId: `${secret}2` }],
    ['t', { done: 1, phone: secret }],
    ['m', 'a', { email: secret }],
    ['st', 's', [{ rank: 1, fee: secret }]],
    ['zz', secret],
  ] as unknown as Op[]

  const seen = { public: redactOps('public', ops), staff: redactOps('staff', ops) }

  expect(JSON.stringify(seen.public)).not.toContain(secret)
  expect(seen.public as unknown).toEqual([
    ['p', 'a', { name: 'Ann' }],
    ['t', { done: 1 }],
    ['st', 's', [{ rank: 1 }]],
  ])
  expect(seen.staff[0] as unknown).toEqual(['p', 'a', { name: 'Ann', userId: `${secret}1` }])
  expect(JSON.stringify(seen.staff.slice(2))).not.toContain(secret)
})

test('redacting rows and redacting the ops that make them come to the same', () => {
  fc.assert(
    fc.property(lists, fc.constantFrom('public' as const, 'staff' as const), (all, view) => {
      const whole = all.reduce(foldOps, foldFrom(empty)).rows
      const narrow = all.map((ops) => redactOps(view, ops)).reduce(foldOps, foldFrom(redactRows(view, empty)))

      expect(redactRows(view, whole)).toEqual(narrow.rows)
    }),
  )
})
