import { expect, test } from 'bun:test'
import { readConfig, Secret } from '../config.ts'
import type { Context } from '../context.ts'
import { buildServer } from '../server.ts'
import { RequestMonitor } from '../monitor/requests.ts'

// One cast: the calculator touches nothing of the context, and building a server nothing but timers and watches.
const nothing = () => () => {}
const context = {
  monitor: { requests: new RequestMonitor({ slowMs: 1000 }) },
  watch: { watcher: {} },
  auth: { watch: nothing },
  rooms: { timers: { every: nothing } },
  secret: new Secret(''),
  replicas: [],
} as unknown as Context
const server = buildServer({ config: readConfig({}), context })

async function get(path: string): Promise<{ status: number; body: unknown }> {
  const response = await server.handle(new Request(`http://localhost/api/handicap${path}`))
  return { status: response.status, body: await response.json() }
}

test('anybody may ask for the odds of a match', async () => {
  const answer = await get('?ratingA=600&ratingB=500&raceA=7&raceB=4')

  expect(answer).toEqual({ status: 200, body: { raceA: 7, raceB: 4, pWinA: 0.559264, pWinB: 0.440736 } })
})

test('a fair race is found for two ratings', async () => {
  const answer = await get('/fair-race?ratingA=500&ratingB=600&longRace=7')

  expect(answer).toEqual({ status: 200, body: { raceA: 4, raceB: 7, pWinA: 0.440736, pWinB: 0.559264 } })
})

test('races and ratings out of range are refused by name', async () => {
  const bad = ['?ratingA=600&ratingB=500&raceA=0&raceB=4', '?ratingA=600&ratingB=5001&raceA=1&raceB=4', '?ratingA=600']
  for (const query of bad) expect(await get(query)).toMatchObject({ status: 400, body: { code: 'bad_request' } })
  const crossed = await get('/fair-race?ratingA=500&ratingB=600&longRace=3&minRace=4')
  expect(crossed).toMatchObject({ status: 422, body: { code: 'invalid_option' } })
})
