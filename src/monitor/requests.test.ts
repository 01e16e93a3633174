import { expect, test } from 'bun:test'
import { createLog } from '../log.ts'
import { RequestMonitor } from './requests.ts'
import { currentTrace, traced } from './trace.ts'

const address = (method: string, path: string) => new Request(`http://localhost${path}`, { method })

/** Answers one request; `work` is what its handler does. */
function answer(monitor: RequestMonitor, request: Request, route: string, status: number, work = () => {}): void {
  const handle = () => {
    monitor.routed(request, route, () => 'r-1')
    work()
    monitor.ended(request, status, route)
  }
  traced(monitor.trace(request), handle, null)
}

test('requests count to the pattern of their route, GET and HEAD as one', () => {
  const monitor = new RequestMonitor({ slowMs: 60_000 })

  answer(monitor, address('GET', '/api/venues/1'), '/api/venues/:id', 200)
  answer(monitor, address('HEAD', '/api/venues/2'), '/api/venues/:id', 404)
  answer(monitor, address('DELETE', '/api/venues/2'), '/api/venues/:id', 500)

  const figures = monitor.routes().map((one) => [one.method, one.route, one.requests, one.refused, one.failed])
  expect(figures).toEqual([
    ['GET', '/api/venues/:id', 2, 1, 0],
    ['DELETE', '/api/venues/:id', 1, 0, 1],
  ])
  expect(monitor.durations.total).toBe(3)
})

test('what never reached a route counts as one, whatever its address', () => {
  const monitor = new RequestMonitor({ slowMs: 60_000 })

  for (let i = 0; i < 50; i++) monitor.ended(address('GET', `/nothing/${i}`), 404, '')

  expect(monitor.routes().map(({ route, requests, refused }) => [route, requests, refused])).toEqual([
    ['other', 50, 50],
  ])
})

test('tags, tiers and bytes are those of tagged answers', () => {
  const monitor = new RequestMonitor({ slowMs: 60_000 })
  const tag = (tier: 'L1' | 'L2' | 'miss' | 'none', originalBytes: number, sentBytes: number) => () =>
    void Object.assign(currentTrace() ?? {}, { isTagged: true, tier, originalBytes, sentBytes })
  const get = (status: number, work?: () => void) => answer(monitor, address('GET', '/api/a'), '/api/a', status, work)

  get(200, tag('miss', 4000, 1000))
  get(200, tag('L1', 4000, 1000))
  get(304, tag('L1', 0, 0))
  get(200, tag('L2', 0, 0))
  get(200)

  expect(monitor.route('GET', '/api/a')).toMatchObject({
    ...{ requests: 5, tagged: 4, unchanged: 1, hitsMemory: 2, hitsShared: 1, misses: 1 },
    ...{ originalBytes: 8000, sentBytes: 2000 },
  })
})

test('a slow request is written down with its route and queries, and counted', () => {
  const lines: string[] = []
  const monitor = new RequestMonitor({ slowMs: -1, log: createLog((line) => void lines.push(line)) })

  answer(monitor, address('GET', '/api/venues?q=ann'), '/api/venues', 200, () => {
    const trace = currentTrace()
    if (trace) trace.queries = 3
  })

  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ route: '/api/venues', queries: 3, status: 200, requestId: 'r-1' })
  expect(lines.join()).not.toContain('ann')
  expect(monitor.route('GET', '/api/venues').slow).toBe(1)
})

test('a request inside another, as in a batch, has a trace of its own', () => {
  const monitor = new RequestMonitor({ slowMs: 60_000 })
  const outer = address('POST', '/api/batch')

  answer(monitor, outer, '/api/batch', 200, () => {
    answer(monitor, address('GET', '/api/a'), '/api/a', 200)
    expect(currentTrace()?.request).toBe(outer)
  })

  expect(monitor.routes().map(({ route, requests }) => [route, requests])).toEqual([
    ['/api/batch', 1],
    ['/api/a', 1],
  ])
})
