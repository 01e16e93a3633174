/**
 * Our own route without cache and without database: the whole pipeline of an answer, but the body is serialised,
 * hashed and coded for every request: `bun uncached.ts <body file>`.
 */
import { Elysia } from 'elysia'
import { assemble } from '../../src/http/assemble.ts'
import { core } from '../../src/http/core.ts'
import type { HttpDeps } from '../../src/http/deps.ts'
import { Responder } from '../../src/http/respond.ts'
import { RequestMonitor } from '../../src/monitor/requests.ts'

const [, , bodyFile = ''] = process.argv
const big: unknown = await Bun.file(bodyFile).json()

// One cast: the route asks for no caller and reaches no database.
const monitor = { requests: new RequestMonitor({ slowMs: 1000 }) }
const deps = { monitor, respond: new Responder({ allowedOrigins: [] }) } as unknown as HttpDeps
const routes = new Elysia({ name: 'big', normalize: false })
  .use(core(deps))
  .get('/big', ({ request }) => deps.respond.json(request, big, 'public'), { anyone: 'public.read' })
const app = assemble(deps, [routes])
app.listen({ hostname: '127.0.0.1', port: 0, reusePort: false })
process.stdout.write(`${app.server?.port}\n`)
