import { expect, test } from 'bun:test'
import type { Director } from '../director.ts'
import { startWorkload } from './workload.ts'

/** A server with one match that is open until it was scored; it gives `answers` in turn to the racks it is sent. */
function server(answers: readonly (() => Response)[]) {
  const keys: (string | null)[] = []
  const bun = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    fetch(request) {
      if (new URL(request.url).pathname.endsWith('/snapshot')) {
        const state = keys.length > 0 ? 'completed' : 'ready'
        return Response.json({ v: 1, m: { m1: { id: 'm1', state } } })
      }
      keys.push(request.headers.get('idempotency-key'))
      return answers[keys.length - 1]?.() ?? Response.json({ version: 9, state: 'completed' })
    },
  })
  const url = `http://127.0.0.1:${bun.port}`
  const get = async <Body>(path: string) => (await (await fetch(url + path)).json()) as Body
  const director: Director = {
    url,
    userId: 'u',
    orgSlug: 'o',
    headers: {},
    get,
    post: () => Promise.reject(new Error()),
  }
  return { director, keys, [Symbol.asyncDispose]: () => bun.stop(true) }
}

async function scoreOnce(director: Director) {
  const workload = await startWorkload({ director, tournaments: ['t'], rate: 1000, seed: 1 })
  while (workload.tally.due === 0) await new Promise(setImmediate)
  await workload.finish()
  return workload.attempts
}

test('an answer that did not come whole is unknown, never a refusal', async () => {
  const torn = () => new Response('{"code":"match_fini', { status: 409 })
  const later = () => Response.json({ code: 'unavailable' }, { status: 503 })
  await using room = server([torn, later])

  const attempts = await scoreOnce(room.director)

  expect(attempts.map(({ outcome }) => outcome)).toEqual(['unknown', 'unknown', 'ok'])
  expect(attempts.at(-1)?.version).toBe(9)
  expect(new Set(room.keys).size).toBe(1)
})

test('a refusal is final and keeps its code', async () => {
  await using room = server([() => Response.json({ code: 'match_finished' }, { status: 409 })])

  const attempts = await scoreOnce(room.director)

  expect(attempts).toMatchObject([{ outcome: 'fail', code: 'match_finished', match: 'm1' }])
  expect(room.keys).toHaveLength(1)
})
