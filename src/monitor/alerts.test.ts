import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { Alerts, clearForMs, rules, sentenceOf, type AlertEvent, type Rule } from './alerts.ts'

const look = 10_000
const hour = 3_600_000

/** What is told while the figure of a rule goes through `values`, one each ten seconds. */
function seen(rule: Rule, values: Iterable<number | null>): { events: AlertEvent[]; alerts: Alerts } {
  const events: AlertEvent[] = []
  const alerts = new Alerts((event) => void (event.name === rule.name && events.push(event)))
  let at = 0
  for (const value of values) alerts.see({ [rule.figure]: value }, (at += look))
  return { events, alerts }
}

const stateOf = (alerts: Alerts, { name }: Rule) => alerts.states().find((one) => one.name === name)?.state
/** A value on the bad side of the line, and one on the good side of the line of its end. */
const bad = ({ side, line }: Rule) => (side === 'above' ? line * 1.2 : line * 0.8)
const good = ({ side, clearLine }: Rule) => (side === 'above' ? clearLine * 0.8 : clearLine * 1.2)
const repeated = (value: number | null, ms: number) => Array.from({ length: Math.ceil(ms / look) + 1 }, () => value)
const named = rules.map((rule) => [rule.name, rule] as const)

test('there are two rules for each of five figures, as agreed', () => {
  expect(rules.map(({ name, side, line, forMs }) => `${name} ${side} ${line} ${forMs / 60_000}`)).toEqual([
    ...['cache_hit_rate_critical below 0.5 5', 'cache_hit_rate_warning below 0.7 10'],
    ...['slow_queries_critical above 100 1', 'slow_queries_warning above 50 1'],
    ...['errors_critical above 0.05 1', 'errors_warning above 0.01 1'],
    ...['database_cpu_critical above 0.9 5', 'database_cpu_warning above 0.8 10'],
    ...['response_time_critical above 2000 1', 'response_time_warning above 1000 1'],
  ])
})

describe.each(named)('%s', (_, rule) => {
  test('fires and is over exactly once in an hour with one bad spell', () => {
    const spell = [...repeated(good(rule), 600_000), ...repeated(bad(rule), 1_200_000), ...repeated(good(rule), hour)]

    const { events } = seen(rule, spell.slice(0, hour / look))

    expect(events.map(({ state }) => state)).toEqual(['firing', 'over'])
    const [fired, over] = events
    expect((fired?.at ?? 0) - 600_000).toBeGreaterThanOrEqual(rule.forMs)
    expect((over?.at ?? 0) - 1_800_000).toBeGreaterThanOrEqual(clearForMs)
  })

  test('does not fire for a spell that is shorter than its time, nor at its very line', () => {
    const short = repeated(bad(rule), rule.forMs - 2 * look)

    expect(seen(rule, [...short, good(rule), ...short]).events).toEqual([])
    expect(seen(rule, repeated(rule.line, hour)).events).toEqual([])
  })

  test('a figure that hovers at its line fires at most once and is not over meanwhile', () => {
    const width = Math.abs(rule.line - rule.clearLine)
    const steps = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 360, maxLength: 360 })
    fc.assert(
      fc.property(steps, (walk) => {
        let value = rule.line
        const values = walk.map((step) => {
          const next = value + (step * width) / 2
          value = Math.abs(next - rule.line) < width ? next : value
          return value
        })

        const states = seen(rule, values).events.map(({ state }) => state)
        expect(states.length === 0 || (states.length === 1 && states[0] === 'firing')).toBe(true)
      }),
      { numRuns: 50 },
    )
  })

  test('whatever its figure does, it takes turns and keeps its times', () => {
    const value = fc.option(fc.constantFrom(bad(rule), good(rule), rule.line), { nil: null, freq: 20 })
    const spells = fc.array(fc.tuple(value, fc.integer({ min: 1, max: 90 })), { maxLength: 20 })
    fc.assert(
      fc.property(spells, (parts) => {
        const { events } = seen(
          rule,
          parts.flatMap(([one, times]) => Array.from({ length: times }, () => one)),
        )

        expect(events.map(({ state }) => state)).toEqual(events.map((_event, i) => (i % 2 === 0 ? 'firing' : 'over')))
        for (const [i, event] of events.entries()) {
          const least = event.state === 'over' ? clearForMs : rule.forMs
          expect(event.at - (events[i - 1]?.at ?? 0)).toBeGreaterThanOrEqual(least)
        }
      }),
      { numRuns: 50 },
    )
  })

  test('a figure without a source is unknown: it fires nothing, ends nothing and is never shown as well', () => {
    const never = seen(rule, repeated(null, hour))
    const lost = seen(rule, [...repeated(bad(rule), rule.forMs), ...repeated(null, hour)])
    const between = seen(rule, [...repeated(bad(rule), rule.forMs - 2 * look), null, bad(rule), bad(rule)])

    expect([never.events.length, stateOf(never.alerts, rule)]).toEqual([0, 'unknown'])
    expect([lost.events.length, stateOf(lost.alerts, rule)]).toEqual([1, 'firing'])
    expect([between.events.length, stateOf(between.alerts, rule)]).toEqual([0, 'pending'])
  })
})

test('an alert says what it is about', () => {
  const [rule] = rules.filter(({ name }) => name === 'errors_critical')
  if (rule === undefined) throw new Error('there is no such rule')
  const { events } = seen(rule, [...repeated(0.0812, 120_000), ...repeated(0.001, 600_000)])

  expect(events.map(sentenceOf)).toEqual([
    'critical: errorRate is 0.081, above 0.05 (share of requests that failed)',
    'errors_critical is over: errorRate is 0.001 (share of requests that failed)',
  ])
})
