/**
 * Durations in fixed buckets, eight to each doubling: any quantile is told within 9 %, in 1.5 KB, for ever.
 * Recording is a few integer operations and allocates nothing. Counts only grow, so the durations of a period are the
 * difference of two snapshots.
 */

const perOctave = 8
const octaves = 27
/** Bucket count; the last one begins at about nine minutes. */
const buckets = perOctave * octaves

/** Durations in milliseconds, counted. */
export class Histogram {
  readonly counts = new Uint32Array(buckets)
  total = 0
  sumMs = 0
  maxMs = 0

  record(ms: number): void {
    const at = bucketOf(ms)
    this.counts[at] = (this.counts[at] ?? 0) + 1
    this.total++
    this.sumMs += ms
    if (ms > this.maxMs) this.maxMs = ms
  }

  /** Milliseconds that a share `q` of all durations does not exceed; null for none. */
  quantile(q: number): number | null {
    return quantileOf(this.counts, q)
  }
}

/** Number of the bucket: by microseconds, whose upper four bits choose it. */
function bucketOf(ms: number): number {
  const micros = Math.max(0, Math.min(ms * 1000, 2 ** 31 - 1)) | 0
  if (micros < perOctave) return micros
  const octave = 31 - Math.clz32(micros)
  const within = (micros >> (octave - 3)) & (perOctave - 1)
  return Math.min(buckets - 1, (octave - 2) * perOctave + within)
}

/** Upper end of a bucket in milliseconds. */
export function ceilingMs(bucket: number): number {
  if (bucket < perOctave) return (bucket + 1) / 1000
  const octave = Math.floor(bucket / perOctave) + 2
  const within = bucket % perOctave
  return ((perOctave + within + 1) * 2 ** (octave - 3)) / 1000
}

/** As `Histogram.quantile`, of counts minus earlier counts of the same histogram. */
export function quantileOf(counts: Uint32Array, q: number, since?: Uint32Array): number | null {
  let total = 0
  for (let i = 0; i < counts.length; i++) total += (counts[i] ?? 0) - (since?.[i] ?? 0)
  if (total === 0) return null
  let left = Math.max(1, Math.ceil(q * total))
  for (let i = 0; i < counts.length; i++) {
    left -= (counts[i] ?? 0) - (since?.[i] ?? 0)
    if (left <= 0) return ceilingMs(i)
  }
  return null
}

/** How many durations do not exceed each bound, in milliseconds and ascending: the form that Prometheus reads. */
export function cumulative(counts: Uint32Array, boundsMs: readonly number[]): number[] {
  let at = 0
  let sum = 0
  return boundsMs.map((bound) => {
    while (at < counts.length && ceilingMs(at) <= bound * 1.0001) sum += counts[at++] ?? 0
    return sum
  })
}
