import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { openHouse, type Answer, type House, type Person } from './testing.ts'

type Json = Record<string, unknown>
interface Documented {
  readonly paths: Record<string, Record<string, Json>>
  readonly components: { readonly schemas: Record<string, Json> }
}

let house: House
let owner: Person
let rival: Person
let viewer: Person
let document: Documented
/** Ids of the owner's org, by the word before them in a path. */
let owned: Record<string, string>
const secrets = ['Corner Pocket', 'corner-pocket', 'Hidden Friday', 'Ada', 'olga']

beforeAll(async () => {
  house = await openHouse()
  owner = await house.person('olga', 'Corner Pocket')
  rival = await house.person('rex', 'Rival Hall')
  viewer = await house.person('vera')
  const token = owner.token
  await house.call('POST', '/api/members', { token, body: { email: 'vera@example.com', role: 'viewer' } })
  const { call } = house
  const made = await call('POST', '/api/tournaments', {
    token,
    body: { name: 'Hidden Friday', type: 'single_elimination', visibility: 'private' },
  })
  const at = `/api/tournaments/${made.json.id}`
  await call('POST', `${at}/open`, { token })
  const players = await call('POST', `${at}/players`, { token, body: [{ name: 'Ada' }, { name: 'Bo' }] })
  await call('POST', `${at}/draw`, { token })
  const table = await call('POST', `${at}/tables`, { token, body: { label: '1' } })
  const matches = await call('GET', `${at}/matches`, { token })
  const venue = await call('POST', '/api/venues', { token, body: { name: 'Corner Pocket' } })
  const orgs = await call('GET', '/api/orgs', { token })
  const key = await call('POST', '/api/api-keys', { token, body: { name: 'Corner Pocket', scopes: ['read'] } })
  const amount = { purpose: 'other', amountCents: 100, currency: 'EUR' }
  const payment = await call('POST', '/api/payments', { token, body: amount })
  await call('POST', '/api/notifications', { token, body: { userId: owner.id, subject: 'Ada', text: 'Ada' } })
  const messages = await call('GET', '/api/notifications', { token })
  const first = (answer: Answer) => (answer.json.data as unknown as Json[])[0] as { id: string }
  owned = {
    tournaments: String(made.json.id),
    players: first(players).id,
    tables: (table.json.table as unknown as { id: string }).id,
    matches: first(matches).id,
    venues: String(venue.json.id),
    orgs: first(orgs).id,
    members: owner.id,
    'api-keys': String(key.json.id),
    payments: String(payment.json.id),
    notifications: first(messages).id,
  }
  document = (await call('GET', '/api/docs/json')).json as unknown as Documented
}, 30_000)
afterAll(() => house[Symbol.asyncDispose]())

interface Route {
  readonly method: string
  readonly path: string
  readonly body: unknown
}

/** Routes of the document with the owner's ids in their paths and the least body that fits. */
function routes(isWanted: (path: string, operation: Json) => boolean): Route[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([, operation]) => isWanted(path, operation))
      .map(([method, operation]) => ({ method: method.toUpperCase(), path, body: bodyOf(operation) })),
  )
}

function bodyOf(operation: Json): unknown {
  const request = operation.requestBody as { content: Record<string, { schema: Json }> } | undefined
  return request === undefined ? undefined : sample(request.content['application/json']?.schema ?? {})
}

/** The least value that fits a schema. */
function sample(schema: Json): unknown {
  if (typeof schema.$ref === 'string')
    return sample(document.components.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {})
  const choice = (schema.anyOf ?? schema.oneOf ?? schema.allOf) as Json[] | undefined
  if (choice?.[0]) return sample(choice[0])
  if (Array.isArray(schema.enum)) return schema.enum[0]
  const {
    properties = {},
    required = [],
    items = {},
    minItems = 0,
  } = schema as {
    properties?: Record<string, Json>
    required?: string[]
    items?: Json
    minItems?: number
  }
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(required.map((name) => [name, sample(properties[name] ?? {})]))
    case 'array':
      return Array.from({ length: minItems }, () => sample(items))
    case 'integer':
    case 'number':
      return schema.minimum ?? 0
    case 'boolean':
      return false
  }
  if (schema.format === 'uuid') return owned.tables
  return schema.format === 'email' ? 'someone@example.com' : 'x'
}

const filled = (path: string, ids: Record<string, string>) =>
  path.replace(/\/([\w-]+)\/\{\w+\}/g, (_, word: string) => `/${word}/${ids[word] ?? 'unknown'}`)

const hasId = (path: string) =>
  path.includes('{') && !path.startsWith('/api/public') && !path.startsWith('/api/problems')
const isGuarded = (operation: Json) => (operation.security as unknown[]).length > 0

function expectNothingOf(answer: Answer, where: string) {
  for (const secret of [...secrets, ...Object.values(owned).filter((id) => !where.includes(id))])
    expect(answer.text, where).not.toContain(secret)
}

describe('another org', () => {
  test('is answered 404 for every route with an id, exactly as for a random id', async () => {
    const listed = routes(hasId)
    const random = Object.fromEntries(Object.keys(owned).map((word) => [word, crypto.randomUUID()]))

    for (const { method, path, body } of listed) {
      const sent = { token: rival.token, body, headers: { 'x-request-id': 'same' } }
      const foreign = await house.call(method, filled(path, owned), sent)
      const unknown = await house.call(method, filled(path, random), sent)
      const where = `${method} ${filled(path, owned)} ${JSON.stringify(body)}`
      expect([where, foreign.status, unknown.status]).toEqual([where, 404, 404])
      expect(foreign.text, where).toBe(unknown.text)
      expectNothingOf(foreign, where)
    }
    expect(listed.length).toBeGreaterThan(40)
  })

  test('is not entered by naming it in X-Org', async () => {
    const concernsAnOrg = (path: string) => !/^\/api\/(orgs|auth|admin)/.test(path)
    for (const { method, path, body } of routes((path, operation) => isGuarded(operation) && concernsAnOrg(path))) {
      const headers = { 'x-org': owner.orgSlug }
      const answer = await house.call(method, filled(path, owned), { token: rival.token, body, headers })
      const where = `${method} ${filled(path, owned)}`
      expect([where, answer.status]).toEqual([where, 404])
      expectNothingOf(answer, where)
    }
  })

  test('lends no venue and no table to a foreign tournament', async () => {
    const sent = (body: unknown) => ({ token: rival.token, body })
    const own = await house.call('POST', '/api/tournaments', sent({ name: 'Own', type: 'single_elimination' }))
    const at = `/api/tournaments/${own.json.id}`

    const venue = await house.call('PATCH', at, sent({ venueId: owned.venues }))
    const table = await house.call('POST', `${at}/tables`, sent({ label: '1', tableId: owned.tables }))

    expect(venue.json).toMatchObject({ status: 422, code: 'invalid_body', errors: [{ path: 'venueId' }] })
    expect(table.json).toMatchObject({ status: 404 })
    expectNothingOf(venue, 'venueId')
    expectNothingOf(table, 'tableId')
  })
})

describe('nobody', () => {
  test('gets 401 everywhere: nothing of a request is judged before its caller is', async () => {
    const listed = routes((_, operation) => isGuarded(operation))
    for (const { method, path } of listed) {
      const broken = method === 'GET' ? {} : { body: '{"broken' }
      const answer = await house.call(method, filled(path, owned), broken)
      const where = `${method} ${path}`
      expect([where, answer.status, answer.json.code as unknown]).toEqual([where, 401, 'unauthenticated'])
      expect(answer.headers.get('www-authenticate'), where).toBe('Bearer')
    }
  })
})

describe('a viewer', () => {
  test('reads all of the org but its money and whole logs, and writes nothing of its tournaments', async () => {
    const ofPlay = (path: string) => path.startsWith('/api/tournaments') || path.startsWith('/api/matches')
    for (const { method, path, body } of routes(ofPlay)) {
      const answer = await house.call(method, filled(path, owned), { token: viewer.token, body })
      const where = `${method} ${path}`
      const isOpen = method === 'GET' && !/\/(payouts|export)$/.test(path)
      expect([where, answer.status]).toEqual([where, isOpen ? 200 : 403])
    }
  })
})
