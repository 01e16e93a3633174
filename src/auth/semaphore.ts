/**
 * A few at a time, a short queue behind them, and a plain refusal for the rest.
 * Invariant: at most `width` tasks run, and at most `queue` wait, each no longer than `waitMs`.
 */
import { AppError } from '../errors.ts'

/** Runs a task when a place is free. Throws `unavailable` when the queue is full or the wait too long. */
export type Semaphore = <T>(task: () => Promise<T>) => Promise<T>

/** `tasks` is what they are called in the refusal. */
export function createSemaphore(width: number, queue: number, waitMs: number, tasks = 'sign-ins'): Semaphore {
  const waiting: (() => void)[] = []
  let running = 0

  async function enter(): Promise<void> {
    if (running < width) {
      running++
      return
    }
    if (waiting.length >= queue) throw busy(tasks)
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    waiting.push(resolve)
    const timer = setTimeout(() => {
      const place = waiting.indexOf(resolve)
      if (place === -1) return
      waiting.splice(place, 1)
      reject(busy(tasks))
    }, waitMs)
    await promise.finally(() => clearTimeout(timer))
  }

  // The place goes straight to the next in line, so `running` stays as it is and nobody can slip in between.
  function leave(): void {
    const next = waiting.shift()
    if (next === undefined) running--
    else next()
  }

  return async (task) => {
    await enter()
    try {
      return await task()
    } finally {
      leave()
    }
  }
}

function busy(tasks: string): AppError {
  return new AppError('unavailable', `too many ${tasks} at once; try again in a moment`, {
    headers: { 'retry-after': '1' },
  })
}
