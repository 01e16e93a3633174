import { expect, test } from 'bun:test'
import { alertRows, bytes, ms, plain, rangeOf, share, strokesOf } from './figures.ts'

test('a figure without a source is unknown, and zero is zero', () => {
  expect([plain, share, ms, bytes].map((write) => write(null))).toEqual(Array(4).fill('unknown'))
  expect([plain(0), share(0), ms(0), bytes(0)]).toEqual(['0', '0%', '0.0 ms', '0 B'])
})

test('figures are as short as their size allows', () => {
  expect([plain(12_345), share(0.8951), ms(3.14), ms(1234.6)]).toEqual(['12.3K', '89.5%', '3.1 ms', '1,235 ms'])
  expect([bytes(1023), bytes(1024), bytes(64 * 1024 ** 2), bytes(3 * 1024 ** 4)]).toEqual([
    '1.02K B',
    '1 KiB',
    '64 MiB',
    '3.07K GiB',
  ])
})

test('alerts that fire come first, and one without a figure is unknown, not well', () => {
  const alert = { severity: 'critical', figure: 'errorRate', line: 0.05, since: null } as const
  const rows = alertRows([
    { ...alert, name: 'errors', state: 'well', value: 0.001 },
    { ...alert, name: 'cpu', figure: 'databaseCpu', state: 'unknown', value: null, severity: 'warning', line: 0.8 },
    { ...alert, name: 'hits', figure: 'cacheHitRate', state: 'firing', value: 0.2, line: 0.5 },
  ])

  expect(rows).toEqual([
    ['Hit rate, critical', 'Firing', '20%', '50%'],
    ['Processor of the database, warning', 'Unknown', 'unknown', '80%'],
    ['Failed, critical', 'Well', '0.1%', '5%'],
  ])
})

test('a line runs from the left edge to the right, zero or less at the bottom, the greatest value at the top', () => {
  expect(strokesOf([0, 5, 10], 100, 40)).toEqual(['M0.0 40.0L50.0 20.0L100.0 0.0'])
  expect(strokesOf([-10, 10], 100, 40)).toEqual(['M0.0 40.0L100.0 0.0'])
  expect(strokesOf([0, 0], 100, 40)).toEqual(['M0.0 40.0L100.0 40.0'])
  expect(strokesOf([7], 100, 40)).toEqual(['M100.0 0.0'])
})

test('what is not known is a gap, and nothing known is no line', () => {
  expect(strokesOf([4, 4, null, 2, 4], 40, 8)).toEqual(['M0.0 0.0L10.0 0.0', 'M30.0 4.0L40.0 0.0'])
  expect([strokesOf([null, null], 40, 8), rangeOf([null])]).toEqual([[], null])
  expect(rangeOf([3, null, -1])).toEqual([-1, 3])
})
