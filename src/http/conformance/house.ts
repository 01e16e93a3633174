/** Railbird as a server under test: a real one on a database of its own, with a tournament to read. */
import type { Subject } from './runner.ts'

/** What is needed of a running server: where it is, and calls that set the scene. */
export interface Scene {
  readonly origin: string
  readonly token: string
  readonly orgSlug: string
  readonly tournamentId: string
  readonly account: { readonly email: string; readonly password: string }
}

/** The addresses of the table. */
export function railbird({ origin, token, orgSlug, tournamentId, account }: Scene): Subject {
  const json = { 'content-type': 'application/json' }
  const signedIn = { authorization: `Bearer ${token}` }
  const mirror = `/api/public/${orgSlug}/tournaments`
  return {
    name: 'railbird',
    origin,
    lacks: new Set(),
    places: {
      big: { path: `${mirror}/${tournamentId}/bracket` },
      own: { path: `/api/tournaments/${tournamentId}/bracket`, headers: signedIn },
      polled: { path: `/api/tournaments/${tournamentId}/bracket`, headers: { ...signedIn, 'railbird-delta': '1' } },
      small: { path: '/api/problems/not_found' },
      list: { path: '/api/tournaments?pageSize=4', headers: signedIn },
      missing: { path: `${mirror}/01890000-0000-7000-8000-00000000000a/bracket` },
      write: { path: '/api/venues', method: 'POST', headers: { ...json, ...signedIn }, body: '{"name":"Hall"}' },
      token: { path: '/api/auth/login', method: 'POST', headers: json, body: JSON.stringify(account) },
      nowhere: { path: '/api/nothing' },
    },
  }
}
