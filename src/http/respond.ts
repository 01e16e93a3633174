/**
 * The one builder of answers: every route ends in a call of it, and what it returns is a finished `Response`.
 * It chooses the coding, answers 304, and sets caching, validators, versions and CORS.
 * Invariant: an answer of a write, an error or a token is never stored by a cache.
 */
import { Bodies, type Coding } from '../cache/bodies.ts'
import type { CommandAnswer } from '../commands/command.ts'
import { AppError } from '../errors.ts'
import { chooseCoding, isTaken, parseAcceptEncoding } from './accept-encoding.ts'
import { bypassed, type Source } from './cache-status.ts'
import { headersOf, type CacheClass } from './caching.ts'
import { Origins } from './cors.ts'
import { stamp } from './request-id.ts'
import { confirmedTag, contentBase, tagOf, versionBase, type Form } from './validators.ts'

/** Ready-made bytes of a resource. The same `bodies` each time it is a cache hit. */
export interface StoredAnswer {
  readonly bodies: Bodies
  /** Version of its tournament; 0 for what belongs to none. */
  readonly version: number
  /** Changes when the tournament's history is rewritten: versions are then given anew. */
  readonly epoch: string
  /** What the tag is made of; empty for version and epoch. */
  readonly etagBase?: string
  /** What else it carries, over what its class has. */
  readonly headers?: Readonly<Record<string, string>>
}

/** Headers that are the same for every answer with the same bytes; never changed once made. */
interface Heads {
  readonly base: string
  /** What a 304 repeats, but for the tag. */
  readonly unchanged: Headers
  /** By the form of the body, made on first use. */
  readonly full: { [Name in Coding | 'identity']?: Headers }
}

/** One answer under way: what is the same for 200 and 304. */
interface Draft {
  readonly request: Request
  readonly bodies: Bodies
  readonly heads: Heads
  readonly source: Source
}

type Extra = Readonly<Record<string, string>>

const encoder = new TextEncoder()
const encoded = (body: unknown) => encoder.encode(JSON.stringify(body))

/** Builds the answers of one server. `allowedOrigins` is matched exactly and never reflected without a match. */
export class Responder {
  readonly #origins: Origins
  readonly #plain: Readonly<Record<CacheClass, Headers>>
  // What is prepared for an entry goes when its bytes leave the cache. One body has one key and one class.
  readonly #prepared = new WeakMap<Bodies, Heads>()

  constructor(options: { readonly allowedOrigins: readonly string[] }) {
    this.#origins = new Origins(options.allowedOrigins)
    const of = (cache: CacheClass) => headersOf(cache, this.#origins.areKnown)
    this.#plain = {
      private: of('private'),
      public: of('public'),
      none: of('none'),
    }
  }

  /** 200 with a body computed for this request: a list, a profile. Tagged by its content, coded as it is asked for. */
  json(request: Request, body: unknown, cache: CacheClass = 'private'): Response {
    if (cache === 'none') return this.#plainly(request, 200, body, {})
    return this.#computed(request, encoded(body), 0, cache)
  }

  /** 200 with a part of a tournament at a version, computed for this request. Tagged by its content. */
  versioned(request: Request, version: number, body: unknown): Response {
    return this.#computed(request, encoded(body), version, 'private')
  }

  /**
   * 200 from stored bytes, or 304. `key` names tournament, resource and view. A promise only where a coding of a
   * long body is asked for the first time. Throws `not_acceptable`.
   */
  stored(
    request: Request,
    answer: StoredAnswer,
    key: string,
    cache: CacheClass,
    source: Source,
  ): Response | Promise<Response> {
    const { bodies } = answer
    const draft: Draft = { request, bodies, heads: this.#preparedHeads(answer, key, cache), source }
    const form = this.#formOrUnchanged(draft)
    if (form instanceof Response) return form
    const blob = form === 'identity' ? bodies.plain() : bodies.blob(form)
    return blob instanceof Promise ? blob.then((made) => this.#full(draft, form, made)) : this.#full(draft, form, blob)
  }

  /** The answer of a write, with the tournament's version if it has one; 204 when the body is null. */
  command(request: Request, answer: Omit<CommandAnswer, 'version'> & { readonly version?: number }): Response {
    const { version } = answer
    const extra = {
      ...(version === undefined ? {} : { etag: `"v${version}"`, 'railbird-version': String(version) }),
      ...(answer.replayed ? { 'idempotency-replayed': 'true' } : {}),
      ...(answer.location === undefined ? {} : { location: answer.location }),
    }
    if (answer.body === null) return this.#empty(request, answer.status, extra)
    return this.#plainly(request, answer.status, answer.body, extra)
  }

  /** A write outside of tournaments: 200, or 201 when `location` is given. Never stored. */
  written(request: Request, body: unknown, location?: string): Response {
    return this.#plainly(request, location === undefined ? 200 : 201, body, location === undefined ? {} : { location })
  }

  noContent(request: Request): Response {
    return this.#empty(request, 204, {})
  }

  /** Any other finished body, not stored unless `headers` say so: a page, a script, a health report, a problem. */
  raw(request: Request, status: number, body: BodyInit, headers: Extra): Response {
    return this.#finish(request, status, body, this.#unstored(headers), null)
  }

  /** Answer to a preflight, or to a plain OPTIONS, for a path that allows `methods`. */
  options(request: Request, methods: readonly string[]): Response {
    return this.#empty(request, 204, this.#origins.preflight(request, methods))
  }

  /** Base of the tag that a computed answer with this body carries. */
  tagBase(body: unknown): string {
    return contentBase(encoded(body))
  }

  /** True if this server answers other origins at all; then every answer varies by origin. */
  get knowsOrigins(): boolean {
    return this.#origins.areKnown
  }

  #computed(request: Request, bytes: Uint8Array<ArrayBuffer>, version: number, cache: CacheClass): Response {
    const bodies = Bodies.uncoded(bytes)
    const heads = newHeads(this.#plain[cache], contentBase(bytes), version)
    const draft: Draft = { request, bodies, heads, source: bypassed }
    const form = this.#formOrUnchanged(draft)
    if (form instanceof Response) return form
    return this.#full(draft, form, form === 'identity' ? bodies.plain() : bodies.blobNow(form))
  }

  /** Order matters: what cannot be sent is refused before anything is confirmed (RFC 9110 13.2.1). */
  #formOrUnchanged(draft: Draft): Coding | 'identity' | Response {
    const { request, bodies, heads, source } = draft
    const accepted = parseAcceptEncoding(request.headers.get('accept-encoding'))
    const form = chooseCoding(accepted, bodies)
    if (form === null)
      throw new AppError('not_acceptable', 'Accept-Encoding refuses the plain body and each of zstd, br and gzip')
    const given = request.headers.get('if-none-match')
    if (given === null) return form
    const good = confirmedTag(given, heads.base, tagOf(heads.base, form), (its: Form) => isTaken(accepted, its))
    if (good === null) return form
    const own = new Headers(heads.unchanged)
    own.set('etag', good)
    return this.#finish(request, 304, null, own, source)
  }

  #full({ request, bodies, heads, source }: Draft, form: Coding | 'identity', blob: Blob): Response {
    const prepared = (heads.full[form] ??= fullHeaders(heads, form, bodies.length, blob.size))
    return this.#finish(request, 200, blob, new Headers(prepared), source)
  }

  #preparedHeads(answer: StoredAnswer, key: string, cache: CacheClass): Heads {
    const known = this.#prepared.get(answer.bodies)
    if (known !== undefined) return known
    const base = answer.etagBase || versionBase(answer.version, answer.epoch, cache + key)
    const heads = newHeads(this.#plain[cache], base, answer.version)
    for (const [name, value] of Object.entries(answer.headers ?? {})) heads.unchanged.set(name, value)
    this.#prepared.set(answer.bodies, heads)
    return heads
  }

  #unstored(extra: Extra): Headers {
    const headers = new Headers(this.#plain.none)
    for (const [name, value] of Object.entries(extra)) headers.set(name, value)
    return headers
  }

  #plainly(request: Request, status: number, body: unknown, extra: Extra): Response {
    return this.#finish(request, status, encoded(body), this.#unstored(extra), null)
  }

  #empty(request: Request, status: number, extra: Extra): Response {
    const headers = this.#unstored(extra)
    headers.delete('content-type')
    return this.#finish(request, status, null, headers, null)
  }

  // `headers` are the answer's own. They are completed before the Response is made: taking them out of a finished
  // one costs more.
  #finish(request: Request, status: number, body: BodyInit | null, headers: Headers, source: Source | null): Response {
    stamp(request, headers, source)
    this.#origins.allow(request, headers)
    return new Response(body, { status, headers })
  }
}

function newHeads(plain: Headers, base: string, version: number): Heads {
  const unchanged = new Headers(plain)
  unchanged.delete('content-type')
  if (version > 0) unchanged.set('railbird-version', String(version))
  return { base, unchanged, full: {} }
}

function fullHeaders({ base, unchanged }: Heads, form: Coding | 'identity', length: number, size: number): Headers {
  const headers = new Headers(unchanged)
  headers.set('content-type', 'application/json')
  headers.set('etag', tagOf(base, form))
  if (form === 'identity') return headers
  headers.set('content-encoding', form)
  headers.set('x-original-size', String(length))
  headers.set('x-compressed-size', String(size))
  headers.set('x-compression-ratio', (size / length).toFixed(3))
  return headers
}
