/** Tables of the bench runner, as text. Pure, so that a ratio is tested where it is computed. */
import type { Row } from './bench.ts'

/** What mitata measured of one bench, in nanoseconds for one pass. */
export interface Measured {
  readonly name: string
  readonly avg: number
  readonly p50: number
  readonly p99: number
  readonly peerOf?: string | undefined
}

/** A duration with three digits and the unit that suits it. */
export function duration(ns: number): string {
  const [value, unit] =
    ns < 1e3 ? [ns, 'ns'] : ns < 1e6 ? [ns / 1e3, 'µs'] : ns < 1e9 ? [ns / 1e6, 'ms'] : [ns / 1e9, 's']
  return `${value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : value.toFixed(0)} ${unit}`
}

/** Benches in order, each followed by its peers with the ratio of the medians: above 1 the peer is slower. */
export function benchTable(measured: readonly Measured[]): string {
  const ours = measured.filter(({ peerOf }) => peerOf === undefined)
  const orphans = measured.filter(({ peerOf }) => peerOf !== undefined && !ours.some(({ name }) => name === peerOf))
  const rows = ours.flatMap((own) => [
    benchRow(own, ''),
    ...measured.filter(({ peerOf }) => peerOf === own.name).map((peer) => benchRow(peer, ratio(peer.p50 / own.p50))),
  ])
  return table([
    ['bench', 'p50', 'avg', 'p99', 'against ours'],
    ...rows,
    ...orphans.map((one) => benchRow(one, 'not run')),
  ])
}

function benchRow({ name, p50, avg, p99, peerOf }: Measured, against: string): string[] {
  return [peerOf === undefined ? name : `  ${name}`, duration(p50), duration(avg), duration(p99), against]
}

function ratio(times: number): string {
  return times >= 1 ? `${times.toFixed(2)}x slower` : `${(1 / times).toFixed(2)}x faster`
}

/** Figures of a scenario against their bounds. */
export function scenarioTable(rows: readonly Row[]): string {
  const told = rows.map(({ figure, value, unit, bound, isOk }) => {
    const verdict = isOk === undefined ? '' : isOk ? 'ok' : 'MISSED'
    return [figure, `${Number(value.toPrecision(4))} ${unit}`, bound ?? '', verdict]
  })
  return table([['figure', 'value', 'bound', ''], ...told])
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)))
  const lines = rows.map((row) =>
    row
      .map((cell, at) => pad(cell, widths[at] ?? 0, at))
      .join('  ')
      .trimEnd(),
  )
  return [lines[0], '-'.repeat(Math.max(...lines.map(({ length }) => length))), ...lines.slice(1)].join('\n')
}

// Names to the left, figures to the right.
function pad(cell: string, width: number, at: number): string {
  return at === 0 ? cell.padEnd(width) : cell.padStart(width)
}
