/**
 * `REDIS_URL` in its forms: one server, one with sentinels, a cluster; each with TLS if it begins with `rediss`.
 *   redis://user:password@host:6379/0
 *   redis+sentinel://user:password@one:26379,two:26379/mymaster/0
 *   redis+cluster://user:password@one:6379,two:6379
 */

export interface Place {
  readonly host: string
  readonly port: number
}

interface Login {
  readonly username?: string
  readonly password?: string
  readonly isTls: boolean
}

/** Where Redis is; `places` are sentinels, or nodes of a cluster from which the others are learnt. */
export type RedisAddress = Login &
  (
    | { readonly kind: 'single'; readonly place: Place; readonly db: number }
    | { readonly kind: 'sentinel'; readonly places: readonly Place[]; readonly master: string; readonly db: number }
    | { readonly kind: 'cluster'; readonly places: readonly Place[] }
  )

const form = /^(rediss?)(?:\+(sentinel|cluster))?:\/\/(?:([^@/?#]*)@)?([^/?#@]+)((?:\/[^?#]*)?)$/
const placeForm = /^(\[[0-9a-fA-F:.]+\]|[\w.-]+)(?::(\d{1,5}))?$/

/** The address, or null for text that has none of the forms. */
export function parseRedisUrl(url: string): RedisAddress | null {
  const [, scheme, kind, login, hosts = '', path = ''] = form.exec(url) ?? []
  if (scheme === undefined) return null
  const places = hosts.split(',').map((host) => placeOf(host, kind === 'sentinel' ? 26_379 : 6379))
  const [place] = places
  const credentials = loginOf(login)
  if (place === null || place === undefined || credentials === null) return null
  if (!places.every((one) => one !== null)) return null
  const common = { ...credentials, isTls: scheme === 'rediss' }
  const [first = '', second = '', ...rest] = path.replace(/^\//, '').split('/')
  if (rest.length > 0) return null
  switch (kind) {
    case 'sentinel': {
      const db = dbOf(second)
      return first === '' || db === null ? null : { ...common, kind, places, master: decoded(first) ?? first, db }
    }
    case 'cluster':
      return first === '' && second === '' ? { ...common, kind, places } : null
    default: {
      const db = dbOf(first)
      return places.length > 1 || second !== '' || db === null ? null : { ...common, kind: 'single', place, db }
    }
  }
}

function placeOf(text: string, fallback: number): Place | null {
  const [, host, port] = placeForm.exec(text) ?? []
  if (host === undefined) return null
  const number = port === undefined ? fallback : Number(port)
  return number > 0 && number < 65_536 ? { host: host.replace(/^\[|\]$/g, ''), port: number } : null
}

function dbOf(text: string): number | null {
  if (text === '') return 0
  return /^\d{1,4}$/.test(text) ? Number(text) : null
}

function loginOf(text: string | undefined): { username?: string; password?: string } | null {
  if (text === undefined || text === '') return {}
  const at = text.indexOf(':')
  const username = decoded(at === -1 ? text : text.slice(0, at))
  const password = at === -1 ? '' : decoded(text.slice(at + 1))
  if (username === null || password === null) return null
  return { ...(username === '' ? {} : { username }), ...(password === '' ? {} : { password }) }
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
