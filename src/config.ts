/**
 * The only reader of the environment, and the one place where every bound has its name and its unit.
 * Invariant: all problems of the environment are reported at once, and no secret is ever printed.
 * An empty variable counts as unset. The table of variables is in config-variables.ts.
 */
import type { z } from 'zod'
import pkg from '../package.json'
import { conflicts, typos } from './config-problems.ts'
import { schema, variables, type Name } from './config-variables.ts'

export { defaults, Secret, variables } from './config-variables.ts'

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
  apiKeysPerOrg: 100,
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
  slowRequestMs: 1000,
  // Postgres
  poolSize: 16,
  poolWaitMs: 500,
  statementMs: 3000,
  lockMs: 1000,
  idleInTransactionMs: 5000,
  commitRetries: 3,
  replica: { poolWaitMs: 100, statementMs: 1000, requestMs: 1500 },
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

/** The environment cannot be used. The message is plain text for people, one line per problem. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
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
    databaseReplicaUrls: Object.freeze(v.DATABASE_REPLICA_URLS),
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
    archiveAfterMonths: v.ARCHIVE_AFTER_MONTHS,
    slowQueryMs: v.SLOW_QUERY_MS,
    isTimingForAll: v.SERVER_TIMING === 'all',
    metricsToken: v.METRICS_TOKEN,
    metricsAllow: Object.freeze(v.METRICS_ALLOW),
    alertWebhookUrl: v.ALERT_WEBHOOK_URL,
    sentryDsn: v.SENTRY_DSN,
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
