/**
 * Timers for tests: time stands still until `advance` is called, then due callbacks run in order of time.
 */
import type { Timers } from './timers.ts'

interface Entry {
  readonly run: () => void
  readonly periodMs: number | null
  at: number
}

export interface ManualTimers extends Timers {
  /** Moves time on and runs what falls due, in order. */
  advance(ms: number): void
}

/** Timers that start at `start` milliseconds since 1970. */
export function manualTimers(start = 1_800_000_000_000): ManualTimers {
  const entries = new Set<Entry>()
  let time = start
  const add = (ms: number, run: () => void, periodMs: number | null) => {
    const entry: Entry = { run, periodMs, at: time + ms }
    entries.add(entry)
    return () => void entries.delete(entry)
  }
  return {
    now: () => time,
    after: (ms, run) => add(ms, run, null),
    every: (ms, run) => add(ms, run, ms),
    advance(ms) {
      const end = time + ms
      for (;;) {
        const due = [...entries].filter((entry) => entry.at <= end).sort((a, b) => a.at - b.at)[0]
        if (!due) break
        time = Math.max(time, due.at)
        if (due.periodMs === null) entries.delete(due)
        else due.at += due.periodMs
        due.run()
      }
      time = end
    },
  }
}
