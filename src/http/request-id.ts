/**
 * What is known of one request beside its text: its id, and the state of its rate limit.
 * The id is the client's `X-Request-Id` if that is harmless, else a fresh one; it goes into the answer's header,
 * the log, `instance` of a problem and the event row of a write.
 */
import type { RateDecision } from '../auth/rate-limit.ts'

const safe = /^[\w.-]{1,64}$/
const ids = new WeakMap<Request, string>()
const rates = new WeakMap<Request, RateDecision>()

/** Unique on every node: when and where this process began, and a running number. Ten times cheaper than a UUID. */
const origin = Bun.randomUUIDv7().replaceAll('-', '').slice(0, 20)
let issued = 0

function chosenId(request: Request): string {
  const given = request.headers.get('x-request-id')
  return given !== null && safe.test(given) ? given : `${origin}.${(++issued).toString(36)}`
}

/** Id of `request`; the same one each time it is asked for. */
export function requestId(request: Request): string {
  const known = ids.get(request)
  if (known !== undefined) return known
  const id = chosenId(request)
  ids.set(request, id)
  return id
}

/** Remembers how much of its limit the caller has left, so that the answer can say so. */
export function noteRate(request: Request, rate: RateDecision): void {
  rates.set(request, rate)
}

/** Puts what belongs to this request alone on its answer. Last step of every answer, hot: nothing is remembered. */
export function stamp(request: Request, headers: Headers): void {
  headers.set('x-request-id', ids.get(request) ?? chosenId(request))
  const rate = rates.get(request)
  if (rate === undefined) return
  headers.set('ratelimit-policy', `"default";q=${rate.limit};w=${rate.windowS}`)
  headers.set('ratelimit', `"default";r=${rate.remaining};t=${rate.resetS}`)
}
