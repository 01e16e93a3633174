/**
 * Where the database is and as whom to connect. A value, so that the embedded server (a socket, no password) and an
 * installed one (a URL) look the same to the pool and to the migrations.
 */
import postgres from 'postgres'
import { outliving } from './cut-off.ts'

export type ConnectionOptions = postgres.Options<Record<string, postgres.PostgresType>>

/** One way in: a URL, options, or both (options win). Open it with `connect`. */
export interface Endpoint {
  readonly url?: string
  readonly options: ConnectionOptions
}

/** `app` is bound by row-level security; `owner` runs migrations and is null where this process must not. */
export interface DatabaseTarget {
  readonly app: Endpoint
  readonly owner: Endpoint | null
  /** True when one login serves both and `app` only puts on the role `railbird_app`; the server says so once. */
  readonly isSharedLogin: boolean
}

/** The target of `DATABASE_URL` and, if there is one, `DATABASE_OWNER_URL`. */
export function urlTarget(appUrl: string, ownerUrl?: string): DatabaseTarget {
  if (ownerUrl !== undefined && ownerUrl !== appUrl) {
    return { app: { url: appUrl, options: {} }, owner: { url: ownerUrl, options: {} }, isSharedLogin: false }
  }
  const app = { url: appUrl, options: { connection: { role: 'railbird_app' } } }
  return { app, owner: { url: appUrl, options: {} }, isSharedLogin: true }
}

/** The same server, another database; for tests and tools. */
export function withDatabase(endpoint: Endpoint, database: string): Endpoint {
  return { ...endpoint, options: { ...endpoint.options, database } }
}

/**
 * A postgres.js client for an endpoint. A lost connection fails its transaction and nothing else; notices are dropped,
 * because they would go to the console.
 */
export function connect(endpoint: Endpoint, options: ConnectionOptions = {}): postgres.Sql {
  const connection = { ...endpoint.options.connection, ...options.connection }
  const all: ConnectionOptions = { onnotice: () => {}, ...endpoint.options, ...options, connection }
  return outliving(endpoint.url === undefined ? postgres(all) : postgres(endpoint.url, all))
}
