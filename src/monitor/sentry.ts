/**
 * Errors, slow things and alerts to Sentry, if a DSN is given. The package is loaded only then: it costs 45 MB and up
 * to seconds. A client of its own is used, with none of the integrations that wrap servers, fetch and console: they
 * would cost two thirds of the throughput, and what they gather is nobody's business.
 * Invariant: no SQL, parameter, contact or token leaves for Sentry.
 */
import type { ErrorEvent, NodeClient as Client } from '@sentry/bun'
import type { Secret } from '../config.ts'
import { scrub } from '../log.ts'

/** Where something happened; short fixed words and ids. */
export type Tags = Readonly<Record<string, string>>

/** A door to Sentry. Nothing here throws or waits, but for `flush`. */
export interface Reports {
  /** Something of ours failed. */
  failed(error: unknown, tags: Tags): void
  /** Something worth a look. */
  told(message: string, level: 'warning' | 'error' | 'info', tags: Tags): void
  /** Resolves when all is sent, or after so many milliseconds. */
  flush(ms: number): Promise<void>
}

type Transport = ConstructorParameters<typeof Client>[0]['transport']

interface SentryOptions {
  readonly dsn: Secret
  readonly environment: string
  readonly release: string
  /** Milliseconds of any clock. */
  readonly now: () => number
  readonly transport?: Transport
}

/** More in a minute say nothing new, and a database that is away fails every request. */
const eventsPerMinute = 30

/** Loads the package and opens the door. */
export async function openSentry({ dsn, environment, release, now, transport }: SentryOptions): Promise<Reports> {
  const sentry = await import('@sentry/bun')
  const { NodeClient, Scope, defaultStackParser, makeFetchTransport } = sentry
  const client = new NodeClient({
    dsn: dsn.reveal(),
    environment,
    release,
    transport: transport ?? makeFetchTransport,
    stackParser: defaultStackParser,
    integrations: [sentry.eventFiltersIntegration(), sentry.linkedErrorsIntegration()],
    beforeSend: (event) => clean(event),
  })
  const scope = new Scope()
  scope.setClient(client)
  client.init()
  const allow = allowance(now)
  const tagged = (tags: Tags) => {
    const own = scope.clone()
    own.setTags(tags)
    return own
  }
  return {
    failed(error, tags) {
      if (allow()) client.captureException(error, { originalException: error }, tagged(tags))
    },
    told(message, level, tags) {
      if (allow()) client.captureMessage(message, level, {}, tagged(tags))
    },
    flush: async (ms) => void (await client.flush(ms)),
  }
}

function allowance(now: () => number): () => boolean {
  let minute = -1
  let used = 0
  return () => {
    const current = Math.floor(now() / 60_000)
    if (current !== minute) used = 0
    minute = current
    return used++ < eventsPerMinute
  }
}

// A message of drizzle is the SQL with its parameters, and one of Postgres may quote a value.
function clean(event: ErrorEvent): ErrorEvent {
  for (const value of event.exception?.values ?? []) {
    const isOfDatabase = /^(DrizzleQueryError|PostgresError)$/.test(value.type ?? '')
    const text = value.value ?? ''
    value.value = isOfDatabase || text.startsWith('Failed query:') ? 'query failed' : scrub(text)
  }
  if (event.message !== undefined) event.message = scrub(event.message)
  delete event.server_name
  delete event.user
  delete event.request
  delete event.breadcrumbs
  return event
}
