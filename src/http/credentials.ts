/** What a request proves its caller by: the token of a person as bearer, or the key of a program. Never both. */
import { isApiKey } from '../auth/api-keys.ts'
import { AppError } from '../errors.ts'

const names = ['authorization', 'x-api-key'] as const

/** The token or key of a request, each only where it belongs; null if there is none. Throws `bad_request` for both. */
export function credentialOf({ headers }: Request): string | null {
  const authorization = headers.get('authorization')
  const key = headers.get('x-api-key')
  if (key !== null) {
    if (authorization !== null) throw new AppError('bad_request', 'send Authorization or X-Api-Key, not both')
    return isApiKey(key) ? key : null
  }
  // The usual case by sight alone: what is not a token after all opens nothing, and costs no look-up either.
  if (authorization?.startsWith('Bearer rbs_')) return authorization.slice('Bearer '.length)
  const token = authorization === null ? undefined : /^Bearer +(\S+)$/i.exec(authorization)?.[1]
  return token === undefined || isApiKey(token) ? null : token
}

/** Lets `to` speak for the caller of a request. */
export function passCredential({ headers }: Request, to: Headers): void {
  for (const name of names) {
    const value = headers.get(name)
    if (value !== null) to.set(name, value)
  }
}
