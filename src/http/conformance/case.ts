/**
 * What one case of the conformance table says: a request, and what the RFC wants of the answer. Cases are data, so
 * that the same table is held against any server; `runner.ts` holds it.
 */

/** Things that a server under test offers, each at an address of its own. */
export type Place = 'big' | 'own' | 'small' | 'list' | 'missing' | 'write' | 'token' | 'nowhere' | 'polled'

/** Whole parts of HTTP that a server may leave out; what it does not offer is not held against it. */
export type Feature =
  'problems' | 'links' | 'cache status' | 'dictionaries' | 'shared caching' | 'tokens' | 'lists' | 'codings'

/**
 * A request. `{tag}` in a value is the tag of the same GET without conditions, `{tag:gzip}` that in another coding,
 * `{dictionary}` the hash of its body as `Available-Dictionary` names it.
 */
export interface Ask {
  readonly at: Place
  readonly method?: string
  readonly with?: Readonly<Record<string, string>>
  readonly body?: string
}

/** What the answer must be. Every member that is there must hold. */
export interface Want {
  readonly status?: number | readonly number[]
  /** Text it must equal, expression it must match, or null for a header that must not be there. */
  readonly header?: Readonly<Record<string, string | RegExp | null>>
  /** Headers that, if they are there, must not match. */
  readonly headerNot?: Readonly<Record<string, RegExp>>
  /** Content codings it may have; `identity` for none. */
  readonly coding?: readonly string[]
  /** `whole`: decoded, the same as the body of a plain GET. */
  readonly body?: 'whole' | 'none' | 'json'
  /** Headers that must equal those of a GET with the same `Accept-Encoding` and no condition. */
  readonly likeGet?: readonly string[]
  /** Values of `Accept-Encoding` under which the tag must be another, if the coding is. */
  readonly tagUnlike?: readonly string[]
}

export interface Case {
  readonly rfc: number
  readonly section: string
  /** True where the RFC demands it, or nothing works without; false for what it only advises. */
  readonly isDemanded: boolean
  readonly title: string
  readonly needs?: Feature
  readonly ask: Ask
  readonly want: Want
}

/** Address of the section that a case stands on. */
export function linkOf({ rfc, section }: Pick<Case, 'rfc' | 'section'>): string {
  return `https://www.rfc-editor.org/rfc/rfc${rfc}#section-${section}`
}
