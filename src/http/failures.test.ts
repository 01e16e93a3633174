/** What is our fault is told of once, with where it happened, and what is not is told to nobody. */
import { expect, test } from 'bun:test'
import { Elysia } from 'elysia'
import { AppError } from '../errors.ts'
import { setLogLevel } from '../log.ts'
import { RequestMonitor, type Where } from '../monitor/requests.ts'
import { assemble } from './assemble.ts'
import { core } from './core.ts'
import type { HttpDeps } from './deps.ts'
import { rescued } from './problem.ts'
import { Responder } from './respond.ts'

setLogLevel('silent')

function failing() {
  const told: { error: unknown; where: Where }[] = []
  const onFailure = (error: unknown, where: Where) => void told.push({ error, where })
  const monitor = { requests: new RequestMonitor({ slowMs: 60_000, onFailure }) }
  // One cast: these routes ask for no caller and reach no database.
  const deps = { monitor, respond: new Responder({ allowedOrigins: [] }) } as unknown as HttpDeps
  const late = (request: Request) => rescued(deps.respond, request, Promise.reject(new Error('late')))
  const throwing = (error: Error) => () => {
    throw error
  }
  const routes = new Elysia({ name: 'failing', normalize: false })
    .use(core(deps))
    .get('/api/bug/:id', throwing(new TypeError('a bug')), { anyone: 'health.read' })
    .get('/api/late', ({ request }) => late(request), { anyone: 'health.read' })
    .get('/api/away', throwing(Object.assign(new Error('gone'), { code: 'ECONNREFUSED' })), { anyone: 'health.read' })
    .get('/api/refused', throwing(new AppError('not_found', 'no')), { anyone: 'health.read' })
  const app = assemble(deps, [routes])
  const get = async (path: string) => {
    const headers = { 'x-request-id': 'r-1' }
    const { status } = await app.handle(new Request(`http://localhost${path}`, { headers }))
    return [status, ...told.splice(0).map(({ error, where }) => ({ message: (error as Error).message, ...where }))]
  }
  return { get, monitor }
}

test.each([
  ['/api/bug/41', [500, { message: 'a bug', route: 'GET /api/bug/:id', requestId: 'r-1' }]],
  ['/api/late', [500, { message: 'late', route: 'GET /api/late', requestId: 'r-1' }]],
  ['/api/away', [503, { message: 'gone', route: 'GET /api/away', requestId: 'r-1' }]],
  ['/api/refused', [404]],
  ['/api/nothing', [404]],
])('%s', async (path, expected) => {
  expect(await failing().get(path)).toEqual(expected)
})

test('failures and refusals are counted apart', async () => {
  const { get, monitor } = failing()
  await get('/api/bug/1')
  await get('/api/bug/2')
  await get('/api/refused')

  const counts = monitor.requests.routes().map(({ route, failed, refused }) => [route, failed, refused])
  expect(counts).toEqual([
    ['/api/bug/:id', 2, 0],
    ['/api/refused', 0, 1],
  ])
})
