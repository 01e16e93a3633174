import { describe, expect, test } from 'bun:test'
import { Validator } from '@seriousme/openapi-schema-validator'
import { operations } from '../auth/roles.ts'
import { readConfig, Secret } from '../config.ts'
import type { Context } from '../context.ts'
import { buildServer } from '../server.ts'
import { RequestMonitor } from '../monitor/requests.ts'
import { braced } from './openapi.ts'

type Json = Record<string, unknown>

// One cast: building a server and asking for its document touches nothing of the context but timers and watches.
const nothing = () => () => {}
const context = {
  monitor: { requests: new RequestMonitor({ slowMs: 1000 }) },
  watch: { watcher: {} },
  auth: { watch: nothing },
  rooms: { timers: { every: nothing } },
  secret: new Secret(''),
  replicas: [],
} as unknown as Context
const server = buildServer({ config: readConfig({}), context })
const response = await server.handle(new Request('http://localhost/api/docs/json'))
const document = (await response.json()) as {
  openapi: string
  info: Json
  paths: Record<string, Record<string, Json>>
  components: { schemas: Record<string, Json>; responses: Json; securitySchemes: Json }
}
const operationList = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
)

/** Every object and array inside a JSON value, with where it stands. */
function* nodes(value: unknown, at = '#'): Generator<[at: string, node: Json]> {
  if (typeof value !== 'object' || value === null) return
  yield [at, value as Json]
  for (const [name, member] of Object.entries(value)) yield* nodes(member, `${at}/${name}`)
}

/** Every schema object of the document: components, bodies, answers and parameters. */
function* schemas(): Generator<[at: string, schema: Json]> {
  for (const [at, node] of nodes(document)) {
    if (
      at.endsWith('/example') ||
      !/(\/schema|\/schemas\/\w+|\/items|\/additionalProperties|\/properties\/[^/]+|Of\/\d+)$/.test(at)
    )
      continue
    yield [at, node]
  }
}

// Keywords of the Schema Object, OpenAPI 3.0.3 section 4.7.24.
const keywords = new Set(
  (
    'title multipleOf maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern maxItems ' +
    'minItems uniqueItems maxProperties minProperties required enum type allOf oneOf anyOf not items properties ' +
    'additionalProperties description format default nullable discriminator readOnly writeOnly xml externalDocs ' +
    'example deprecated $ref'
  ).split(' '),
)
const types = new Set(['array', 'boolean', 'integer', 'number', 'object', 'string'])

describe('the OpenAPI document', () => {
  test('is valid by the schema of the OpenAPI Initiative', async () => {
    const validator = new Validator()

    const { valid, errors } = await validator.validate(structuredClone(document))

    expect(errors ?? []).toEqual([])
    expect([valid, validator.version]).toEqual([true, '3.0'])
  })

  test('is OpenAPI 3.0 with title, version and paths', () => {
    expect(document.openapi).toMatch(/^3\.0\.\d$/)
    expect(document.info).toMatchObject({ title: expect.any(String), version: expect.any(String) })
    expect(operationList.length).toBeGreaterThan(50)
  })

  test('lists every registered route and none more', () => {
    const registered = server.app.routes
      .filter(({ method }) => method !== 'WS')
      .map(({ method, path }) => `${method} ${braced(path)}`)
    const listed = operationList.map(({ method, path }) => `${method.toUpperCase()} ${path}`)

    expect(listed.sort()).toEqual(registered.sort())
  })

  test('names an operation of the roles table, a summary and a tag for each', () => {
    for (const { operation, path } of operationList) {
      expect(Object.keys(operations), path).toContain(operation['x-operation'] as string)
      expect(String(operation.summary ?? '').length, path).toBeGreaterThan(5)
      expect(operation.tags, path).toHaveLength(1)
    }
  })

  test('gives each operation an id of its own', () => {
    const ids = operationList.map(({ operation }) => operation.operationId)

    expect(new Set(ids).size).toBe(ids.length)
  })

  test('declares the path parameters that the path holds, each once and required', () => {
    for (const { path, operation } of operationList) {
      const parameters = operation.parameters as Json[]
      const inPath = parameters.filter((parameter) => parameter.in === 'path')
      expect(inPath.map(({ name }) => `{${String(name)}}`).join(), path).toBe((path.match(/\{\w+\}/g) ?? []).join())
      expect(
        inPath.every(({ required }) => required === true),
        path,
      ).toBe(true)
      const keys = parameters.map((parameter) => `${String(parameter.in)} ${String(parameter.name)}`)
      expect(new Set(keys).size, path).toBe(keys.length)
      for (const { schema } of parameters) expect(Object.keys(schema as Json).length, path).toBeGreaterThan(0)
    }
  })

  test('gives every write a request schema and every route an answer and its problems', () => {
    for (const { path, method, operation } of operationList) {
      const answers = operation.responses as Record<string, Json>
      const where = `${method} ${path}`
      expect(
        Object.keys(answers).some((status) => status.startsWith('2')),
        where,
      ).toBe(true)
      expect(answers[500], where).toEqual({ $ref: '#/components/responses/Problem' })
      for (const [status, answer] of Object.entries(answers)) {
        if ('$ref' in answer) continue
        expect(typeof answer.description, `${where} ${status}`).toBe('string')
        if (status !== '204' && status !== '304') expect(answer.content, `${where} ${status}`).toBeDefined()
      }
      if (method === 'get') expect(operation.requestBody, where).toBeUndefined()
      else if (!path.startsWith('/api/auth/')) expect(operation.requestBody, where).toBeDefined()
    }
  })

  test('has no reference that leads nowhere', () => {
    for (const [at, node] of nodes(document)) {
      if (typeof node.$ref !== 'string') continue
      const target = node.$ref
        .slice(2)
        .split('/')
        .reduce<unknown>((value, name) => (value as Json | undefined)?.[name], document)
      expect(target, `${at} -> ${node.$ref}`).toBeDefined()
    }
  })

  test('uses only keywords and types that OpenAPI 3.0 knows', () => {
    let count = 0
    for (const [at, schema] of schemas()) {
      count++
      const strange = Object.keys(schema).filter((name) => !keywords.has(name) && !name.startsWith('x-'))
      expect(strange, at).toEqual([])
      if (schema.type !== undefined) expect(types.has(schema.type as string), at).toBe(true)
      if (schema.type === 'array') expect(schema.items, at).toBeDefined()
      if ('exclusiveMinimum' in schema) expect(typeof schema.exclusiveMinimum, at).toBe('boolean')
    }
    expect(count).toBeGreaterThan(300)
  })

  test('asks for a token exactly where the roles table does, or for a key where one has the scope', () => {
    for (const { path, operation } of operationList) {
      const { minRole, scope } = operations[operation['x-operation'] as keyof typeof operations]
      const ways = minRole === 'public' ? [] : scope === null ? ['bearer'] : ['bearer', 'apiKey']
      expect((operation.security as object[]).flatMap(Object.keys), path).toEqual(ways)
    }
  })
})

describe('the page of the document', () => {
  test('loads nothing from a foreign host', async () => {
    const page = await server.handle(new Request('http://localhost/api/docs'))
    const html = await page.text()
    const loaded = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address ?? '')

    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(loaded).toHaveLength(3)
    for (const address of loaded) {
      expect(address).toStartWith('/api/docs/')
      const file = await server.handle(new Request(`http://localhost${address}`))
      expect(file.status, address).toBe(200)
      expect((await file.bytes()).length, address).toBeGreaterThan(50)
    }
  })
})
