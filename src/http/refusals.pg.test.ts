import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { openHouse, type House, type Person } from './testing.ts'

let house: House
let owner: Person
/** Addresses of one played tournament, by the words the rows below use. */
let at: Record<string, string>

beforeAll(async () => {
  house = await openHouse()
  owner = await house.person('olga', 'Corner Pocket')
  const played = await playing(3)
  await house.call('POST', `${played['W1.1']}/result`, { token: owner.token, body: { scoreA: 3, scoreB: 0 } })
  const open = await playing(null)
  const draft = await make({ type: 'single_elimination' })
  const cancelled = await make({ type: 'single_elimination' })
  await house.call('POST', `${cancelled}/cancel`, { token: owner.token })
  at = {
    'the tournament': played.tournament ?? '',
    'a finished match': played['W1.1'] ?? '',
    'a ready match': played['W1.2'] ?? '',
    'a locked match': played['W2.1'] ?? '',
    'an open match': open['W1.1'] ?? '',
    'a draft': draft,
    'a cancelled event': cancelled,
    'no tournament': `/api/tournaments/${crypto.randomUUID()}`,
    'no match': `/api/matches/${crypto.randomUUID()}`,
  }
}, 30_000)
afterAll(() => house[Symbol.asyncDispose]())

const token = () => owner.token

async function make(body: Record<string, unknown>): Promise<string> {
  const made = await house.call('POST', '/api/tournaments', { token: token(), body: { name: 'Friday', ...body } })
  expect(made.status).toBe(201)
  return `/api/tournaments/${made.json.id}`
}

/** Four players, drawn and started; a race, or open scoring without one. */
async function playing(raceTo: number | null): Promise<Record<string, string>> {
  const options = { scoring: raceTo === null ? { kind: 'open' } : { kind: 'race', raceTo } }
  const tournament = await make({ type: 'single_elimination', options })
  const post = (path: string, body?: unknown) => house.call('POST', tournament + path, { token: token(), body })
  await post('/open')
  await post(
    '/players',
    ['Ada', 'Bo', 'Cy', 'Di'].map((name) => ({ name, email: `${name}@example.net` })),
  )
  await post('/draw')
  await post('/start')
  const { json } = await house.call('GET', `${tournament}/matches`, { token: token() })
  const matches = json.data as unknown as { id: string; ref: string }[]
  return { tournament, ...Object.fromEntries(matches.map(({ id, ref }) => [ref, `/api/matches/${id}`])) }
}

interface Row {
  readonly on?: string
  readonly path?: string
  readonly method?: string
  readonly body?: unknown
  readonly headers?: Record<string, string>
  readonly status: number
  readonly code: string
  /** Paths of `errors[]`, when they matter. */
  readonly fields?: string[]
}

const json = (value: unknown) => JSON.stringify(value)
const marker = 'tell-nobody'

const rows: Record<string, Row> = {
  // the request itself
  'malformed JSON': {
    on: 'a ready match',
    path: '/rack',
    body: `{"winner": "${marker}`,
    status: 400,
    code: 'malformed_body',
  },
  'a body over 64 KiB': {
    on: 'a draft',
    method: 'PATCH',
    body: json({ name: marker.repeat(7000) }),
    status: 413,
    code: 'body_too_large',
  },
  'another content type': {
    on: 'a ready match',
    path: '/rack',
    body: 'winner=a',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    status: 415,
    code: 'unsupported_media_type',
  },
  'an unknown parameter': {
    method: 'GET',
    path: '/api/tournaments?colour=tell-nobody',
    status: 400,
    code: 'unknown_parameter',
  },
  'an unknown parameter of a view': {
    method: 'GET',
    on: 'the tournament',
    path: '/bracket?x=tell-nobody',
    status: 400,
    code: 'unknown_parameter',
  },
  'a page below 1': { method: 'GET', path: '/api/tournaments?page=0', status: 400, code: 'bad_request' },
  'a page past the end of offsets': {
    method: 'GET',
    path: '/api/tournaments?page=999&pageSize=100',
    status: 400,
    code: 'bad_request',
  },
  'a sort name we do not have': {
    method: 'GET',
    path: '/api/tournaments?sortBy=tell-nobody',
    status: 400,
    code: 'bad_request',
  },
  'an alias that contradicts its name': {
    method: 'GET',
    path: '/api/tournaments?pageSize=10&limit=20',
    status: 400,
    code: 'bad_request',
  },
  'a parameter given twice': {
    method: 'GET',
    path: '/api/tournaments?page=1&page=2',
    status: 400,
    code: 'bad_request',
  },
  // ids
  'a malformed id': { method: 'GET', path: '/api/tournaments/tell-nobody', status: 404, code: 'not_found' },
  'an unknown tournament': { method: 'GET', on: 'no tournament', status: 404, code: 'not_found' },
  'an unknown match': { on: 'no match', path: '/rack', body: { winner: 'a' }, status: 404, code: 'not_found' },
  'an unknown player': {
    method: 'PATCH',
    on: 'a draft',
    path: `/players/${crypto.randomUUID()}`,
    body: {},
    status: 404,
    code: 'not_found',
  },
  // the schema
  'an unknown member': {
    on: 'a ready match',
    path: '/rack',
    body: { winner: 'a', admin: marker },
    status: 422,
    code: 'invalid_body',
    fields: ['admin'],
  },
  'a mistyped member': {
    method: 'PATCH',
    on: 'a draft',
    body: { name: { text: marker } },
    status: 422,
    code: 'invalid_body',
    fields: ['name'],
  },
  'a missing member': {
    path: '/api/tournaments',
    body: { type: 'single_elimination' },
    status: 422,
    code: 'invalid_body',
    fields: ['name'],
  },
  'a name of control characters only': {
    path: '/api/tournaments',
    body: { name: '\u0000\u0007 ', type: 'swiss' },
    status: 422,
    code: 'invalid_body',
    fields: ['name'],
  },
  'a date that is none': {
    method: 'PATCH',
    on: 'a draft',
    body: { startDate: '2026-02-31T10:00:00Z' },
    status: 422,
    code: 'invalid_body',
    fields: ['startDate'],
  },
  'a year that cannot be stored': {
    method: 'PATCH',
    on: 'a draft',
    body: { startDate: '0000-01-01T10:00:00Z' },
    status: 422,
    code: 'invalid_body',
    fields: ['startDate'],
  },
  'a body where an action takes none': {
    on: 'a draft',
    path: '/open',
    body: { now: marker },
    status: 422,
    code: 'invalid_body',
    fields: ['now'],
  },
  'a bad player in a list': {
    on: 'a draft',
    path: '/players',
    body: [{ name: 'Ed' }, { name: 'Flo', email: marker }],
    status: 422,
    code: 'invalid_body',
    fields: ['1.email'],
  },
  'no player at all': { on: 'a draft', path: '/players', body: [], status: 422, code: 'invalid_body' },
  'a CSV with a strange column': {
    on: 'a draft',
    path: '/players',
    body: 'name,shoe\nEd,42',
    headers: { 'content-type': 'text/csv' },
    status: 400,
    code: 'malformed_body',
  },
  'an account that is not there': {
    on: 'a draft',
    path: '/players',
    body: { name: 'Ed', userId: crypto.randomUUID() },
    status: 422,
    code: 'unknown_player',
  },
  // a rule of play forbids it
  'a score no race can end with': {
    on: 'a ready match',
    path: '/result',
    body: { scoreA: 3, scoreB: 3 },
    status: 422,
    code: 'illegal_score',
  },
  'a score beyond the race': {
    on: 'a ready match',
    path: '/result',
    body: { scoreA: 4, scoreB: 0 },
    status: 422,
    code: 'illegal_score',
  },
  'a level score without a decider': {
    on: 'an open match',
    path: '/result',
    body: { scoreA: 2, scoreB: 2 },
    status: 422,
    code: 'decider_required',
  },
  'a decider of a decided score': {
    on: 'an open match',
    path: '/result',
    body: { scoreA: 2, scoreB: 1, decider: 'b' },
    status: 422,
    code: 'decider_not_allowed',
  },
  'a format that is not played yet': {
    path: '/api/tournaments',
    body: { name: 'S', type: 'swiss' },
    status: 422,
    code: 'unsupported_format',
  },
  // the state forbids it
  'a rack of a finished match': {
    on: 'a finished match',
    path: '/rack',
    body: { winner: 'a' },
    status: 409,
    code: 'match_finished',
  },
  'a rack of a match without players': {
    on: 'a locked match',
    path: '/rack',
    body: { winner: 'a' },
    status: 409,
    code: 'match_not_ready',
  },
  'a start of a draft': { on: 'a draft', path: '/start', status: 409, code: 'illegal_transition' },
  'a late player': {
    on: 'a cancelled event',
    path: '/players',
    body: { name: 'Zoe' },
    status: 409,
    code: 'registration_closed',
  },
  'a second draw': { on: 'the tournament', path: '/draw', body: {}, status: 409, code: 'already_drawn' },
  'nothing to take back': { on: 'a ready match', path: '/undo', status: 409, code: 'nothing_to_undo' },
  'the deletion of an event being played': {
    on: 'the tournament',
    method: 'DELETE',
    status: 409,
    code: 'illegal_transition',
  },
  // conditions and keys
  'a version that has passed': {
    on: 'a ready match',
    path: '/rack',
    body: { winner: 'a' },
    headers: { 'if-match': '"v1"' },
    status: 412,
    code: 'version_changed',
  },
  'a version made up': {
    on: 'a ready match',
    path: '/rack',
    body: { winner: 'a' },
    headers: { 'if-match': '"v999999"' },
    status: 412,
    code: 'version_changed',
  },
  'a weak tag': {
    on: 'a ready match',
    path: '/rack',
    body: { winner: 'a' },
    headers: { 'if-match': 'W/"v5"' },
    status: 412,
    code: 'version_changed',
  },
  'a key that is none': {
    on: 'a ready match',
    path: '/rack',
    body: { winner: 'a' },
    headers: { 'idempotency-key': 'ä' },
    status: 400,
    code: 'bad_request',
  },
  // methods and addresses
  'a method the address does not know': {
    on: 'a draft',
    method: 'PUT',
    body: {},
    status: 405,
    code: 'method_not_allowed',
  },
  'an address that is not there': { method: 'GET', path: '/api/tell-nobody', status: 404, code: 'not_found' },
}

describe('no stack, SQL, driver text or submitted value leaves the server', () => {
  test.each(Object.keys(rows))('%s', async (title) => {
    const row = rows[title] ?? { status: 0, code: '' }
    const { on, path = '', method = 'POST', body, headers = {} } = row
    const address = (on === undefined ? '' : (at[on] ?? '')) + path
    const read = () => house.call('GET', at[on ?? ''] ?? '', { token: token(), headers: { 'x-request-id': 'same' } })
    const before = on === undefined ? null : await read()

    const answer = await house.call(method, address, { token: token(), body, headers })

    expect(answer.json).toMatchObject({ status: row.status, code: row.code, type: `/api/problems/${row.code}` })
    expect(answer.status).toBe(row.status)
    const mayBeKept = row.status === 404 && method === 'GET' && address.startsWith('/api/tournaments/')
    expect(answer.headers.get('cache-control')).toBe(mayBeKept ? 'no-cache' : 'no-store')
    if (row.status === 409) expect(answer.json.currentVersion as unknown).toBeNumber()
    if (row.fields)
      expect((answer.json.errors as unknown as { path: string }[]).map((field) => field.path)).toEqual(row.fields)
    for (const leak of [marker, 'node_modules', 'SELECT', 'select ', '.ts:']) expect(answer.text).not.toContain(leak)
    const after = on === undefined ? null : await read()
    expect(after?.json).toEqual(before?.json as never)
  })

  test('of an unknown member names it and not its value', async () => {
    const answer = await house.call('POST', '/api/tournaments', { token: token(), body: { shoe: marker } })

    expect(answer.text).toContain('shoe')
    expect(answer.text).not.toContain(marker)
  })

  test('of a duplicate player names the rule, in one list and against the field', async () => {
    const id = await make({ type: 'single_elimination' })
    const post = (body: unknown) => house.call('POST', `${id}/players`, { token: token(), body })
    await house.call('POST', `${id}/open`, { token: token() })
    await post({ name: 'Ada', email: 'ada@example.net' })

    expect((await post({ name: 'Ada L.', email: 'ADA@example.net' })).json).toMatchObject({
      status: 409,
      code: 'duplicate_player',
    })
    const twice = [
      { name: 'Bo', email: 'bo@example.net' },
      { name: 'Bob', email: 'bo@example.net' },
    ]
    expect((await post(twice)).json).toMatchObject({ status: 409, code: 'duplicate_player' })
  })

  test('of a busy table names the rule', async () => {
    const { tournament, ...refs } = await playing(3)
    const table = await house.call('POST', `${tournament}/tables`, { token: token(), body: { label: '1' } })
    const tableId = (table.json.table as unknown as { id: string }).id
    const assign = (ref: string) => house.call('POST', `${refs[ref]}/assign`, { token: token(), body: { tableId } })

    expect((await assign('W1.1')).status).toBe(200)
    expect((await assign('W1.2')).json).toMatchObject({ status: 409, code: 'table_busy' })
  })

  test('of a 405 lists what is allowed', async () => {
    const answer = await house.call('PUT', at['a draft'] ?? '', { token: token() })

    expect(answer.headers.get('allow')).toBe('DELETE, GET, HEAD, OPTIONS, PATCH')
  })
})
