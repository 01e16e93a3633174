/**
 * `/metrics` for Prometheus. Open to this machine itself, to the addresses of METRICS_ALLOW and to whoever brings
 * METRICS_TOKEN as a bearer token; to anybody else there is nothing at this address. A request that a proxy passed on
 * is not from this machine, wherever the proxy runs.
 */
import { timingSafeEqual } from 'node:crypto'
import { Elysia } from 'elysia'
import type { Config } from '../config.ts'
import { core } from './core.ts'
import type { HttpDeps } from './deps.ts'
import { notFound } from './problem.ts'
import * as shape from './shapes.ts'

/** Who may read metrics. */
export type MetricsAccess = Pick<Config, 'metricsToken' | 'metricsAllow'>

const forwarding = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via']

/** The one route. */
export function metricsRoutes(deps: HttpDeps, access: MetricsAccess) {
  return new Elysia({ name: 'metrics', normalize: false }).use(core(deps)).get(
    '/metrics',
    async ({ request }) => {
      if (!mayRead(deps, access, request)) throw notFound()
      const { metrics } = deps.watch
      return deps.respond.raw(request, 200, await metrics.text(), { 'content-type': metrics.contentType })
    },
    {
      anyone: 'health.read',
      response: shape.file('text/plain'),
      detail: { tags: ['Operations'], summary: 'Metrics for Prometheus, for those who may read them' },
    },
  )
}

function mayRead(deps: HttpDeps, { metricsToken, metricsAllow }: MetricsAccess, request: Request): boolean {
  const { headers } = request
  const given = /^Bearer +(\S+)$/i.exec(headers.get('authorization') ?? '')?.[1]
  if (metricsToken !== undefined && given !== undefined && isSame(given, metricsToken.reveal())) return true
  const address = deps.addressOf(request).replace(/^::ffff:/, '')
  if (metricsAllow.includes(address)) return true
  const isLoopback = address === '::1' || /^127\.\d+\.\d+\.\d+$/.test(address)
  return isLoopback && !forwarding.some((name) => headers.has(name))
}

// Equal lengths are what the comparison asks for, so hashes are compared.
function isSame(given: string, wanted: string): boolean {
  const hash = (text: string) => new Bun.CryptoHasher('sha256').update(text).digest()
  return timingSafeEqual(hash(given), hash(wanted))
}
