/** The dashboard and the rules name only what a server exports, and the rules are those it judges by itself. */
import { expect, test } from 'bun:test'
import { Alerts, rules } from '../../src/monitor/alerts.ts'
import { createMonitor } from '../../src/monitor/monitor.ts'
import { Metrics } from '../../src/monitor/prometheus.ts'

interface RulesFile {
  readonly groups: readonly {
    readonly rules: readonly {
      readonly alert: string
      readonly expr: string
      readonly for: string
      readonly labels: { readonly severity: string }
      readonly annotations: { readonly summary: string }
    }[]
  }[]
}

interface Dashboard {
  readonly panels: readonly {
    readonly id: number
    readonly title: string
    readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
    readonly targets: readonly { readonly expr: string }[]
  }[]
}

const file = (name: string) => Bun.file(`${import.meta.dir}/${name}`)
const ruleFile = Bun.YAML.parse(await file('prometheus-rules.yml').text()) as RulesFile
const dashboard = (await file('grafana-dashboard.json').json()) as Dashboard
const given = ruleFile.groups.flatMap((group) => group.rules)
const exported = await exportedNames()

/** Names of all series of a server, with the endings of histograms. */
async function exportedNames(): Promise<Set<string>> {
  const monitor = createMonitor({ slowQueryMs: 100, slowRequestMs: 1000, isTimingForAll: false, now: () => 0 })
  monitor.requests.route('GET', '/api/a').durations.record(1)
  const figures = { memoryBytes: 1, heapBytes: 1, cacheBytes: 1, loopDelayMs: 1, connections: 1 }
  const rest = { poolUtilisation: 0, indexHitRatio: 1, databaseCpu: 0 }
  const metrics = new Metrics({
    monitor,
    // One cast each: of the watcher only what it sees is asked for, of the cache its queues.
    watcher: { present: () => ({ at: 0, figures: { ...figures, ...rest } }) } as never,
    cache: { memory: { queues: () => [] } } as never,
    alerts: new Alerts(() => undefined),
    db: { figures: { taken: 0, peak: 0, count: 16, waiting: 0, refused: 0 } },
  })
  const text = await metrics.text()
  return new Set([...text.matchAll(/^(railbird_\w+)/gm)].map(([, name]) => name ?? ''))
}

const namesIn = (expr: string) => [...expr.matchAll(/\brailbird_\w+/g)].map(([name]) => name)
const unknownIn = (expressions: readonly string[]) => expressions.flatMap(namesIn).filter((name) => !exported.has(name))

test('every series of the dashboard is exported', () => {
  const expressions = dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr))

  expect(unknownIn(expressions)).toEqual([])
  expect(expressions.filter((expr) => namesIn(expr).length === 0)).toEqual([])
})

test('every exported series is on the dashboard', () => {
  const shown = new Set(dashboard.panels.flatMap(({ targets }) => targets.flatMap(({ expr }) => namesIn(expr))))

  expect([...exported].filter((name) => !shown.has(name) && !/_(sum|count)$/.test(name))).toEqual([])
})

test('panels have ids and places of their own', () => {
  const { panels } = dashboard
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, i) => `${x + (i % w)} ${y + Math.floor(i / w)}`),
  )

  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
  expect(new Set(cells).size).toBe(cells.length)
})

test('every series of the rules is exported, and every expression is closed', () => {
  const isClosed = (expr: string) =>
    '(){}[]'.match(/../g)?.every(([a, b]) => expr.split(a ?? '').length === expr.split(b ?? '').length)

  expect(unknownIn(given.map(({ expr }) => expr))).toEqual([])
  expect(given.filter(({ expr }) => isClosed(expr) !== true)).toEqual([])
})

test('the rules are those that a server judges by itself, with their severity and time', () => {
  const ours = rules.map(({ name, severity, forMs }) => [name, severity, `${forMs / 60_000}m`].join(' '))
  const theirs = given.map(({ alert, labels, for: time }) => [alert, labels.severity, time].join(' '))

  expect(theirs).toEqual(expect.arrayContaining(ours))
  expect(given.every(({ annotations }) => annotations.summary !== '')).toBe(true)
  expect(theirs.length).toBe(ours.length + 1)
})

test('a line of a rule is that of the server', () => {
  for (const { name, line, figure } of rules) {
    const { expr } = given.find(({ alert }) => alert === name) ?? { expr: '' }
    const scale = figure.endsWith('Ms') ? 1000 : 1

    expect(Number(/[<>] ([\d.]+)$/.exec(expr)?.[1]) * scale, name).toBe(line)
  }
})
