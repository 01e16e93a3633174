/**
 * A whole server on a database of its own for `.pg` tests, with callers in two orgs.
 * Invariant: every answer that passes through `call` fits the schema its route documents.
 */
import { expect } from 'bun:test'
import { z } from 'zod'
import { testDatabase, type TestDatabase } from '../../db/testing.ts'
import { readConfig } from '../config.ts'
import { createContext, type Context } from '../context.ts'
import { setLogLevel } from '../log.ts'
import { buildServer, type Server } from '../server.ts'
import { documentedAnswers } from './openapi.ts'
import { problemSchema } from './shapes.ts'

/** An answer, read. `json` is undefined when there is no JSON. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly json: Record<string, never>
}

export interface Sent {
  readonly token?: string | undefined
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export interface Person {
  readonly token: string
  readonly id: string
  readonly orgSlug: string
}

export interface House extends AsyncDisposable {
  readonly database: TestDatabase
  readonly context: Context
  readonly server: Server
  call(method: string, path: string, sent?: Sent): Promise<Answer>
  /** Registers an account; with `org` it owns a new one. */
  person(name: string, org?: string): Promise<Person>
}

/** Starts everything but the socket. */
export async function openHouse(env: Readonly<Record<string, string>> = {}): Promise<House> {
  setLogLevel('silent')
  const database = await testDatabase()
  const config = readConfig({ NODE_ENV: 'test', SESSION_SECRET: 'a key of thirty-two characters..', ...env })
  const context = await createContext(config, database.target, '')
  const server = buildServer({ config, context })
  const call = caller(server)
  return {
    database,
    context,
    server,
    call,
    async person(name, org) {
      const body = { email: `${name}@example.com`, password: 'correct horse battery', name, orgName: org }
      const { json } = await call('POST', '/api/auth/register', { body })
      const { token, user } = json as unknown as { token: string; user: { id: string; orgs: { slug: string }[] } }
      return { token, id: user.id, orgSlug: user.orgs[0]?.slug ?? '' }
    },
    async [Symbol.asyncDispose]() {
      await context[Symbol.asyncDispose]()
      await database[Symbol.asyncDispose]()
    },
  }
}

function caller(server: Server): House['call'] {
  return async (method, path, { token, body, headers } = {}) => {
    const isText = typeof body === 'string'
    const all = new Headers({ ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers })
    if (token !== undefined) all.set('authorization', `Bearer ${token}`)
    const init = { method, headers: all, ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }) }
    const response = await server.handle(new Request(`http://localhost${path}`, init))
    const text = await response.text()
    const isJson = /[/+]json$/.test(response.headers.get('content-type') ?? '') && text !== ''
    const json: unknown = isJson ? JSON.parse(text) : undefined
    requireShape(server, method, path, response, json)
    return { status: response.status, headers: response.headers, text, json: json as Answer['json'] }
  }
}

/** Fails the test when an answer does not fit what its route documents. */
function requireShape(server: Server, method: string, path: string, response: Response, json: unknown): void {
  if (json === undefined) return
  const where = `${method} ${path} ${response.status}`
  const isProblem = response.headers.get('content-type') === 'application/problem+json'
  const schema = isProblem ? problemSchema : documented(server, method, path, response.status)
  expect(schema, `${where} documents no such answer`).toBeDefined()
  const { error } = schema?.safeParse(json) ?? {}
  expect(error === undefined ? '' : z.prettifyError(error), where).toBe('')
}

function documented(server: Server, method: string, path: string, status: number): z.ZodType | undefined {
  const [pathname = ''] = path.split('?')
  const fits = server.app.routes.filter((route) => {
    const pattern = route.path.replace(/:[^/]+/g, '[^/]+')
    return route.method === method && new RegExp(`^${pattern}$`).test(pathname)
  })
  // A fixed word in the path goes before a parameter, as the router has it.
  const [route] = fits.sort((a, b) => a.path.split(':').length - b.path.split(':').length)
  return (route && (documentedAnswers(route) as Record<string, z.ZodType> | undefined))?.[status]
}
