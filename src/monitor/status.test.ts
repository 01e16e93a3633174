import { describe, expect, test } from 'bun:test'
import type { Catalog } from './catalog.ts'
import { issuesOf } from './status.ts'

const catalog: Catalog = {
  ...{ database: null, sessions: null, statements: null, localPid: null, notes: [], asides: [] },
  tables: [],
  indexes: [],
}
const well: Parameters<typeof issuesOf>[0] = {
  connections: { active: 1, max: 10, utilisation: 0.1 },
  slow: [],
  slowMs: 100,
  lately: { queries: 1000, slow: 0 },
  catalog,
  now: 1_000_000,
}
const told = (changes: Partial<typeof well>) =>
  issuesOf({ ...well, ...changes }).map(({ severity, area }) => `${severity} ${area}`)
const pool = (utilisation: number) => told({ connections: { active: 1, max: 10, utilisation } })
const share = (slow: number, queries = 1000) => told({ lately: { queries, slow } })
const slowest = (ms: number, at = 900_000) => told({ slow: [{ at, ms }] })

test('where nothing is wrong there is no issue', () => {
  expect(told({})).toEqual([])
})

describe('the lines are drawn', () => {
  test.each([
    ['the pool', pool(0.7), pool(0.71), pool(0.91)],
    ['slow_share', share(100), share(101), share(201)],
    ['slow_query', slowest(500), slowest(501), slowest(1001)],
  ])('for %s', (_, none, warning, critical) => {
    expect([none.length, warning.length, critical.length]).toEqual([0, 1, 1])
    expect([warning[0]?.split(' ')[0], critical[0]?.split(' ')[0]]).toEqual(['warning', 'critical'])
  })
})

test('few queries have no share, and an old slow one is forgotten', () => {
  expect([share(40, 49), slowest(2000, 99_999)]).toEqual([[], []])
})

const table = { name: 't', rowCount: 1000, sizeBytes: 1, indexes: 0, scans: 1 }
const index = { tableName: 't', indexName: 'i', scans: 0, tupsRead: 0, tupsFetch: 0, sizeBytes: 1, isNeeded: false }

test('a table without an index is told of if it is large', () => {
  expect(told({ catalog: { ...catalog, tables: [table] } })).toEqual(['warning table_without_index'])
  expect(told({ catalog: { ...catalog, tables: [{ ...table, rowCount: 999 }] } })).toEqual([])
})

test('an index that nobody reads is told of unless it guards something, or its table is small or not read', () => {
  const of = (changes: Partial<typeof index>, its: Partial<typeof table> = {}) => {
    const tables = [{ ...table, indexes: 1, ...its }]
    return told({ catalog: { ...catalog, tables, indexes: [{ ...index, ...changes }] } })
  }

  expect(of({})).toEqual(['warning unused_index'])
  expect([of({ isNeeded: true }), of({ scans: 1 }), of({}, { rowCount: 10 }), of({}, { scans: 0 })]).toEqual([
    ...[[], [], [], []],
  ])
})

test('what cannot be known is an issue of its own, so that it never counts as well', () => {
  const away = 'the database does not answer'

  expect(told({ catalog: { ...catalog, tables: null, notes: ['tables are unknown: x'] } })).toEqual(['warning unknown'])
  expect(told({ catalog: { ...catalog, notes: [away] } })).toEqual(['critical unknown'])
})

test('the gravest stands first', () => {
  const catalogOf = { ...catalog, tables: [table] }

  expect(told({ catalog: catalogOf, slow: [{ at: 900_000, ms: 2000 }] })).toEqual([
    'critical slow_query',
    'warning table_without_index',
  ])
})
