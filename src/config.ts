/**
 * The only reader of the environment, and the one place where every bound has its name and its unit.
 * Invariant: all problems of the environment are reported at once, and no secret is ever printed.
 * An empty variable counts as unset. `.env.example` is generated from the table by `scripts/env-example.ts`.
 */
import { z } from 'zod'
import pkg from '../package.json'
import { conflicts, secretForm, typos } from './config-problems.ts'
import { parseRedisUrl } from './redis/address.ts'

const KiB = 1024
const MiB = 1024 * KiB

/** Every bound of the server. Units are the last word of the name; a plain noun counts things. */
export const limits = Object.freeze({
  // HTTP input (the limits of a request are counted before it is parsed)
  bodyBytes: 64 * KiB,
  urlBytes: 8 * KiB,
  headerBytes: 16 * KiB,
  jsonDepth: 32,
  jsonKeys: 1000,
  arrayItems: 1000,
  importBytes: 2 * MiB,
  importKeys: 250_000,
  importEvents: 12_000,
  importOpsBytes: 96 * MiB,
  importMs: 25_000,
  importQueue: 4,
  batchItems: 20,
  batchBytes: 2 * MiB,
  cursorHours: 24,
  cursorChars: 2048,
  fieldNames: 20,
  pageSize: 20,
  pageSizeMax: 100,
  idempotencyKeyChars: 255,
  idempotencyHours: 24,
  requestMs: 5000,
  compressBytesMin: 1024,
  // Postgres
  poolSize: 16,
  poolWaitMs: 500,
  statementMs: 3000,
  lockMs: 1000,
  idleInTransactionMs: 5000,
  commitRetries: 3,
  // feed and cache
  ringEvents: 512,
  ringBytes: 256 * KiB,
  headPollMs: 1000,
  // Bounds how old an answer of another node's commit can be, whatever is lost between nodes.
  floorTrustMs: 900,
  hotPollMs: 500,
  hotPollDeafMs: 250,
  bus: { beatMs: 200, silentMs: 600, forgetMs: 60_000, peersMax: 1000 },
  snapshotEvery: 200,
  cacheVerifyTickMs: 5,
  dictionaryBytes: 8 * MiB,
  cacheCellIdleMs: 60_000,
  cacheLoadMs: 3000,
  cacheFailureMs: 250,
  cacheWaiters: 256,
  // rooms
  socketFrameBytes: 4096,
  socketHardBytes: 16 * KiB,
  framesPer10s: 20,
  socketsPerUser: 20,
  socketsPerAddress: 500,
  socketsPerAddressOpen: 20_000,
  roomsPerSocket: 8,
  subsPerMinute: 30,
  socketQueue: 16,
  joinBufferBytes: 256 * KiB,
  backpressureBytes: 256 * KiB,
  helloMs: 5000,
  heartbeatMs: 15_000,
  idleTimeoutS: 40,
  // life cycle
  lagMs: 10_000,
  drainMs: 20_000,
  stopMs: 25_000,
  // play and accounts
  playersMax: 1024,
  passwordChars: 128,
  passwordCharsMin: 8,
  hashQueue: 64,
  hashWaitMs: 2000,
  accessTokenHours: 24,
  accessTokenIdleHours: 12,
  refreshTokenDays: 30,
  refreshGraceMs: 10_000,
  principalCacheMs: 1000,
})

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

/** The environment cannot be used. The message is plain text for people, one line per problem. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
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

const schema = z.object({
  HOST: matching(/^[\w.:-]+$/).default('127.0.0.1'),
  PORT: integer(0, 65_535, 3000),
  DATABASE_URL: secret(matching(postgresUrl)),
  DATABASE_OWNER_URL: secret(matching(postgresUrl)),
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
  FAIL_AT: z.string().optional(),
})
type Name = keyof typeof schema.shape
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
  FAIL_AT: { about: 'Failpoint to crash at.', accepts: 'a name, only if NODE_ENV is test' },
}

/** The environment after parsing: typed, frozen, with every default filled in. */
export type Config = ReturnType<typeof toConfig>

/** What a process environment is, as far as this file cares. */
export type Environment = Readonly<Record<string, string | undefined>>

function toConfig(v: z.output<typeof schema>) {
  const isProduction = v.NODE_ENV === 'production'
  return Object.freeze({
    host: v.HOST,
    port: v.PORT,
    databaseUrl: v.DATABASE_URL,
    databaseOwnerUrl: v.DATABASE_OWNER_URL,
    redisUrl: v.REDIS_URL,
    dataDir: v.DATA_DIR,
    isDemo: (v.DEMO ?? (isProduction ? 'off' : 'on')) === 'on',
    nodeEnv: v.NODE_ENV,
    isProduction,
    logLevel: v.LOG_LEVEL,
    cacheL1Bytes: v.CACHE_L1_BYTES,
    rateProfile: v.RATE_PROFILE ?? (isProduction ? 'standard' : 'open'),
    allowedOrigins: Object.freeze(v.ALLOWED_ORIGINS),
    trustedProxyHops: v.TRUSTED_PROXY_HOPS,
    platformAdmins: Object.freeze(v.PLATFORM_ADMINS.map((email) => email.toLowerCase())),
    sessionSecret: v.SESSION_SECRET,
    isCluster: v.CLUSTER === '1',
    failAt: v.FAIL_AT,
  })
}

/** Parses an environment. Throws one `ConfigError` that names every problem. */
export function readConfig(env: Environment): Config {
  const given = Object.fromEntries(Object.keys(variables).map((name) => [name, env[name] || undefined]))
  const parsed = schema.safeParse(given)
  const bad = parsed.success ? [] : parsed.error.issues.map((issue) => String(issue.path[0]))
  const problems = [...new Set(bad)].map((name) => complaint(name as Name, env))
  problems.push(...conflicts(env), ...typos(env, Object.keys(variables)))
  if (parsed.success && problems.length === 0) return toConfig(parsed.data)
  throw new ConfigError(['Railbird cannot start with this environment:', ...problems.map((p) => `  ${p}`)].join('\n'))
}

/** The configuration of this process. */
export const loadConfig = (): Config => readConfig(process.env)

function complaint(name: Name, env: Environment): string {
  const { accepts, isSecret } = variables[name]
  const value = isSecret ? 'a value that is not shown' : JSON.stringify(env[name])
  return `${name} is ${value}; accepted: ${accepts}`
}

/** Refuses a Bun older than `engines.bun` in one sentence. */
export function requireBun(version: string = Bun.version): void {
  if (Bun.semver.satisfies(version, pkg.engines.bun)) return
  throw new ConfigError(
    `Railbird needs Bun ${pkg.engines.bun.replace('>=', '')} or newer, and this is ${version}: bun upgrade`,
  )
}
