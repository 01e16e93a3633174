/** From counters to whoever is to hear of them: the whole way of an alert. */
import { expect, test } from 'bun:test'
import { Secret } from '../config.ts'
import { setLogLevel } from '../log.ts'
import { createMonitor } from '../monitor/monitor.ts'
import type { Reports } from '../monitor/sentry.ts'
import { openReports, openWatch } from './watching.ts'

setLogLevel('silent')

test('requests that fail become an alert, which goes to the webhook and to Sentry, and an end of it', async () => {
  const bodies: { name: string; state: string }[] = []
  using server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    async fetch(request) {
      bodies.push((await request.json()) as (typeof bodies)[number])
      return new Response()
    },
  })
  const told: string[] = []
  const reports: Reports = {
    failed: () => undefined,
    told: (message, level) => void told.push(`${level} ${message}`),
    flush: async () => undefined,
  }
  const monitor = createMonitor({ slowQueryMs: 100, slowRequestMs: 1000, isTimingForAll: false, now: () => 0 })
  let now = 0
  const { watcher, alerts, performance } = openWatch({
    config: { alertWebhookUrl: new Secret(server.url.href) },
    reports,
    monitor,
    clock: { now: () => now, after: () => () => undefined },
    // One cast each: nothing else is asked of them, and a database that is away is no trouble for the watch.
    cache: { memory: { bytes: 0, queues: () => [] } } as never,
    db: {
      figures: { taken: 0, peak: 0, count: 16, waiting: 0, refused: 0 },
      inspect: () => Promise.reject(new Error('away')),
    } as never,
    wall: () => 1_800_000_000_000 + now,
  })
  const route = monitor.requests.route('GET', '/api/a')
  const pass = (minutes: number, failed: number) => {
    for (let i = 0; i < minutes * 6; i++) {
      now += 10_000
      route.requests += 10
      route.failed += failed
      watcher.look()
    }
  }

  pass(5, 0)
  pass(5, 5)
  const firing = alerts.states().filter(({ state }) => state === 'firing')
  pass(20, 0)
  while (bodies.length < 4) await Bun.sleep(1)

  expect(firing.map(({ name }) => name)).toEqual(['errors_critical', 'errors_warning'])
  expect(bodies.map(({ name, state }) => `${name} ${state}`).toSorted()).toEqual([
    ...['errors_critical firing', 'errors_critical over', 'errors_warning firing', 'errors_warning over'],
  ])
  expect(told.map((line) => line.split(' ')[0]).toSorted()).toEqual(['error', 'info', 'info', 'warning'])
  expect((await performance.status()).issues[0]?.message).toBe('the database does not answer')
})

test('without a DSN there is no Sentry', async () => {
  expect(await openReports({ sentryDsn: undefined, nodeEnv: 'test' })).toBeNull()
})
