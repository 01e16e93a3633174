/**
 * Other origins that may read: matched exactly, and never reflected without a match.
 * What a page of such an origin may send and see is listed here.
 */

const allowedHeaders =
  'Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Railbird-Delta, Railbird-Min-Version, ' +
  'X-Api-Key, X-Org, X-Request-Id'
const exposedHeaders =
  'Cache-Status, ETag, Idempotency-Replayed, Link, Location, RateLimit, RateLimit-Policy, Railbird-Version, ' +
  'Retry-After, Server-Timing, X-Compressed-Size, X-Compression-Ratio, X-Original-Size, X-Request-Id'

export class Origins {
  readonly #known: ReadonlySet<string>

  constructor(known: readonly string[]) {
    this.#known = new Set(known)
  }

  /** False when this server answers no other origin at all; then no answer depends on it. */
  get areKnown(): boolean {
    return this.#known.size > 0
  }

  /** Lets the origin of the request read the answer, if it is one of the list. */
  allow(request: Request, headers: Headers): void {
    if (this.#known.size === 0) return
    const origin = request.headers.get('origin')
    if (origin === null || !this.#known.has(origin)) return
    headers.set('access-control-allow-origin', origin)
    headers.set('access-control-expose-headers', exposedHeaders)
    headers.set('cross-origin-resource-policy', 'cross-origin')
  }

  /** Headers for OPTIONS at a path that allows `methods`: those of a preflight where it is one that may be. */
  preflight(request: Request, methods: readonly string[]): Readonly<Record<string, string>> {
    const allow = methods.join(', ')
    const isPreflight = request.headers.has('access-control-request-method')
    if (!isPreflight || !this.#known.has(request.headers.get('origin') ?? '')) return { allow }
    return {
      allow,
      'access-control-allow-methods': allow,
      'access-control-allow-headers': allowedHeaders,
      'access-control-max-age': '600',
    }
  }
}
