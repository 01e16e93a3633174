/** Messages in the app: written once to each, read by whom they are for, and seen whole by directors alone. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { openHouse, type Answer, type House, type Person } from './testing.ts'

let house: House
let owner: Person
let vera: Person
let ada: Person
let rival: Person
let tournamentId: string

beforeAll(async () => {
  house = await openHouse()
  owner = await house.person('olga', 'Corner Pocket')
  rival = await house.person('rex', 'Rival Hall')
  const { token } = owner
  const people = []
  for (const name of ['vera', 'ada']) {
    await house.person(name)
    await house.call('POST', '/api/members', { token, body: { email: `${name}@example.com`, role: 'viewer' } })
    people.push(await signedIn(name))
  }
  ;[vera, ada] = people as [Person, Person]
  const made = await house.call('POST', '/api/tournaments', {
    token,
    body: { name: 'Friday Nine', type: 'single_elimination' },
  })
  tournamentId = String(made.json.id)
  await house.call('POST', `/api/tournaments/${tournamentId}/open`, { token })
  const players = [{ name: 'Vera', userId: vera.id }, { name: 'Ada', userId: ada.id }, { name: 'A guest' }]
  await house.call('POST', `/api/tournaments/${tournamentId}/players`, { token, body: players })
}, 30_000)
afterAll(() => house[Symbol.asyncDispose]())

async function signedIn(name: string): Promise<Person> {
  const body = { email: `${name}@example.com`, password: 'correct horse battery' }
  const { json } = await house.call('POST', '/api/auth/login', { body })
  return { token: String(json.token), id: (json.user as unknown as { id: string }).id, orgSlug: '' }
}

interface Message {
  readonly id: string
  readonly userId: string
  readonly status: string
  readonly payload: { readonly subject: string }
}

const send = (body: object, by = owner) => house.call('POST', '/api/notifications', { token: by.token, body })
const list = (by: Person, query = '') => house.call('GET', `/api/notifications${query}`, { token: by.token })
const rows = (answer: Answer) => answer.json.data as unknown as Message[]
const mark = (id: string, by: Person) => house.call('POST', `/api/notifications/${id}/read`, { token: by.token })
const subjects = async (by: Person, query = '') => rows(await list(by, query)).map(({ payload }) => payload.subject)

describe('a message', () => {
  test('to a member is his to read, once', async () => {
    const sent = await send({ userId: vera.id, subject: 'Table two', text: 'Your match is called.' })
    const [unread] = rows(await list(vera, '?unread=true'))
    const first = await mark(unread?.id ?? '', vera)
    const again = await mark(unread?.id ?? '', vera)

    expect([sent.status, sent.json]).toEqual([201, { sent: 1, repeated: 0 } as never])
    expect(unread).toMatchObject({ userId: vera.id, channel: 'in_app', status: 'sent' })
    expect(first.json).toMatchObject({ id: unread?.id, status: 'read' })
    expect(again.json).toEqual(first.json)
    expect(rows(await list(vera, '?unread=true'))).toEqual([])
    expect(rows(await list(vera, '?unread=false')).map(({ id }) => id)).toEqual([String(unread?.id)])
  })

  test('of somebody else is not there to be read', async () => {
    await send({ userId: ada.id, subject: 'For Ada', text: '-' })
    const [hers] = rows(await list(ada))

    for (const other of [vera, owner, rival]) expect((await mark(hers?.id ?? '', other)).status).toBe(404)
    expect(await subjects(vera)).not.toContain('For Ada')
    expect(rows(await list(rival))).toEqual([])
  })

  test('to a tournament reaches everybody of it who has an account, and with one key once', async () => {
    const body = { tournamentId, subject: 'Doors at six', text: 'See you.', dedupeKey: 'doors' }
    const first = await send(body)
    const second = await send(body)

    expect([first.status, first.json]).toEqual([201, { sent: 2, repeated: 0 } as never])
    expect([second.status, second.json]).toEqual([200, { sent: 0, repeated: 2 } as never])
    for (const one of [vera, ada])
      expect(await subjects(one, `?tournamentId=${tournamentId}`)).toEqual(['Doors at six'])
    expect(await subjects(owner, `?tournamentId=${tournamentId}`)).toEqual(['Doors at six', 'Doors at six'])
  })

  test('to the players of one status reaches no other', async () => {
    const { json } = await house.call('GET', `/api/tournaments/${tournamentId}/snapshot`, { token: owner.token })
    const players = Object.values(json.p as unknown as Record<string, { id: string; name: string }>)
    const withdrawn = players.find(({ name }) => name === 'Ada')?.id
    await house.call('POST', `/api/tournaments/${tournamentId}/players/${withdrawn}/withdraw`, { token: owner.token })
    const sent = await send({ tournamentId, playerStatus: 'registered', subject: 'You are in', text: '-' })
    const none = await send({ tournamentId, playerStatus: 'checked_in', subject: 'You are here', text: '-' })
    const mixed = await send({ tournamentId, userId: ada.id, playerStatus: 'registered', subject: 'x', text: 'y' })

    expect([sent.json, none.json]).toEqual([{ sent: 1, repeated: 0 } as never, { sent: 0, repeated: 0 } as never])
    expect(await subjects(vera)).toContain('You are in')
    expect(await subjects(ada)).not.toContain('You are in')
    expect(mixed.json).toMatchObject({ status: 422, errors: [{ path: 'playerStatus' }] })
  })

  test('repeated under one idempotency key is one message', async () => {
    const sent = { token: owner.token, body: { userId: ada.id, subject: 'Once', text: '-' } }
    const headers = { 'idempotency-key': 'tell-1' }
    const first = await house.call('POST', '/api/notifications', { ...sent, headers })
    const second = await house.call('POST', '/api/notifications', { ...sent, headers })

    expect(second.json).toEqual(first.json)
    expect((await subjects(ada)).filter((subject) => subject === 'Once')).toHaveLength(1)
  })

  test('by e-mail or SMS is refused plainly', async () => {
    for (const [channel, name] of [
      ['email', 'e-mail'],
      ['sms', 'SMS'],
    ]) {
      const { json } = await send({ userId: vera.id, channel, subject: 'x', text: 'y' })
      expect(json).toMatchObject({ status: 422, code: 'channel_unavailable', errors: [{ path: 'channel' }] })
      expect(String(json.detail)).toContain(`sends no ${name} yet`)
    }
  })

  test('to nobody, to a stranger or about a foreign event is refused by name', async () => {
    const foreign = await house.call('POST', '/api/tournaments', {
      token: rival.token,
      body: { name: 'Theirs', type: 'single_elimination' },
    })
    const refused = async (to: object) => {
      const { status, json } = await send({ ...to, subject: 'x', text: 'y' })
      return [status, (json.errors as unknown as { path: string }[])[0]?.path]
    }

    expect(await refused({})).toEqual([422, 'userId'])
    expect(await refused({ userId: rival.id })).toEqual([422, 'userId'])
    expect(await refused({ tournamentId: foreign.json.id })).toEqual([422, 'tournamentId'])
    expect((await send({ userId: vera.id, subject: 'x', text: 'y' }, vera)).status).toBe(403)
  })
})

describe('the list of messages', () => {
  test('is newest first, of the whole org for directors, and of oneself for everybody', async () => {
    await send({ userId: owner.id, subject: 'To the owner', text: '-' })
    const all = rows(await list(owner, '?pageSize=100'))
    const walked: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const answer: Answer = await list(owner, `?pageSize=2&cursor=${cursor}`)
      walked.push(...rows(answer).map(({ id }) => id))
      cursor = (answer.json.pagination as unknown as { nextCursor: string | null }).nextCursor
    }

    expect(walked).toEqual(all.map(({ id }) => id))
    expect(new Set(all.map(({ userId }) => userId))).toEqual(new Set([owner.id, vera.id, ada.id]))
    expect(await subjects(owner, '?mine=true')).toEqual(['To the owner'])
    expect(new Set(rows(await list(ada)).map(({ userId }) => userId))).toEqual(new Set([ada.id]))
    expect(rows(await list(owner, '?status=read')).every(({ status }) => status === 'read')).toBe(true)
    expect((await list(owner, '?unread=yes')).status).toBe(400)
  })

  test('is open to a key that manages, as to a director, and to no lesser one', async () => {
    const by = async (scope: string) => {
      const body = { name: scope, scopes: [scope] }
      const { json } = await house.call('POST', '/api/api-keys', { token: owner.token, body })
      return house.call('GET', '/api/notifications', { headers: { 'x-api-key': String(json.key) } })
    }

    expect((await by('read')).status).toBe(403)
    expect(rows(await by('manage')).length).toBeGreaterThan(3)
  })
})
