/**
 * The one builder of answers: every route ends in a call of it, and what it returns is a finished `Response`.
 * It sets caching, validators, versions, CORS and the headers of security.md section 6.
 * Invariant: an answer of a write, an error or a token is never stored by a cache.
 * Content coding will happen in `coded`, and nowhere else.
 */
import pkg from '../../package.json'
import type { CommandAnswer } from '../commands/command.ts'
import { isNotModified } from './preconditions.ts'
import { stamp } from './request-id.ts'

/** How caches between here and the client may treat an answer (http.md section 3). */
export type CacheClass = 'private' | 'public' | 'public_completed' | 'none'

/** Ready-made bytes of a resource of one tournament at one version. The same object each time it is a cache hit. */
export interface StoredAnswer {
  readonly version: number
  /** Changes when the tournament's history is rewritten: versions are then given anew. */
  readonly epoch: string
  readonly body: Blob
}

type Body = Uint8Array<ArrayBuffer> | Blob

const encoder = new TextEncoder()

const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
}

const cacheControl: Readonly<Record<CacheClass, string>> = {
  private: 'private, no-cache',
  public: 'public, max-age=0, s-maxage=5, must-revalidate',
  public_completed: 'public, max-age=0, s-maxage=300, must-revalidate',
  none: 'no-store',
}

const varyPrivate = 'Accept-Encoding, Authorization, Cookie, X-Api-Key, X-Org'

const allowedHeaders = 'Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, X-Org, X-Request-Id'
const exposedHeaders =
  'ETag, Idempotency-Replayed, Location, RateLimit, RateLimit-Policy, Railbird-Version, Retry-After, X-Request-Id'

// The first 132 bits of a SHA-256: a fast hash would be cheaper, but users choose the names in bodies.
function contentTag(bytes: Uint8Array<ArrayBuffer>): string {
  return `"${new Bun.CryptoHasher('sha256').update(bytes).digest('base64url').slice(0, 22)}"`
}

/** Builds the answers of one server. `allowedOrigins` is matched exactly and never reflected without a match. */
export class Responder {
  readonly #origins: ReadonlySet<string>
  // Headers that are the same for every hit on the same bytes; an entry goes when its bytes leave the cache.
  readonly #prepared = new WeakMap<Blob, Map<string, Headers>>()

  constructor(options: { readonly allowedOrigins: readonly string[] }) {
    this.#origins = new Set(options.allowedOrigins)
  }

  /** 200 with a body that is no resource of one tournament: a list, a profile. Tagged by its content. */
  json(request: Request, body: unknown, cache: CacheClass = 'private'): Response {
    const bytes = encoder.encode(JSON.stringify(body))
    if (cache === 'none') return this.#coded(request, 200, bytes, this.#headers(cache, {}))
    return this.#conditional(request, bytes, this.#headers(cache, { etag: contentTag(bytes) }))
  }

  /** 200 from stored bytes, or 304. `key` names tournament, resource and view. */
  stored(request: Request, answer: StoredAnswer, key: string, cache: CacheClass): Response {
    return this.#conditional(request, answer.body, this.#preparedHeaders(answer, key, cache))
  }

  /** 200 with a part of a tournament at a version, computed for this request. Tagged by its content. */
  versioned(request: Request, version: number, body: unknown): Response {
    const response = this.json(request, body)
    response.headers.set('railbird-version', String(version))
    return response
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
    return this.#plain(request, answer.status, answer.body, extra)
  }

  /** A write outside of tournaments: 200, or 201 when `location` is given. Never stored. */
  written(request: Request, body: unknown, location?: string): Response {
    return this.#plain(request, location === undefined ? 200 : 201, body, location === undefined ? {} : { location })
  }

  noContent(request: Request): Response {
    return this.#empty(request, 204, {})
  }

  /** Any other finished body, not stored unless `headers` say so: a page, a script, a health report, a problem. */
  raw(request: Request, status: number, body: BodyInit, headers: Readonly<Record<string, string>>): Response {
    return this.#finish(request, status, body, this.#headers('none', headers))
  }

  /** Answer to a preflight, or to a plain OPTIONS, for a path that allows `methods`. */
  options(request: Request, methods: readonly string[]): Response {
    const allow = methods.join(', ')
    const isPreflight = request.headers.has('access-control-request-method')
    const isKnown = this.#origins.has(request.headers.get('origin') ?? '')
    if (!isPreflight || !isKnown) return this.#empty(request, 204, { allow })
    return this.#empty(request, 204, {
      allow,
      'access-control-allow-methods': allow,
      'access-control-allow-headers': allowedHeaders,
      'access-control-max-age': '600',
    })
  }

  #headers(cache: CacheClass, extra: Readonly<Record<string, string>>): Headers {
    const vary = cache === 'private' ? varyPrivate : 'Accept-Encoding'
    return new Headers({
      ...securityHeaders,
      'cache-control': cacheControl[cache],
      vary: this.#origins.size === 0 ? vary : `${vary}, Origin`,
      'content-type': 'application/json',
      ...extra,
    })
  }

  #preparedHeaders(answer: StoredAnswer, key: string, cache: CacheClass): Headers {
    let byKey = this.#prepared.get(answer.body)
    if (byKey === undefined) this.#prepared.set(answer.body, (byKey = new Map()))
    const slot = cache + key
    let headers = byKey.get(slot)
    if (headers === undefined) {
      // Build and epoch are part of the tag, so that neither a deploy nor a restore can answer 304 for another body.
      const origin = Bun.hash.xxHash32(`${pkg.version} ${answer.epoch} ${key}`)
      const etag = `"v${answer.version}-${origin.toString(16).padStart(8, '0')}"`
      headers = this.#headers(cache, { etag, 'railbird-version': String(answer.version) })
      byKey.set(slot, headers)
    }
    return headers
  }

  #conditional(request: Request, body: Body, headers: Headers): Response {
    const given = request.headers.get('if-none-match')
    if (given === null || !isNotModified(given, headers.get('etag') ?? ''))
      return this.#coded(request, 200, body, headers)
    const kept = new Headers(headers)
    kept.delete('content-type')
    return this.#finish(request, 304, null, kept)
  }

  /** The one place where a body will be coded. */
  #coded(request: Request, status: number, body: Body, headers: Headers): Response {
    return this.#finish(request, status, body, headers)
  }

  #plain(request: Request, status: number, body: unknown, extra: Readonly<Record<string, string>>): Response {
    return this.#coded(request, status, encoder.encode(JSON.stringify(body)), this.#headers('none', extra))
  }

  #empty(request: Request, status: number, extra: Readonly<Record<string, string>>): Response {
    const headers = this.#headers('none', extra)
    headers.delete('content-type')
    return this.#finish(request, status, null, headers)
  }

  // Headers are completed on a copy before the Response is made: prepared ones are never changed, and taking
  // them out of a finished Response costs more than the copy.
  #finish(request: Request, status: number, body: BodyInit | null, headers: Headers): Response {
    const own = new Headers(headers)
    stamp(request, own)
    if (this.#origins.size > 0) this.#allowOrigin(request, own)
    return new Response(body, { status, headers: own })
  }

  #allowOrigin(request: Request, headers: Headers): void {
    const origin = request.headers.get('origin')
    if (origin === null || !this.#origins.has(origin)) return
    headers.set('access-control-allow-origin', origin)
    headers.set('access-control-expose-headers', exposedHeaders)
    headers.set('cross-origin-resource-policy', 'cross-origin')
  }
}
