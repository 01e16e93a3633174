import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { openHouse, type House, type Person } from './testing.ts'

let house: House
let owner: Person
let rival: Person

beforeAll(async () => {
  house = await openHouse()
  owner = await house.person('olga', 'Corner Pocket')
  rival = await house.person('rex', 'Rival Hall')
}, 30_000)
afterAll(() => house[Symbol.asyncDispose]())

const call: House['call'] = (method, path, sent) => house.call(method, path, sent)
const as = (person: Person, body?: unknown, headers?: Record<string, string>) => ({
  token: person.token,
  ...(body === undefined ? {} : { body }),
  ...(headers === undefined ? {} : { headers }),
})

async function create(more: Record<string, unknown> = {}): Promise<string> {
  const body = { name: 'Friday Nine', type: 'single_elimination', raceTo: 3, ...more }
  const answer = await call('POST', '/api/tournaments', as(owner, body))
  expect(answer.status).toBe(201)
  return String(answer.json.id)
}

/** An active tournament of four with one table; its open matches by ref. */
async function playing(more: Record<string, unknown> = {}) {
  const id = await create(more)
  const at = `/api/tournaments/${id}`
  await call('POST', `${at}/open`, as(owner))
  const names = ['Ada', 'Bo', 'Cy', 'Di'].map((name, i) => ({ name, rating: 700 - i }))
  expect((await call('POST', `${at}/players`, as(owner, names))).status).toBe(201)
  expect((await call('POST', `${at}/draw`, as(owner, {}))).status).toBe(200)
  const table = await call('POST', `${at}/tables`, as(owner, { label: '1' }))
  expect(table.status).toBe(201)
  expect((await call('POST', `${at}/start`, as(owner))).status).toBe(200)
  const { json } = await call('GET', `${at}/matches`, as(owner))
  const matches = json.data as unknown as { id: string; ref: string }[]
  const match = (ref: string) => `/api/matches/${matches.find((m) => m.ref === ref)?.id}`
  const tableId = (table.json.table as unknown as { id: string }).id
  return { id, at, match, tableId }
}

describe('a tournament over HTTP', () => {
  test('is created with its address, read back, and tagged by its version', async () => {
    const made = await call(
      'POST',
      '/api/tournaments',
      as(owner, { name: ' Friday\u0000 ', type: 'double_elimination' }),
    )
    const read = await call('GET', String(made.headers.get('location')), as(owner))

    expect(made.json).toMatchObject({ name: 'Friday', version: 1, status: 'draft' })
    expect(made.headers.get('railbird-version')).toBe('1')
    expect(made.headers.get('etag')).toBe('"v1"')
    expect(made.headers.get('cache-control')).toBe('no-store')
    expect(read.json).toEqual(made.json)
    expect(read.headers.get('cache-control')).toBe('private, no-cache')
    expect(read.headers.get('vary')).toContain('Authorization')
  })

  test('is played to the end', async () => {
    const { at, match, tableId } = await playing()
    const first = match('W1.1')
    expect((await call('POST', `${first}/assign`, as(owner, { tableId }))).json.table as unknown).toMatchObject({
      label: '1',
    })
    await call('POST', `${first}/call`, as(owner))
    await call('POST', `${first}/start`, as(owner))
    await call('POST', `${first}/rack`, as(owner, { winner: 'a' }))
    const undone = await call('POST', `${first}/undo`, as(owner))
    const done = await call('POST', `${first}/result`, as(owner, { scoreA: 3, scoreB: 1 }))
    const walkover = await call('POST', `${match('W1.2')}/walkover`, as(owner, { winner: 'b' }))
    for (let rack = 0; rack < 3; rack++) await call('POST', `${match('W2.1')}/rack`, as(owner, { winner: 'a' }))
    const ended = await call('POST', `${at}/complete`, as(owner))
    const standings = await call('GET', `${at}/standings`, as(owner))
    const tables = await call('GET', `${at}/tables`, as(owner))
    const events = await call('GET', `${at}/events?since=0&limit=1000`, as(owner))
    const snapshot = await call('GET', `${at}/snapshot`, as(owner))

    expect(undone.json).toMatchObject({ state: 'active' })
    expect(done.json).toMatchObject({ state: 'completed', result: { kind: 'played', winner: 'a' } })
    expect(walkover.json).toMatchObject({ result: { kind: 'walkover', winner: 'b' } })
    expect([200, 409]).toContain(ended.status)
    const placing = standings.json.placing as unknown as { place: number; player: { name: string } }[]
    expect(placing[0]).toMatchObject({ place: 1, player: { name: 'Ada' } })
    expect(tables.json.pagination as unknown).toMatchObject({ total: 1, hasNext: false })
    const versions = (events.json.data as unknown as { version: number }[]).map(({ version }) => version)
    expect(versions).toEqual(versions.map((_, i) => i + 1))
    expect(snapshot.json.v as unknown).toBe(versions.length)
  })

  test('keeps to its state: PATCH, DELETE and 404 afterwards', async () => {
    const id = await create()
    const at = `/api/tournaments/${id}`

    const edited = await call('PATCH', at, as(owner, { name: 'Saturday', description: null, raceTo: 5 }))
    const deleted = await call('DELETE', at, as(owner))
    const gone = await call('GET', at, as(owner))

    expect(edited.json).toMatchObject({ name: 'Saturday', version: 2 })
    expect(deleted.status).toBe(204)
    expect(deleted.text).toBe('')
    expect(gone.status).toBe(404)
  })

  test('takes players from CSV, all or nothing', async () => {
    const id = await create()
    await call('POST', `/api/tournaments/${id}/open`, as(owner))
    const csv = (text: string) =>
      call('POST', `/api/tournaments/${id}/players`, as(owner, text, { 'content-type': 'text/csv' }))

    const bad = await csv('name,rating\nAda,700\nBo,high')
    const good = await csv('name,rating,email\r\n"Lovelace, ""Ada""",700,ada@example.org\r\nBo,,\r\n')
    const list = await call('GET', `/api/tournaments/${id}/players`, as(owner))

    expect(bad.json).toMatchObject({ code: 'invalid_body', errors: [{ path: '1.rating' }] })
    expect(good.status).toBe(201)
    const rows = list.json.data as unknown as { name: string; rating: number | null }[]
    expect(rows.map(({ name, rating }) => [name, rating])).toEqual([
      ['Lovelace, "Ada"', 700],
      ['Bo', null],
    ])
    expect(list.text).not.toContain('ada@example.org')
  })

  test('gives one page of a part when one is asked for', async () => {
    const { at } = await playing()

    const page = await call('GET', `${at}/players?page=2&pageSize=3`, as(owner))
    const filtered = await call('GET', `${at}/matches?round=2`, as(owner))

    expect(page.json.pagination as unknown).toEqual({
      page: 2,
      pageSize: 3,
      total: 4,
      totalPages: 2,
      hasNext: false,
      hasPrev: true,
    })
    expect(page.json.data as unknown).toHaveLength(1)
    expect((filtered.json.data as unknown as { ref: string }[]).map(({ ref }) => ref)).toEqual(['W2.1'])
  })
})

describe('the list of tournaments', () => {
  test('is filtered, sorted and paged', async () => {
    const lister = await house.person('lista', 'List Hall')
    for (const [name, startDate] of [
      ['Beta', '2026-03-01T18:00:00Z'],
      ['Alpha', '2026-02-01T18:00:00+02:00'],
      ['Gamma', null],
    ])
      await call('POST', '/api/tournaments', as(lister, { name, type: 'single_elimination', startDate }))
    const names = async (query: string) => {
      const { json } = await call('GET', `/api/tournaments${query}`, as(lister))
      return (json.data as unknown as { name: string }[]).map(({ name }) => name)
    }

    expect(await names('?sortBy=name')).toEqual(['Alpha', 'Beta', 'Gamma'])
    expect(await names('?sort=-name')).toEqual(['Gamma', 'Beta', 'Alpha'])
    expect(await names('?sortBy=name&sortOrder=desc&limit=1')).toEqual(['Gamma'])
    expect(await names('?q=ALPH')).toEqual(['Alpha'])
    expect(await names('?q=%25')).toEqual([])
    // Text with a comma or in brackets is text.
    for (const q of ['Al,pha', '[1]', '%7B%7D']) expect(await names(`?q=${q}`)).toEqual([])
    expect(await names('?from=2026-02-15')).toEqual(['Beta'])
    expect(await names('?status=live')).toEqual([])
    const page = await call('GET', '/api/tournaments?page=2&pageSize=2&status=upcoming', as(lister))
    expect(page.json.pagination as unknown).toMatchObject({ page: 2, total: 3, totalPages: 2, hasPrev: true })
  })
})

describe('repeats and conditions', () => {
  test('the same rack with one key is one rack, and says that it was told before', async () => {
    const { match } = await playing()
    const rack = () => call('POST', `${match('W1.1')}/rack`, as(owner, { winner: 'a' }, { 'idempotency-key': 'k-1' }))

    const first = await rack()
    const second = await rack()

    expect(second.json).toEqual(first.json)
    expect(first.headers.get('idempotency-replayed')).toBeNull()
    expect(second.headers.get('idempotency-replayed')).toBe('true')
    expect(second.headers.get('railbird-version')).toBe(first.headers.get('railbird-version'))
  })

  test('the same key with another body is refused', async () => {
    const { match } = await playing()
    const rack = (winner: string) =>
      call('POST', `${match('W1.1')}/rack`, as(owner, { winner }, { 'idempotency-key': '"k 2"'.replace(' ', '-') }))

    await rack('a')

    expect((await rack('b')).json).toMatchObject({ status: 422, code: 'idempotency_key_reused' })
  })

  test('a key binds the order of members no more than JSON does', async () => {
    const { match } = await playing()
    const result = (body: string) =>
      call('POST', `${match('W1.1')}/result`, as(owner, body, { 'idempotency-key': 'k-3' }))

    await result('{"scoreA":3,"scoreB":1}')

    expect((await result('{ "scoreB":1, "scoreA":3 }')).headers.get('idempotency-replayed')).toBe('true')
  })

  test('If-Match holds the version of the match that was read', async () => {
    const { match } = await playing()
    const path = `${match('W1.1')}/rack`
    const first = await call('POST', path, as(owner, { winner: 'a' }))
    const tag = String(first.headers.get('etag'))

    const fits = await call('POST', path, as(owner, { winner: 'a' }, { 'if-match': tag }))
    const stale = await call('POST', path, as(owner, { winner: 'a' }, { 'if-match': tag }))
    const star = await call('POST', path, as(owner, { winner: 'b' }, { 'if-match': '*' }))

    expect(fits.status).toBe(200)
    expect(stale.json).toMatchObject({ status: 412, code: 'version_changed', currentVersion: fits.json.version })
    expect(stale.headers.get('etag')).toBe(fits.headers.get('etag'))
    expect(star.status).toBe(200)
  })

  test('a read that the client has already is a 304 until the next rack', async () => {
    const { at, match } = await playing()
    const full = await call('GET', `${at}/bracket`, as(owner))
    const etag = String(full.headers.get('etag'))
    const again = () => call('GET', `${at}/bracket`, as(owner, undefined, { 'if-none-match': `W/"x", ${etag}` }))

    const unchanged = await again()
    await call('POST', `${match('W1.1')}/rack`, as(owner, { winner: 'a' }))
    const changed = await again()

    expect([unchanged.status, unchanged.text]).toEqual([304, ''])
    expect(unchanged.headers.get('etag')).toBe(etag)
    expect(unchanged.headers.get('vary')).toBe(full.headers.get('vary'))
    expect(changed.status).toBe(200)
    expect(changed.headers.get('etag')).not.toBe(etag)
  })
})

describe('the public mirror', () => {
  test('never tells which account a player is, in no view and not in the log', async () => {
    const id = await create()
    const at = `/api/tournaments/${id}`
    await call('POST', `${at}/open`, as(owner))
    await call('POST', `${at}/players`, as(owner, { name: 'Ada', userId: rival.id, email: 'ada@example.net' }))
    const mirror = `/api/public/${owner.orgSlug}/tournaments/${id}`

    for (const view of ['/players', '/snapshot', '/events', '/bracket', '/standings', '']) {
      const seen = await call('GET', mirror + view)
      expect(seen.status, view).toBe(200)
      expect(seen.text, view).not.toContain(rival.id)
      expect(seen.text, view).not.toContain('ada@')
    }
    expect((await call('GET', `${at}/players`, as(owner))).text).toContain(rival.id)
    expect((await call('GET', `${at}/events`, as(owner))).text).toContain(rival.id)
  })

  test('shows public and unlisted events to anybody, and nothing of private ones', async () => {
    const open = await playing()
    const unlisted = await create({ name: 'By link', visibility: 'unlisted' })
    const hidden = await create({ name: 'Members only', visibility: 'private' })
    const mirror = (id: string, rest = '') => `/api/public/${owner.orgSlug}/tournaments/${id}${rest}`

    for (const rest of ['', '/bracket', '/snapshot', '/standings', '/matches', '/players', '/tables', '/events']) {
      const shown = await call('GET', mirror(open.id, rest))
      const secret = await call('GET', mirror(hidden, rest))
      expect([rest, shown.status, secret.status]).toEqual([rest, 200, 404])
      expect(secret.text).not.toContain('Members')
      expect(shown.headers.get('cache-control')).toStartWith('public,')
      expect(shown.headers.get('vary')).toMatch(/^Accept-Encoding(, Available-Dictionary, Railbird-Delta)?$/)
    }
    expect((await call('GET', mirror(unlisted))).status).toBe(200)
    const cards = await call('GET', '/api/public/tournaments?pageSize=100')
    expect(cards.text).toContain(open.id)
    expect(cards.text).not.toContain(unlisted)
    expect(cards.text).not.toContain(hidden)
    expect((await call('GET', `/api/public/tournaments/${open.id}`)).json).toMatchObject({ orgSlug: owner.orgSlug })
    expect((await call('GET', `/api/public/${rival.orgSlug}/tournaments/${open.id}`)).status).toBe(404)
  })

  test('forgets an event that is made private while its bytes are warm', async () => {
    const id = await create()
    const path = `/api/public/${owner.orgSlug}/tournaments/${id}`
    await call('GET', path)
    await call('GET', path)

    await call('PATCH', `/api/tournaments/${id}`, as(owner, { visibility: 'private' }))

    expect((await call('GET', path)).status).toBe(404)
    expect((await call('GET', `/api/tournaments/${id}`, as(owner))).status).toBe(200)
  })
})

describe('health', () => {
  test('is told with its checks', async () => {
    const answer = await call('GET', '/api/health')

    expect(answer.json).toMatchObject({ status: 'healthy', checks: { database: { status: 'healthy' } } })
    expect((await call('GET', '/api/health/live')).status).toBe(200)
    expect((await call('GET', '/api/health/ready')).status).toBe(200)
  })
})
