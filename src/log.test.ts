import { afterEach, describe, expect, test } from 'bun:test'
import { createLog, log, pretty, setLogLevel } from './log.ts'

afterEach(() => setLogLevel('info'))

/** Every line that `use` logs, as text. */
function linesOf(use: (logger: ReturnType<typeof createLog>) => void): string[] {
  const lines: string[] = []
  use(createLog((line) => lines.push(line)))
  return lines
}

describe('no password, token, key or contact is written, whatever object or error is logged', () => {
  const sql = Object.assign(new Error('Failed query: insert into users values ($1)\nparams: hunter2'), {
    query: 'insert hunter2',
    params: ['hunter2'],
    cause: Object.assign(new Error('duplicate key'), { code: '23505', detail: 'Key (email)=(hunter2) exists' }),
  })
  const cyclic: Record<string, unknown> = { password: 'hunter2' }
  cyclic.self = cyclic

  test.each([
    ['a member', { password: 'hunter2' }],
    ['a deep member', { a: { b: [{ refreshToken: 'hunter2' }] } }],
    ['a header', { headers: { authorization: 'Bearer hunter2', cookie: 'hunter2' } }],
    ['a token in a text', { note: 'sent rbs_hunter2hunter2 to it' }],
    ['a bearer in a text', { note: 'Bearer hunter2' }],
    ['an address with credentials', { url: 'postgres://app:hunter2@db/x' }],
    ['an e-mail in a text', { note: 'wrote to hunter2@hall.example' }],
    ['an SQL error', { err: sql }],
    ['an SQL error alone', sql],
    ['an SQL error under another name', { failure: sql }],
    ['a cycle', cyclic],
  ])('%s', (_, members) => {
    const [line = ''] = linesOf((logger) => logger.error(members))

    expect(line).not.toContain('hunter2')
    expect(JSON.parse(line)).toMatchObject({ level: 'error' })
  })

  test('nor in the sentence', () => {
    const [line = ''] = linesOf((logger) => logger.info({}, 'hello hunter2@hall.example'))

    expect(JSON.parse(line).msg).toBe('hello [redacted]')
  })
})

test('an error keeps its type, code, stack and cause', () => {
  const cause = Object.assign(new TypeError('no route'), { code: 'EHOSTUNREACH' })

  const [line = ''] = linesOf((logger) => logger.warn({ err: new Error('feed stopped', { cause }) }))

  expect(JSON.parse(line)).toMatchObject({
    msg: 'feed stopped',
    err: { type: 'Error', message: 'feed stopped', cause: { type: 'TypeError', code: 'EHOSTUNREACH' } },
  })
  expect(JSON.parse(line).err.stack).toContain('log.test.ts')
})

test('ordinary members pass unchanged', () => {
  const members = {
    tournamentId: 't1',
    version: 7,
    isCold: false,
    tokens: undefined,
    at: new Date(0),
    n: 3n,
    none: null,
  }

  const [line = ''] = linesOf((logger) => logger.info(members, 'hole repaired'))

  expect(JSON.parse(line)).toMatchObject({
    tournamentId: 't1',
    version: 7,
    isCold: false,
    at: '1970-01-01T00:00:00.000Z',
    n: '3',
    none: null,
    msg: 'hole repaired',
  })
})

test('a terminal gets time, level, subsystem, sentence and members in one line', () => {
  const [line = ''] = linesOf((logger) => logger.child({ subsystem: 'feed' }).warn({ version: 7 }, 'hole repaired'))

  expect(pretty(line, false)).toMatch(/^\d\d:\d\d:\d\d\.\d{3} warn  feed {5}hole repaired version=7\n$/)
})

test('a terminal gets an error with its cause below the line', () => {
  const err = new Error('feed stopped', { cause: new Error('no route') })

  const [line = ''] = linesOf((logger) => logger.error({ err }))

  expect(pretty(line, false)).toMatch(/feed stopped\n  Error: feed stopped\n\s+at [^]+\n  because Error: no route\n/)
})

test('the level holds for subsystems named before and after', () => {
  const before = log('before')

  setLogLevel('error')

  expect([before.level, log('after').level]).toEqual(['error', 'error'])
})
