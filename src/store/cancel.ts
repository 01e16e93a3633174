/**
 * Stops a statement at the server. postgres.js offers `query.cancel()`, but drops the promise of it: a server that is
 * away would then end the process by an unhandled rejection. Its canceller is called here instead.
 */

/** A query of postgres.js, as far as stopping it goes. */
export interface Cancellable {
  readonly active: boolean
  canceller: ((query: Cancellable) => Promise<unknown>) | null
}

const heardMsMax = 2000

/** Resolves when the server has heard of it, or after a while; never rejects. What has ended is left alone. */
export async function cancel(statement: Cancellable): Promise<void> {
  const { canceller } = statement
  if (canceller === null || !statement.active) return
  statement.canceller = null
  const { promise: enough, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, heardMsMax)
  await Promise.race([canceller(statement).catch(() => undefined), enough])
  clearTimeout(timer)
}
