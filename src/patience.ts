/**
 * Who waits for the work that runs now, if anybody does. What only one caller wants is not worth finishing once that
 * caller has left; the database then stops the statement. Work that others share, and every write, names nobody here:
 * a score that was sent counts, whether or not the sender stayed to hear so.
 */
import { AsyncLocalStorage } from 'node:async_hooks'

const waiting = new AsyncLocalStorage<AbortSignal>()

/** Runs a read that is of use to one caller only: `signal` says when that caller has left. */
export function whileWanted<T>(signal: AbortSignal, read: () => T): T {
  return waiting.run(signal, read)
}

/** Runs what others may share or wait for: it goes on whoever leaves, also where one caller's read has begun it. */
export function whoeverWaits<T>(work: () => T): T {
  return waiting.exit(work)
}

/** The one who waits for what is being done; undefined when it is to be finished whoever waits. */
export function whoWaits(): AbortSignal | undefined {
  return waiting.getStore()
}
