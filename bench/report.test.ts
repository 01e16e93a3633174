import { expect, test } from 'bun:test'
import { benchTable, duration, scenarioTable } from './report.ts'

test('a duration has the unit that suits it', () => {
  expect([0.5, 999, 1500, 25_300, 2_500_000, 3e9].map(duration)).toEqual([
    '0.50 ns',
    '999 ns',
    '1.50 µs',
    '25.3 µs',
    '2.50 ms',
    '3.00 s',
  ])
})

test('a peer stands below ours with the ratio of the medians, also where we lose', () => {
  const text = benchTable([
    { name: 'fast.peer', avg: 60, p50: 50, p99: 70, peerOf: 'ours' },
    { name: 'other', avg: 1, p50: 1, p99: 1 },
    { name: 'ours', avg: 110, p50: 100, p99: 150 },
    { name: 'slow.peer', avg: 300, p50: 250, p99: 400, peerOf: 'ours' },
    { name: 'lone.peer', avg: 1, p50: 1, p99: 1, peerOf: 'gone' },
  ])

  expect(text.split('\n')).toEqual([
    'bench            p50      avg      p99  against ours',
    '----------------------------------------------------',
    'other        1.00 ns  1.00 ns  1.00 ns',
    'ours          100 ns   110 ns   150 ns',
    '  fast.peer  50.0 ns  60.0 ns  70.0 ns  2.00x faster',
    '  slow.peer   250 ns   300 ns   400 ns  2.50x slower',
    '  lone.peer  1.00 ns  1.00 ns  1.00 ns       not run',
  ])
})

test('a missed bound cannot be overlooked, and a figure without a bound is only told', () => {
  const text = scenarioTable([
    { figure: 'start', value: 1234.56, unit: 'ms', bound: '< 1500', isOk: true },
    { figure: 'memory', value: 250, unit: 'MB', bound: '< 200', isOk: false },
    { figure: 'samples', value: 3, unit: '' },
  ])

  expect(text).toMatch(/start +1235 ms +< 1500 +ok/)
  expect(text).toMatch(/memory +250 MB +< 200 +MISSED/)
  expect(text).toMatch(/samples +3 *$/m)
})
