/**
 * An account of its own with an org of its own, and what it asks of the API: tournaments ready to be scored, logs,
 * snapshots. For setting up and looking afterwards; what is measured or judged is sent elsewhere.
 */
import type { Rows } from '../src/engine/rows.ts'
import type { Logged } from './check/history.ts'

/** A signed-in account. Every call throws when the answer is not 2xx. */
export interface Director {
  readonly url: string
  readonly userId: string
  readonly orgSlug: string
  /** Headers that say who asks. */
  readonly headers: Readonly<Record<string, string>>
  get<Body>(path: string): Promise<Body>
  post<Body>(path: string, body?: unknown): Promise<Body>
}

interface SignIn {
  readonly token: string
  readonly user: { readonly id: string; readonly orgs: readonly { readonly slug: string }[] }
}

/** Registers a new account that owns a new org. */
export async function registerDirector(url: string): Promise<Director> {
  const word = crypto.randomUUID()
  const account = { email: `${word}@example.com`, password: `rail ${crypto.randomUUID()}`, name: 'Load', orgName: word }
  return asDirector(url, await ask<SignIn>(url, 'POST', '/api/auth/register', {}, account))
}

/** Signs in with an account that exists. */
export async function signInDirector(url: string, account: { email: string; password: string }): Promise<Director> {
  const { email, password } = account
  return asDirector(url, await ask<SignIn>(url, 'POST', '/api/auth/login', {}, { email, password }))
}

function asDirector(url: string, { token, user }: SignIn): Director {
  const orgSlug = user.orgs[0]?.slug ?? ''
  const headers = { authorization: `Bearer ${token}`, 'x-org': orgSlug }
  return {
    url,
    userId: user.id,
    orgSlug,
    headers,
    get: (path) => ask(url, 'GET', path, headers),
    post: (path, body) => ask(url, 'POST', path, headers, body),
  }
}

async function ask<Body>(
  url: string,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body?: unknown,
): Promise<Body> {
  const isJson = body !== undefined
  const answer = await fetch(url + path, {
    method,
    headers: isJson ? { ...headers, 'content-type': 'application/json' } : headers,
    ...(isJson && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(10_000),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text.slice(0, 300)}`)
  return JSON.parse(text) as Body
}

/** A double elimination that has been drawn and started. Returns its id. */
export async function startEvent(
  director: Director,
  form: { readonly name: string; readonly players: number; readonly raceTo: number },
): Promise<string> {
  const { name, raceTo } = form
  const { id } = await director.post<{ id: string }>('/api/tournaments', { name, raceTo, type: 'double_elimination' })
  const players = Array.from({ length: form.players }, (_, i) => ({ name: `Player ${i + 1}`, rating: 700 - 2 * i }))
  await director.post(`/api/tournaments/${id}/open`)
  await director.post(`/api/tournaments/${id}/players`, players)
  await director.post(`/api/tournaments/${id}/draw`, {})
  await director.post(`/api/tournaments/${id}/start`)
  return id
}

/** The whole log, oldest first. */
export async function readLog(director: Director, id: string): Promise<Logged[]> {
  const all: Logged[] = []
  for (;;) {
    const since = all.at(-1)?.version ?? 0
    const path = `/api/tournaments/${id}/events?since=${since}&limit=1000`
    const { data, hasNext } = await director.get<{ data: Logged[]; hasNext: boolean }>(path)
    all.push(...data)
    if (!hasNext || data.length === 0) return all
  }
}

/** All rows with their version, as anybody may see them. */
export async function readSnapshot(director: Director, id: string): Promise<{ version: number; rows: Rows }> {
  const path = `/api/public/${director.orgSlug}/tournaments/${id}/snapshot`
  const { v, ...rows } = await director.get<Rows & { v: number }>(path)
  return { version: v, rows }
}
