/**
 * The poll that finds what nobody told: a commit whose node died, fell silent or was cut off before it could say so.
 * It runs in every mode, because even without Redis two processes may write during a deploy.
 */
import type { Log } from '../log.ts'
import type { Timers } from './timers.ts'

export interface HeadPollDeps {
  readonly timers: Timers
  /** Confirms what is in use, in one query. */
  readonly poll: () => Promise<void>
  /** Milliseconds until the next one; asked each time, because without a bus it comes sooner. */
  readonly everyMs: () => number
  readonly log: Pick<Log, 'warn'>
}

/** Polls one at a time until the returned function is called; that waits for a poll under way. */
export function startHeadPoll({ timers, poll, everyMs, log }: HeadPollDeps): () => Promise<void> {
  let isStopped = false
  let running = Promise.resolve()
  let cancel = () => {}
  const once = async () => {
    try {
      await poll()
    } catch (error) {
      log.warn({ err: error }, 'what is in use could not be confirmed')
    }
    if (!isStopped) later()
  }
  const later = () => {
    cancel = timers.after(everyMs(), () => void (running = once()))
  }
  later()
  return () => {
    isStopped = true
    cancel()
    return running
  }
}
