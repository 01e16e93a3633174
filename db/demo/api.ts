/**
 * The HTTP API as a director's app uses it: signs in, names the org, and sends every write with an Idempotency-Key.
 * Invariant: a write whose answer never came is repeated with its own key until there is an answer.
 * Ends with an `AbortError` as soon as `signal` says so.
 */
import { setTimeout as delay } from 'node:timers/promises'

export interface ApiOptions {
  readonly baseUrl: string
  readonly account: { readonly email: string; readonly password: string }
  readonly org: string
  readonly signal: AbortSignal
  /** First wait before a repetition; it doubles up to five seconds. */
  readonly pauseMs?: number
}

/** The answer was a refusal that repeating would not change. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly status: number
  readonly code: string
  constructor(status: number, code: string, detail: string) {
    super(detail)
    this.status = status
    this.code = code
  }
}

/** Both reject with `Refused` for an answer from 400 up that is not "later". */
export interface Api {
  get<Body>(path: string): Promise<Body>
  /** One write, done exactly once however often it has to be sent. */
  send<Body>(method: 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<Body>
}

interface Problem {
  readonly code: string
  readonly detail: string
  readonly errors: readonly { readonly path: string; readonly message: string }[]
}

const answerMsMax = 10_000
const pauseMsMax = 5_000

/** A caller of one server. Nothing is sent before the first call. */
export function createApi(options: ApiOptions): Api {
  const { signal, pauseMs = 500 } = options
  let token: string | null = null

  async function ask(method: string, path: string, headers: Record<string, string>, body?: unknown): Promise<Response> {
    const init: RequestInit = { method, signal: AbortSignal.any([signal, AbortSignal.timeout(answerMsMax)]), headers }
    if (body === undefined) return fetch(options.baseUrl + path, init)
    const json = { ...headers, 'content-type': 'application/json' }
    return fetch(options.baseUrl + path, { ...init, headers: json, body: JSON.stringify(body) })
  }

  /** Repeats until there is an answer that is not "later"; null body for 204. */
  async function settled(attempt: () => Promise<Response>): Promise<{ status: number; body: unknown }> {
    for (let wait = pauseMs; ; wait = Math.min(2 * wait, pauseMsMax)) {
      const answer = await attempt()
        .then(readAnswer)
        .catch((error: unknown) => {
          if (signal.aborted) throw error
          return null
        })
      if (answer !== null && !isLater(answer.status)) return answer
      await delay(wait, undefined, { signal })
    }
  }

  async function signIn(): Promise<string> {
    const { email, password } = options.account
    const { status, body } = await settled(() => ask('POST', '/api/auth/login', {}, { email, password }))
    if (status !== 200) throw refusal(status, body)
    return (body as { token: string }).token
  }

  async function call<Body>(method: string, path: string, body: unknown, key: string | null): Promise<Body> {
    for (let isFresh = token === null; ; isFresh = true) {
      const bearer = (token ??= await signIn())
      const headers: Record<string, string> = { authorization: `Bearer ${bearer}`, 'x-org': options.org }
      if (key !== null) headers['idempotency-key'] = key
      const answer = await settled(() => ask(method, path, headers, body))
      if (answer.status < 400) return answer.body as Body
      if (answer.status !== 401 || isFresh) throw refusal(answer.status, answer.body)
      token = null
    }
  }

  return {
    get: (path) => call('GET', path, undefined, null),
    send: (method, path, body) => call(method, path, body, crypto.randomUUID()),
  }
}

async function readAnswer(response: Response): Promise<{ status: number; body: unknown }> {
  const text = await response.text()
  return { status: response.status, body: text === '' ? null : (JSON.parse(text) as unknown) }
}

function isLater(status: number): boolean {
  return status === 429 || status >= 500
}

function refusal(status: number, body: unknown): Refused {
  const { code = 'unknown', detail = `status ${status}`, errors = [] } = (body ?? {}) as Partial<Problem>
  const members = errors.map(({ path, message }) => `; ${path}: ${message}`)
  return new Refused(status, code, detail + members.join(''))
}
