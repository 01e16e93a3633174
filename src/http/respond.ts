/**
 * The one builder of answers: every route ends in a call of it, and what it returns is a finished `Response`.
 * It chooses the coding, answers 304, and sets caching, validators, versions and CORS.
 * Invariant: an answer of a write, an error or a token is never stored by a cache.
 */
import { Bodies, type Coding } from '../cache/bodies.ts'
import type { CommandAnswer } from '../commands/command.ts'
import { limits } from '../config.ts'
import { AppError } from '../errors.ts'
import { chooseCoding, isTaken, parseAcceptEncoding, type Accepted } from './accept-encoding.ts'
import { bypassed, type Source } from './cache-status.ts'
import { headersOf, isDelta, type CacheClass } from './caching.ts'
import { Origins } from './cors.ts'
import { Dictionaries } from './dictionaries.ts'
import { deltaHeads, fullHeads, newHeads, wornHeads, type Heads } from './heads.ts'
import { noteAnswer } from './answer-figures.ts'
import { stamp, stampRest, steadyOf } from './request-id.ts'
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
  /** Its key in the cache, which names org, resource and view; without one there are no dictionaries for it. */
  readonly key?: string
  /** What else it carries, over what its class has. */
  readonly headers?: Readonly<Record<string, string>>
}

/** One answer under way: what is the same for 200 and 304. */
interface Draft {
  readonly request: Request
  readonly bodies: Bodies
  readonly heads: Heads
  readonly source: Source
  readonly accepted: Accepted
  /** The client keeps bodies as dictionaries and asks for the next as a difference (RFC 9842). */
  readonly isPolled: boolean
}

type Extra = Readonly<Record<string, string>>

const encoder = new TextEncoder()
const encoded = (body: unknown) => encoder.encode(JSON.stringify(body))

/** Builds the answers of one server. `allowedOrigins` is matched exactly and never reflected without a match. */
export class Responder {
  readonly #build: string
  readonly #origins: Origins
  readonly #plain: Readonly<Record<CacheClass, Headers>>
  // What is prepared for an entry goes when its bytes leave the cache. One body has one key and one class.
  readonly #prepared = new WeakMap<Bodies, Heads>()
  readonly #dictionaries = new Dictionaries(limits.dictionaryBytes)

  /** `build` names the code that renders: what another has made is never confirmed. */
  constructor(options: { readonly allowedOrigins: readonly string[]; readonly build?: string }) {
    this.#build = options.build ?? ''
    this.#origins = new Origins(options.allowedOrigins)
    const of = (cache: CacheClass) => headersOf(cache, this.#origins.areKnown)
    this.#plain = {
      private: of('private'),
      polled: of('polled'),
      public: of('public'),
      publicPolled: of('publicPolled'),
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
    const { headers } = request
    const accepted = parseAcceptEncoding(headers.get('accept-encoding'))
    const isPolled = isDelta(cache) && headers.get('railbird-delta') === '1'
    const heads = this.#preparedHeads(answer, key, cache)
    const draft: Draft = { request, bodies, heads, source, accepted, isPolled }
    const form = this.#formOrUnchanged(draft)
    if (form instanceof Response) return form
    const delta = isDelta(cache) && accepted.isDictionaryTaken ? this.#delta(draft, answer.key ?? '') : null
    if (isPolled && answer.key !== undefined) this.#dictionaries.remember(answer.key, bodies)
    if (delta !== null) return delta
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
    const heads = newHeads(bodies, this.#plain[cache], contentBase(bytes), version)
    const accepted = parseAcceptEncoding(request.headers.get('accept-encoding'))
    const draft: Draft = { request, bodies, heads, source: bypassed, accepted, isPolled: false }
    const form = this.#formOrUnchanged(draft)
    if (form instanceof Response) return form
    return this.#full(draft, form, form === 'identity' ? bodies.plain() : bodies.blobNow(form))
  }

  /** Order matters: what cannot be sent is refused before anything is confirmed (RFC 9110 13.2.1). */
  #formOrUnchanged(draft: Draft): Coding | 'identity' | Response {
    const { request, bodies, heads, accepted } = draft
    const form = chooseCoding(accepted, bodies)
    if (form === null)
      throw new AppError('not_acceptable', 'Accept-Encoding refuses the plain body and each of zstd, br and gzip')
    const given = request.headers.get('if-none-match')
    if (given === null) return form
    const good = confirmedTag(given, heads.base, tagOf(heads.base, form), (its: Form) => isTaken(accepted, its))
    if (good === null) return form
    const response = this.#send(draft, 304, null, heads.unchanged)
    response.headers.set('etag', good)
    return response
  }

  #full(draft: Draft, form: Coding | 'identity', blob: Blob): Response {
    return this.#send(draft, 200, blob, fullHeads(draft.heads, draft.bodies, form, blob.size))
  }

  /** The body as the difference to one that the client says it holds; null when there is none such of this key. */
  #delta(draft: Draft, key: string): Response | Promise<Response> | null {
    const { request, bodies, heads } = draft
    const delta = this.#dictionaries.delta(key, request.headers.get('available-dictionary'), bodies)
    if (delta === null) return null
    const send = (blob: Blob) =>
      this.#send(draft, 200, blob, deltaHeads(heads, delta.name, bodies.length, blob.size), true)
    return delta.blob instanceof Promise ? delta.blob.then(send) : send(delta.blob)
  }

  /** `headers` are among those of the draft's heads, unless `isOnce`: then they are for this answer alone. */
  #send(draft: Draft, status: number, blob: Blob | null, headers: Headers, isOnce = false): Response {
    const { request, source, isPolled, heads, bodies } = draft
    noteAnswer(request, source, bodies.length, blob?.size ?? bodies.length)
    const response =
      isOnce || source === bypassed
        ? this.#finish(request, status, blob, headers, source)
        : this.#finishWorn(request, status, blob, wornHeads(heads, bodies, headers, steadyOf(request, source)), source)
    if (!isPolled) return response
    // A browser offers only a fresh dictionary (RFC 9842 2.2.1); our own client asks again all the same.
    response.headers.set('cache-control', 'private, max-age=60')
    response.headers.set('use-as-dictionary', `match="${new URL(request.url).pathname}"`)
    return response
  }

  #preparedHeads(answer: StoredAnswer, key: string, cache: CacheClass): Heads {
    const known = this.#prepared.get(answer.bodies)
    if (known !== undefined) return known
    const base =
      answer.etagBase || versionBase(answer.version, { build: this.#build, epoch: answer.epoch }, cache + key)
    const heads = newHeads(answer.bodies, this.#plain[cache], base, answer.version)
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

  // A Response copies the headers it is made from, so prepared ones are never changed; a copy made first costs more.
  #finish(request: Request, status: number, body: BodyInit | null, prepared: Headers, source: Source | null): Response {
    const response = new Response(body, { status, headers: prepared })
    const { headers } = response
    stamp(request, headers, source)
    this.#origins.allow(request, headers)
    return response
  }

  #finishWorn(request: Request, status: number, body: Blob | null, worn: Headers, source: Source): Response {
    const response = new Response(body, { status, headers: worn })
    const { headers } = response
    stampRest(request, headers, source)
    this.#origins.allow(request, headers)
    return response
  }
}
