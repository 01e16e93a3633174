/**
 * The test suites by what they need, and how a finished runner is counted. Runs nothing itself.
 * Invariant: a runner that ends badly never counts as passed, whatever its report says.
 */
export interface Suite {
  readonly name: string
  /** Part of the path of its files; undefined for the fast suite, which bunfig.toml selects. */
  readonly marker?: string
  /** Why it cannot run on this machine, or undefined if it can. `find` gives the path of a program. */
  readonly lacks: (find: Find) => string | undefined
  readonly testMs: number
  readonly suiteMs: number
}

/** The path of a program, or undefined if the machine has none of that name. */
export type Find = (program: string) => string | undefined

/** The names under which Chromium is installed, the usual one first. */
const chromiums = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** Path of a Chromium: `CHROME` if set, else whatever the machine has. */
export function findChromium(find: Find, chosen: string | undefined): string | undefined {
  return chosen || chromiums.map(find).find((path) => path !== undefined)
}

const always = () => undefined
const second = 1000
const minute = 60 * second

/** In the order they run: the fast first. */
export const suites: readonly Suite[] = [
  { name: 'unit', lacks: always, testMs: 30 * second, suiteMs: 4 * minute },
  { name: 'pg', marker: '.pg.test.ts', lacks: always, testMs: 60 * second, suiteMs: 11 * minute },
  {
    name: 'redis',
    marker: '.redis.test.ts',
    lacks: (find) => (find('redis-server') ? undefined : 'no redis-server on PATH'),
    testMs: 30 * second,
    suiteMs: 4 * minute,
  },
  {
    name: 'browser',
    marker: '.browser.test.ts',
    lacks: (find) => (findChromium(find, process.env.CHROME) ? undefined : 'no Chromium on PATH and CHROME is unset'),
    testMs: 90 * second,
    suiteMs: 8 * minute,
  },
]

/** Arguments of `bun` that run one suite and write its JUnit report to `report`, with `factor` times its time. */
export function argumentsOf(suite: Suite, report: string, factor = 1): string[] {
  const common = [
    '--only-failures',
    `--timeout=${suite.testMs * factor}`,
    '--reporter=junit',
    `--reporter-outfile=${report}`,
  ]
  return suite.marker ? ['test', ...common, '--path-ignore-patterns=', suite.marker] : ['test', ...common]
}

/** The files of a suite among `paths`. */
export function filesOf(suite: Suite, paths: readonly string[]): string[] {
  const markers = suites.flatMap((other) => other.marker ?? [])
  return paths.filter((path) => (suite.marker ? path.endsWith(suite.marker) : !markers.some((m) => path.endsWith(m))))
}

export interface Count {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/** How a runner ended. `report` is its JUnit file, empty if it wrote none; `output` what it printed. */
export interface Ended {
  readonly report: string
  readonly output: string
  readonly exitCode: number | null
}

/** Counts one runner. Files that could not be loaded are in no report, so the printed `N errors` is added. */
export function countOf({ report, output, exitCode }: Ended): Count {
  const root = /<testsuites\s[^>]*>/.exec(report)?.[0] ?? ''
  const figure = (name: string) => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(root)?.[1] ?? 0)
  const errors = Number(/^\s*(\d+) errors?$/m.exec(output)?.[1] ?? 0)
  const [tests, skipped, failed] = [figure('tests'), figure('skipped'), figure('failures') + errors]
  const isHonest = failed > 0 || (exitCode === 0 && tests > 0)
  return { passed: Math.max(0, tests - skipped - figure('failures')), failed: isHonest ? failed : 1, skipped }
}
