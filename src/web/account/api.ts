/**
 * Calls of the API on behalf of who is signed in. A call never throws: it comes to an answer or a problem in words.
 * A write carries an idempotency key and is repeated under the same key when the line or the server fails for a
 * moment, so a repeat is never counted twice. A token that ran out is renewed once, by itself.
 */
import { keepSession, session, type Session } from './session.ts'

export interface FieldError {
  readonly path: string
  readonly code: string
  readonly message: string
}

/** A refusal of the server, or `offline` when none came. `body` is the whole problem, for members of its own. */
export interface Problem {
  readonly status: number
  readonly code: string
  readonly words: string
  readonly errors: readonly FieldError[]
  readonly body: Readonly<Record<string, unknown>>
}

export type Answer =
  | { readonly ok: true; readonly body: Readonly<Record<string, unknown>>; readonly problem?: undefined }
  | { readonly ok: false; readonly problem: Problem }

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly body?: unknown
  /** Slug of the org, for who belongs to several. */
  readonly org?: string | undefined
  /** Names this write; made up when absent. */
  readonly key?: string | undefined
  /** A sign-in: goes without token and without a key, for a kept answer would be a kept token. */
  readonly isSignIn?: boolean
}

const deadlineMs = 10_000
const pausesMs = [400, 1500]
const offline: Problem = {
  status: 0,
  code: 'offline',
  words: 'The server cannot be reached. Look at what the page shows once it is back, then try again.',
  errors: [],
  body: {},
}

/** Sends one call; see the head of the file. */
export async function call(wanted: Call): Promise<Answer> {
  const hasKey = wanted.method !== 'GET' && !wanted.isSignIn
  const request: Call = hasKey ? { ...wanted, key: wanted.key ?? newKey() } : wanted
  const answer = await attempt(request)
  const held = session.peek()
  if (answer.ok || answer.problem.status !== 401 || request.isSignIn || !held) return answer
  const body = { refreshToken: held.refreshToken }
  const renewed = await attempt({ method: 'POST', path: '/api/auth/refresh', body, isSignIn: true })
  if (renewed.ok) {
    keepSession(renewed.body as unknown as Session)
    return attempt(request)
  }
  if (renewed.problem.status === 401) keepSession(null)
  return answer
}

/** Pages of a hall are served over plain http too, where browsers have no `crypto.randomUUID`. */
export function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

async function attempt(request: Call): Promise<Answer> {
  const mayRepeat = request.method === 'GET' || request.key !== undefined
  for (const pauseMs of [...(mayRepeat ? pausesMs : []), null]) {
    const answer = await once(request)
    const isPassing = !answer.ok && (answer.problem.status === 0 || answer.problem.status === 503)
    if (!isPassing || pauseMs === null) return answer
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
  }
  return { ok: false, problem: offline }
}

async function once({ method, path, body, org, key, isSignIn }: Call): Promise<Answer> {
  const token = session.peek()?.token
  const headers = {
    ...(method === 'GET' ? {} : { 'content-type': 'application/json' }),
    ...(token && !isSignIn ? { authorization: `Bearer ${token}` } : {}),
    ...(org === undefined ? {} : { 'x-org': org }),
    ...(key ? { 'idempotency-key': key } : {}),
  }
  try {
    const signal = AbortSignal.timeout(deadlineMs)
    const sent = method === 'GET' ? {} : { body: JSON.stringify(body ?? {}) }
    const answer = await fetch(path, { method, headers, signal, cache: 'no-store', ...sent })
    const text = await answer.text()
    const parsed = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>
    return answer.ok ? { ok: true, body: parsed } : { ok: false, problem: problemOf(answer, parsed) }
  } catch {
    // No answer, or one that is not ours (a captive portal's page): the same to whoever waits for it.
    return { ok: false, problem: offline }
  }
}

function problemOf(answer: Response, body: Record<string, unknown>): Problem {
  const errors = Array.isArray(body['errors']) ? (body['errors'] as FieldError[]) : []
  const code = String(body['code'] ?? 'internal')
  const words = wordsOf(answer, code, String(body['detail'] ?? 'Something went wrong on the server.'))
  return { status: answer.status, code, words, errors, body }
}

function wordsOf(answer: Response, code: string, detail: string): string {
  const wait = Number(answer.headers.get('retry-after') ?? 0)
  const time = wait > 90 ? `${Math.ceil(wait / 60)} minutes` : `${Math.max(1, wait)} seconds`
  if (code === 'rate_limited') return `Too many tries. Wait ${time}, then try again.`
  return asSentence(detail)
}

/** First letter large, a full stop at the end. */
export function asSentence(text: string): string {
  const large = text.charAt(0).toUpperCase() + text.slice(1)
  return /[.!?]$/.test(large) ? large : `${large}.`
}
