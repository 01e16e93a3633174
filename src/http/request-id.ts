/**
 * What is known of one request beside its text: its id, the state of its rate limit, and what took its time.
 * The id is the client's `X-Request-Id` if that is harmless, else a fresh one; it goes into the answer's header,
 * the log, `instance` of a problem and the event row of a write.
 */
import { rateText, type RateDecision } from '../auth/rate-limit.ts'
import { currentTrace } from '../monitor/trace.ts'
import { cacheStatus, serverTiming, type Source, type Timing } from './cache-status.ts'
import type { Steady } from './heads.ts'

interface Notes {
  id?: string
  rate?: RateDecision
  /** Only where the caller may see it. */
  timing?: Timing
}

const safe = /^[\w.-]{1,64}$/
const notes = new WeakMap<Request, Notes>()

/** Unique on every node: when and where this process began, and a running number. Ten times cheaper than a UUID. */
const origin = Bun.randomUUIDv7().replaceAll('-', '').slice(0, 20)
let issued = 0

function chosenId(request: Request): string {
  const given = request.headers.get('x-request-id')
  return given !== null && safe.test(given) ? given : `${origin}.${(++issued).toString(36)}`
}

function notesOf(request: Request): Notes {
  let known = notes.get(request)
  if (known === undefined) notes.set(request, (known = {}))
  return known
}

/** Id of `request`; the same one each time it is asked for. */
export function requestId(request: Request): string {
  const known = notesOf(request)
  return (known.id ??= chosenId(request))
}

/** Remembers how much of its limit the caller has left, so that the answer can say so. */
export function noteRate(request: Request, rate: RateDecision): void {
  notesOf(request).rate = rate
}

/** Remembers how long it took to know the caller, who may see such times. */
export function noteTiming(request: Request, authMs: number): void {
  notesOf(request).timing = { authMs }
}

/** Puts what belongs to this request alone on its answer. Last step of every answer that is made for it alone. */
export function stamp(request: Request, headers: Headers, source: Source | null): void {
  const rate = notes.get(request)?.rate
  if (source !== null) headers.set('cache-status', cacheStatus(source))
  if (rate !== undefined) headers.set('ratelimit-policy', rate.policy)
  stampRest(request, headers, source)
}

/** What `stamp` says that is the same for many requests in a row. */
export function steadyOf(request: Request, source: Source): Steady {
  return { status: cacheStatus(source), policy: notes.get(request)?.rate?.policy ?? '' }
}

/** `stamp` for headers that say what `steadyOf` has. Hot: nothing is remembered. */
export function stampRest(request: Request, headers: Headers, source: Source | null): void {
  const known = notes.get(request)
  headers.set('x-request-id', known?.id ?? chosenId(request))
  if (source !== null && 'ageS' in source) headers.set('age', String(source.ageS))
  const trace = currentTrace(request)
  if (known?.timing !== undefined || trace?.isShown === true)
    headers.set('server-timing', serverTiming(known?.timing, source, trace))
  if (known?.rate !== undefined) headers.set('ratelimit', rateText(known.rate))
}
