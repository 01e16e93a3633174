/**
 * The variables of the environment: what each is for, what it accepts, and its default. Nothing is read here; see
 * config.ts. `.env.example` is generated from this table by `scripts/env-example.ts`.
 */
import { isIP } from 'node:net'
import { z } from 'zod'
import { secretForm } from './config-problems.ts'
import { parseRedisUrl } from './redis/address.ts'

const MiB = 1024 * 1024

/** A value that must never be printed: every way of turning it into text says `[redacted]`. */
export class Secret {
  readonly #value: string
  constructor(value: string) {
    this.#value = value
  }
  /** The value itself, for the one call that needs it. */
  reveal(): string {
    return this.#value
  }
  toString(): string {
    return '[redacted]'
  }
  toJSON(): string {
    return '[redacted]'
  }
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[redacted]'
  }
}

const integer = (min: number, max: number, fallback: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .pipe(z.number().min(min).max(max))
    .default(fallback)
const list = (isGood: (item: string) => boolean) => {
  const items = z.string().transform((text) => text.split(',').flatMap((item) => item.trim() || []))
  return items.pipe(z.array(z.string().refine(isGood))).default([])
}
const matching = (pattern: RegExp) => z.string().regex(pattern)
const secret = (schema: z.ZodString) => schema.transform((text) => new Secret(text)).optional()
const isOrigin = (text: string) => /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text
const isEmail = (text: string) => z.email().safeParse(text).success
const postgresUrl = /^postgres(ql)?:\/\/\S+$/
const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
const kinds = ['development', 'test', 'production'] as const
const profiles = ['open', 'standard', 'strict'] as const
const audiences = ['operators', 'all'] as const
const isAddress = (text: string) => isIP(text) !== 0
const isWebUrl = (text: string) => /^https?:\/\/\S+$/.test(text) && URL.canParse(text)

/** One rule for each variable. */
export const schema = z.object({
  HOST: matching(/^[\w.:-]+$/).default('127.0.0.1'),
  PORT: integer(0, 65_535, 3000),
  DATABASE_URL: secret(matching(postgresUrl)),
  DATABASE_OWNER_URL: secret(matching(postgresUrl)),
  DATABASE_REPLICA_URLS: list((url) => postgresUrl.test(url)).transform((urls) => urls.map((url) => new Secret(url))),
  REDIS_URL: secret(z.string().refine((url) => parseRedisUrl(url) !== null)),
  DATA_DIR: z.string().default('.railbird'),
  DEMO: z.enum(['on', 'off']).optional(),
  NODE_ENV: z.enum(kinds).default('development'),
  LOG_LEVEL: z.enum(levels).default('info'),
  CACHE_L1_BYTES: integer(0, 999_999_999, 64 * MiB),
  RATE_PROFILE: z.enum(profiles).optional(),
  ALLOWED_ORIGINS: list(isOrigin),
  TRUSTED_PROXY_HOPS: integer(0, 8, 0),
  PLATFORM_ADMINS: list(isEmail),
  SESSION_SECRET: secret(z.string().min(32)),
  CLUSTER: z.enum(['0', '1']).default('0'),
  ARCHIVE_AFTER_MONTHS: integer(0, 600, 0),
  SLOW_QUERY_MS: integer(1, 60_000, 100),
  SERVER_TIMING: z.enum(audiences).default('operators'),
  METRICS_TOKEN: secret(z.string().min(16)),
  METRICS_ALLOW: list(isAddress),
  ALERT_WEBHOOK_URL: secret(z.string().refine(isWebUrl)),
  SENTRY_DSN: secret(z.string().refine(isWebUrl)),
  FAIL_AT: z.string().optional(),
})
/** Name of a variable. */
export type Name = keyof typeof schema.shape
/** Every variable as an empty environment leaves it. */
export const defaults: Readonly<Record<Name, unknown>> = schema.parse({}) as Record<Name, unknown>

const urlForm = 'postgres://user:password@host:5432/database'
const redisForm = 'redis://host:6379, rediss://..., redis+sentinel://a,b/master or redis+cluster://a,b'

/** What each variable is for and what it accepts, in the order of `.env.example`. */
export const variables: Readonly<Record<Name, { about: string; accepts: string; isSecret?: true }>> = {
  HOST: { about: 'Address to listen on.', accepts: 'a host name or address' },
  PORT: { about: 'Port to listen on; 0 takes any free one.', accepts: 'a whole number from 0 to 65535' },
  DATABASE_URL: { about: 'Postgres 15 or newer; an embedded one if unset.', accepts: urlForm, isSecret: true },
  DATABASE_OWNER_URL: { about: 'Role that migrates, if another than above.', accepts: urlForm, isSecret: true },
  DATABASE_REPLICA_URLS: {
    about: 'Read replicas, asked where they are new enough.',
    accepts: `${urlForm}, several by comma`,
    isSecret: true,
  },
  REDIS_URL: { about: 'Redis, for several nodes; none if unset.', accepts: redisForm, isSecret: true },
  DATA_DIR: { about: 'Folder of the embedded database and of keys.', accepts: 'a path' },
  DEMO: { about: 'The live demo and its accounts; on if unset.', accepts: 'on, off; in production only off' },
  NODE_ENV: { about: 'Kind of installation.', accepts: kinds.join(', ') },
  LOG_LEVEL: { about: 'Least serious line that is logged.', accepts: levels.join(', ') },
  CACHE_L1_BYTES: {
    about: 'Bytes of ready-made answers kept in memory; 0 keeps none.',
    accepts: 'a whole number from 0 to 999999999',
  },
  RATE_PROFILE: { about: 'Rate limits; standard if unset in production.', accepts: profiles.join(', ') },
  ALLOWED_ORIGINS: {
    about: 'Sites whose pages may call the API.',
    accepts: 'origins such as https://club.example, by comma',
  },
  TRUSTED_PROXY_HOPS: { about: 'Proxies whose X-Forwarded-For is believed.', accepts: 'a whole number from 0 to 8' },
  PLATFORM_ADMINS: { about: 'Accounts that see operations data.', accepts: 'e-mail addresses, by comma' },
  SESSION_SECRET: { about: 'Key of tokens; required in production.', accepts: secretForm, isSecret: true },
  CLUSTER: { about: 'Whether several processes share the port.', accepts: '0, 1' },
  ARCHIVE_AFTER_MONTHS: {
    about: 'Full months after which logs of finished events move to DATA_DIR/archive; 0: never.',
    accepts: 'a whole number from 0 to 600',
  },
  SLOW_QUERY_MS: {
    about: 'Milliseconds above which a query is written down.',
    accepts: 'a whole number from 1 to 60000',
  },
  SERVER_TIMING: { about: 'Who is told what took the time of an answer.', accepts: audiences.join(', ') },
  METRICS_TOKEN: {
    about: 'Bearer token that opens /metrics; else only this machine may.',
    accepts: 'at least 16 characters',
    isSecret: true,
  },
  METRICS_ALLOW: { about: 'Machines that may read /metrics.', accepts: 'IP addresses, by comma' },
  ALERT_WEBHOOK_URL: { about: 'Where alerts are sent as JSON.', accepts: 'an http or https URL', isSecret: true },
  SENTRY_DSN: {
    about: 'Where errors are reported; nowhere if unset.',
    accepts: 'the DSN of a project',
    isSecret: true,
  },
  FAIL_AT: { about: 'Failpoint to crash at.', accepts: 'a name, only if NODE_ENV is test' },
}
