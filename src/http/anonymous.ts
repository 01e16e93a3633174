/**
 * Limits for callers who are not known: by network address, and only for what costs a read of the database.
 * A hit in memory costs less than counting it, so it is free; a hall of three hundred phones shares one address.
 */
import { addressKey } from '../auth/rate-limit.ts'
import type { HttpDeps } from './deps.ts'
import { noteRate } from './request-id.ts'

const accounted = new WeakSet<Request>()

/** Marks a request that is charged to a known caller, such as an item of a batch. */
export function chargedElsewhere(request: Request): void {
  accounted.add(request)
}

/** Takes one unit of the address's limit; the answer tells what is left. Rejects with `rate_limited`. */
export async function requireAddress(deps: Pick<HttpDeps, 'auth' | 'addressOf'>, request: Request): Promise<void> {
  if (accounted.has(request)) return
  noteRate(request, await deps.auth.limiter.require('public_address', addressKey(deps.addressOf(request))))
}
