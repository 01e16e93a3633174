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
}

/** Bytes of one set of headers, as seen in the resident memory of twenty thousand. */
const headBytes = 850

/** `plain` are the headers of the class; `version` is 0 for what belongs to no tournament. */
export function newHeads(bodies: Bodies, plain: Headers, base: string, version: number): Heads {
  const unchanged = new Headers(plain)
  bodies.charge(headBytes)
  unchanged.delete('content-type')
  if (version > 0) unchanged.set('railbird-version', String(version))
  return { base, unchanged, full: {} }
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
