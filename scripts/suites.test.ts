import { describe, expect, test } from 'bun:test'
import { argumentsOf, countOf, filesOf, findChromium, suites } from './suites.ts'

const report = (tests: number, failures: number, skipped: number) =>
  `<?xml version="1.0"?>\n<testsuites name="bun test" tests="${tests}" failures="${failures}" skipped="${skipped}">\n` +
  `<testsuite name="a" tests="900" failures="900" skipped="900"></testsuite></testsuites>`

describe('a runner that ends badly never counts as passed, whatever its report says', () => {
  test.each([
    ['all passed', report(5, 0, 0), '', 0, [5, 0, 0]],
    ['some failed', report(5, 2, 1), '', 1, [2, 2, 1]],
    ['a file did not load', report(3, 1, 0), ' 3 fail\n 2 errors\n', 1, [2, 3, 0]],
    ['only a file did not load', report(3, 0, 0), ' 1 error\n', 1, [3, 1, 0]],
    ['it crashed after the report', report(5, 0, 0), '', 139, [5, 1, 0]],
    ['it was killed before the report', '', '', null, [0, 1, 0]],
    ['it found no test', report(0, 0, 0), '', 0, [0, 1, 0]],
    ['it wrote no report', '', '', 0, [0, 1, 0]],
  ] as const)('%s', (_, xml, output, exitCode, [passed, failed, skipped]) => {
    expect(countOf({ report: xml, output, exitCode })).toEqual({ passed, failed, skipped })
  })
})

test('every test file belongs to exactly one suite', () => {
  const paths = ['a.test.ts', 'a.race.pg.test.ts', 'b.redis.test.ts', 'c.browser.test.ts']

  expect(suites.map((suite) => filesOf(suite, paths))).toEqual(paths.map((path) => [path]))
})

test('a suite of its own is let through the ignored patterns of bunfig.toml', () => {
  const [unit, pg] = suites

  expect(pg && argumentsOf(pg, 'r.xml').slice(-2)).toEqual(['--path-ignore-patterns=', '.pg.test.ts'])
  expect(unit && argumentsOf(unit, 'r.xml').join(' ')).not.toContain('ignore')
})

test('a missing program is named', () => {
  const lacks = suites.map((suite) => suite.lacks(() => undefined))

  expect(lacks.slice(0, 3)).toEqual([undefined, undefined, 'no redis-server on PATH'])
})

test('the chosen Chromium goes before the installed one', () => {
  const find = (program: string) => (program === 'google-chrome' ? '/opt/google-chrome' : undefined)

  expect([findChromium(find, '/mine'), findChromium(find, ''), findChromium(() => undefined, undefined)]).toEqual([
    '/mine',
    '/opt/google-chrome',
    undefined,
  ])
})
