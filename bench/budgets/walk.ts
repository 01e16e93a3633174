/**
 * Everything that the server can be asked for, once: every list with its filters, every view of an event, and an event
 * that is made, played, corrected and deleted. For the statements behind it, not for the answers.
 */
import type { Cases } from '../db/probes.ts'
import type { Server } from '../../src/server.ts'

type Json = Record<string, unknown>

/** How a walk speaks with the server. */
export interface Walker {
  /** Throws on 5xx; a refusal is an answer. */
  call(method: string, path: string, body?: unknown): Promise<Json>
  /** Requests by the status of their answers. */
  readonly statuses: ReadonlyMap<number, number>
}

/** Signs in to the largest room of a seed. */
export async function walker(server: Server, email: string, password: string): Promise<Walker> {
  const statuses = new Map<number, number>()
  let token: string | null = null
  const call = async (method: string, path: string, body?: unknown): Promise<Json> => {
    const headers = new Headers({ 'x-org': 'demo-org', 'idempotency-key': crypto.randomUUID() })
    if (body !== undefined) headers.set('content-type', 'application/json')
    if (token !== null) headers.set('authorization', `Bearer ${token}`)
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }
    let response = await server.handle(new Request(`http://localhost${path}`, init))
    // A walk is about plans: a machine that is busy elsewhere gets more time.
    for (let again = 0; response.status === 503 && again < 5; again++) {
      await Bun.sleep(500)
      response = await server.handle(new Request(`http://localhost${path}`, init))
    }
    const text = await response.text()
    statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1)
    if (response.status >= 500) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 300)}`)
    const isJson = response.headers.get('content-type')?.includes('json') === true
    return isJson && text !== '' ? (JSON.parse(text) as Json) : {}
  }
  const session = await call('POST', '/api/auth/login', { email, password })
  token = String(session.token)
  return { call, statuses }
}

const encoded = (filters: Readonly<Record<string, string>>) => new URLSearchParams(filters).toString()

function* lists(cases: Cases): Generator<string> {
  const { tournament: tournamentId, withFee, person, opponent, staff } = cases
  const period = { from: '2026-01-01', to: '2026-03-01' }
  const filters: Readonly<Record<string, readonly Record<string, string>[]>> = {
    '/api/tournaments': [
      ...[
        {},
        { status: 'completed' },
        { status: 'live' },
        { sort: '-startDate' },
        { sort: 'startDate' },
        { q: 'Cup 12' },
      ],
      ...[{ status: 'completed', sort: '-startDate' }, { ...period, sort: '-startDate' }, { type: 'round_robin' }],
      ...[{ sort: 'name' }, { sort: '-createdAt' }],
    ],
    '/api/audit-logs': [
      ...[{}, { userId: staff }, { tournamentId }, { action: 'org.edited' }, period],
      { userId: staff, ...period },
    ],
    '/api/payments': [
      ...[{}, { tournamentId: withFee }, { tournamentId: withFee, status: 'succeeded' }, { status: 'pending' }, period],
    ],
    '/api/notifications': [{}, { userId: person }, { status: 'sent' }, { tournamentId }, { unread: 'true' }],
    '/api/results': [{}, { userId: person }, { userId: person, opponentId: opponent }],
    '/api/leaderboards': [{}, { format: 'round_robin' }],
    '/api/members': [{}],
    '/api/venues': [{}],
    '/api/orgs': [{}],
    '/api/api-keys': [{}],
  }
  for (const [path, all] of Object.entries(filters)) {
    for (const one of all) {
      yield `${path}?${encoded(one)}`
      yield `${path}?${encoded({ ...one, count: 'none', pageSize: '50' })}`
      yield `${path}?${encoded({ ...one, cursor: '' })}`
    }
  }
}

/** Every list, its second page by cursor too. */
export async function walkLists({ call }: Walker, cases: Cases): Promise<void> {
  for (const path of lists(cases)) {
    const { pagination } = await call('GET', path)
    const next = (pagination as { nextCursor?: string | null } | undefined)?.nextCursor
    if (next) await call('GET', path.replace('cursor=', `cursor=${encodeURIComponent(next)}`))
  }
  await call('GET', `/api/public/tournaments/${cases.chips}`)
  await call('GET', `/api/tournaments/${cases.tournament}/export?include=contacts`)
  for (const query of ['', '?status=live', '?status=past', '?orgSlug=demo-org', '?page=3']) {
    await call('GET', `/api/public/tournaments${query}`)
  }
}

/** Every GET route with the ids of an event and its people filled in. */
export async function walkViews({ call }: Walker, server: Server, cases: Cases): Promise<void> {
  const { data } = await call('GET', `/api/tournaments/${cases.tournament}/matches`)
  const match = (data as { id: string }[] | undefined)?.[0]?.id ?? ''
  const orgs = await call('GET', '/api/orgs')
  const org = (orgs.data as { id: string }[] | undefined)?.[0]?.id ?? ''
  const idOf = (path: string) =>
    path.includes('/matches/:id') ? match : path.includes('/orgs/:id') ? org : cases.tournament
  for (const { method, path } of server.app.routes) {
    if (method !== 'GET' || !path.startsWith('/api/') || path.includes('/docs')) continue
    const filled = path.replace(':orgSlug', 'demo-org').replace(':id', idOf(path)).replace(/:\w+/, cases.person)
    await call('GET', filled)
  }
}

/** An event from its making to its end, and what the house does beside it. */
export async function walkWrites({ call }: Walker, cases: Cases): Promise<void> {
  const made = await call('POST', '/api/tournaments', { name: 'Budget Cup', type: 'double_elimination', raceTo: 2 })
  const at = `/api/tournaments/${String(made.id)}`
  await call('PATCH', at, { name: 'Budget Open' })
  await call('POST', `${at}/open`)
  const names = ['Ada', 'Bo', 'Cy', 'Di', 'Ed', 'Flo']
  const people = names.map((name, i) => ({ name, rating: 500 + i, ...(i < 1 ? { userId: cases.person } : {}) }))
  const joined = await call('POST', `${at}/players`, people)
  await call('POST', `${at}/tables`, { label: 'B1' })
  await call('POST', `${at}/draw`, {})
  await call('POST', `${at}/start`)
  await call('POST', `${at}/matches/assign-next`, {})
  const ready = await call('GET', `${at}/matches`)
  const open = (ready.data as { id: string; state: string }[]).find(({ state }) => state === 'ready')
  const match = `/api/matches/${open?.id}`
  await call('POST', `${match}/rack`, { winner: 'a' })
  await call('POST', `${match}/undo`)
  await call('POST', `${match}/result`, { scoreA: 2, scoreB: 0 })
  await call('POST', `${match}/correct`, { scoreA: 2, scoreB: 1 })
  for (let left = 12; left > 0; left--) {
    const { data } = await call('GET', `${at}/matches`)
    const next = (data as { id: string; state: string }[]).find(
      ({ state }) => state !== 'completed' && state !== 'locked',
    )
    if (next === undefined) break
    await call('POST', `/api/matches/${next.id}/walkover`, { winner: 'a' })
  }
  await call('POST', `${at}/complete`)
  await call('POST', `${at}/reopen`, { reason: 'a wrong score' })
  const [player] = (joined.data as { id: string }[] | undefined) ?? []
  const fee = { tournamentId: made.id, playerId: player?.id, purpose: 'entry_fee', amountCents: 500, currency: 'EUR' }
  const paid = await call('POST', '/api/payments', fee)
  await call('GET', `/api/payments/${String(paid.id)}`)
  await call('POST', `/api/payments/${String(paid.id)}/refund`, { amountCents: 100 })
  const hello = { tournamentId: made.id, subject: 'Hello', text: 'You are on next.' }
  await call('POST', '/api/notifications', hello)
  await call('POST', '/api/notifications', { ...hello, playerStatus: 'active' })
  await call('GET', `${at}/export`)
  await call('DELETE', at)
  const venue = await call('POST', '/api/venues', { name: 'Budget Hall' })
  await call('PATCH', `/api/venues/${String(venue.id)}`, { city: 'Aberwen' })
  await call('DELETE', `/api/venues/${String(venue.id)}`)
  const key = await call('POST', '/api/api-keys', { name: 'budget', scopes: ['read'] })
  await call('DELETE', `/api/api-keys/${String(key.id)}`)
  await call('PATCH', `/api/members/${cases.opponent}`, { role: 'viewer' })
}
