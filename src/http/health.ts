/** Health for people, balancers and probes. Names what is wrong, never where it is or with which credentials. */
import { Elysia } from 'elysia'
import { core } from './core.ts'
import type { HttpDeps } from './deps.ts'
import * as shape from './shapes.ts'

const tags = ['Operations']
const anyone = { anyone: 'health.read' } as const

type CheckResult = { readonly status: 'healthy' | 'degraded' | 'unhealthy'; readonly ms: number }

/** `/api/health` reports, `/live` says that the process answers, `/ready` whether it should get traffic. */
export function healthRoutes(deps: HttpDeps) {
  const { respond, health } = deps
  const json = (request: Request, isGood: boolean, body: unknown) =>
    respond.raw(request, isGood ? 200 : 503, JSON.stringify(body), isGood ? {} : { 'retry-after': '1' })

  return new Elysia({ name: 'health', normalize: false })
    .use(core(deps))
    .get(
      '/api/health',
      async ({ request }) => {
        const checks = await runChecks(deps)
        const states = Object.values(checks).map(({ status }) => status)
        const worst = (['unhealthy', 'degraded'] as const).find((state) => states.includes(state)) ?? 'healthy'
        return json(request, worst !== 'unhealthy', { status: worst, checks })
      },
      { ...anyone, response: shape.health, detail: { tags, summary: 'Health with its checks' } },
    )
    .get('/api/health/live', ({ request }) => json(request, true, { status: 'healthy' }), {
      ...anyone,
      response: shape.liveness,
      detail: { tags, summary: 'The process answers' },
    })
    .get(
      '/api/health/ready',
      async ({ request }) => {
        const checks = health.isReady() ? Object.values(await runChecks(deps)) : []
        const isReady = health.isReady() && checks.every((check) => check.status !== 'unhealthy')
        return json(request, isReady, { status: isReady ? 'healthy' : 'unhealthy' })
      },
      { ...anyone, response: shape.liveness, detail: { tags, summary: 'The server may get traffic' } },
    )
}

async function runChecks({ health }: HttpDeps): Promise<Record<string, CheckResult>> {
  const results = await Promise.all(
    health.checks.map(async ({ name, run, isOptional }) => {
      const startedMs = performance.now()
      const status: CheckResult['status'] = await run().then(
        () => 'healthy',
        () => (isOptional ? 'degraded' : 'unhealthy'),
      )
      return [name, { status, ms: Math.round(performance.now() - startedMs) }] as const
    }),
  )
  return Object.fromEntries(results)
}
