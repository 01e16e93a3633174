/**
 * What an answer tells caches, by the class of its route, and the headers of security.md section 6 that all carry.
 * `Vary` stands on every answer of a route that negotiates: on the body, on 304, on HEAD and on refusals.
 */

/**
 * How caches between here and the client may treat an answer (http.md section 3). What is polled may be asked for as
 * the difference to a body that the client holds.
 */
export type CacheClass = 'private' | 'polled' | 'public' | 'publicPolled' | 'none'

/** True for answers that may be told as a difference. */
export const isDelta = (cache: CacheClass): boolean => cache === 'polled' || cache === 'publicPolled'

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
  polled: 'private, no-cache',
  public: 'public, max-age=0, s-maxage=5, must-revalidate',
  publicPolled: 'public, max-age=0, s-maxage=5, must-revalidate',
  none: 'no-store',
}

const varyPublic = 'Accept-Encoding'
/** Of what may be told as a difference (RFC 9842 6.2): always, so that no cache mistakes one for the whole. */
const varyPolled = ', Available-Dictionary, Railbird-Delta'
const varyPrivate = 'Accept-Encoding, Authorization, Cookie, X-Api-Key, X-Org'

/** Headers of an answer of this class, before anything is known of its body. */
export function headersOf(cache: CacheClass, knowsOrigins: boolean): Headers {
  return new Headers({
    ...securityHeaders,
    'cache-control': cacheControl[cache],
    vary: varyOf(cache === 'private' || cache === 'polled', knowsOrigins) + (isDelta(cache) ? varyPolled : ''),
    'content-type': 'application/json',
  })
}

const publicPrefixes = ['/api/public/', '/api/docs', '/api/problems', '/api/handicap', '/api/health']
const cacheablePrefixes = ['/api/public/', '/api/tournaments/']

/**
 * What a refusal depends on, and whether it may be kept: as its route has it, which is known by the address alone.
 * That there is nothing at an address may be kept to be asked about again; no other refusal is.
 */
export function refusalHeaders(request: Request, status: number, knowsOrigins: boolean): Record<string, string> {
  const { pathname } = new URL(request.url)
  const isBelow = (prefix: string) => pathname.startsWith(prefix)
  const vary = varyOf(!publicPrefixes.some(isBelow), knowsOrigins)
  const isRead = request.method === 'GET' || request.method === 'HEAD'
  if (status !== 404 || !isRead || !cacheablePrefixes.some(isBelow)) return { vary }
  return { vary, 'cache-control': 'no-cache' }
}

function varyOf(isPrivate: boolean, knowsOrigins: boolean): string {
  const vary = isPrivate ? varyPrivate : varyPublic
  return knowsOrigins ? `${vary}, Origin` : vary
}
