/** Figures in words: what each is called, how it is written, and the line of its last hour. Pure. */
import type { AlertReport, Figures, Sample } from './reports.ts'

/** Not a number that looks well: nobody knows. */
export const unknown = 'unknown'

const short = new Intl.NumberFormat('en', { maximumSignificantDigits: 3, notation: 'compact' })
const percent = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 })

const written = (write: (value: number) => string) => (value: number | null) =>
  value === null ? unknown : write(value)

export const plain = written((value) => short.format(value))
export const share = written((value) => percent.format(value))
export const ms = written((value) => `${value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString('en')} ms`)
export const bytes = written((value) => {
  const power = Math.min(3, Math.max(0, Math.floor(Math.log2(Math.max(1, value)) / 10)))
  return `${short.format(value / 1024 ** power)} ${['B', 'KiB', 'MiB', 'GiB'][power]}`
})
const perS = (write: (value: number | null) => string) => written((value) => `${write(value)}/s`)

export interface Figure {
  readonly name: keyof Figures
  readonly words: string
  readonly write: (value: number | null) => string
}

/** Key figures by subject, in the order in which they are shown. */
export const subjects: readonly { readonly words: string; readonly figures: readonly Figure[] }[] = [
  {
    words: 'Requests',
    figures: [
      { name: 'requestsPerS', words: 'Requests', write: perS(plain) },
      { name: 'responseP95Ms', words: '95 % answered within', write: ms },
      { name: 'errorRate', words: 'Failed', write: share },
      { name: 'compressionRatio', words: 'Sent of original bytes', write: share },
      { name: 'etagHitRate', words: 'Answered by 304', write: share },
      { name: 'connections', words: 'Live connections', write: plain },
    ],
  },
  {
    words: 'Database',
    figures: [
      { name: 'queriesPerS', words: 'Queries', write: perS(plain) },
      { name: 'queryP95Ms', words: '95 % done within', write: ms },
      { name: 'slowQueriesPerHour', words: 'Slow in the last hour', write: plain },
      { name: 'poolUtilisation', words: 'Pool in use', write: share },
      { name: 'indexHitRatio', words: 'Index pages from memory', write: share },
      { name: 'databaseCpu', words: 'Processor of the database', write: share },
    ],
  },
  {
    words: 'Cache',
    figures: [
      { name: 'cacheHitRate', words: 'Hit rate', write: share },
      { name: 'cacheResponseMs', words: 'Mean wait for a read', write: ms },
      { name: 'cacheBytes', words: 'Memory held', write: bytes },
      { name: 'cacheEvictionsPerMinute', words: 'Evicted in a minute', write: plain },
    ],
  },
  {
    words: 'Process',
    figures: [
      { name: 'cpu', words: 'Processor', write: share },
      { name: 'memoryBytes', words: 'Memory', write: bytes },
      { name: 'loopDelayMs', words: 'Delay of the event loop', write: ms },
      { name: 'networkInPerS', words: 'Received', write: perS(bytes) },
      { name: 'networkOutPerS', words: 'Sent', write: perS(bytes) },
    ],
  },
]

const byName = new Map(subjects.flatMap(({ figures }) => figures.map((figure) => [figure.name, figure] as const)))

const stands: Readonly<Record<AlertReport['state'], string>> = {
  firing: 'Firing',
  pending: 'Beyond its line',
  unknown: 'Unknown',
  well: 'Well',
}

/** Rows of the table of alerts: what fires comes first, then what may soon. */
export function alertRows(alerts: readonly AlertReport[]): string[][] {
  const order = Object.keys(stands)
  return alerts
    .toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state))
    .map(({ figure, severity, state, value, line }) => {
      const { words, write } = byName.get(figure) ?? { words: figure, write: plain }
      const name = severity === 'critical' ? `${words}, critical` : `${words}, warning`
      return [name, stands[state], write(value), write(line)]
    })
}

/** Values of one figure over the last hour, oldest first, the present one last. */
export function lineOf(name: keyof Figures, history: readonly Sample[], now: Sample): (number | null)[] {
  return [...history, now].map(({ figures }) => figures[name])
}

/** Least and greatest of what is known; null when nothing is. */
export function rangeOf(values: readonly (number | null)[]): readonly [number, number] | null {
  const known = values.filter((value): value is number => value !== null)
  return known.length === 0 ? null : [Math.min(...known), Math.max(...known)]
}

/** Strokes of a chart in a box of `width` by `height`; a gap in what is known is a gap in the line. */
export function strokesOf(values: readonly (number | null)[], width: number, height: number): string[] {
  const range = rangeOf(values)
  if (range === null) return []
  const [least, greatest] = [Math.min(0, range[0]), range[1]]
  const x = (at: number) => ((values.length === 1 ? 1 : at / (values.length - 1)) * width).toFixed(1)
  const y = (value: number) =>
    (height * (1 - (greatest === least ? 0 : (value - least) / (greatest - least)))).toFixed(1)
  const strokes: string[] = []
  let stroke = ''
  for (const [at, value] of values.entries()) {
    if (value !== null) stroke += `${stroke === '' ? 'M' : 'L'}${x(at)} ${y(value)}`
    else if (stroke !== '') strokes.push(stroke)
    if (value === null) stroke = ''
  }
  return stroke === '' ? strokes : [...strokes, stroke]
}
