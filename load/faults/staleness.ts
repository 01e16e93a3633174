/**
 * How old the answers of nodes are: what was acknowledged and what was read, compared afterwards. Pure.
 * A read is stale by the time from the first acknowledgement that it does not show to its own beginning: so every
 * millisecond counted is proven, and what cannot be proven is not counted.
 */
import type { Violation } from '../check/laws.ts'

/** A write that was answered, or whose connection broke after it was committed. Milliseconds of one clock. */
export interface Acked {
  readonly phase: string
  readonly node: number
  readonly id: string
  readonly version: number
  readonly at: number
}

export interface Seen {
  readonly node: number
  readonly id: string
  readonly version: number
  /** When the read began. */
  readonly at: number
}

export interface Ages {
  readonly writes: number
  /** Per write and other node: age of the last read that did not show it. */
  readonly p50: number
  readonly p99: number
  readonly max: number
}

/** Ages of what other nodes answered, by the phase in which the write was acknowledged. */
export function agesOf(acked: readonly Acked[], seen: readonly Seen[]): Map<string, Ages> {
  const reads = Map.groupBy(seen, ({ node, id }) => `${node} ${id}`)
  const nodes = [...new Set(seen.map(({ node }) => node))]
  const phases = new Map<string, { writes: number; ages: number[] }>()
  for (const write of acked) {
    const phase = phases.get(write.phase) ?? { writes: 0, ages: [] }
    phases.set(write.phase, phase)
    phase.writes++
    for (const node of nodes)
      if (node !== write.node) phase.ages.push(lastStale(write, reads.get(`${node} ${write.id}`) ?? []))
  }
  return new Map([...phases].map(([name, { writes, ages }]) => [name, { writes, ...figuresOf(ages) }]))
}

/** Reads are in the order in which they began. */
function lastStale({ version, at }: Acked, reads: readonly Seen[]): number {
  const stale = reads.findLast((read) => read.at > at && read.version < version)
  return stale === undefined ? 0 : stale.at - at
}

function figuresOf(ages: readonly number[]): Omit<Ages, 'writes'> {
  const sorted = ages.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  return { p50: at(0.5), p99: at(0.99), max: sorted.at(-1) ?? 0 }
}

/** Breaches of what is promised on one node: no read below an own acknowledged write, and no reading backwards. */
export function breachesOf(acked: readonly Acked[], seen: readonly Seen[]): Violation[] {
  const found: Violation[] = []
  const writes = Map.groupBy(acked, ({ node, id }) => `${node} ${id}`)
  const highest = new Map<string, number>()
  for (const { node, id, version, at } of seen) {
    const key = `${node} ${id}`
    const own = (writes.get(key) ?? []).findLast((write) => write.at < at)
    if (own !== undefined && version < own.version)
      found.push({ law: 'C1', detail: `node ${node} read ${version} after it had acknowledged ${own.version}` })
    if (version < (highest.get(key) ?? 0))
      found.push({ law: 'C4', detail: `node ${node} read ${version} after ${highest.get(key)}` })
    highest.set(key, Math.max(highest.get(key) ?? 0, version))
  }
  return found
}
