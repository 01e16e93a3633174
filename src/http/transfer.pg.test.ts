/**
 * Whole events as files through a server and a real Postgres: out of one org, into another, and what is refused.
 */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { openHouse, type Answer, type House, type Person } from './testing.ts'

let house: House
let owner: Person
let rival: Person

beforeAll(async () => {
  house = await openHouse()
  owner = await house.person('olga', 'Corner Pocket')
  rival = await house.person('rex', 'Rival Hall')
}, 30_000)
afterAll(() => house[Symbol.asyncDispose]())

const as = (person: Person) => (method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
  house.call(method, path, { token: person.token, ...(body !== undefined && { body }), ...(headers && { headers }) })

interface Told {
  version: number
  type: string
  at: string
  actor: string | null
  data: Record<string, unknown>
}
interface EventFile {
  format: string
  formatVersion: number
  events: Told[]
  contacts?: { player: string; email: string | null; phone: string | null }[]
}
const fileOf = (answer: Answer) => answer.json as unknown as EventFile
const views = ['', '/bracket', '/standings', '/players', '/matches', '/tables', '/chip-standings'] as const

/** Every UUID as a number by its first appearance, members in order of name. */
function numbered(value: unknown): string {
  const seen = new Map<string, number>()
  const sorted = (_: string, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member
  return JSON.stringify(value, sorted).replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, (id) => {
    const number = seen.get(id) ?? seen.size
    seen.set(id, number)
    return `#${number}`
  })
}

interface Match {
  id: string
  ref: string
  state: string
}

/** A double elimination of five with tables, a correction, prize money and a player who is an account. */
async function played(): Promise<string> {
  const send = as(owner)
  const venue = await send('POST', '/api/venues', { name: 'Corner Pocket' })
  const plan = { name: 'Friday "Nine"', type: 'double_elimination', raceTo: 2, venueId: venue.json.id }
  const made = await send('POST', '/api/tournaments', plan)
  const at = `/api/tournaments/${String(made.json.id)}`
  const players = ['Ada', 'Bo', 'Cy', 'Di', 'Ed'].map((name, i) => ({ name, rating: 700 - i }))
  const [ada, ...rest] = players
  const contact = { email: 'ada@example.com', phone: '+49 30 1234567', userId: owner.id }
  await send('POST', `${at}/open`)
  expect((await send('POST', `${at}/players`, [{ ...ada, ...contact }, ...rest])).status).toBe(201)
  const table = await send('POST', `${at}/tables`, { label: 'Table 1' })
  await send('POST', `${at}/draw`, {})
  await send('POST', `${at}/start`)
  const { tableId } = { tableId: (table.json.table as unknown as { id: string }).id }
  const open = async () => {
    const { json } = await send('GET', `${at}/matches`)
    return (json.data as unknown as Match[]).find(({ state }) => state === 'ready')
  }
  const first = await open()
  await send('POST', `/api/matches/${first?.id}/assign`, { tableId })
  await send('POST', `/api/matches/${first?.id}/rack`, { winner: 'a' })
  await send('POST', `/api/matches/${first?.id}/undo`)
  await send('POST', `/api/matches/${first?.id}/result`, { scoreA: 2, scoreB: 0 })
  await send('POST', `/api/matches/${first?.id}/correct`, { scoreA: 2, scoreB: 1 })
  for (let match = await open(); match !== undefined; match = await open())
    expect((await send('POST', `/api/matches/${match.id}/result`, { scoreA: 2, scoreB: 0 })).status).toBe(200)
  await send('PUT', `${at}/payouts`, { entryFeeCents: 1000 })
  expect((await send('POST', `${at}/payouts/calculate`)).status).toBe(200)
  return at
}

/** A small log that holds, to be spoilt: four players, two racks. */
async function begun(): Promise<EventFile> {
  const send = as(owner)
  const made = await send('POST', '/api/tournaments', { name: 'Small', type: 'single_elimination', raceTo: 2 })
  const at = `/api/tournaments/${String(made.json.id)}`
  await send('POST', `${at}/open`)
  await send(
    'POST',
    `${at}/players`,
    ['Ada', 'Bo', 'Cy', 'Di'].map((name) => ({ name })),
  )
  await send('POST', `${at}/draw`, {})
  await send('POST', `${at}/start`)
  const { json } = await send('GET', `${at}/matches`)
  const [match] = json.data as unknown as Match[]
  for (const winner of ['a', 'b']) await send('POST', `/api/matches/${match?.id}/rack`, { winner })
  return fileOf(await send('GET', `${at}/export`))
}

describe('a whole event as a file', () => {
  test('goes out of one org and into another: equal events and equal views, up to ids', async () => {
    const at = await played()
    const file = await as(owner)('GET', `${at}/export`)
    const taken = await as(rival)('POST', '/api/tournaments/import', file.json)
    const there = String(taken.headers.get('location'))
    const again = await as(rival)('GET', `${there}/export`)

    expect(file.headers.get('content-disposition')).toMatch(/^attachment; filename="[0-9a-f-]{36}\.json"$/)
    expect([taken.status, taken.json.version]).toEqual([201, fileOf(file).events.length as never])
    const anonymous = (events: Told[]) =>
      JSON.parse(JSON.stringify(events), (name, value) =>
        ['actor', 'userId', 'venueId'].includes(name) ? null : value,
      )
    expect(numbered(fileOf(again).events)).toBe(numbered(anonymous(fileOf(file).events)))
    const ids = (text: string) => new Set(text.match(/[0-9a-f]{8}-[0-9a-f-]{27}/g))
    expect([...ids(again.text)].filter((id) => ids(file.text).has(id))).toEqual([])
    for (const view of views) {
      const [was, is] = [await as(owner)('GET', at + view), await as(rival)('GET', there + view)]
      expect(numbered(anonymous(is.json as never)), view).toBe(numbered(anonymous(was.json as never)))
    }
    const money = await as(rival)('GET', `${there}/payouts`)
    expect(numbered(money.json)).toBe(numbered((await as(owner)('GET', `${at}/payouts`)).json))
  }, 20_000)

  test('keeps accounts and venue in its own org, and its contacts only where they are asked for', async () => {
    const at = await played()
    const send = as(owner)
    const plain = await send('GET', `${at}/export`)
    const full = await send('GET', `${at}/export?include=contacts`)
    const taken = await send('POST', '/api/tournaments/import', full.json)
    const again = await send('GET', `${taken.headers.get('location')}/export?include=contacts`)

    expect(plain.text).not.toContain('ada@example.com')
    const [contact] = fileOf(full).contacts ?? []
    expect(contact).toMatchObject({ email: 'ada@example.com', phone: '+49 30 1234567' })
    expect(numbered(again.json)).toBe(numbered(full.json))
    expect(taken.json.venueId).toBe((await send('GET', at)).json.venueId)
    expect(fileOf(again).events[0]?.actor).toBe(owner.id)
  }, 20_000)

  test('is played on where it stood', async () => {
    const send = as(rival)
    const taken = await send('POST', '/api/tournaments/import', await begun())
    const at = String(taken.headers.get('location'))
    const { json } = await send('GET', `${at}/matches`)
    const match = (json.data as unknown as Match[]).find(({ state }) => state === 'active')

    const rack = await send('POST', `/api/matches/${match?.id}/rack`, { winner: 'a' })

    expect([rack.status, rack.json.state]).toEqual([200, 'completed' as never])
  }, 20_000)

  test('sent twice under one idempotency key makes one tournament', async () => {
    const file = await begun()
    const key = { 'idempotency-key': 'import-once' }
    const [first, second] = [
      await as(rival)('POST', '/api/tournaments/import', file, key),
      await as(rival)('POST', '/api/tournaments/import', file, key),
    ]

    expect(second.json).toEqual(first.json)
    expect(second.headers.get('idempotency-replayed')).toBe('true')
  })

  test('is neither read nor written by a viewer, nor read by another org', async () => {
    const made = await as(owner)('POST', '/api/tournaments', { name: 'Ours', type: 'round_robin' })
    const at = `/api/tournaments/${String(made.json.id)}/export`
    const vera = await house.person('vera')
    await as(owner)('POST', '/api/members', { email: 'vera@example.com', role: 'scorekeeper' })

    const answers = [
      (await as(vera)('GET', at)).status,
      (await as(vera)('POST', '/api/tournaments/import', await begun())).status,
      (await as(rival)('GET', at)).status,
      (await house.call('GET', at)).status,
    ]
    expect(answers).toEqual([403, 403, 404, 401])
  })
})

type Spoil = (file: EventFile) => unknown
const event = (file: EventFile, type: string): Told => {
  const found = file.events.find((one) => one.type === type)
  if (found === undefined) throw new Error(`no ${type}`)
  return found
}
const set =
  (type: string, name: string, value: unknown): Spoil =>
  (file) =>
    (event(file, type).data[name] = value)

const hostile: readonly (readonly [what: string, spoil: Spoil, status: number, code: string, says: RegExp])[] = [
  ['another format', (file) => (file.format = 'csv'), 422, 'invalid_body', /format/],
  ['a later format', (file) => (file.formatVersion = 2), 422, 'invalid_body', /reads format version 1/],
  ['no events', (file) => (file.events = []), 422, 'invalid_body', /events/],
  ['an unknown event', (file) => (event(file, 'stage.drawn').type = 'stage.bribed'), 422, 'invalid_body', /events\.3/],
  ['a word for a number', set('rack.recorded', 'number', '1'), 422, 'invalid_body', /events\.5\.data\.number/],
  ['an unknown member', set('rack.recorded', 'break', true), 422, 'invalid_body', /events\.5\.data/],
  ['a name of 61 letters', (file) => name(file, 'x'.repeat(61)), 422, 'invalid_body', /players\.0\.name/],
  ['a missing version', (file) => file.events.splice(3, 1), 422, 'import_refused', /Version 4 must stand here, not 5/],
  ['a rack too many', (file) => repeat(file), 422, 'import_refused', /Version 8 \(rack.recorded\).*did not follow/],
  ['an unknown match', set('rack.recorded', 'match', crypto.randomUUID()), 422, 'import_refused', /no such match/],
  ['a name twice', (file) => name(file, 'Bo'), 422, 'import_refused', /Version 3 .*Bo is already registered/],
  ['its own end', (file) => end(file), 422, 'import_refused', /Version 8 \(tournament.deleted\).*stays deleted/],
  ['contacts of nobody', (file) => stranger(file), 422, 'invalid_body', /not in the log/],
  ['a reserved name', (file) => JSON.stringify(file).replace('"rules"', '"__proto__"'), 400, 'malformed_body', /name/],
]

const name = (file: EventFile, to: string) =>
  (((event(file, 'player.registered').data['players'] as { name: string }[])[0] as { name: string }).name = to)
const repeat = (file: EventFile) =>
  file.events.push({ ...(file.events.at(-1) as Told), version: file.events.length + 1 })
const end = (file: EventFile) =>
  file.events.push({ ...(file.events[1] as Told), version: file.events.length + 1, type: 'tournament.deleted' })
const stranger = (file: EventFile) =>
  (file.contacts = [{ player: crypto.randomUUID(), email: 'a@example.com', phone: null }])

describe('a file that was tampered with', () => {
  test.each(hostile)('with %s is refused, and nothing is written', async (_, spoil, status, code, says) => {
    const file = await begun()
    const spoilt = spoil(file)
    const before = await as(rival)('GET', '/api/tournaments')

    const answer = await as(rival)(
      'POST',
      '/api/tournaments/import',
      typeof spoilt === 'string' && spoilt.startsWith('{') ? spoilt : file,
    )

    expect([answer.status, String(answer.json.code)]).toEqual([status, code])
    expect(answer.text).toMatch(says)
    expect((await as(rival)('GET', '/api/tournaments')).json).toEqual(before.json)
  })

  test('of more than 2 MiB is refused before it is read', async () => {
    const answer = await as(rival)('POST', '/api/tournaments/import', `{"format":"${'x'.repeat(2 ** 21)}"}`)

    expect([answer.status, String(answer.json.code)]).toEqual([413, 'body_too_large'])
  })
})
