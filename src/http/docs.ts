/**
 * The OpenAPI document at `/api/docs/json` and its page at `/api/docs`. Everything the page loads is served here, so
 * it works in a hall without internet. The document is made on first use, when all routes are registered.
 */
import { Elysia } from 'elysia'
import { Bodies } from '../cache/bodies.ts'
import { ofMemory } from './cache-status.ts'
import { core } from './core.ts'
import type { HttpDeps } from './deps.ts'
import { openapiDocument, type DocumentedRoute } from './openapi.ts'
import type { StoredAnswer } from './respond.ts'
import * as shape from './shapes.ts'
import { contentBase } from './validators.ts'

const tags = ['Operations']

const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Railbird API</title>
<link rel="stylesheet" href="/api/docs/swagger-ui.css">
<div id="api"></div>
<script src="/api/docs/swagger-ui.js"></script>
<script src="/api/docs/start.js"></script>
</html>
`

// No validator badge: it would send the document's address to a foreign host.
const start = `SwaggerUIBundle({ url: '/api/docs/json', dom_id: '#api', deepLinking: true, validatorUrl: null })\n`

const pagePolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
  "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const assets = [
  ['swagger-ui.css', 'swagger-ui-dist/swagger-ui.css', 'text/css; charset=utf-8'],
  ['swagger-ui.js', 'swagger-ui-dist/swagger-ui-bundle.js', 'text/javascript; charset=utf-8'],
] as const

async function storedDocument(routes: readonly DocumentedRoute[]): Promise<StoredAnswer> {
  const bodies = await Bodies.ofJson(await openapiDocument(routes))
  return { bodies, version: 0, epoch: '', etagBase: contentBase(bodies.bytes()) }
}

/** `routes` is asked once, at the first request for the document. */
export function docsRoutes(deps: HttpDeps, routes: () => readonly DocumentedRoute[]) {
  const { respond } = deps
  let document: Promise<StoredAnswer> | null = null
  const app = new Elysia({ name: 'docs', normalize: false })
    .use(core(deps))
    .get(
      '/api/docs',
      ({ request }) =>
        respond.raw(request, 200, page, {
          'content-type': 'text/html; charset=utf-8',
          'content-security-policy': pagePolicy,
        }),
      {
        anyone: 'docs.read',
        response: shape.file('text/html'),
        detail: { tags, summary: 'This document as a page' },
      },
    )
    .get(
      '/api/docs/json',
      async ({ request }) => {
        document ??= storedDocument(routes())
        return respond.stored(request, await document, 'document', 'public', ofMemory)
      },
      {
        anyone: 'docs.read',
        response: shape.answers(shape.document),
        detail: { tags, summary: 'The OpenAPI document' },
      },
    )
    .get(
      '/api/docs/start.js',
      ({ request }) => respond.raw(request, 200, start, { 'content-type': 'text/javascript; charset=utf-8' }),
      {
        anyone: 'docs.read',
        response: shape.file('text/javascript'),
        detail: { tags, summary: 'Part of the page' },
      },
    )
  for (const [name, source, type] of assets)
    app.get(
      `/api/docs/${name}`,
      ({ request }) =>
        respond.raw(request, 200, Bun.file(Bun.resolveSync(source, import.meta.dir)), {
          'content-type': type,
          'cache-control': 'public, max-age=86400',
        }),
      {
        anyone: 'docs.read',
        response: shape.file(type.split(';')[0] ?? type),
        detail: { tags, summary: 'Part of the page' },
      },
    )
  return app
}
