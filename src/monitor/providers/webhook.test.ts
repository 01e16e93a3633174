import { expect, test } from 'bun:test'
import { Secret } from '../../config.ts'
import { setLogLevel } from '../../log.ts'
import type { AlertEvent } from '../alerts.ts'
import { AlertWebhook } from './webhook.ts'

setLogLevel('silent')

const event: AlertEvent = {
  ...{ name: 'errors_critical', severity: 'critical', figure: 'errorRate', state: 'firing' },
  ...{ value: 0.08, line: 0.05, at: 1000, text: 'share of requests that failed' },
}

/** A receiver that answers with the given statuses in turn, and a sender that does not wait between tries. */
function receiver(statuses: number[]) {
  const bodies: Record<string, unknown>[] = []
  const pauses: number[] = []
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    async fetch(request) {
      bodies.push((await request.json()) as Record<string, unknown>)
      return new Response(null, { status: statuses.shift() ?? 200 })
    },
  })
  const wait = async (ms: number) => void pauses.push(ms)
  const webhook = new AlertWebhook({ url: new Secret(server.url.href), wait })
  return { webhook, bodies, pauses, server, [Symbol.dispose]: () => void server.stop(true) }
}

test('an alert is sent as JSON with a sentence', async () => {
  using there = receiver([])

  there.webhook.send(event)
  await there.webhook.settled()

  expect(there.bodies).toEqual([
    {
      ...event,
      at: '1970-01-01T00:00:01.000Z',
      text: 'critical: errorRate is 0.08, above 0.05 (share of requests that failed)',
    },
  ])
})

test('it is tried three times, and the end never arrives before the beginning', async () => {
  using there = receiver([500, 503, 200])

  there.webhook.send(event)
  there.webhook.send({ ...event, state: 'over' })
  await there.webhook.settled()

  expect(there.bodies.map(({ state }) => state)).toEqual(['firing', 'firing', 'firing', 'over'])
  expect(there.pauses).toEqual([1000, 5000])
})

test('an address that does not answer is given up', async () => {
  using there = receiver([])
  await there.server.stop(true)

  there.webhook.send(event)
  await there.webhook.settled()

  expect([there.bodies, there.pauses]).toEqual([[], [1000, 5000]])
})
