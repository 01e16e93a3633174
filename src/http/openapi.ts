/**
 * The OpenAPI document, made from the registered routes. `@elysiajs/swagger` gives the frame; parameters, bodies and
 * answers come from the zod schemas here, because the plugin writes zod schemas as garbage.
 * The plugin runs on a shadow of the app that is never served: its own page loads scripts from a foreign host.
 */
import { swagger } from '@elysiajs/swagger'
import { Elysia, type AnyElysia } from 'elysia'
import { z } from 'zod'
import pkg from '../../package.json'
import { operations, type Operation } from '../auth/roles.ts'
import { problemSchema } from './shapes.ts'

/** One registered route, as far as the document is concerned. */
export interface DocumentedRoute {
  readonly method: string
  readonly path: string
  readonly hooks: {
    readonly params?: unknown
    readonly query?: unknown
    readonly body?: unknown
    readonly response?: unknown
    readonly detail?: Readonly<Record<string, unknown>>
  }
}

type Json = Record<string, unknown>
type Components = Record<string, Json>

/** The document of `routes`; rooms (`WS`) are described in words by the live protocol, not here. */
export async function openapiDocument(routes: readonly DocumentedRoute[]): Promise<Json> {
  const listed = routes.filter(({ method }) => method !== 'WS')
  const document = await frame(listed)
  const schemas: Components = {}
  const problem = toJson(problemSchema, 'output', schemas)
  const paths = document.paths as Record<string, Record<string, Json>>
  for (const route of listed) {
    const item = (paths[braced(route.path)] ??= {})
    const method = route.method.toLowerCase()
    item[method] = { ...item[method], ...operationOf(route, schemas) }
  }
  document.components = {
    schemas,
    responses: {
      Problem: { description: 'A problem (RFC 9457)', content: { 'application/problem+json': { schema: problem } } },
    },
    securitySchemes: {
      bearer: { type: 'http', scheme: 'bearer' },
      apiKey: { type: 'apiKey', in: 'header', name: 'X-Api-Key' },
    },
  }
  return document
}

async function frame(routes: readonly DocumentedRoute[]): Promise<Json> {
  const shadow: AnyElysia = new Elysia().use(
    swagger({
      path: '/page',
      specPath: '/document',
      excludeStaticFile: false,
      exclude: ['/page', '/document'],
      documentation: {
        info: { title: 'Railbird', version: pkg.version, description: pkg.description, license: { name: pkg.license } },
        servers: [{ url: '/' }],
      },
    }),
  )
  for (const { method, path, hooks } of routes) shadow.route(method, path, () => '', { detail: detailOf(hooks) })
  const response = await shadow.handle(new Request('http://localhost/document'))
  return (await response.json()) as Json
}

function detailOf({ detail = {} }: DocumentedRoute['hooks']): { tags: string[]; summary: string } {
  return { tags: (detail.tags as string[] | undefined) ?? [], summary: String(detail.summary ?? '') }
}

/** `/a/:id` -> `/a/{id}`. */
export function braced(path: string): string {
  return path.replace(/:([^/]+)/g, '{$1}')
}

function operationOf(route: DocumentedRoute, schemas: Components): Json {
  const operation = route.hooks.detail?.['x-operation'] as Operation
  const { minRole, scope } = operations[operation]
  const isOpen = minRole === 'public'
  const isWrite = route.method !== 'GET'
  return {
    operationId: operationId(route),
    'x-operation': operation,
    security: isOpen ? [] : scope === null ? [{ bearer: [] }] : [{ bearer: [] }, { apiKey: [] }],
    parameters: [...pathParameters(route, schemas), ...queryParameters(route, schemas), ...headers(isOpen, isWrite)],
    ...(isWrite ? bodyOf(route.hooks.body, schemas) : {}),
    responses: { ...problems(isOpen, isWrite), ...answersOf(documentedAnswers(route), schemas) },
  }
}

/**
 * What a route answers, by status. A route that must not wait names it in `detail.answers`: beside `response` Elysia
 * would make every answer a promise, to validate what is a finished `Response` anyway.
 */
export function documentedAnswers({ hooks }: DocumentedRoute): unknown {
  return hooks.response ?? hooks.detail?.answers
}

/** `POST /api/matches/:id/double-forfeit` -> `postMatchesByIdDoubleForfeit`. */
function operationId({ method, path }: DocumentedRoute): string {
  const words = path
    .replace(/^\/api/, '')
    .replace(/:/g, 'by-')
    .split(/[/.-]/)
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
}

function pathParameters({ path, hooks }: DocumentedRoute, schemas: Components): Json[] {
  const known = propertiesOf(hooks.params, schemas)
  return [...path.matchAll(/:([^/]+)/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: known.properties[name] ?? { type: 'string', ...(name === 'id' ? { format: 'uuid' } : {}) },
  }))
}

function queryParameters({ hooks }: DocumentedRoute, schemas: Components): Json[] {
  const { properties, required } = propertiesOf(hooks.query, schemas)
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }))
}

function propertiesOf(schema: unknown, schemas: Components) {
  if (!isZod(schema)) return { properties: {} as Record<string, Json>, required: [] as string[] }
  const { properties = {}, required = [] } = toJson(schema, 'input', schemas)
  return { properties: properties as Record<string, Json>, required: required as string[] }
}

function headers(isOpen: boolean, isWrite: boolean): Json[] {
  const header = (name: string, description: string) => ({
    name,
    in: 'header',
    required: false,
    description,
    schema: { type: 'string' },
  })
  if (isOpen) return isWrite ? [] : [header('If-None-Match', 'Entity tag of the copy at hand; 304 if it still holds')]
  const org = header('X-Org', 'Slug of one of your orgs; needed only if you belong to several')
  if (!isWrite) return [org, header('If-None-Match', 'Entity tag of the copy at hand; 304 if it still holds')]
  return [
    org,
    header('Idempotency-Key', '1 to 255 visible ASCII characters; a repeat with the same key gets the same answer'),
    header('If-Match', 'Refuses with 412 if the target changed since this version, as "v41"'),
  ]
}

function bodyOf(body: unknown, schemas: Components): Json {
  if (!isZod(body)) return {}
  const { documented, csv } = (body.meta() ?? {}) as { documented?: z.ZodType; csv?: readonly string[] }
  const schema = toJson(documented ?? body, 'input', schemas)
  const example = csv === undefined ? {} : { 'text/csv': { schema: { type: 'string' }, example: `${csv.join(',')}\n` } }
  const isEmpty = schema.type === 'object' && Object.keys(schema.properties ?? {}).length === 0
  return { requestBody: { required: !isEmpty, content: { 'application/json': { schema }, ...example } } }
}

function answersOf(response: unknown, schemas: Components): Json {
  const found: Json = {}
  for (const [status, schema] of Object.entries((response ?? {}) as Record<string, unknown>)) {
    if (!isZod(schema)) continue
    const { contentType = 'application/json' } = (schema.meta() ?? {}) as { contentType?: string }
    const isEmpty = status === '204'
    const json = contentType === 'application/json' ? toJson(schema, 'output', schemas) : { type: 'string' }
    found[status] = {
      description: descriptions[status] ?? 'The answer',
      ...(isEmpty ? {} : { content: { [contentType]: { schema: json } } }),
    }
  }
  return found
}

const descriptions: Readonly<Record<string, string>> = {
  200: 'Done',
  201: 'Created',
  204: 'Done, nothing to say',
  503: 'Not now',
}

function problems(isOpen: boolean, isWrite: boolean): Json {
  const statuses = ['400', '404', '429', '500', '503']
  if (!isWrite) statuses.push('406')
  if (!isOpen) statuses.push('401', '403')
  if (isWrite) statuses.push('401', '409', '412', '413', '415', '422', '429')
  const found = [...new Set(statuses)].map((status) => [status, { $ref: '#/components/responses/Problem' }])
  const unchanged = isWrite ? {} : { 304: { description: 'The copy at hand still holds' } }
  return { ...unchanged, ...Object.fromEntries(found) }
}

function isZod(schema: unknown): schema is z.ZodType {
  return typeof schema === 'object' && schema !== null && '_zod' in schema
}

/** JSON Schema of OpenAPI 3.0; shared shapes (`.meta({ id })`) go to the components. */
function toJson(schema: z.ZodType, io: 'input' | 'output', schemas: Components): Json {
  const made = z.toJSONSchema(schema, { target: 'openapi-3.0', io, unrepresentable: 'any' }) as Json
  const { $schema: _, definitions = {}, ...own } = moved(made)
  Object.assign(schemas, definitions)
  const { id, ...inline } = own
  if (typeof id !== 'string') return inline
  schemas[id] = inline
  return { $ref: `#/components/schemas/${id}` }
}

function moved(schema: Json): Json {
  return JSON.parse(JSON.stringify(schema).replaceAll('#/definitions/', '#/components/schemas/')) as Json
}
