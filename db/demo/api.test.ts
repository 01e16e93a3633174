import { expect, test } from 'bun:test'
import { createApi, Refused } from './api.ts'

interface Heard {
  readonly path: string
  readonly key: string | null
}

/** A server that gives `answers` in turn to everything but the sign-in; the signal cuts what is under way. */
function server(answers: readonly (() => Response)[]) {
  const heard: Heard[] = []
  const controller = new AbortController()
  const bun = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    fetch(request) {
      const path = new URL(request.url).pathname
      if (path === '/api/auth/login') return Response.json({ token: 'x' })
      heard.push({ path, key: request.headers.get('idempotency-key') })
      return answers[heard.length - 1]?.() ?? new Response(null, { status: 204 })
    },
  })
  const baseUrl = `http://127.0.0.1:${bun.port}`
  const account = { email: 'a@example.com', password: 'b' }
  const api = createApi({ baseUrl, account, org: 'demo-org', signal: controller.signal, pauseMs: 5 })
  return { api, heard, controller, [Symbol.asyncDispose]: () => bun.stop(true) }
}

test('a write whose answer never came is repeated with its own key until there is an answer', async () => {
  await using room = server([() => new Response('{"cut', { status: 200 }), () => new Response(null, { status: 503 })])

  await room.api.send('POST', '/api/matches/1/rack', { winner: 'a' })
  await room.api.send('POST', '/api/matches/1/rack', { winner: 'a' })

  const keys = room.heard.map(({ key }) => key)
  expect(keys).toHaveLength(4)
  expect(new Set(keys.slice(0, 3)).size).toBe(1)
  expect(keys[3]).not.toBe(keys[0])
})

test('a refusal is not repeated and says its code', async () => {
  const problem = { code: 'match_finished', detail: 'Match 3 is over.' }
  await using room = server([() => Response.json(problem, { status: 409 })])

  const error = await room.api.send('POST', '/api/matches/1/rack').catch((thrown: unknown) => thrown)

  expect(error).toBeInstanceOf(Refused)
  expect(error).toMatchObject({ status: 409, code: 'match_finished' })
  expect(room.heard).toHaveLength(1)
})

test('the end of the demo cuts a wait for a server that says later', async () => {
  await using room = server(Array.from({ length: 50 }, () => () => new Response(null, { status: 503 })))

  const asking = room.api.get('/api/tournaments').catch((thrown: unknown) => thrown)
  while (room.heard.length === 0) await new Promise(setImmediate)
  room.controller.abort()

  expect(await asking).toMatchObject({ name: 'AbortError' })
})
