/** Headers that are the same for every answer with the same bytes: made once with the entry, never changed after. */
import type { Bodies, Coding } from '../cache/bodies.ts'
import { tagOf } from './validators.ts'

export interface Heads {
  /** Base of the entity tags, see validators.ts. */
  readonly base: string
  /** What a 304 repeats, but for the tag. */
  readonly unchanged: Headers
  /** By the form of the body, made on first use. */
  readonly full: { [Name in Coding | 'identity']?: Headers }
  /** Any of the above with what was last said beside it. */
  readonly worn: Map<Headers, Worn>
}

/** What an answer says of its request in words that stay the same for many requests in a row. */
export interface Steady {
  /** `Cache-Status`. */
  readonly status: string
  /** `RateLimit-Policy`; empty for none. */
  readonly policy: string
}

interface Worn extends Steady {
  readonly headers: Headers
}

/** Bytes of one set of headers, as seen in the resident memory of twenty thousand. */
const headBytes = 850

/** `plain` are the headers of the class; `version` is 0 for what belongs to no tournament. */
export function newHeads(bodies: Bodies, plain: Headers, base: string, version: number): Heads {
  const unchanged = new Headers(plain)
  bodies.charge(headBytes)
  unchanged.delete('content-type')
  if (version > 0) unchanged.set('railbird-version', String(version))
  return { base, unchanged, full: {}, worn: new Map() }
}

/** Headers of the body in a form; `size` is its bytes in that. */
export function fullHeads(heads: Heads, bodies: Bodies, form: Coding | 'identity', size: number): Headers {
  const known = heads.full[form]
  if (known !== undefined) return known
  bodies.charge(headBytes)
  const made = codedHeads(heads, form, tagOf(heads.base, form), bodies.length, size)
  heads.full[form] = made
  return made
}

/**
 * `headers` of these heads with `said` put on: made anew only when that has changed, which is about once a second.
 * To set one header of an answer costs as much as all else that is done for a hit.
 */
export function wornHeads({ worn }: Heads, bodies: Bodies, headers: Headers, said: Steady): Headers {
  const known = worn.get(headers)
  if (known?.status === said.status && known.policy === said.policy) return known.headers
  if (known === undefined) bodies.charge(headBytes)
  const made = new Headers(headers)
  made.set('cache-status', said.status)
  if (said.policy !== '') made.set('ratelimit-policy', said.policy)
  worn.set(headers, { ...said, headers: made })
  return made
}

/** Headers of the body as a difference; `dictionary` names what it is a difference to. Not kept. */
export function deltaHeads(heads: Heads, dictionary: string, length: number, size: number): Headers {
  return codedHeads(heads, 'dcz', `"${heads.base}.d${dictionary}"`, length, size)
}

function codedHeads({ unchanged }: Heads, coding: string, tag: string, length: number, size: number): Headers {
  const headers = new Headers(unchanged)
  headers.set('content-type', 'application/json')
  headers.set('etag', tag)
  if (coding === 'identity') return headers
  headers.set('content-encoding', coding)
  headers.set('x-original-size', String(length))
  headers.set('x-compressed-size', String(size))
  headers.set('x-compression-ratio', (size / length).toFixed(3))
  return headers
}
