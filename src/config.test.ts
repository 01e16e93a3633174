import { describe, expect, test } from 'bun:test'
import { inspect } from 'node:util'
import { ConfigError, limits, readConfig, requireBun, Secret } from './config.ts'
import type { Environment } from './config.ts'

const long = 'x'.repeat(32)

function complaintOf(env: Environment): string {
  try {
    readConfig(env)
  } catch (error) {
    if (error instanceof ConfigError) return error.message
    throw error
  }
  return ''
}

describe('the environment', () => {
  test('may be empty', () => {
    expect(readConfig({})).toEqual({
      host: '127.0.0.1',
      port: 3000,
      databaseUrl: undefined,
      databaseOwnerUrl: undefined,
      databaseReplicaUrls: [],
      redisUrl: undefined,
      dataDir: '.railbird',
      isDemo: true,
      nodeEnv: 'development',
      isProduction: false,
      logLevel: 'info',
      cacheL1Bytes: 67_108_864,
      rateProfile: 'open',
      allowedOrigins: [],
      trustedProxyHops: 0,
      platformAdmins: [],
      sessionSecret: undefined,
      isCluster: false,
      failAt: undefined,
      archiveAfterMonths: 0,
      slowQueryMs: 100,
      isTimingForAll: false,
      metricsToken: undefined,
      metricsAllow: [],
      alertWebhookUrl: undefined,
      sentryDsn: undefined,
    })
  })

  test('counts an empty variable as unset, even where a secret is required', () => {
    expect(readConfig({ PORT: '', DATABASE_URL: '' }).port).toBe(3000)
    expect(complaintOf({ NODE_ENV: 'production', SESSION_SECRET: '' })).toContain('SESSION_SECRET is missing')
  })

  test('in production has strict defaults', () => {
    const config = readConfig({ NODE_ENV: 'production', SESSION_SECRET: long })

    expect([config.isDemo, config.rateProfile, config.isProduction]).toEqual([false, 'standard', true])
  })

  test('is read whole', () => {
    const config = readConfig({
      PORT: '0',
      ALLOWED_ORIGINS: 'https://club.example, http://hall.example:8080,',
      PLATFORM_ADMINS: 'Ann@Club.example',
      TRUSTED_PROXY_HOPS: '2',
      CLUSTER: '1',
      DEMO: 'off',
      NODE_ENV: 'test',
      FAIL_AT: 'after-commit',
    })

    expect(config.port).toBe(0)
    expect(config.allowedOrigins).toEqual(['https://club.example', 'http://hall.example:8080'])
    expect(config.platformAdmins).toEqual(['ann@club.example'])
    expect([config.trustedProxyHops, config.isCluster, config.isDemo]).toEqual([2, true, false])
    expect(config.failAt).toBe('after-commit')
    expect(Object.isFrozen(config)).toBe(true)
  })
})

describe('a complaint', () => {
  test('all problems of the environment are reported at once, and no secret is ever printed', () => {
    const message = complaintOf({
      PORT: '70000',
      HOST: 'a b',
      DATABASE_URL: 'mysql://root:hunter2@db/x',
      SESSION_SECRET: 'hunter2',
      LOG_LEVEL: 'loud',
      DATABSE_URL: 'postgres://root:hunter2@db/x',
      FAIL_AT: 'after-commit',
    })

    expect(message.split('\n')).toEqual([
      'Railbird cannot start with this environment:',
      '  HOST is "a b"; accepted: a host name or address',
      '  PORT is "70000"; accepted: a whole number from 0 to 65535',
      '  DATABASE_URL is a value that is not shown; accepted: postgres://user:password@host:5432/database',
      '  LOG_LEVEL is "loud"; accepted: trace, debug, info, warn, error, fatal, silent',
      '  SESSION_SECRET is a value that is not shown; ' +
        'accepted: at least 32 characters; make one with: openssl rand -hex 32',
      '  FAIL_AT is set; accepted: only with NODE_ENV=test',
      '  DATABSE_URL is not a variable of Railbird; accepted: DATABASE_URL, if that was meant',
    ])
  })

  test.each([
    [{ PORT: '3e3' }, 'PORT'],
    [{ PORT: '-1' }, 'PORT'],
    [{ TRUSTED_PROXY_HOPS: '1.5' }, 'TRUSTED_PROXY_HOPS'],
    [{ ALLOWED_ORIGINS: 'https://a.example/path' }, 'ALLOWED_ORIGINS'],
    [{ ALLOWED_ORIGINS: '*' }, 'ALLOWED_ORIGINS'],
    [{ ALLOWED_ORIGINS: 'null' }, 'ALLOWED_ORIGINS'],
    [{ PLATFORM_ADMINS: 'ann' }, 'PLATFORM_ADMINS'],
    [{ CLUSTER: 'yes' }, 'CLUSTER'],
    [{ DEMO: 'true' }, 'DEMO'],
    [{ NODE_ENV: 'production', SESSION_SECRET: long, DEMO: 'on' }, 'DEMO'],
    [{ NODE_ENV: 'prod' }, 'NODE_ENV'],
    [{ DATABASE_OWNER_URL: 'postgres://a/b' }, 'DATABASE_OWNER_URL'],
    [{ DATABASE_REPLICA_URLS: 'postgres://a/b' }, 'DATABASE_REPLICA_URLS'],
    [{ SLOW_QUERY_MS: '0' }, 'SLOW_QUERY_MS'],
    [{ SLOW_QUERY_MS: '60001' }, 'SLOW_QUERY_MS'],
    [{ SLOW_QUERY_MS: 'soon' }, 'SLOW_QUERY_MS'],
    [{ SERVER_TIMING: 'nobody' }, 'SERVER_TIMING'],
    [{ METRICS_TOKEN: 'short' }, 'METRICS_TOKEN'],
    [{ METRICS_ALLOW: '10.0.0.0/8' }, 'METRICS_ALLOW'],
    [{ ALERT_WEBHOOK_URL: 'ftp://a.example' }, 'ALERT_WEBHOOK_URL'],
    [{ SENTRY_DSN: 'yes' }, 'SENTRY_DSN'],
    [{ DATABASE_URL: 'postgres://a/b', DATABASE_REPLICA_URLS: 'postgres://c/b,d' }, 'DATABASE_REPLICA_URLS'],
  ] as const)('%j names the variable %s once', (env, name) => {
    expect(complaintOf(env).match(new RegExp(`^  ${name} is`, 'gm'))).toHaveLength(1)
  })

  test.each([
    'DATABSE_URL',
    'DATABASE_URI',
    'DATABASE_URLS',
    'database_url',
    'DATABASEURL',
    'DATBAASE_URL',
    'RAILBIRD_DATABASE_URL',
  ])('suggests DATABASE_URL for %s', (name) => {
    expect(complaintOf({ [name]: 'x' })).toContain('DATABASE_URL, if that was meant')
  })

  test.each(['PATH', 'HOME', 'HOSTNAME', 'REDIS_TLS_URL', 'PGDATA', 'NODE_PATH', 'npm_config_port', 'BUN_PORT'])(
    'leaves %s alone',
    (name) => {
      expect(complaintOf({ [name]: 'x' })).toBe('')
    },
  )
})

test('a secret is redacted however it is printed', () => {
  const secret = new Secret('hunter2')

  const prints = [`${secret}`, JSON.stringify({ secret }), inspect({ secret }), Bun.inspect({ secret }), String(secret)]

  expect(prints.filter((text) => text.includes('hunter2') || !text.includes('[redacted]'))).toEqual([])
  expect(secret.reveal()).toBe('hunter2')
})

test('an older Bun is refused in one sentence', () => {
  expect(() => requireBun('1.3.9')).toThrow('Railbird needs Bun 1.4.5 or newer, and this is 1.3.9: bun upgrade')
  expect(() => requireBun('1.4.5')).not.toThrow()
  expect(() => requireBun('2.0.0')).not.toThrow()
})

test('bounds cannot be changed while running', () => {
  expect(Object.isFrozen(limits)).toBe(true)
})
