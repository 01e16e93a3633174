import { expect, test } from 'bun:test'
import { createTransport } from '@sentry/bun'
import { DrizzleQueryError } from 'drizzle-orm'
import { Secret } from '../config.ts'
import { openSentry, type Reports } from './sentry.ts'

/** A door to nowhere, with what passed through it. */
async function opened(now: () => number = () => 0): Promise<{ reports: Reports; sent: () => Promise<string> }> {
  const envelopes: string[] = []
  const reports = await openSentry({
    dsn: new Secret('https://key@sentry.invalid/1'),
    environment: 'test',
    release: '1.2.3',
    now,
    transport: (options) =>
      createTransport(options, async ({ body }) => {
        envelopes.push(typeof body === 'string' ? body : new TextDecoder().decode(body))
        return { statusCode: 200 }
      }),
  })
  const sent = async () => {
    await reports.flush(2000)
    return envelopes.join('\n')
  }
  return { reports, sent }
}

test('an error is sent with its stack and where it happened', async () => {
  const { reports, sent } = await opened()

  reports.failed(new TypeError('no such thing'), { route: 'GET /api/venues', requestId: 'r-1' })

  const text = await sent()
  expect(text).toContain('"type":"TypeError","value":"no such thing"')
  expect(text).toContain('"stacktrace"')
  expect(text).toContain('"route":"GET /api/venues"')
  expect(text).toContain('"release":"1.2.3"')
})

test('no SQL, parameter, contact or token leaves for Sentry', async () => {
  const { reports, sent } = await opened()
  const cause = Object.assign(new Error('invalid input syntax: "Ann Secret"'), { name: 'PostgresError', code: '22P02' })

  reports.failed(new DrizzleQueryError('select * from users where name = $1', ['Ann Secret'], cause), {})
  reports.failed(new Error('no mail to ann@example.com with Bearer abcdefghijkl'), {})
  reports.told('rbs_0123456789abcdef was used', 'warning', {})

  const text = await sent()
  expect(text.match(/query failed/g)?.length).toBe(2)
  expect(text).not.toMatch(/Ann|select \*|ann@|abcdefghijkl|0123456789abcdef/)
})

test('what is only worth a look has its level', async () => {
  const { reports, sent } = await opened()

  reports.told('slow request', 'warning', { route: 'GET /api/venues' })

  expect(await sent()).toMatch(
    /"message":"slow request".*"level":"warning"|"level":"warning".*"message":"slow request"/,
  )
})

test('a flood is cut to thirty a minute', async () => {
  let now = 0
  const { reports, sent } = await opened(() => now)

  for (let i = 0; i < 100; i++) reports.failed(new Error(`flood ${i}`), {})
  now = 60_000
  reports.failed(new Error('after the flood'), {})

  const text = await sent()
  expect(text.match(/"value":"flood \d+"/g)?.length).toBe(30)
  expect(text).toContain('after the flood')
})

test('the package is loaded when it is asked for, and by one file only', async () => {
  const scanner = new Bun.Transpiler({ loader: 'ts' })
  const src = `${import.meta.dir}/..`
  const found: string[] = []
  for (const path of new Bun.Glob('**/*.ts').scanSync({ cwd: src })) {
    const text = path.endsWith('.test.ts') ? '' : await Bun.file(`${src}/${path}`).text()
    if (!text.includes('@sentry')) continue
    const kinds = scanner.scanImports(text).filter((one) => one.path.startsWith('@sentry'))
    found.push(...kinds.map(({ kind }) => `${path} ${kind}`))
  }

  expect(found).toEqual(['monitor/sentry.ts dynamic-import'])
})
