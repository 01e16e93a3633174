import { describe, expect, test } from 'bun:test'
import { createLog } from '../log.ts'
import type { OrgId } from '../engine/types.ts'
import { QueryMonitor, type SlowQuery } from './queries.ts'
import { RequestMonitor } from './requests.ts'
import { traced } from './trace.ts'

const org = '01900000-0000-7000-8000-00000000000a' as OrgId

/** A monitor to which everything is slow, with what it wrote down. */
function watching(slowMs = -1) {
  const lines: string[] = []
  const told: SlowQuery[] = []
  const log = createLog((line) => void lines.push(line))
  return { lines, told, monitor: new QueryMonitor({ slowMs, now: () => 1000, log, onSlow: (one) => told.push(one) }) }
}

function run(monitor: QueryMonitor, text: string, parameters: readonly unknown[] = [], error?: unknown): void {
  monitor.began(text, parameters, 0.5, org)(3, error)
}

test('queries of one kind are counted together', () => {
  const { monitor } = watching()

  run(monitor, 'select * from t where a = 1')
  run(monitor, 'select  * from t where a = 22')
  run(monitor, 'select * from u', [], new Error('x'))

  const kinds = monitor.kinds().map((kind) => [kind.fingerprint.text, kind.durations.total, kind.rows, kind.errors])
  expect(kinds).toEqual([
    ['select * from t where a = ?', 2, 6, 0],
    ['select * from u', 1, 3, 1],
  ])
  expect([monitor.durations.total, monitor.slowCount]).toEqual([3, 3])
})

test('nothing below the threshold is written down', () => {
  const { monitor, lines } = watching(60_000)

  run(monitor, 'select 1')

  expect([monitor.slow(), lines, monitor.durations.total]).toEqual([[], [], 1])
})

test('the last hundred slow ones are kept, oldest first', () => {
  const { monitor } = watching()

  for (let i = 0; i < 130; i++) run(monitor, `select a${i} from t`)

  expect(monitor.slow().map(({ fingerprint }) => fingerprint)).toEqual(
    Array.from({ length: 100 }, (_, i) => `select a${i + 30} from t`),
  )
})

test('no text that a person typed is kept of a query', () => {
  const { monitor, lines, told } = watching()

  run(monitor, `select * from users where email = 'ann@example.com' and name = $1`, ['Ann Secret'], new Error('Ann'))

  const kept = JSON.stringify([monitor.slow(), monitor.kinds(), lines, told])
  expect(kept).toContain('text of 10')
  expect(kept).not.toMatch(/Ann|ann@/)
})

test('kinds without end are bounded: what is beyond counts as one', () => {
  const { monitor } = watching(60_000)

  for (let i = 0; i < 3000; i++) run(monitor, `select a${i} from t`)

  const kinds = monitor.kinds()
  expect(kinds.length).toBe(501)
  expect([kinds.at(-1)?.fingerprint.text, kinds.at(-1)?.durations.total]).toEqual(['all further kinds', 2500])
})

describe('a query knows its request', () => {
  const request = new Request('http://localhost/api/venues?q=ann')

  test('by route and id, and counts to it', async () => {
    const { monitor } = watching()
    const requests = new RequestMonitor({ slowMs: 60_000 })
    const trace = requests.trace(request)

    await traced(
      trace,
      async () => {
        requests.routed(request, '/api/venues', () => 'r-1')
        await Promise.resolve()
        run(monitor, 'select 1')
        run(monitor, 'select 2')
      },
      null,
    )

    expect(monitor.slow()[0]).toMatchObject({ route: 'GET /api/venues', requestId: 'r-1', org, waitMs: 0.5, rows: 3 })
    expect([trace.queries, trace.waitMs]).toEqual([2, 1])
  })

  test('unless its answer is ready: what it left behind is background work', async () => {
    const { monitor } = watching()
    const requests = new RequestMonitor({ slowMs: 60_000 })

    await traced(
      requests.trace(request),
      async () => {
        requests.routed(request, '/api/venues', () => 'r-1')
        requests.ended(request, 200, '/api/venues')
        await Promise.resolve()
        run(monitor, 'select 1')
      },
      null,
    )

    expect(monitor.slow()[0]).toMatchObject({ route: 'background', requestId: null })
    expect(requests.route('GET', '/api/venues').queries).toBe(0)
  })
})
