import { expect, test } from 'bun:test'
import type { Plan } from '../db/plans.ts'
import { faultsOf, fingerprint } from './judge.ts'

const plan = (more: Partial<Plan>): Plan => {
  return { text: 'SELECT 1', ms: 1, rows: 1, scans: [], sorts: [], hit: 0, fetched: 0, shape: '', ...more }
}
const scan = (more: Partial<Plan['scans'][number]>): Plan['scans'][number] => {
  return { kind: 'Index Scan', table: 'matches', index: 'matches_pkey', loops: 1, read: 1, kept: 1, ...more }
}

test('a large table that is read as a whole is a fault, a small one is not', () => {
  const all = (read: number) =>
    faultsOf(plan({ scans: [scan({ kind: 'Seq Scan', index: null, read, kept: read })] }), [])

  expect(all(1001)).toEqual([{ rule: 'scan', say: 'reads all of matches, 1001 rows' }])
  expect(all(1000)).toEqual([])
})

test('rows that are read to be thrown away are a fault', () => {
  const reads = (read: number, kept: number) => faultsOf(plan({ scans: [scan({ read, kept })] }), [])

  expect(reads(530, 20)).toEqual([])
  expect(reads(531, 20)).toEqual([{ rule: 'waste', say: 'matches_pkey gives 531 rows, of which 20 are kept' }])
})

test('a large sort is a fault', () => {
  const sorts = (rows: number) => faultsOf(plan({ sorts: [{ keys: ['name'], rows }] }), [])

  expect(sorts(501)).toEqual([{ rule: 'sort', say: 'sorts 501 rows by name' }])
  expect(sorts(500)).toEqual([])
})

test('an exception holds for its rule and its statement only', () => {
  const broken = plan({ text: 'SELECT a\n FROM b', sorts: [{ keys: ['a'], rows: 9999 }] })

  expect(faultsOf(broken, [{ rule: 'sort', text: 'SELECT a FROM b', why: '' }])).toEqual([])
  expect(faultsOf(broken, [{ rule: 'scan', text: 'SELECT a FROM b', why: '' }])).toHaveLength(1)
  expect(faultsOf(broken, [{ rule: 'sort', text: 'SELECT x', why: '' }])).toHaveLength(1)
})

test('statements that differ in their numbers of rows are one', () => {
  expect(fingerprint('insert into a (b, c)\n values ($1, $2), ($3, default)')).toBe('insert into a (b, c) values ($)')
  expect(fingerprint('SELECT $1  +  $12')).toBe('SELECT $ + $')
})
