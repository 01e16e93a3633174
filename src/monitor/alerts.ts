/**
 * Alerts on the key figures, decided in this process: each fires when its figure has stood beyond a line for its time,
 * and is over when the figure has stood on the good side of a second line, further in, for a time of its own.
 * Invariant: a figure that hovers at its line fires at most once and is not over meanwhile.
 * Invariant: a figure without a source is unknown: it fires nothing, ends nothing and is never shown as well.
 */
import type { Figures } from './figures.ts'

/** When to worry about a figure. */
export interface Rule {
  readonly name: string
  readonly severity: 'critical' | 'warning'
  readonly figure: keyof Figures
  /** The bad side of `line`. */
  readonly side: 'above' | 'below'
  readonly line: number
  readonly forMs: number
  /** On the good side of `line`. */
  readonly clearLine: number
  readonly text: string
}

const minute = 60_000
/** A figure of the last minutes is not judged by one look. */
const shortly = minute
/** For so long a figure must be well again. */
export const clearForMs = 5 * minute

type Line = readonly [line: number, clearLine: number, forMs: number]

function pair(
  name: string,
  figure: keyof Figures,
  side: Rule['side'],
  text: string,
  critical: Line,
  warning: Line,
): Rule[] {
  const rule = (severity: Rule['severity'], [line, clearLine, forMs]: Line): Rule => {
    return { name: `${name}_${severity}`, severity, figure, side, line, clearLine, forMs, text }
  }
  return [rule('critical', critical), rule('warning', warning)]
}

const hitRate = 'share of reads answered from the cache'
const slow = 'slow queries in an hour'
const errors = 'share of requests that failed'
const processor = 'share of the processors that the database uses'
const times = '95th percentile of response times in milliseconds'

/** All rules. */
export const rules: readonly Rule[] = [
  ...pair('cache_hit_rate', 'cacheHitRate', 'below', hitRate, [0.5, 0.55, 5 * minute], [0.7, 0.75, 10 * minute]),
  ...pair('slow_queries', 'slowQueriesPerHour', 'above', slow, [100, 80, shortly], [50, 40, shortly]),
  ...pair('errors', 'errorRate', 'above', errors, [0.05, 0.04, shortly], [0.01, 0.008, shortly]),
  ...pair('database_cpu', 'databaseCpu', 'above', processor, [0.9, 0.8, 5 * minute], [0.8, 0.7, 10 * minute]),
  ...pair('response_time', 'responseP95Ms', 'above', times, [2000, 1600, shortly], [1000, 800, shortly]),
]

/** How an alert stands. `pending`: beyond its line, but not yet for long enough. */
export interface AlertState {
  readonly name: string
  readonly severity: Rule['severity']
  readonly figure: keyof Figures
  readonly state: 'unknown' | 'well' | 'pending' | 'firing'
  readonly value: number | null
  readonly line: number
  /** When it began to fire, in milliseconds of the epoch; null unless it does. */
  readonly since: number | null
}

/** An alert began to fire, or is over. `at` in milliseconds of the epoch. */
export interface AlertEvent {
  readonly name: string
  readonly severity: Rule['severity']
  readonly figure: keyof Figures
  readonly state: 'firing' | 'over'
  readonly value: number
  readonly line: number
  readonly at: number
  readonly text: string
}

/** One rule with its memory. */
class Alert {
  readonly rule: Rule
  value: number | null = null
  firingSince: number | null = null
  /** Since when the figure has stood beyond the line that would change the state. */
  #turnedAt: number | null = null

  constructor(rule: Rule) {
    this.rule = rule
  }

  get state(): AlertState['state'] {
    if (this.firingSince !== null) return 'firing'
    if (this.value === null) return 'unknown'
    return this.#turnedAt === null ? 'well' : 'pending'
  }

  /** The new value; tells if the alert began or is over by it. */
  see(value: number | null, at: number): AlertEvent['state'] | null {
    this.value = value
    const isFiring = this.firingSince !== null
    const { line, clearLine, forMs, side } = this.rule
    const isTurned =
      value !== null && (isFiring ? isBeyond(clearLine, value, opposite[side]) : isBeyond(line, value, side))
    if (!isTurned) {
      this.#turnedAt = null
      return null
    }
    this.#turnedAt ??= at
    if (at - this.#turnedAt < (isFiring ? clearForMs : forMs)) return null
    this.#turnedAt = null
    this.firingSince = isFiring ? null : at
    return isFiring ? 'over' : 'firing'
  }
}

const opposite = { above: 'below', below: 'above' } as const

function isBeyond(line: number, value: number, side: Rule['side']): boolean {
  return side === 'above' ? value > line : value < line
}

/** Sees every look at the figures and tells what began and what is over. */
export class Alerts {
  readonly #alerts = rules.map((rule) => new Alert(rule))
  readonly #tell: (event: AlertEvent) => void

  constructor(tell: (event: AlertEvent) => void) {
    this.#tell = tell
  }

  see(figures: Readonly<Partial<Figures>>, at: number): void {
    for (const alert of this.#alerts) {
      const value = figures[alert.rule.figure] ?? null
      const state = alert.see(value, at)
      if (state === null || value === null) continue
      const { name, severity, figure, line, text } = alert.rule
      this.#tell({ name, severity, figure, state, value, line, at, text })
    }
  }

  states(): AlertState[] {
    return this.#alerts.map(({ rule: { name, severity, figure, line }, state, value, firingSince }) => {
      return { name, severity, figure, state, value, line, since: firingSince }
    })
  }
}

/** `critical: errorRate is 0.08, above 0.05 (share of requests that failed)`. */
export function sentenceOf({ name, severity, figure, state, value, line, text }: AlertEvent): string {
  const side = rules.find((rule) => rule.name === name)?.side ?? 'above'
  const shown = Math.round(value * 1000) / 1000
  if (state === 'over') return `${name} is over: ${figure} is ${shown} (${text})`
  return `${severity}: ${figure} is ${shown}, ${side} ${line} (${text})`
}
