/**
 * When a room speaks: the first event of a quiet room at once, then one merged frame per tick.
 * One send per socket and frame is the cost of a room, so crowded rooms tick more slowly.
 */
import type { Timers } from '../feed/timers.ts'

export interface Pace {
  /** Something happened. */
  touch(): void
  stop(): void
}

/** Length of a tick: 25 ms up to 1,250 viewers, 100 ms from 5,000. */
export function tickMs(viewers: number): number {
  return Math.min(100, Math.max(25, viewers / 50))
}

/** Calls `flush` on the leading edge and at the end of each tick in which something happened. */
export function createPace(timers: Timers, viewers: () => number, flush: () => void): Pace {
  let stopTick: (() => void) | null = null
  let isDirty = false
  const tick = () => {
    stopTick = timers.after(tickMs(viewers()), () => {
      stopTick = null
      if (!isDirty) return
      isDirty = false
      tick()
      flush()
    })
  }
  return {
    touch() {
      if (stopTick) {
        isDirty = true
        return
      }
      tick()
      flush()
    },
    stop() {
      stopTick?.()
      stopTick = null
    },
  }
}
